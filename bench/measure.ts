import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The repository's root. */
export const ROOT = join(__dirname, "..");

/** What one process, or one call, took. */
export interface Sample {
  /** Wall clock. */
  seconds: number;
  /** Most memory that the process held; 0 for a call. */
  mebibytes: number;
}

/** A goal as a ratio of two measurements of the same run. */
export interface Comparison {
  name: string;
  /** What is measured, and what it is measured against. */
  measured: Sample;
  base: Sample;
  /** What of them is compared. */
  by: keyof Sample;
  ratio: number;
  /** The ratio that is not to be exceeded. */
  goal: number;
  met: boolean;
}

/** Compares two samples by time, or by memory. */
export function compare(
  name: string,
  measured: Sample,
  base: Sample,
  goal: number,
  by: keyof Sample = "seconds",
): Comparison {
  const ratio = measured[by] / base[by];
  return { name, measured, base, by, ratio, goal, met: ratio <= goal };
}

/** The fastest of several runs: noise only ever adds. */
export function best(samples: Sample[]): Sample {
  return samples.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
}

/** Runs Node with arguments to its end; fails where it fails. */
export function runNode(args: string[], cwd: string = ROOT): Sample {
  const start = process.hrtime.bigint();
  // The child tells its own peak memory, in KiB, on its way out.
  const report = ["-r", join(__dirname, "report-memory.cjs")];
  const child = spawnSync(process.execPath, [...report, ...args], { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (child.status !== 0) throw new Error(`node ${args.join(" ")} failed:\n${child.stderr}`);
  const peak = /peak-memory (\d+)/.exec(child.stderr)?.[1];
  return { seconds: since(start), mebibytes: Number(peak) / 1024 };
}

/** Times a call in this process. */
export async function timeCall(call: () => unknown): Promise<Sample> {
  const start = process.hrtime.bigint();
  await call();
  return { seconds: since(start), mebibytes: 0 };
}

function since(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Calls in turns, so that a slow spell of the machine hits all alike; gives the samples of each. */
export async function inTurns(rounds: number, calls: (() => Promise<Sample> | Sample)[]): Promise<Sample[][]> {
  const samples: Sample[][] = calls.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, call] of calls.entries()) samples[i].push(await call());
  }
  return samples;
}

/**
 * A large call against one of a part of its size. As much work on both sides, since what waits for the collector of
 * garbage, or is not compiled yet, has to count for both: the small call is made as often as it fits into the large one.
 */
export async function compareSizes(
  name: string,
  { many, few, times }: { many: () => unknown; few: () => unknown; times: number },
  rounds: number,
  goal: number,
): Promise<Comparison> {
  const repeated = async (): Promise<void> => {
    for (let i = 0; i < times; i++) await few();
  };
  const fewOnce = async (): Promise<Sample> => {
    const { seconds, ...rest } = await timeCall(repeated);
    return { ...rest, seconds: seconds / times };
  };
  const [large, small] = await inTurns(rounds, [() => timeCall(many), fewOnce]);
  return compare(name, best(large), best(small), goal);
}
