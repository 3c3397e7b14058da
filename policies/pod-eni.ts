/**
 * Where pods with security groups of their own can run, as several rules ask: on which clusters, with which nodes.
 */
import { instanceTypeLimits } from "../model/aws/instance-types";
import { isAbsent, isUnknown } from "../model/graph/values";
import { canBeBound } from "../model/reading/bindings";
import type { Cluster } from "../model/reading/clusters";
import { runsOnFargate } from "../model/reading/fargate";
import { isWindows, type Nodes } from "../model/reading/nodes";
import type { Reading } from "../model/reading/reading";
import { vpcCniSetting } from "../model/reading/vpc-cni-setting";
import { type Missing, missingOf } from "./references";

/** A cluster whose nodes have to carry branch interfaces. */
export interface PodEniCluster {
  cluster: Cluster;
  /** What is not told of whether they have to; empty where they surely do. */
  missing: Missing[];
  /** Its node groups; what EKS Auto Mode, Fargate and Karpenter make is not among them. */
  nodeGroups: Nodes[];
}

/** The clusters whose nodes have to carry branch interfaces, or may have to. */
export function podEniClusters(reading: Reading): PodEniCluster[] {
  return reading.clusters.all.flatMap((cluster) => {
    const missing = whyOpen(reading, cluster);
    const nodeGroups = cluster.nodes.filter(({ kind }) => kind === "managed" || kind === "self-managed");
    return missing === undefined ? [] : [{ cluster, missing, nodeGroups }];
  });
}

/** What is not told of whether a cluster needs branch interfaces; undefined where it needs none. */
function whyOpen(reading: Reading, cluster: Cluster): Missing[] | undefined {
  const { clusters, bindings, completeness } = reading;
  const { podEni } = vpcCniSetting(cluster.vpcCni, completeness);
  const places = bindings.all.map((binding) => ({ binding, at: clusters.ofObject(binding.policy) }));
  const own = places.filter(({ at }) => at === cluster).map(({ binding }) => binding);
  if (own.length === 0 && podEni !== true) {
    // Nodes whose cluster is not told can be of any.
    const isPossible = places.some(({ at }) => at === undefined || cluster.root === undefined);
    const isUntold = podEni === undefined && cluster.vpcCni.length > 0;
    return (isPossible || isUntold) && !cluster.auto ? [{ kind: "pods with groups" }] : undefined;
  }
  const isWhole = cluster.root !== undefined && cluster.incomplete === undefined;
  const isElsewhere =
    cluster.nodes.length > 0 && cluster.nodes.every(({ kind }) => kind === "fargate" || kind === "auto");
  if (cluster.auto || isElsewhere) return isWhole || cluster.auto ? undefined : missingOf(cluster.incomplete);
  // Where no nodes are here, they can be made elsewhere, or be none at all.
  if (cluster.nodes.length === 0)
    return cluster.incomplete === undefined ? [{ kind: "no nodes" }] : missingOf(cluster.incomplete);
  const answers = own
    .flatMap(({ selected }) => selected.filter(({ workload }) => canBeBound(workload)))
    .map(({ workload }) => runsOnFargate(reading, workload));
  if (answers.length === 0 || answers.includes(false)) return [];
  return answers.includes(undefined) ? [{ kind: "Fargate" }] : undefined;
}

/** Whether nodes can carry a trunk interface: by their types, and by their system, which must be Linux. */
export function carriesTrunk({ resource, types, kind }: Nodes): "yes" | "no" | "maybe" {
  if (kind === "fargate") return "no";
  if (kind === "karpenter" || kind === "auto") return "maybe";
  if (isWindows(resource)) return "no";
  const limits = types.map((type) => (typeof type === "string" ? instanceTypeLimits(type) : undefined));
  if (limits.length > 0 && limits.every((one) => one?.branchInterfaces === 0)) return "no";
  const isOpen = limits.length === 0 || limits.some((one) => !one?.branchInterfaces);
  return isOpen || isUnknown(resource.inputs.amiType) ? "maybe" : "yes";
}

/** For each group that policies hand out: whether it is certain. */
export function handedOut({ bindings }: Reading): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { groups, skipped } of bindings.all) {
    for (const { key, certain } of groups) found.set(key, (found.get(key) ?? false) || (certain && !skipped));
  }
  return found;
}

/** A value as a text; what is none, such as an object, is an empty one. */
export function text(value: Parameters<typeof isAbsent>[0]): string {
  return isAbsent(value) || typeof value === "object" ? "" : String(value);
}
