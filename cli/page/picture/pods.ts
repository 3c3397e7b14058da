/**
 * Names of the workloads whose pods an end stands for.
 */
import { byUrn, type Graph, ofType } from "../../../model/graph/graph";
import { ancestors, sorted, unique } from "../../../model/graph/values";
import {
  hasSelector,
  namespaceOf,
  SECURITY_GROUP_POLICY_TYPE,
  selects,
  workloads,
} from "../../../model/reading/workloads";

/** Names of workloads, sorted. */
export interface PodNames {
  /** By the id of a bound end. */
  bound: Map<string, string[]>;
  /** Of those that no policy selects. */
  others: string[];
}

/** The names of a graph's workloads. */
export function podNames(graph: Graph): PodNames {
  const resources = byUrn(graph);
  const all = workloads(graph);
  const taken = new Set<string>();
  const bound = new Map<string, string[]>();
  for (const policy of sorted(ofType(graph, SECURITY_GROUP_POLICY_TYPE)).filter(hasSelector)) {
    const namespace = namespaceOf(policy, resources);
    const selected = all.filter((pods) => pods.namespace === namespace && selects(policy, pods));
    for (const { urn } of selected) taken.add(urn);
    const parents = ancestors(policy, resources);
    const binding = parents.find(({ type }) => type.endsWith(":PodSecurityGroupBinding")) ?? policy;
    // The id that ends have; two of the same name get others, and then no names here.
    bound.set(`bound:${namespace}/${binding.name}`, names(selected));
  }
  return { bound, others: names(all.filter(({ urn }) => !taken.has(urn))) };
}

function names(workloads: { name: string }[]): string[] {
  return unique(workloads.map(({ name }) => name)).sort();
}
