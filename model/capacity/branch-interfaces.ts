/**
 * Branch interfaces as a graph shows them: what its nodes offer, and what the pods that its policies select take.
 */
import { type InstanceTypeLimits, instanceTypeLimits } from "../aws/instance-types";
import type { GraphResource } from "../graph/graph";
import { find, isUnknown, listOf } from "../graph/values";
import { isWindows, type Nodes } from "../reading/nodes";
import type { Reading } from "../reading/reading";
import { branchCapacity, type BranchCapacity } from "./capacity";
import { type BranchDemand, branchDemand, type DemandDoubt } from "./branch-demand";

/** Why more, or fewer, branch interfaces can be offered than are counted. */
export type SupplyDoubt =
  /** The type of these nodes is not told, or not in the table. */
  | { kind: "type of nodes"; nodes: string }
  /** These nodes come in types that offer different numbers. */
  | { kind: "several types"; nodes: string }
  /** These nodes have taints, which keep off pods that do not tolerate them. */
  | { kind: "taints"; nodes: string }
  /** How many of these nodes there are is not told. */
  | { kind: "number of nodes"; nodes: string }
  /** These nodes can become more. */
  | { kind: "nodes can grow"; nodes: string; most: number | null };

/** What leaves the numbers open, and still says how far they can go. */
const HAVE_LIMITS: SupplyDoubt["kind"][] = ["nodes can grow", "several types", "taints"];

/** Branch interfaces of all nodes that can carry a trunk, against the bound pods. */
export interface NodeCapacity extends BranchCapacity {
  /** The type that offers fewest, on which all pods may land. */
  instanceType: string;
  /** Branch interfaces that pods take in any case: what is known to run. */
  running: number;
  /** Branch interfaces when all nodes have grown as far as they can; null where there is no end to that, or it is not told. */
  most: number | null;
  /** Branch interfaces that run in any case once all nodes have grown: a DaemonSet has one a node. */
  runningAtMost: number;
  /** What the numbers hang on; empty where they are exact. */
  doubts: (SupplyDoubt | DemandDoubt)[];
}

/** A set of nodes as it offers branch interfaces. */
interface Supply {
  name: string;
  type: string;
  limits: InstanceTypeLimits;
  /** Branch interfaces of the type that offers most. */
  mostPerNode: number;
  nodes: number;
  /** Null where there is no end, or it is not told. */
  mostNodes: number | null;
}

/**
 * Capacity of the nodes of a graph against its bound pods. Only Linux nodes that can carry a trunk count: the scheduler puts
 * no bound pod on others. Undefined where the graph makes no nodes, or tells neither type nor number of any.
 */
export function branchInterfaces(reading: Reading): NodeCapacity | undefined {
  const sets = reading.nodes.filter(({ kind }) => kind !== "fargate");
  const read = sets.map((set) => supplyOf(reading, set));
  const known = read.flatMap(({ supply }) => (supply === undefined ? [] : [supply]));
  if (known.length === 0) return undefined;
  const capable = known.filter(({ limits }) => limits.branchInterfaces > 0);
  const [smallest] = [...(capable.length > 0 ? capable : known)].sort(
    (a, b) => a.limits.branchInterfaces - b.limits.branchInterfaces,
  );
  const nodes = sum(capable.map((supply) => supply.nodes));
  // Of nodes that come in several types, all may come in the one that offers most.
  const atMost = known.filter(({ mostPerNode }) => mostPerNode > 0);
  const ends = atMost.map(({ mostNodes }) => mostNodes);
  const isMadeAsNeeded = sets.some(({ kind }) => kind === "karpenter" || kind === "auto");
  const mostNodes = isMadeAsNeeded || ends.includes(null) ? null : sum(ends as number[]);
  const isOpen = read.some(({ doubts }) => doubts.some(({ kind }) => !HAVE_LIMITS.includes(kind)));
  const unlimited = isOpen || mostNodes === null || reading.clusters.inGraph().some(({ incomplete }) => incomplete);
  const demand = branchDemand(reading, nodes);
  const total = sum(capable.map((supply) => supply.limits.branchInterfaces * supply.nodes));
  const { perNode, byPods, needed, ordinaryPodAddressesPerNode } = branchCapacity(smallest.limits, nodes, demand.pods);
  return {
    ...{ instanceType: smallest.type, perNode, nodes, total, needed, headroom: total - needed, byPods },
    ordinaryPodAddressesPerNode,
    running: demand.running,
    most: unlimited ? null : sum(atMost.map((supply) => supply.mostPerNode * (supply.mostNodes ?? 0))),
    runningAtMost: unlimited ? demand.running : branchDemand(reading, mostNodes).running,
    doubts: [...read.flatMap(({ doubts }) => doubts), ...demand.doubts],
  };
}

/** The pods of a graph that take branch interfaces, for its nodes as they are. */
export function demandOf(reading: Reading): BranchDemand {
  return branchDemand(reading, branchInterfaces(reading)?.nodes ?? 0);
}

function supplyOf({ completeness }: Reading, nodes: Nodes): { supply?: Supply; doubts: SupplyDoubt[] } {
  const { resource, kind, types, hidden, templates } = nodes;
  const { name } = resource;
  if (kind === "karpenter" || kind === "auto") return { doubts: [{ kind: "nodes can grow", nodes: name, most: null }] };
  if (isWindows(resource)) return { doubts: [] };
  const limits = types.flatMap((type) => {
    const found = typeof type === "string" ? instanceTypeLimits(type) : undefined;
    return found === undefined ? [] : [{ type: type as string, limits: found }];
  });
  const doubts: SupplyDoubt[] = [];
  const isChanged = ({ urn }: GraphResource): boolean => completeness.of(urn) !== undefined;
  if (limits.length < types.length || types.length === 0 || templates.some(isChanged))
    doubts.push({ kind: "type of nodes", nodes: name });
  const { desired, most } = sizeOf(nodes);
  // What nobody reads and refers to a scaling group, as a schedule, can set its size.
  if (hidden || desired === undefined || isChanged(resource)) doubts.push({ kind: "number of nodes", nodes: name });
  if (listOf(resource.inputs.taints).length > 0) doubts.push({ kind: "taints", nodes: name });
  if (limits.length === 0 || desired === undefined) return { doubts };
  const ordered = [...limits].sort((a, b) => a.limits.branchInterfaces - b.limits.branchInterfaces);
  const mostPerNode = ordered.at(-1)!.limits.branchInterfaces;
  if (mostPerNode > 0 && most !== desired) doubts.push({ kind: "nodes can grow", nodes: name, most: most ?? null });
  const [{ type, limits: fewest }] = ordered;
  if (fewest.branchInterfaces < mostPerNode) doubts.push({ kind: "several types", nodes: name });
  return { supply: { name, type, limits: fewest, mostPerNode, nodes: desired, mostNodes: most ?? null }, doubts };
}

/** How many nodes a set has, and can have. */
function sizeOf({ resource }: Nodes): { desired?: number; most?: number } {
  const { inputs } = resource;
  const number = (...paths: string[][]): number | undefined => {
    const value = paths.map((path) => find(inputs, ...path)).find((one) => one !== undefined && one !== null);
    return typeof value === "number" && !isUnknown(value) ? value : undefined;
  };
  const least = number(["scalingConfig", "minSize"], ["minSize"]);
  const desired = number(["scalingConfig", "desiredSize"], ["desiredCapacity"], ["desiredSize"]) ?? least;
  return { desired, most: number(["scalingConfig", "maxSize"], ["maxSize"]) };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
