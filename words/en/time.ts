/** What the time lines say. */

/** How long it takes until something is done: the median, and where every step is slow. */
export function took(median: string, slow: string): string {
  return `${median} (${slow} where every step is slow)`;
}

/** Until ready and until gone. */
export function readyAndGone(ready: string, gone: string): string {
  return `Ready after ${ready}, gone after ${gone}: medians of what others measured.`;
}

/** The steps that decide. */
export function criticalPath(steps: string[]): string {
  return `Critical path: ${steps.join(", ")}; the rest runs in parallel.`;
}

/** The time lines as charts. */
export const chart = {
  nothing: "None: the plan makes nothing.",
  untilReady: "Until ready",
  untilGone: "Until gone",
  ready: (median: string, slow: string): string => `Ready after ${median}; ${slow} where every step is slow.`,
  gone: (median: string, slow: string): string => `Gone after ${median}; ${slow} where every step is slow.`,
  path: (steps: string[]): string => `Critical path: ${steps.join(" → ")}.`,
  critical: "critical:",
  legend: "critical path: any delay there delays all. Hatched: time to spare.",
  leftOut: (count: number): string => `${count} shorter steps are left out.`,
  toSpare: (clock: string): string => `${clock} to spare`,
  axis: "min",
  source: (date: string): string =>
    `Median durations, put together on ${date} from recorded states and public logs, laid along the plan's own dependencies. A model: AWS can be slower.`,
};

/** What a probe proves. */
export const proof = {
  connects: "proof: bound pod connects",
  timesOut: "proof: other pod times out",
};
