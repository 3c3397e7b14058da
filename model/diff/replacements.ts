/**
 * Which resources of a graph a change makes anew, told from their inputs alone.
 *
 * No provider is asked, so this knows the types of `forced-new.ts` and no others.
 */
import { type ForcedNew, replaceable } from "../aws/forced-new";
import { at, entry, type GraphResource, hasUnknown, type Json, SECRET } from "../graph/graph";
import { compareText, find, isUnknown, pushTo, unique } from "../graph/values";
import type { Reading } from "../reading/reading";

/** An input that forces a replacement. */
export interface ReplacementReason {
  /** Keys on the way to it, such as `accessConfig.bootstrapClusterCreatorAdminPermissions`. */
  input: string;
  /** Logical names of the resources that it comes from, and that are replaced; empty where the input itself differs. */
  replaced: string[];
}

/** Why a resource is made anew. */
export interface Replacement {
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
  /** The inputs that force it, by name. */
  reasons: ReplacementReason[];
}

/**
 * What a change makes anew, by URN; what follows from the replacement of another resource as well. What one of the graphs
 * only reads is not among it: the engine never replaces that.
 */
export function replacements(base: Reading, head: Reading): Map<string, Replacement> {
  const before = base.resources;
  const heads = head.resources;
  const judged = head.ordered.filter(
    ({ urn, type, external }) => replaceable(type) && !external && isManaged(before.get(urn)),
  );
  const followers = new Map<string, GraphResource[]>();
  for (const now of judged) for (const urn of allSources(now)) pushTo(followers, urn, now);
  const found = new Map<string, Replacement>();
  const open = new Set(judged);
  // A set hands out what is added while it is gone through, and takes again what was taken out.
  for (const now of open) {
    open.delete(now);
    const replacement = judge(before.get(now.urn)!, now, found, heads);
    if (replacement === undefined || isEqual(found.get(now.urn), replacement)) continue;
    found.set(now.urn, replacement);
    for (const follower of followers.get(now.urn) ?? []) open.add(follower);
  }
  return found;
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
  const found = forcedNew(now).flatMap((input) => changes(input, before, now, replaced, heads) ?? []);
  if (found.length === 0) return undefined;
  return {
    certain: found.some(({ certain }) => certain),
    reasons: found.map(({ reason }) => reason).sort((a, b) => compareText(a.input, b.input)),
  };
}

function changes(
  input: ForcedNew,
  before: GraphResource,
  now: GraphResource,
  replaced: Map<string, Replacement>,
  heads: Map<string, GraphResource>,
): { certain: boolean; reason: ReplacementReason } | undefined {
  const reason = { input: input.path.join("."), replaced: [] };
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
    return {
      certain: input.from !== undefined && gone.some((urn) => replaced.get(urn)?.certain),
      reason: { ...reason, replaced: unique(gone.map((urn) => heads.get(urn)!.name)).sort(compareText) },
    };
  }
  if (isKnown(old) !== isKnown(value)) return { certain: false, reason };
  // Both are known in part.
  return mayBeSame(old, value) ? undefined : { certain: true, reason };
}

/** True where two values are the same as far as both are known. */
export function mayBeSame(a: Json | undefined, b: Json | undefined): boolean {
  if (isUnknown(a) && isUnknown(b)) return true;
  if (isUnknown(a) || isUnknown(b)) return a !== undefined && b !== undefined;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  return unique([...Object.keys(a), ...Object.keys(b)]).every((key) => mayBeSame(at(a, key), at(b, key)));
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

function isManaged(resource: GraphResource | undefined): boolean {
  return resource !== undefined && !resource.external;
}

function forcedNew({ type }: GraphResource): ForcedNew[] {
  return replaceable(type)?.forcedNew ?? [];
}

/** URNs of all resources whose replacement can force that of this one. */
function allSources(resource: GraphResource): string[] {
  return unique(forcedNew(resource).flatMap((input) => sourcesOf(resource, input.path[0], input)));
}

/** URNs of the resources that an input is, or comes from. */
function sourcesOf({ propertyDependencies }: GraphResource, property: string, { from }: ForcedNew): string[] {
  const all = entry(propertyDependencies, property) ?? [];
  return [...(from === undefined ? all : all.filter((urn) => from.some((type) => typeOf(urn) === type)))].sort(
    compareText,
  );
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
