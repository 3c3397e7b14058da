import * as fs from "node:fs";
import * as path from "node:path";
import type { Environment } from "./request";

/** The Pulumi CLI to run. */
export interface PulumiCli {
  /** The executable, as found: a launcher may look at the name it was called by. */
  path: string;
  /** True for the npm package `pulumi`, which downloads the CLI on first use. */
  bundled: boolean;
}

/** Every executable of that name on the PATH, in the PATH's order. */
export function executablesOnPath(name: string, env: Environment, cwd: string): string[] {
  const names = process.platform === "win32" ? [`${name}.exe`, name] : [name];
  return (env.PATH ?? env.Path ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((file) => path.resolve(cwd, folder, file)))
    .filter(isExecutable);
}

/** A Pulumi CLI on the PATH outside every `node_modules`, else the project's npm package `pulumi`. */
export function findPulumi(env: Environment, cwd: string): PulumiCli | undefined {
  const outside = executablesOnPath("pulumi", env, cwd).find((file) => !inNodeModules(file));
  if (outside !== undefined) return { path: outside, bundled: false };
  const bundled = path.join(cwd, "node_modules", ".bin", "pulumi");
  return isExecutable(bundled) ? { path: bundled, bundled: true } : undefined;
}

/** Whether the file, or what its links lead to, lies in a `node_modules` folder. */
function inNodeModules(file: string): boolean {
  return [file, fs.realpathSync(file)].some((name) => name.split(path.sep).includes("node_modules"));
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
