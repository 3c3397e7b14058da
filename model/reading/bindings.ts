/**
 * Bound pods as ends of network paths: the pods that a SecurityGroupPolicy gives security groups of their own.
 */
import { distinct, distinctInterfaces, end, type End } from "./endpoints";
import { byUrn, type Graph, type GraphResource, ofType } from "../graph/graph";
import { MAX_PORT } from "../addresses/port-intervals";
import type { Rule, RuleIndex } from "./rules";
import type { GroupReference, SecurityGroups } from "./security-groups";
import { ancestors, compareText, find, pushTo, sorted } from "../graph/values";
import {
  hasSelector,
  labelText,
  namespaceOf,
  requiredLabel,
  SECURITY_GROUP_POLICY_TYPE,
  selects,
  type ServedPort,
  type Workload,
  workloads,
} from "./workloads";

/** Labels of the CoreDNS pods. Source: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
const COREDNS_PODS = {
  labels: { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" },
  sources: [],
};

/** A SecurityGroupPolicy that selects something and names groups; the controller skips any other. */
interface Policy {
  resource: GraphResource;
  namespace: string;
  groups: GroupReference[];
}

/** What the SecurityGroupPolicies of a graph make of its pods. */
export interface BoundPodsOfGraph {
  /** One end for each policy. */
  ends: End[];
  /** Groups of the CoreDNS pods, where a policy in `kube-system` selects them. */
  dnsGroups?: GroupReference[];
}

/**
 * The bound pods of a graph. Pods that several policies select carry the groups of all of them; such an end has one sort
 * of interface for each set of groups that its workloads get.
 */
export function boundPods(graph: Graph, groups: SecurityGroups, rules: RuleIndex): BoundPodsOfGraph {
  const resources = byUrn(graph);
  const policies = sorted(ofType(graph, SECURITY_GROUP_POLICY_TYPE))
    .filter(hasSelector)
    .map((resource) => ({
      resource,
      namespace: namespaceOf(resource, resources),
      groups: groups.resolve(resource, "spec", find(resource.inputs, "spec", "securityGroups", "groupIds")),
    }))
    .filter((policy) => policy.groups.length > 0);
  const selected = selectedWorkloads(graph, policies);
  const ids = distinct(
    policies.map(({ resource, namespace }) => {
      const parents = ancestors(resource, resources);
      const binding = parents.find(({ type }) => type.endsWith(":PodSecurityGroupBinding")) ?? resource;
      return { id: `bound:${namespace}/${binding.name}`, detail: resource.name };
    }),
  );
  const ends = policies.map((policy, index) => {
    const own = selected.get(policy) ?? [];
    const interfaces = own.length > 0 ? own.map((entry) => entry.groups) : [policy.groups];
    const served = own.flatMap(({ workload }) => workload.ports);
    const admitted = [...new Set(interfaces.flat().map(({ key }) => key))]
      .flatMap((key) => rules.of(key, "ingress"))
      .flatMap(portsOf);
    return end(ids[index], {
      interfaces: distinctInterfaces(interfaces),
      ports: distinctPorts([...served, ...admitted]),
      namespace: policy.namespace,
      branchInterface: true,
      onNode: true,
    });
  });
  const onDns = policies.filter(
    ({ namespace, resource }) => namespace === "kube-system" && selects(resource, COREDNS_PODS),
  );
  return { ends, dnsGroups: onDns.length > 0 ? merge(onDns.map((policy) => policy.groups)) : undefined };
}

/** The ports that a rule names; a range stands for its two ends, all ports for none. */
export function portsOf({ protocol, fromPort, toPort, portsKnown }: Rule): ServedPort[] {
  if (!portsKnown || !["tcp", "udp"].includes(protocol) || (fromPort <= 1 && toPort === MAX_PORT)) return [];
  return [Math.max(fromPort, 1), toPort].map((port) => ({ protocol, port }));
}

/** Ports without repetitions, sorted. */
export function distinctPorts(ports: ServedPort[]): ServedPort[] {
  const byText = new Map(ports.map((served) => [`${served.protocol} ${served.port}`, served]));
  return [...byText.values()].sort((a, b) => compareText(a.protocol, b.protocol) || a.port - b.port);
}

/** For each policy the workloads that it selects, with the groups that these get from all policies together. */
function selectedWorkloads(
  graph: Graph,
  policies: Policy[],
): Map<Policy, { workload: Workload; groups: GroupReference[] }[]> {
  const byLabel = new Map<string, Policy[]>();
  for (const policy of policies) {
    // By a label that all its pods have, so that not every workload is held against every policy.
    pushTo(byLabel, `${policy.namespace} ${requiredLabel(policy.resource) ?? ""}`, policy);
  }
  const byPolicy = new Map(policies.map((policy) => [policy.resource.urn, policy]));
  const selected = new Map<Policy, { workload: Workload; groups: GroupReference[] }[]>();
  for (const workload of workloads(graph)) {
    const labels = Object.entries(workload.labels ?? {}).map(([key, value]) => labelText(key, value));
    const candidates = new Set([
      ...["", ...labels].flatMap((label) => byLabel.get(`${workload.namespace} ${label}`) ?? []),
      ...workload.sources.map((urn) => byPolicy.get(urn)).filter((policy) => policy !== undefined),
    ]);
    const matching = [...candidates]
      .filter(({ resource, namespace }) => namespace === workload.namespace && selects(resource, workload))
      .sort((a, b) => compareText(a.resource.urn, b.resource.urn));
    const groups = merge(matching.map((policy) => policy.groups));
    for (const policy of matching) pushTo(selected, policy, { workload, groups });
  }
  return selected;
}

/** The groups of several lists, each once; certain where one list is certain of it. */
function merge(lists: GroupReference[][]): GroupReference[] {
  const merged = new Map<string, boolean>();
  for (const { key, certain } of lists.flat()) merged.set(key, (merged.get(key) ?? false) || certain);
  return [...merged].map(([key, certain]) => ({ key, certain }));
}
