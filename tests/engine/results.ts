import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ROOT } from "./rig";

/** How a scenario ended. */
export interface Result {
  proves: string;
  passed: boolean;
  seconds: number;
  /** What was seen, or the first line of the failure. */
  seen: string;
  /** What was tested: a digest of the program's files. */
  program: string;
}

/** What the tests on the real engine write, for the table of the docs. */
export interface Results {
  versions: { [name: string]: string };
  scenarios: { [name: string]: Result };
}

/** Where results stand. */
const RESULTS = join(ROOT, "docs", "engine-results.json");

/** What earlier runs have found. */
export function earlier(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results) : { versions: {}, scenarios: {} };
}

/** Whether a scenario has passed with a program as it is. */
export function hasPassed(name: string, { scenarios }: Results, program: string): boolean {
  return scenarios[name]?.passed && scenarios[name].program === digest(program);
}

/** Runs what proves something, in a program's folder, and writes how it ended beside what others have found. */
export async function record(
  name: string,
  proves: string,
  program: string,
  run: () => Promise<string>,
  versions: Results["versions"] = {},
): Promise<Result> {
  const began = Date.now();
  const ended = await run().then(
    (seen) => ({ passed: true, seen }),
    (error: Error) => {
      // The end of what a run said is where it says why.
      console.error(`${name} failed: ${error.message.slice(-3000)}\n${error.stack?.slice(-600)}`);
      return { passed: false, seen: error.message.trim().split("\n").at(-1)!.slice(0, 200) };
    },
  );
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`         ${ended.passed ? "passed" : "FAILED"} after ${seconds} s: ${ended.seen}`);
  const result = { proves, ...ended, seconds, program: digest(program) };
  const results = earlier();
  Object.assign(results.versions, versions);
  results.scenarios[name] = result;
  writeFileAtomic.sync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  return result;
}

/** A program as it was copied for the tests. */
function digest(program: string): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (/node_modules|\.lab$/.test(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else hash.update(path.slice(program.length)).update(readFileSync(path));
  };
  for (const name of ["cli", "components", "model", "index.ts", "config.ts", "package.json", "Pulumi.yaml"]) {
    add(join(program, name));
  }
  return hash.digest("hex").slice(0, 12);
}
