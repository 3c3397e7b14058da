/**
 * Branch-interface capacity as a graph shows it: what its node groups offer, what the pods that its policies select take.
 */
import { type BoundPods, branchCapacity, type BranchCapacity, jobPods, recreatedPods } from "./capacity";
import { byUrn, type Graph, type GraphResource, ofType } from "../graph/graph";
import { instanceTypeLimits } from "../aws/instance-types";
import { find, listOf, sorted } from "../graph/values";
import { namespaceOf, SECURITY_GROUP_POLICY_TYPE, selects, workloads } from "../reading/workloads";

/** Capacity of all node groups of one instance type. */
export interface NodeCapacity extends BranchCapacity {
  instanceType: string;
}

/**
 * Capacity of the nodes of a graph against its bound pods. Undefined where it makes no node group, or where type or number
 * of the nodes is not known. Node groups of several types count with the smallest, on which all pods may land.
 */
export function capacityInGraph(graph: Graph): NodeCapacity | undefined {
  const groups = ofType(graph, "aws:eks/nodeGroup:NodeGroup");
  const typesByGroup = groups.map(({ inputs }) => listOf(inputs.instanceTypes));
  const types = typesByGroup.flat();
  const counts = groups.map(({ inputs }) => find(inputs, "scalingConfig", "desiredSize"));
  const known = types
    .flatMap((type) => (typeof type === "string" ? [type] : []))
    .flatMap((instanceType) => {
      const limits = instanceTypeLimits(instanceType);
      return limits ? [{ instanceType, limits }] : [];
    })
    .sort((a, b) => a.limits.branchInterfaces - b.limits.branchInterfaces);
  const allKnown = known.length === types.length && typesByGroup.every((found) => found.length > 0);
  if (known.length === 0 || !allKnown || !counts.every((count) => typeof count === "number")) {
    return undefined;
  }
  const nodes = counts.reduce<number>((sum, count) => sum + Number(count), 0);
  return { instanceType: known[0].instanceType, ...branchCapacity(known[0].limits, nodes, boundPods(graph)) };
}

/** The sets of pods that policies of a graph select, with what they take at worst. */
export function boundPods(graph: Graph): BoundPods[] {
  const resources = byUrn(graph);
  const policies = sorted(ofType(graph, SECURITY_GROUP_POLICY_TYPE)).map((policy) => ({
    policy,
    namespace: namespaceOf(policy, resources),
  }));
  return workloads(graph)
    .filter((pods) => policies.some(({ policy, namespace }) => namespace === pods.namespace && selects(policy, pods)))
    .map((pods) => taken(resources.get(pods.urn)!));
}

function taken({ type, name, inputs }: GraphResource): BoundPods {
  const number = (path: string[], otherwise: number): number => {
    const value = find(inputs, "spec", ...path);
    return typeof value === "number" ? value : otherwise;
  };
  // Kubernetes' own defaults: 6 attempts of a Job, one replica, a quarter of the replicas more while rolling.
  if (type.endsWith("Job")) return jobPods(name, number(["backoffLimit"], 6));
  const replicas = number(["replicas"], 1);
  if (!type.endsWith(":Deployment") || find(inputs, "spec", "strategy", "type") === "Recreate") {
    return recreatedPods(name, replicas);
  }
  const maxSurge = find(inputs, "spec", "strategy", "rollingUpdate", "maxSurge");
  const surge = typeof maxSurge === "string" || typeof maxSurge === "number" ? String(maxSurge) : "25%";
  const share = /^(\d+)%$/.exec(surge);
  const extra = share ? Math.ceil((replicas * Number(share[1])) / 100) : Number(surge);
  return { name, replicas, surge: Number.isNaN(extra) ? 1 : extra, cooling: replicas };
}
