import { en, type Words } from "../../words";
import type { StackState } from "../pulumi/state";
import { wrap } from "../text";
import type { Leftover } from "./find";
import { sortByState } from "./in-state";

/** A leftover as it is printed as JSON, in English. */
export interface PrintedLeftover extends Pick<Leftover, "id"> {
  /** `network interface eni-0123…`. */
  what: string;
  /** Command that removes it, or where to do so. */
  fix: string;
}

/** A leftover as JSON has it. */
export function printedLeftover(one: Leftover): PrintedLeftover {
  return { id: one.id, what: en.leftovers.leftoverName(one), fix: en.leftovers.removalText(one) };
}

/** Whose lab it is, and which stack, where that has another name. */
export interface Whose {
  student: string;
  stack?: string;
}

/** How leftovers are shown. */
export interface LeftoverView {
  /** Role that may remove them; undefined for the environment's own credentials. */
  role?: string;
  words?: Words;
}

/** Something left with the way to remove it. A command stays on one line, to be copied. */
export function leftoverLines(one: Leftover, { leftovers: say }: Words, indent = 2): string[] {
  const todo =
    one.command === undefined ? wrap(say.removalText(one), indent + 2) : [`${" ".repeat(indent + 2)}${one.command}`];
  return [...wrap(say.leftoverName(one), indent, indent + 2), ...todo];
}

/** What is left as text, with the command that removes each, and the role that may do so. */
export function showLeftovers(
  { student, stack }: Whose,
  region: string,
  found: Leftover[],
  { role, words = en }: LeftoverView = {},
): string[] {
  const { leftovers: say } = words;
  const lab = say.labOf(student, stack);
  if (found.length === 0) return wrap(say.nothing(lab, region));
  return [
    ...wrap(say.found(found.length, lab, region)),
    // The commands name no account: with other credentials they miss, or hit somebody else's.
    ...(role ? wrap(say.removeAs(role)) : []),
    ...commands(found, words),
  ];
}

/** The same where the state could not be read, which would tell what a destroy removes. */
export function showUnsorted(
  whose: Whose & { stack: string },
  region: string,
  found: Leftover[],
  error: string,
  view: LeftoverView,
): string[] {
  const { leftovers: say } = view.words ?? en;
  return [...showLeftovers(whose, region, found, view), "", ...wrap(say.notKnown(whose.stack, error))];
}

/** The same, told apart by the state: a destroy removes what that has, and nobody but the user what it has not. */
export function showByState(
  whose: Whose & { stack: string },
  region: string,
  found: Leftover[],
  state: StackState,
  view: LeftoverView,
): string[] {
  const { role, words = en } = view;
  const { leftovers: say } = words;
  if (found.length === 0) return showLeftovers(whose, region, found, view);
  const { ours, strays, byAws } = sortByState(found, state);
  const block = (title: string, list: Leftover[], lines: string[]): string[] =>
    list.length > 0 ? ["", ...wrap(title), ...lines] : [];
  return [
    ...wrap(say.found(found.length, say.labOf(whose.student, whose.stack), region)),
    ...(role && ours.length < found.length ? wrap(say.removeAs(role)) : []),
    ...block(say.inNoState, strays, commands(strays, words)),
    ...block(say.byAws, byAws, commands(byAws, words)),
    ...block(
      say.inState(whose.stack),
      ours,
      ours.flatMap((one) => wrap(say.leftoverName(one), 2, 4)),
    ),
  ];
}

function commands(found: Leftover[], words: Words): string[] {
  return found.flatMap((one) => ["", ...leftoverLines(one, words)]);
}
