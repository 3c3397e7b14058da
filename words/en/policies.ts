/** What is said of the Pulumi policies as a whole. */

/** Findings in lines. */
export const verdicts = {
  hold: (count: number): string => `All ${count} Pulumi policies hold.`,
  nothingFound: (count: number): string => `${count} Pulumi policies; none finds anything in what was judged.`,
  found: (count: number, parts: string[]): string => `${count} Pulumi policies; ${parts.join(", ")}.`,
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
