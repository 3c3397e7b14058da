import { readdirSync, readFileSync } from "node:fs";

/** Follows the memory of a process and all that it started; proportional shares, on Linux only. */
export function peakOf(pid: number): { stop: () => number } {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, treeMegabytes(pid))), 1000);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(peak);
    },
  };
}

/** Memory of a process and its descendants in MB; 0 where it cannot be read. */
export function treeMegabytes(root: number): number {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
      const fields = read(`/proc/${name}/stat`)
        .replace(/^.*\) /s, "")
        .split(" ");
      parents.set(Number(name), Number(fields[1]));
    }
  } catch {
    return 0;
  }
  const belongs = (pid: number): boolean => pid === root || (parents.has(pid) && belongs(parents.get(pid)!));
  return [...parents.keys()]
    .filter(belongs)
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024)
    .reduce((sum, megabytes) => sum + megabytes, 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended.
    return "";
  }
}
