/**
 * Sets of ports as sorted intervals that neither overlap nor touch.
 */

/** The highest port; a rule for all ports is 0 to this. */
export const MAX_PORT = 65535;

/** The ports `from` to `to`, both included; ICMP types where the protocol is ICMP. */
export interface PortInterval {
  from: number;
  to: number;
}

/** The smallest list of intervals with the same ports, sorted. */
export function union(intervals: PortInterval[]): PortInterval[] {
  const merged: PortInterval[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The ports of `intervals` that are in none of `removed`, sorted. */
export function subtract(intervals: PortInterval[], removed: PortInterval[]): PortInterval[] {
  let left = union(intervals);
  for (const cut of union(removed)) {
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, cut.from - 1) },
        { from: Math.max(from, cut.to + 1), to },
      ].filter((part) => part.from <= part.to),
    );
  }
  return left;
}

/** The ports that two intervals share, or undefined where they share none. */
export function intersect(a: PortInterval, b: PortInterval): PortInterval | undefined {
  const shared = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return shared.from <= shared.to ? shared : undefined;
}
