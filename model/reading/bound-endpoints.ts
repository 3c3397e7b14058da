/**
 * Bound pods as endpoints of network paths: the pods that a SecurityGroupPolicy gives security groups of their own.
 */
import { unique } from "../graph/values";
import { type Binding, canBeBound } from "./bindings";
import type { Cluster } from "./clusters";
import { distinctInterfaces, distinctPorts, endpoint, type Endpoint, portsOf } from "./endpoints";
import type { NetworkFacts } from "./network-facts";
import { saysAutoMode, settingOf } from "./policy-setting";
import type { GroupReference } from "./security-groups";
import { selects } from "./selectors";
import type { Addresses } from "./vpcs";

/** Labels of the CoreDNS pods. Source: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
const COREDNS_PODS = {
  labels: { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" },
  serviceAccountLabels: undefined,
};

/**
 * The bound pods of a graph, one endpoint for each policy that is not skipped. Pods that several policies select carry the
 * groups of all of them; such an endpoint has one sort of interface for each set of groups that its workloads get. A policy
 * whose only workloads cannot have branch interfaces binds nothing.
 *
 * @param branches where branch interfaces can be, for each cluster
 */
export function boundEndpoints(facts: NetworkFacts, branches: Map<Cluster, Addresses[]>): Endpoint[] {
  return facts.bindings.all
    .filter(
      ({ skipped, selected }) =>
        !skipped && (selected.length === 0 || selected.some((one) => canBeBound(one.workload))),
    )
    .map((binding) => {
      const selected = binding.selected.filter(({ workload }) => canBeBound(workload));
      const workloads = selected.map(({ workload }) => workload);
      const sorts = workloads.map(({ urn }) => carried(facts, binding, urn));
      // Pods that no workload of the graph makes have the groups of this policy alone.
      if (!selected.some(({ certain }) => certain)) sorts.push(binding.groups);
      const vpc = theOnly(unique(binding.groups.map(({ key }) => facts.vpcOfGroup(key))));
      const cluster = facts.clusters.ofObject(binding.policy);
      // Nodes whose cluster is not told can be of any.
      const places = [...branches].filter(
        ([one]) => cluster === undefined || [cluster.root, undefined].includes(one.root),
      );
      const own = places.flatMap(([, found]) => found);
      const addresses = own.length > 0 ? facts.vpcs.together(own) : facts.vpcs.inVpc(vpc);
      const admitted = unique(sorts.flat().map(({ key }) => key))
        .flatMap((key) => facts.rules.of(key, "ingress"))
        .flatMap(portsOf);
      return endpoint(binding.id, {
        interfaces: distinctInterfaces(
          sorts.map((groups) => ({ groups: asCarried(facts, binding, groups), addresses })),
        ),
        ports: distinctPorts([...workloads.flatMap(({ ports }) => ports), ...admitted]),
        ...{ namespace: binding.namespace, branchInterface: true, onNode: true },
        autoMode: isInAutoMode(facts, binding),
        vpcCni: settingOf(facts, binding.policy),
      });
    });
}

/** True where a policy is, or can be, enforced by EKS Auto Mode: it says so itself, or its cluster has such nodes. */
function isInAutoMode({ clusters }: NetworkFacts, { policy }: Binding): boolean {
  const own = clusters.ofObject(policy);
  const all = own === undefined ? clusters.inGraph() : [own];
  return saysAutoMode(policy) || all.some(({ auto, nodes }) => auto || nodes.some(({ kind }) => kind === "auto"));
}

/** The groups of a workload's pods, given that this binding selects them. */
function carried({ bindings }: NetworkFacts, { groups }: Binding, workload: string): GroupReference[] {
  const keys = new Set(groups.map(({ key }) => key));
  return [...groups, ...bindings.groupsOf(workload).filter(({ key }) => !keys.has(key))];
}

/** Groups that pods carry if nodes of their cluster give them any. */
function asCarried({ clusters }: NetworkFacts, { policy }: Binding, groups: GroupReference[]): GroupReference[] {
  if (clusters.bindsPodsOf(policy) === true) return groups;
  return groups.map(({ key }) => ({ key, certain: false }));
}

/** The groups that policies give to the CoreDNS pods, and whether they surely do. */
export function dnsBindings({ bindings }: NetworkFacts): { groups: GroupReference[]; isCertain: boolean } {
  const answers = bindings.all
    .filter(({ skipped, namespace }) => !skipped && namespace === "kube-system")
    .map(({ groups, selectors }) => ({ groups, answer: selects(selectors, COREDNS_PODS) }))
    .filter(({ answer }) => answer !== false);
  const isCertain = answers.some(({ answer }) => answer === true);
  const groups = answers.flatMap((one) =>
    one.groups.map(({ key, certain }) => ({ key, certain: certain && (one.answer === true || !isCertain) })),
  );
  return { groups, isCertain };
}

function theOnly<T>(values: T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}
