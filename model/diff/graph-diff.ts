/**
 * What a change of a program changes: who reaches what, which pods roll, what is lost, and what it costs.
 */
import { sortedJson } from "../aws/vpc-cni";
import { branchInterfaces } from "../capacity/branch-interfaces";
import { cost } from "../cost/cost";
import type { GraphResource } from "../graph/graph";
import { bindingChanges, type BindingChange, type Roll, rolls } from "./bindings";
import { pathChanges, type PathChange } from "./paths";
import { type Departure, departures, losses, type Loss } from "./departures";
import { renamed } from "./renamed";
import { type Replacement, replacements } from "./replacements";
import { ruleCounts, type RuleCount } from "../capacity/rule-counts";
import { read, type Reading } from "../reading/reading";
import { timeline } from "../time/timeline";
import { type Upgrade, upgrades } from "./upgrades";
import { compareText, unique } from "../graph/values";

export type { BindingChange, Roll, RollReason } from "./bindings";
export type { Openness, PathChange } from "./paths";
export type { Loss, LossNote } from "./departures";
export type { ReplacementReason } from "./replacements";
export type { Upgrade } from "./upgrades";

/** A resource by its names. */
export interface Named {
  urn: string;
  type: string;
  /** Logical name. */
  name: string;
}

/** A resource that a stack lets go of and that is not deleted, or whose deletion is refused. */
export interface Held extends Named {
  /** `deleted` from the program, `replaced` by another one, or `read` from now on instead of made. */
  change: Departure["change"];
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
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
  /** Resources with data or traffic that are deleted, to replace them or for good; the worst first. */
  losses: Loss[];
  rolls: Roll[];
  /** Clusters that get another Kubernetes version. */
  upgrades: Upgrade[];
  resources: {
    created: Named[];
    /** What the engine deletes, and does not make anew. */
    deleted: Named[];
    /** What stays in the cloud, but no longer as a part of the stack (`retainOnDelete`, or the same one is only read now). */
    kept: Held[];
    /** What was only read, and no longer is: nothing happens to it. */
    released: Named[];
    /** What the engine refuses to delete or to replace (`protect`): the update fails. */
    refused: Held[];
    changed: Named[];
  };
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
export function graphDiff(base: Reading, head: Reading): GraphDiff {
  const replaced = replacements(base, head);
  const moved = renamed(base, head);
  const leaving = departures(base, head, replaced, moved);
  const left = leaving.filter(({ fate }) => fate === "kept" || fate === "released").map(({ resource }) => resource.urn);
  const stays = leaving.filter(({ fate, change }) => fate === "kept" && change === "deleted");
  const cloud = withKept(
    head,
    stays.map(({ resource }) => resource),
  );
  const network = networkDiff(base, head, replaced, { left: new Set(left), cloud });
  const before = base.resources;
  const movedHere = new Set([...moved.values()].map(({ urn }) => urn));
  const isTold = base.graph.version > 1 && head.graph.version > 1;
  const isChanged = (resource: GraphResource): boolean => {
    if (movedHere.has(resource.urn)) return true;
    const old = before.get(resource.urn);
    if (old === undefined) return false;
    return sortedJson(old.inputs) !== sortedJson(resource.inputs) || (isTold && options(old) !== options(resource));
  };
  const held = (fate: string): Held[] =>
    leaving
      .filter((departure) => departure.fate === fate)
      .map(({ resource: { urn, type, name }, change, certain }) => ({ urn, type, name, change, certain }));
  const deleted = leaving.filter(({ fate, change }) => fate === "deleted" && change === "deleted");
  const released = leaving.filter(({ fate }) => fate === "released");
  return {
    ...network,
    losses: losses(leaving, base, head),
    rolls: rolls(base, head, network.bindings, replaced, cloud),
    upgrades: upgrades(base, head),
    resources: {
      created: named(head.ordered.filter(({ urn }) => !before.has(urn) && !movedHere.has(urn))),
      deleted: named(deleted.map(({ resource }) => resource)),
      kept: held("kept"),
      released: named(released.map(({ resource }) => resource)),
      refused: held("refused"),
      changed: named(head.ordered.filter((resource) => replaced.has(resource.urn) || isChanged(resource))),
    },
    figures: figures(base, head),
    ruleCounts: ruleCountChanges(base, head),
  };
}

/** A reading with what stays in the cloud besides: it lets through and keeps in force what it did. */
function withKept(head: Reading, kept: GraphResource[]): Reading {
  return kept.length === 0 ? head : read({ ...head.graph, resources: [...head.graph.resources, ...kept] });
}

/**
 * Compares what two graphs say of the network only: bindings, paths and groups.
 *
 * @param left URNs of what only the program leaves; default none
 * @param cloud what is in the cloud afterwards; default what the second graph has
 */
export function networkDiff(
  base: Reading,
  head: Reading,
  replaced: Map<string, Replacement> = new Map(),
  { left, cloud }: { left: Set<string>; cloud: Reading } = { left: new Set(), cloud: head },
): NetworkDiff {
  const [before, now] = [groupsOf(base), groupsOf(head)];
  const missingIn = (names: Map<string, string>, other: Map<string, string>): string[] =>
    [...names]
      .filter(([key]) => !other.has(key))
      .map(([, name]) => name)
      .sort(compareText);
  return {
    ...pathChanges(base, cloud, left),
    bindings: bindingChanges(base, head, replaced),
    groups: { added: missingIn(now, before), removed: missingIn(before, now) },
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
    upgrades: moves,
    resources,
    figures: all,
    ruleCounts: counts,
  } = diff;
  const lists = [opened, closed, bindings, groups.added, groups.removed, lost, rolling, moves, counts];
  return (
    [...lists, ...Object.values(resources ?? {})].every((list) => list === undefined || list.length === 0) &&
    Object.values(all ?? {}).every(({ before, after }) => before === after)
  );
}

function groupsOf({ groups }: Reading): Map<string, string> {
  const known = groups.all().filter(({ kind }) => kind !== "unresolved");
  return new Map(known.map(({ key, name }) => [key, name]));
}

function named(resources: GraphResource[]): Named[] {
  return resources.map(({ urn, type, name }) => ({ urn, type, name })).sort((a, b) => compareText(a.urn, b.urn));
}

/** What the engine is told about a resource, as text. */
function options({ external, protect, retainOnDelete }: GraphResource): string {
  return [external, protect, retainOnDelete].map(Boolean).join();
}

function figures(base: Reading, head: Reading): GraphDiff["figures"] {
  const [before, after] = [base, head].map((reading) => {
    const capacity = branchInterfaces(reading);
    return {
      costPerDay: costPerDay(reading),
      branchInterfacesNeeded: capacity?.needed ?? null,
      branchInterfacesTotal: capacity?.total ?? null,
      secondsToReady: secondsToReady(reading),
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
function costPerDay(reading: Reading): number | null {
  const regions = unique(reading.ofType("pulumi:providers:aws").map(({ inputs }) => inputs.region));
  const [region] = regions;
  if (regions.length !== 1 || typeof region !== "string") return null;
  // Sums of prices end in rounding errors, which would differ with the order of the resources.
  return Math.round(cost(reading, { region }).perDay * 100) / 100;
}

function secondsToReady(reading: Reading): number | null {
  try {
    return Math.round(timeline(reading).ready);
  } catch {
    // Resources that wait for each other never get ready; the program itself says so when it runs.
    return null;
  }
}

function ruleCountChanges(base: Reading, head: Reading): RuleCountChange[] {
  const [before, after] = [base, head].map(
    (reading) => new Map(ruleCounts(reading).map((count) => [count.group, count])),
  );
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
