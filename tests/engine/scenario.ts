import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import * as stack from "./one-stack";
import { ROOT } from "./rig";

/** A test of one stack on the real engine. Each brings up, or removes, what it needs. */
export interface Scenario {
  /** What it proves, for the docs; a phrase. */
  proves: string;
  /** It is ended where it takes longer. */
  minutes: number;
  /** Whether the policy pack judges each update; it is a process more. */
  isJudged?: boolean;
  /** Gives what was seen, in a line; fails where it is not as it should be. */
  run: () => Promise<string>;
}

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

/** What `npm run test:engine:stack` writes, for the table of the docs. */
export interface Results {
  versions: { [name: string]: string };
  scenarios: { [name: string]: Result };
}

/** Where results stand. */
export const RESULTS = join(ROOT, "docs", "engine-results.json");

/** What earlier runs have found. */
export function earlier(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results) : { versions: {}, scenarios: {} };
}

/** Whether a scenario has passed with the program as it is. */
export function hasPassed(name: string, { scenarios }: Results): boolean {
  return scenarios[name]?.passed && scenarios[name].program === digest();
}

/** Runs a scenario within its time, and writes how it ended. */
export async function runScenario(
  name: string,
  { proves, run, minutes, isJudged }: Scenario,
  results: Results,
): Promise<void> {
  const began = Date.now();
  const limit = new AbortController();
  stack.heard.length = 0;
  console.log(`${new Date(began).toISOString().slice(11, 19)} ${name} (at most ${minutes} min)`);
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} took longer than ${minutes} min`)), minutes * 60_000);
    limit.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  const ended = await Promise.race([isJudged ? run() : stack.withoutPolicies(run), late]).then(
    (seen) => ({ passed: true, seen }),
    (error: Error) => {
      // The end of what a run said is where it says why.
      console.error(`${name} failed: ${error.message.slice(-3000)}\n${error.stack?.slice(-600)}`);
      return { passed: false, seen: error.message.trim().split("\n").at(-1)!.slice(0, 200) };
    },
  );
  limit.abort();
  stack.endAll();
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`         ${ended.passed ? "passed" : "FAILED"} after ${seconds} s: ${ended.seen}`);
  results.scenarios[name] = { proves, ...ended, seconds, program: digest() };
  writeFileAtomic.sync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}

/** The program as it was copied for the tests. */
function digest(): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (/node_modules|\.lab$/.test(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else hash.update(path.slice(stack.program.length)).update(readFileSync(path));
  };
  for (const name of ["cli", "components", "model", "index.ts", "config.ts", "package.json", "Pulumi.yaml"]) {
    add(join(stack.program, name));
  }
  return hash.digest("hex").slice(0, 12);
}
