import { pushTo } from "../../../model/graph/values";
import { en, type Words } from "../../../words";
import { leftoverLines } from "../../leftovers/show";
import { wrap } from "../../text";
import { groupKey } from "../run/failure";
import { isBad, type Outcome, type Result } from "../run/result";
import { median, tally } from "./board";

/**
 * What came of a fleet: counts, equal failures together, what to do next.
 *
 * @param retryCommand the command that does the rest.
 */
export function summary(results: Result[], seconds: number, retryCommand: string, words: Words = en): string[] {
  const { amounts, fleet } = words;
  const say = fleet.summary;
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const usual = median(results.filter(({ outcome }) => outcome === "succeeded").map((result) => result.seconds));
  const each = usual === undefined ? undefined : amounts.elapsed(usual);
  const lines = ["", ...wrap(say.head(results.length, amounts.elapsed(seconds), tally(counts, words), each))];
  for (const [reason, group] of [...failureGroups(results, words), ...uncheckedGroups(results, words)]) {
    lines.push("", ...wrap(say.group(group.length, reason), 0, 2));
    lines.push(...wrap(group.map(({ student }) => student).join(", "), 4));
  }
  for (const { student, notes = [] } of results)
    for (const note of notes) lines.push("", ...wrap(say.of(student, fleet.noteText(note, student)), 0, 2));
  for (const { student, leftovers = [] } of results) {
    if (leftovers.length === 0) continue;
    lines.push("", ...wrap(say.left(student, leftovers.length), 0, 2));
    lines.push(...leftovers.flatMap((one) => leftoverLines(one, words, 4)));
  }
  if (results.some(isBad)) lines.push("", say.retry, `  ${retryCommand}`);
  return lines;
}

/** Failures by reason, ids and addresses left out; the most frequent first. */
export function failureGroups(results: Result[], { fleet: { summary: say } }: Words = en): [string, Result[]][] {
  return groups(results, ({ outcome, failure }) => {
    if (outcome === "cancelled") return say.cancelled;
    return outcome === "failed" ? (failure?.reasons[0] ?? say.noReason) : undefined;
  });
}

function uncheckedGroups(results: Result[], { fleet: { summary: say } }: Words): [string, Result[]][] {
  return groups(results, ({ unchecked }) => (unchecked === undefined ? undefined : say.unchecked(unchecked)));
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
