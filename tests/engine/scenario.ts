import * as stack from "./one-stack";
import { record, type Result } from "./results";

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

/** Runs a scenario within its time, and writes how it ended. */
export async function runScenario(name: string, { proves, run, minutes, isJudged }: Scenario): Promise<Result> {
  const limit = new AbortController();
  stack.heard.length = 0;
  console.log(`${new Date().toISOString().slice(11, 19)} ${name} (at most ${minutes} min)`);
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} took longer than ${minutes} min`)), minutes * 60_000);
    limit.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  const inTime = (): Promise<string> => Promise.race([isJudged ? run() : stack.withoutPolicies(run), late]);
  const result = await record(name, proves, stack.program, inTime, stack.versions());
  limit.abort();
  stack.endAll();
  return result;
}
