import { counted, wrap } from "../../text";
import { groupKey } from "../run/failure";
import { isBad, type Result } from "../run/result";
import { tally } from "./board";
import { duration, median } from "./numbers";

/** What came of a fleet: counts, equal failures together, what to do next. */
export function summary(results: Result[], seconds: number, again: string): string[] {
  const counts = new Map<Result["outcome"], number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const usual = median(results.filter(({ outcome }) => outcome === "succeeded").map((result) => result.seconds));
  const each = usual === undefined ? "" : `, usually ${duration(usual)} each`;
  const lines = [
    "",
    ...wrap(`${counted(results.length, "student")} in ${duration(seconds)}: ${tally(counts)}${each}.`),
  ];
  for (const [reason, group] of failureGroups(results)) {
    lines.push("", ...wrap(`${counted(group.length, "student")}: ${reason}`, 0, 2));
    lines.push(...wrap(group.map(({ student }) => student).join(", "), 4));
  }
  for (const { student, notes } of results)
    for (const note of notes ?? []) lines.push("", ...wrap(`${student}: ${note}`, 0, 2));
  for (const { student, leftovers } of results) {
    if (!leftovers?.length) continue;
    lines.push("", `${student}: AWS still has ${counted(leftovers.length, "thing")} of this lab:`);
    lines.push(...leftovers.flatMap((thing) => wrap(thing, 4, 6)));
  }
  if (results.some(isBad)) lines.push("", ...wrap(again));
  return lines;
}

/** Failures by reason, ids and addresses left out; the most frequent first. */
export function failureGroups(results: Result[]): [string, Result[]][] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    if (result.outcome !== "failed" && result.outcome !== "cancelled") continue;
    const reason =
      result.outcome === "cancelled" ? "cancelled" : (result.failure?.reasons[0] ?? "failed without a reason");
    const key = groupKey(reason, { id: result.student, account: result.account });
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
