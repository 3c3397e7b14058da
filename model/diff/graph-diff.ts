/**
 * What a change of a program changes: who reaches what, which pods roll, what is lost, and what it costs.
 */
import { capacityInGraph } from "../capacity/branch-interfaces";
import { cost } from "../cost/cost";
import { byUrn, type Graph, type GraphResource, ofType } from "../graph/graph";
import { bindingChanges, type BindingChange, type Roll, rolls } from "./bindings";
import { pathChanges, type PathChange } from "./paths";
import { losses, type Loss, type Replacement, replacements } from "./replacements";
import { ruleCounts, type RuleCount } from "../capacity/rule-counts";
import { SecurityGroups, UNRESOLVED } from "../reading/security-groups";
import { timeline } from "../time/timeline";
import { compareText, unique } from "../graph/values";

export type { BindingChange, Roll } from "./bindings";
export type { Openness, PathChange } from "./paths";
export type { Loss } from "./replacements";

/** A resource by its names. */
export interface Named {
  urn: string;
  type: string;
  /** Logical name. */
  name: string;
}

/** A number before and after; null where the graph does not tell it. */
export interface Change {
  before: number | null;
  after: number | null;
}

/** Rules of a security group that a change adds or takes away. */
export interface RuleCountChange {
  /** Name of the group. */
  group: string;
  inbound: Change;
  outbound: Change;
  quota: number;
  /** True where it is above the quota after the change. */
  over: boolean;
}

/** What differs between two graphs in the network: true of graphs of any source. */
export interface NetworkDiff {
  /** Paths that are more open in the second graph. */
  opened: PathChange[];
  /** Paths that are less open in the second graph. */
  closed: PathChange[];
  bindings: BindingChange[];
  /** Names of the security groups that only one graph has; sorted. */
  groups: { added: string[]; removed: string[] };
}

/** All that differs between two graphs of one source. */
export interface GraphDiff extends NetworkDiff {
  /** Resources with data or traffic that are replaced or deleted; the worst first. */
  losses: Loss[];
  rolls: Roll[];
  resources: { created: Named[]; deleted: Named[]; changed: Named[] };
  figures: {
    /** USD per day. */
    costPerDay: Change;
    /** Branch interfaces that pods take at worst. */
    branchInterfacesNeeded: Change;
    /** Branch interfaces of all nodes. */
    branchInterfacesTotal: Change;
    /** Seconds until the last workload of a new stack is ready, in the median. */
    secondsToReady: Change;
  };
  /** Only groups whose numbers change. */
  ruleCounts: RuleCountChange[];
}

/** Compares two graphs of one source. Which order their resources are in does not matter. */
export function graphDiff(base: Graph, head: Graph): GraphDiff {
  const replaced = replacements(base, head);
  const network = networkDiff(base, head, replaced);
  const [before, after] = [byUrn(base), byUrn(head)];
  const isChanged = (resource: GraphResource): boolean => {
    const old = before.get(resource.urn);
    return old !== undefined && stable(old.inputs) !== stable(resource.inputs);
  };
  return {
    ...network,
    losses: losses(base, head, replaced),
    rolls: rolls(base, head, network.bindings, replaced),
    resources: {
      created: named(head.resources.filter(({ urn }) => !before.has(urn))),
      deleted: named(base.resources.filter(({ urn }) => !after.has(urn))),
      changed: named(head.resources.filter((resource) => replaced.has(resource.urn) || isChanged(resource))),
    },
    figures: figures(base, head),
    ruleCounts: ruleCountChanges(base, head),
  };
}

/** Compares what two graphs say of the network only: bindings, paths and groups. */
export function networkDiff(base: Graph, head: Graph, replaced: Map<string, Replacement> = new Map()): NetworkDiff {
  const [before, after] = [groupsOf(base), groupsOf(head)];
  const missingIn = (names: Map<string, string>, other: Map<string, string>): string[] =>
    [...names]
      .filter(([key]) => !other.has(key))
      .map(([, name]) => name)
      .sort(compareText);
  return {
    ...pathChanges(base, head),
    bindings: bindingChanges(base, head, replaced),
    groups: { added: missingIn(after, before), removed: missingIn(before, after) },
  };
}

/** True where a diff has nothing to say. */
export function isEmptyDiff(diff: NetworkDiff & Partial<GraphDiff>): boolean {
  const {
    opened,
    closed,
    bindings,
    groups,
    losses: lost,
    rolls: rolling,
    resources,
    figures: all,
    ruleCounts: counts,
  } = diff;
  const lists = [opened, closed, bindings, groups.added, groups.removed, lost, rolling, counts];
  const more = resources === undefined ? [] : [resources.created, resources.deleted, resources.changed];
  return (
    [...lists, ...more].every((list) => list === undefined || list.length === 0) &&
    Object.values(all ?? {}).every(({ before, after }) => before === after)
  );
}

function groupsOf(graph: Graph): Map<string, string> {
  const groups = new SecurityGroups(graph);
  return new Map(
    groups
      .all()
      .filter(({ key }) => key !== UNRESOLVED)
      .map(({ key, name }) => [key, name]),
  );
}

function named(resources: GraphResource[]): Named[] {
  return resources.map(({ urn, type, name }) => ({ urn, type, name })).sort((a, b) => compareText(a.urn, b.urn));
}

/** A value as text, whatever order its keys are in. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}

function figures(base: Graph, head: Graph): GraphDiff["figures"] {
  const [before, after] = [base, head].map((graph) => {
    const capacity = capacityInGraph(graph);
    return {
      costPerDay: costPerDay(graph),
      branchInterfacesNeeded: capacity?.needed ?? null,
      branchInterfacesTotal: capacity?.total ?? null,
      secondsToReady: secondsToReady(graph),
    };
  });
  const change = (key: keyof typeof before): Change => ({ before: before[key], after: after[key] });
  return {
    costPerDay: change("costPerDay"),
    branchInterfacesNeeded: change("branchInterfacesNeeded"),
    branchInterfacesTotal: change("branchInterfacesTotal"),
    secondsToReady: change("secondsToReady"),
  };
}

/** What the graph costs in the region of its AWS provider; null where there is none, or several. */
function costPerDay(graph: Graph): number | null {
  const regions = unique(ofType(graph, "pulumi:providers:aws").map(({ inputs }) => inputs.region));
  const [region] = regions;
  if (regions.length !== 1 || typeof region !== "string") return null;
  // Sums of prices end in rounding errors, which would differ with the order of the resources.
  return Math.round(cost(graph, { region }).perDay * 100) / 100;
}

function secondsToReady(graph: Graph): number | null {
  try {
    return Math.round(timeline(graph).ready);
  } catch {
    // Resources that wait for each other never get ready; the program itself says so when it runs.
    return null;
  }
}

function ruleCountChanges(base: Graph, head: Graph): RuleCountChange[] {
  const [before, after] = [base, head].map((graph) => new Map(ruleCounts(graph).map((count) => [count.group, count])));
  return unique([...before.keys(), ...after.keys()])
    .sort(compareText)
    .map((key) => {
      const [old, now] = [before.get(key), after.get(key)];
      const count = (side: "inbound" | "outbound"): Change => ({
        before: old?.[side] ?? null,
        after: now?.[side] ?? null,
      });
      const { name, quota } = (now ?? old) as RuleCount;
      return { group: name, inbound: count("inbound"), outbound: count("outbound"), quota, over: now?.over ?? false };
    })
    .filter(({ inbound, outbound }) => [inbound, outbound].some((side) => side.before !== side.after));
}
