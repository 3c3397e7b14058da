/**
 * The network interfaces that pods get from a SecurityGroupPolicy, as `model/` asks about them.
 */
import { end } from "../model/reading/endpoints";
import type { Graph } from "../model/graph/graph";
import type { GroupReference } from "../model/reading/security-groups";
import type { Interface } from "../model/reachability/halves";
import { type PodPolicy, podPoliciesOf } from "./pods";

/** The sorts of interfaces of a policy's pods: where other policies select a workload too, it carries all their groups. */
export function interfacesOf(graph: Graph, policy: PodPolicy): Interface[] {
  const sets = policy.workloads.map(({ urn }) => groupsOf(graph, urn));
  return (sets.length > 0 ? sets : [policy.groups]).map((groups) => ({
    end: end(`bound:${policy.resource.name}`, { interfaces: [groups], ports: [], branchInterface: true, onNode: true }),
    groups,
  }));
}

/** The groups that a workload gets from all policies together, each once. */
export function groupsOf(graph: Graph, workload: string): GroupReference[] {
  const all = podPoliciesOf(graph)
    .filter(({ workloads }) => workloads.some(({ urn }) => urn === workload))
    .flatMap(({ groups }) => groups);
  const merged = new Map<string, boolean>();
  for (const { key, certain } of all) merged.set(key, (merged.get(key) ?? false) || certain);
  return [...merged].map(([key, certain]) => ({ key, certain }));
}
