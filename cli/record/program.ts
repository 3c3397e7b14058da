import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isYamlMap, readYamlFile } from "../files/yaml";
import { UserError } from "../user-error";

/**
 * Runs the program anew: its modules with state of their own are the entry point and the config. Fails with a {@link UserError}
 * where there is none.
 */
export function runProgram(directory: string): unknown {
  const entry = join(directory, "index.ts");
  if (!existsSync(entry)) throw new UserError(noEntry(directory, entry));
  for (const file of ["index.ts", "config.ts"]) delete require.cache[join(realpathSync(directory), file)];
  // Node keeps each module among the children of the one that asks for it: all resources of every run before.
  module.children = [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- The program is data here: it is run again and again.
  return require(entry);
}

function noEntry(directory: string, entry: string): string {
  const runtime = runtimeOf(join(directory, "Pulumi.yaml"));
  return runtime === undefined || runtime === "nodejs"
    ? `There is no ${entry}, the program; run this in the project's folder`
    : `The project in ${directory} is of runtime ${runtime}, and lab plan runs index.ts of nodejs; run pulumi preview --json --show-sames there, and give what it prints to lab check`;
}

/** The runtime that a project names, as a name or as an object with one. */
function runtimeOf(file: string): string | undefined {
  const { runtime } = readYamlFile(file).content;
  const name = isYamlMap(runtime) ? runtime.name : runtime;
  return typeof name === "string" ? name : undefined;
}
