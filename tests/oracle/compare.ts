/**
 * What is wrong with the model's answers, held against the truth about the world.
 */
import type { Answer } from "./model";
import type { Oracle, Question, Truth } from "./truth";

/** A row that is wrong, and what is right. */
export interface Fault {
  row: Answer;
  truth: Truth;
}

/** The rows that are certain of something that is not so. Rows of ends that the world does not have are left out. */
export function wrong(oracle: Oracle, rows: Answer[]): Fault[] {
  return judged(oracle, rows).filter(
    ({ row, truth }) => row.allowed !== null && !permitted(truth).includes(row.allowed),
  );
}

/** Why a complete graph may still be answered with "not known" where the truth is certain. */
export type Excuse = (oracle: Oracle, row: Answer, truth: Truth) => boolean;

/** The rows that are "not known" although everything is there to know; only for graphs with nothing hidden. */
export function uncertain(oracle: Oracle, rows: Answer[], excuses: Excuse[] = []): Fault[] {
  return judged(oracle, rows).filter(
    ({ row, truth }) =>
      row.allowed === null &&
      !permitted(truth).includes(null) &&
      !excuses.some((isExcused) => isExcused(oracle, row, truth)),
  );
}

/** The rows that are certain of the opposite of what other rows are certain of. */
export function opposites(before: Answer[], after: Answer[]): { before: Answer; after: Answer }[] {
  const now = new Map(after.map((row) => [keyOf(row), row]));
  return before.flatMap((row) => {
    const other = now.get(keyOf(row));
    const isOpposite = row.allowed !== null && other !== undefined && other.allowed === !row.allowed;
    return isOpposite ? [{ before: row, after: other }] : [];
  });
}

/** Ends that have rows only where a rule names both sides: what such a rule names can be hidden as well. */
const ONLY_NAMED = /^(group|addresses):/;

/**
 * The rows that were open and whose pair has no row any more, although both of its ends are still there; without those of
 * ends that have rows only where they are named.
 */
export function lost(before: Answer[], after: Answer[]): Answer[] {
  const pairs = new Set(after.map(({ from, to }) => `${from} -> ${to}`));
  const ends = new Set(after.flatMap(({ from, to }) => [from, to]));
  return before
    .filter(({ from, to }) => ![from, to].some((end) => ONLY_NAMED.test(end)))
    .filter(
      ({ allowed, from, to }) => allowed === true && !pairs.has(`${from} -> ${to}`) && ends.has(from) && ends.has(to),
    );
}

/** A connection in one line. */
export function keyOf({ from, to, protocol, port }: Question): string {
  return `${from} -> ${to} ${protocol} ${port}`;
}

/** The right answers; "not known" is among them only where it is right of a graph that shows everything. */
function permitted({ openness, sameNode, twoVpcs }: Truth): (boolean | null)[] {
  // Whether two VPCs are joined is not told, so neither is what their rules would let through.
  if (twoVpcs) return [false, null];
  // What stays on one node is not filtered; rows of two such ends are documented to say so.
  if (sameNode) return [true];
  return openness === "all" ? [true] : openness === "none" ? [false] : [null];
}

function judged(oracle: Oracle, rows: Answer[]): Fault[] {
  return rows.flatMap((row) => {
    const truth = oracle.truth(row);
    return truth === undefined ? [] : [{ row, truth }];
  });
}
