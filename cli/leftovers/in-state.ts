import { idOf, pendingCreations } from "../pulumi/pending";
import type { StackState } from "../pulumi/state";
import type { Leftover } from "./find";

/** Leftovers, told apart by what a state knows. */
export interface SortedLeftovers {
  /** The state has them, or was cut off while they were created: the next run looks for them. */
  ours: Leftover[];
  /** A program makes such things, and the state has not got them. */
  strays: Leftover[];
  /** No state has such things, or there is no state to ask. */
  byAws: Leftover[];
}

/** Tells apart what a state knows: a thing is in it where any resource has its id or ARN as a value. */
export function sortByState(found: Leftover[], state: StackState | undefined): SortedLeftovers {
  const sorted: SortedLeftovers = { ours: [], strays: [], byAws: [] };
  const known = new Set<unknown>();
  const cutOff = new Set(pendingCreations(state ?? {}).map(idOf));
  for (const { id, outputs } of state?.resources ?? []) collect({ id, outputs }, known);
  for (const one of found) {
    if (state === undefined || one.id === undefined) sorted.byAws.push(one);
    else if (known.has(one.id) || cutOff.has(nameIn(one.id))) sorted.ours.push(one);
    else sorted.strays.push(one);
  }
  return sorted;
}

/** The name at the end of an ARN. */
function nameIn(arn: string): string {
  return arn.split(/[:/]/).at(-1)!;
}

/** All texts in a value, however deep. */
function collect(value: unknown, into: Set<unknown>): void {
  if (typeof value === "string") into.add(value);
  else if (value !== null && typeof value === "object") for (const one of Object.values(value)) collect(one, into);
}
