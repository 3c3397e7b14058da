/** What is said of the policies as a whole. */

/** Findings in lines. */
export const verdicts = {
  hold: (count: number): string => `All ${count} policies hold.`,
  nothingFound: (count: number): string => `${count} policies; none finds anything in what was judged.`,
  found: (count: number, parts: string[]): string => `${count} policies; ${parts.join(", ")}.`,
  stops: (violations: string): string => `${violations}: these stop a deployment`,
  line: (level: string, policy: string, message: string): string => `${level} ${policy}: ${message}.`,
  more: (level: string, policy: string, count: number): string => `${level} ${policy}: ${count} more like these.`,
};

/** An enforcement level. */
export function level(name: string): string {
  return name;
}

/** What to do where a policy is broken; undefined where the pack's own text says it. */
export const remedyOf: (policy: string) => string | undefined = () => undefined;
