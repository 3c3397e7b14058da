/**
 * What of a graph is complete, and what was not judged.
 *
 * A resource that the stack makes is complete: what it is, and which rules it has, stands in the graph. Not complete is what
 * was only read, and whatever a resource of a type that nobody here reads refers to, by value or dependency; and only that.
 */
import type { Graph, GraphResource, Json } from "../graph/graph";
import { compareText, pushTo, unique } from "../graph/values";
import { podTemplateOf } from "./pod-template";
import { familyOf, isKnownType, isUnjudgedStore } from "./known-types";

/** Why something is not complete. */
export type Incomplete =
  /** The program only reads it: the stack does not make it. */
  | { kind: "only read"; name: string }
  /** A resource of a type that nobody here reads refers to it, and can change it. */
  | { kind: "referred to"; name: string; by: string; type: string }
  /** It is not in the graph: a literal id, or another stack's. */
  | { kind: "outside"; name: string }
  /** It is written as another account's, which alone sees it whole. */
  | { kind: "other account"; name: string; account: string }
  /** Which one is meant is not known. */
  | { kind: "not known"; name: string };

/** Resources of one family that were not judged. */
export interface NotJudged {
  /** Package, with Kubernetes its API group; or `resources that were only read`. */
  family: string;
  /** Type tokens, sorted. */
  types: string[];
  /** How many resources. */
  count: number;
}

/** What is complete in a graph. */
export interface Completeness {
  /** Why a resource of the graph is not complete; undefined where it is. */
  of(urn: string): Incomplete | undefined;
  /** Resources of types that nobody here reads. */
  unread: GraphResource[];
  /** What was not judged, by family, sorted. */
  notJudged: NotJudged[];
  /** The resource of an id that the provider gave; undefined where there is none, or more than one. */
  byId(id: string): GraphResource | undefined;
}

const ONLY_READ = "resources that were only read";

/** Reads what is complete in a graph. Time grows with its text. */
export function completenessOf({ resources }: Graph): Completeness {
  const ids = idsOf(resources);
  const parents = new Set(resources.map(({ parent }) => parent));
  const unread = resources.filter((resource) => isUnread(resource, parents));
  const why = new Map<string, Incomplete>();
  for (const { urn, name, external } of resources) if (external) why.set(urn, { kind: "only read", name });
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  for (const resource of unread) {
    for (const urn of referencesOf(resource, ids)) {
      const name = names.get(urn);
      if (name === undefined || why.has(urn) || urn === resource.urn) continue;
      why.set(urn, { kind: "referred to", name, by: resource.name, type: resource.type });
    }
  }
  return {
    of: (urn) => why.get(urn),
    unread,
    notJudged: notJudgedOf(resources, unread),
    byId: (id) => {
      const [found, ...more] = ids.get(id) ?? [];
      return more.length === 0 ? found : undefined;
    },
  };
}

function notJudgedOf(resources: GraphResource[], unread: GraphResource[]): NotJudged[] {
  const families = new Map<string, GraphResource[]>();
  for (const resource of [...unread, ...resources.filter(({ type }) => isUnjudgedStore(type))]) {
    pushTo(families, familyOf(resource.type), resource);
  }
  for (const resource of resources)
    if (resource.external && isKnownType(resource.type)) pushTo(families, ONLY_READ, resource);
  return [...families]
    .map(([family, all]) => ({
      family,
      types: unique(all.map(({ type }) => type)).sort(compareText),
      count: all.length,
    }))
    .sort((a, b) => compareText(a.family, b.family));
}

/** True also for a component that shows nothing of what it makes, unless it is one that is read. */
function isUnread(resource: GraphResource, parents: Set<string | undefined>): boolean {
  const { type, custom, urn, inputs, dependencies } = resource;
  if (isKnownType(type)) return false;
  if (custom) return podTemplateOf(resource) === undefined;
  // Of charts and files of YAML the engine is told no inputs, and yet they make something.
  const makes = Object.keys(inputs).length > 0 || dependencies.length > 0 || type.startsWith("kubernetes:");
  return !parents.has(urn) && makes;
}

/** The resources by their ids; some ids are only names, which a namespace can share with a cluster. */
function idsOf(resources: GraphResource[]): Map<string, GraphResource[]> {
  const ids = new Map<string, GraphResource[]>();
  for (const resource of resources) {
    if (resource.id !== undefined && resource.id !== "") pushTo(ids, resource.id, resource);
  }
  return ids;
}

/** Ids as AWS makes them, also inside a longer text such as a command. */
const ID_IN_TEXT = /\b(?:sg|vpc|subnet|lt|pl|eni)-[0-9a-z]+\b/g;

/**
 * URNs of what a resource refers to. A Kubernetes object that only waits for something does not change it: what it makes
 * lies in the cluster.
 */
function referencesOf(resource: GraphResource, ids: Map<string, GraphResource[]>): Set<string> {
  const { type, dependencies, propertyDependencies, inputs, outputs } = resource;
  const found = new Set(Object.values(propertyDependencies).flat());
  if (!type.startsWith("kubernetes:")) for (const urn of dependencies) found.add(urn);
  const visit = (value: Json): void => {
    if (typeof value === "string") {
      for (const id of [value, ...(value.match(ID_IN_TEXT) ?? [])]) {
        for (const { urn } of ids.get(id) ?? []) found.add(urn);
        if (id.startsWith("urn:pulumi:")) found.add(id);
      }
    } else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
  };
  visit(inputs);
  if (outputs !== undefined) visit(outputs);
  return found;
}
