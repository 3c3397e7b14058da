/**
 * Which resources of a graph a change makes anew or deletes, told from their inputs alone.
 *
 * No provider is asked, so this knows the types of `forced-new.ts` and no others, and an alias, which no graph shows, can
 * make a deletion a mere renaming.
 */
import { type ForcedNew, REPLACEABLE, type Stake } from "../aws/forced-new";
import { byUrn, type Graph, type GraphResource, hasUnknown, type Json, SECRET } from "../graph/graph";
import { compareText, find, isUnknown, sorted, unique } from "../graph/values";

/** Why a resource is made anew. */
export interface Replacement {
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
  /** The inputs that force it, such as `dbName` or `vpcId (lab-vpc is replaced)`; sorted. */
  reasons: string[];
}

/** A resource that goes, and something with it. */
export interface Loss {
  urn: string;
  /** Logical name. */
  name: string;
  /** Type token. */
  type: string;
  /** What people call it, such as `database`. */
  what: string;
  /** What goes with it. */
  stake: Stake;
  change: "replaced" | "deleted";
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
  /** Of a replacement, the inputs that force it. */
  reasons: string[];
  /** What else to know; undefined where nothing. */
  note?: string;
}

/** What a change makes anew, by URN; what follows from the replacement of another resource as well. */
export function replacements(base: Graph, head: Graph): Map<string, Replacement> {
  const before = byUrn(base);
  const both = sorted(head.resources).filter(({ urn, type }) => before.has(urn) && type in REPLACEABLE);
  const heads = byUrn(head);
  const found = new Map<string, Replacement>();
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const now of both) {
      const replacement = judge(before.get(now.urn)!, now, found, heads);
      if (replacement === undefined || isEqual(found.get(now.urn), replacement)) continue;
      found.set(now.urn, replacement);
      isGrowing = true;
    }
  }
  return found;
}

/** What a change loses: first data, then traffic; what is certain before what is not. */
export function losses(base: Graph, head: Graph, replaced = replacements(base, head)): Loss[] {
  const heads = byUrn(head);
  const bases = byUrn(base);
  const made = head.resources.filter(({ urn }) => !bases.has(urn));
  const added = new Set(made.map(({ type, name }) => `${type} ${name}`));
  const found = base.resources.flatMap((resource): Loss[] => {
    const { urn, name, type } = resource;
    const { what, stake } = REPLACEABLE[type] ?? {};
    if (what === undefined || stake === undefined) return [];
    const common = { urn, name, type, what, stake };
    const note = noteOn(resource, added.has(`${type} ${name}`));
    const replacement = replaced.get(urn);
    if (!heads.has(urn)) return [{ ...common, change: "deleted", certain: true, reasons: [], ...note }];
    return replacement === undefined ? [] : [{ ...common, change: "replaced", ...replacement, ...noteOn(resource) }];
  });
  return found.sort(
    (a, b) =>
      compareText(a.stake, b.stake) ||
      Number(b.certain) - Number(a.certain) ||
      compareText(a.change, b.change) ||
      compareText(a.what, b.what) ||
      compareText(a.urn, b.urn),
  );
}

function noteOn({ inputs }: GraphResource, isMadeElsewhere = false): { note?: string } {
  const notes = [
    ...(inputs.skipFinalSnapshot === true ? ["no last snapshot is kept"] : []),
    ...(inputs.deletionProtection === true ? ["deletion protection will refuse it"] : []),
    ...(isMadeElsewhere ? ["one of the same name is made under another parent; an alias would keep this one"] : []),
  ];
  return notes.length > 0 ? { note: notes.join("; ") } : {};
}

function isEqual(a: Replacement | undefined, b: Replacement): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function judge(
  before: GraphResource,
  now: GraphResource,
  replaced: Map<string, Replacement>,
  heads: Map<string, GraphResource>,
): Replacement | undefined {
  const found = REPLACEABLE[now.type].forcedNew.flatMap((input) => {
    const answer = changes(input, before, now, replaced, heads);
    return answer === undefined ? [] : [answer];
  });
  if (found.length === 0) return undefined;
  return {
    certain: found.some(({ certain }) => certain),
    reasons: found.map(({ reason }) => reason).sort(compareText),
  };
}

function changes(
  input: ForcedNew,
  before: GraphResource,
  now: GraphResource,
  replaced: Map<string, Replacement>,
  heads: Map<string, GraphResource>,
): { certain: boolean; reason: string } | undefined {
  const reason = input.path.join(".");
  const [property] = input.path;
  const [old, value] = [before, now].map(({ inputs }) => find(inputs, ...input.path) ?? input.otherwise);
  if (value === undefined && input.computed) return undefined;
  if (isKnown(old) && isKnown(value)) {
    if (JSON.stringify(canonical(old)) === JSON.stringify(canonical(value))) return undefined;
    // A value that was left out before can be the one that the provider had filled in.
    return { certain: old !== undefined || !input.computed, reason };
  }
  const [oldSources, sources] = [before, now].map((resource) => sourcesOf(resource, property, input));
  if (oldSources.length > 0 && sources.length > 0 && oldSources.join() !== sources.join()) {
    return { certain: input.from !== undefined, reason };
  }
  const gone = sources.filter((urn) => replaced.has(urn));
  if (gone.length > 0) {
    const names = gone.map((urn) => heads.get(urn)?.name ?? urn).sort(compareText);
    const isOrAre = names.length === 1 ? "is" : "are";
    return {
      certain: input.from !== undefined && gone.some((urn) => replaced.get(urn)?.certain),
      reason: `${reason} (${unique(names).join(", ")} ${isOrAre} replaced)`,
    };
  }
  return isKnown(old) !== isKnown(value) ? { certain: false, reason } : differsInKnown(old, value, reason);
}

/** Of two values that are known in part: whether the known parts differ. */
function differsInKnown(old: Json | undefined, value: Json | undefined, reason: string) {
  return mayBeSame(old, value) ? undefined : { certain: true, reason };
}

/** True where two values are the same as far as both are known. */
export function mayBeSame(a: Json | undefined, b: Json | undefined): boolean {
  if (isUnknown(a) && isUnknown(b)) return true;
  if (isUnknown(a) || isUnknown(b)) return a !== undefined && b !== undefined;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a, b] as { [key: string]: Json }[];
  if (Array.isArray(a) && Object.keys(left).length !== Object.keys(right).length) return false;
  return unique([...Object.keys(left), ...Object.keys(right)]).every((key) => mayBeSame(left[key], right[key]));
}

function isKnown(value: Json | undefined): boolean {
  return !hasUnknown(value) && !JSON.stringify(value ?? null).includes(SECRET);
}

/** Objects with their keys sorted: their order means nothing. */
function canonical(value: Json | undefined): Json | undefined {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((entry) => canonical(entry)!);
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)!]));
}

/** URNs of the resources that an input is, or comes from. */
function sourcesOf({ propertyDependencies }: GraphResource, property: string, { from }: ForcedNew): string[] {
  const all = propertyDependencies[property] ?? [];
  return [...(from === undefined ? all : all.filter((urn) => from.some((type) => typeOf(urn) === type)))].sort(
    compareText,
  );
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
