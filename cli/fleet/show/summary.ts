import { pushTo } from "../../../model/graph/values";
import { counted, wrap } from "../../text";
import { groupKey } from "../run/failure";
import { isBad, type Result } from "../run/result";
import { tally } from "./board";
import { duration, median } from "./numbers";

/**
 * What came of a fleet: counts, equal failures together, what to do next.
 *
 * @param retryCommand the command that does the rest.
 */
export function summary(results: Result[], seconds: number, retryCommand: string): string[] {
  const counts = new Map<Result["outcome"], number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const usual = median(results.filter(({ outcome }) => outcome === "succeeded").map((result) => result.seconds));
  const each = usual === undefined ? "" : `, usually ${duration(usual)} each`;
  const lines = [
    "",
    ...wrap(`${counted(results.length, "student")} in ${duration(seconds)}: ${tally(counts)}${each}.`),
  ];
  for (const [reason, group] of [...failureGroups(results), ...uncheckedGroups(results)]) {
    lines.push("", ...wrap(`${counted(group.length, "student")}: ${reason}`, 0, 2));
    lines.push(...wrap(group.map(({ student }) => student).join(", "), 4));
  }
  for (const { student, notes } of results)
    for (const note of notes ?? []) lines.push("", ...wrap(`${student}: ${note}`, 0, 2));
  for (const { student, leftovers } of results) {
    if (!leftovers?.length) continue;
    lines.push("", `${student}: AWS still has ${counted(leftovers.length, "thing")} of this lab:`);
    // A command stays on one line, to be copied.
    lines.push(...leftovers.flatMap(({ what, fix }) => [...wrap(what, 4, 6), `      ${fix}`]));
  }
  if (results.some(isBad)) lines.push("", "Run it again for the rest:", `  ${retryCommand}`);
  return lines;
}

/** Failures by reason, ids and addresses left out; the most frequent first. */
export function failureGroups(results: Result[]): [string, Result[]][] {
  return groups(results, ({ outcome, failure }) => {
    if (outcome === "cancelled") return "cancelled";
    return outcome === "failed" ? (failure?.reasons[0] ?? "failed without a reason") : undefined;
  });
}

function uncheckedGroups(results: Result[]): [string, Result[]][] {
  return groups(
    results,
    ({ unchecked }) => unchecked && `AWS could not be asked for leftovers: ${unchecked}; ask by lab fleet leftovers`,
  );
}

function groups(results: Result[], reasonOf: (result: Result) => string | undefined): [string, Result[]][] {
  const found = new Map<string, Result[]>();
  for (const result of results) {
    const reason = reasonOf(result);
    if (reason === undefined) continue;
    pushTo(found, groupKey(reason, { id: result.student, account: result.account }), result);
  }
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}
