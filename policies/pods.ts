/**
 * The SecurityGroupPolicies of a graph: which security groups each hands out, and to which workloads.
 */
import { type Graph, type GraphResource, type Json, ofType } from "../model/graph/graph";
import type { GroupReference } from "../model/reading/security-groups";
import { find, isObject, listOf, sorted } from "../model/graph/values";
import {
  hasSelector,
  namespaceOf,
  SECURITY_GROUP_POLICY_TYPE,
  selects,
  type Workload,
  workloads,
} from "../model/reading/workloads";
import { clusterOfObject } from "./clusters";
import { networkOf, once, resourcesOf } from "./facts";

/** A SecurityGroupPolicy. */
export interface PodPolicy {
  resource: GraphResource;
  namespace: string;
  /** The groups that it hands out. */
  groups: GroupReference[];
  /** The workloads that it selects, those on the host's network among them: it means them, and does not get them. */
  workloads: Workload[];
}

/** The SecurityGroupPolicies of a graph. */
export const podPoliciesOf = once((graph): PodPolicy[] => {
  const resources = resourcesOf(graph);
  const { groups } = networkOf(graph);
  const all = allWorkloadsOf(graph);
  return sorted(ofType(graph, SECURITY_GROUP_POLICY_TYPE)).map((resource) => {
    const namespace = namespaceOf(resource, resources);
    const ids = find(resource.inputs, "spec", "securityGroups", "groupIds");
    return {
      resource,
      namespace,
      groups: groups.resolve(resource, "spec", ids),
      workloads: all.filter(
        (pods) =>
          pods.namespace === namespace &&
          hasSelector(resource) &&
          selects(resource, pods) &&
          isSameCluster(graph, resource, resources.get(pods.urn)!),
      ),
    };
  });
});

/** The workloads of a graph, also those on the host's network. */
export const allWorkloadsOf = once((graph): Workload[] =>
  workloads({ ...graph, resources: graph.resources.map(offHostNetwork) }),
);

/** For each group that policies hand out: whether it is certain. */
export const handedOut = once((graph): Map<string, boolean> => {
  const found = new Map<string, boolean>();
  for (const { key, certain } of podPoliciesOf(graph).flatMap(({ groups }) => groups)) {
    found.set(key, (found.get(key) ?? false) || certain);
  }
  return found;
});

/** The specification of the pods that a workload makes. */
export function podSpec({ type, inputs }: GraphResource): Json | undefined {
  if (type.endsWith(":Pod")) return inputs.spec;
  return type.endsWith(":CronJob")
    ? find(inputs, "spec", "jobTemplate", "spec", "template", "spec")
    : find(inputs, "spec", "template", "spec");
}

/** The containers of a pod's specification. */
export function containersOf(spec: Json | undefined): Json[] {
  return ["containers", "initContainers"].flatMap((key) => listOf(find(spec, key)));
}

/** A port of a container by number or name; undefined where it is not known. */
export function portOf(container: Json, port: Json | undefined): number | undefined {
  if (typeof port === "number") return port;
  if (typeof port === "string" && /^\d+$/.test(port)) return Number(port);
  const found = listOf(find(container, "ports")).find((entry) => find(entry, "name") === port);
  const number = find(found, "containerPort");
  return typeof number === "number" ? number : undefined;
}

function isSameCluster(graph: Graph, a: GraphResource, b: GraphResource): boolean {
  if (a.provider === b.provider) return true;
  const [one, other] = [clusterOfObject(graph, a), clusterOfObject(graph, b)];
  return one === undefined || other === undefined || one === other;
}

/** The same resource as if its pods were not on the host's network, so that the model says who would be selected. */
function offHostNetwork(resource: GraphResource): GraphResource {
  const spec = podSpec(resource);
  if (!isObject(spec) || !("hostNetwork" in spec)) return resource;
  const inputs = structuredClone(resource.inputs);
  delete (podSpec({ ...resource, inputs }) as { [key: string]: Json }).hostNetwork;
  return { ...resource, inputs };
}
