/**
 * The network interfaces of a world: for each end every sort that it has, with its groups and the addresses it can have.
 */
import { type Range, rangeOf, usable } from "./addresses";
import { CLUSTER_GROUP, type Labels, named, type NodeGroup, type Policy, type Selector, type World } from "./world";

/** One sort of network interface of an end. */
export interface Interface {
  groups: string[];
  vpc: string;
  /** Where its addresses lie; one address of each family at a time. */
  ranges: Range[];
  /** Groups under which its packets leave the VPC, where these are others. */
  leavesAs?: string[];
}

/** An end of connections. */
export interface End {
  interfaces: Interface[];
  /** True for nodes and for pods without a branch interface: no security group filters what stays on one node. */
  ordinary: boolean;
}

/** Labels of the pods of CoreDNS. Source: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
const COREDNS: Labels = { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" };

/** The ends of a world by id, all but `internet`. */
export function endsOf(world: World): Map<string, End> {
  const nodes = places(world);
  const ends = new Map<string, End>();
  for (const policy of world.policies) {
    const sets = groupSets(world, policy);
    const interfaces = sets.flatMap((groups) => branchInterfaces(world, nodes, groups));
    ends.set(`bound:${policy.namespace}/${policy.name}`, { interfaces, ordinary: false });
  }
  const pods = nodes.map((place) => ordinaryPod(world, place));
  ends.set("unbound-pods", { interfaces: pods, ordinary: true });
  ends.set("nodes", { interfaces: nodes.map((place) => nodeInterface(world, place)), ordinary: true });
  const dnsGroups = world.policies.filter((policy) => isCoreDns(policy)).flatMap(({ groups }) => groups);
  const dns = dnsGroups.length > 0 ? branchInterfaces(world, nodes, dnsGroups) : pods;
  ends.set("dns", { interfaces: dns, ordinary: dnsGroups.length === 0 });
  const api = world.cluster.subnets.map((subnet) =>
    inSubnets(world, [subnet], [CLUSTER_GROUP, ...world.cluster.groups]),
  );
  ends.set("kubernetes-api", { interfaces: api, ordinary: false });
  for (const { name, groups, subnets, vpc } of world.databases) {
    const somewhere = { groups, vpc, ranges: named(world.vpcs, vpc).ranges.map((cidr) => usable(rangeOf(cidr))) };
    const interfaces = subnets?.map((subnet) => inSubnets(world, [subnet], groups)) ?? [somewhere];
    ends.set(`database:${name}`, { interfaces, ordinary: false });
  }
  return ends;
}

/** True where a label selector matches. */
export function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  return (
    Object.entries(matchLabels).every(([key, value]) => has(key) && labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      switch (operator) {
        case "In":
          return has(key) && values.includes(labels[key]);
        case "NotIn":
          return !has(key) || !values.includes(labels[key]);
        case "Exists":
          return has(key);
        case "DoesNotExist":
          return !has(key);
      }
    })
  );
}

/** A node group in one of its subnets. */
interface Place {
  nodes: NodeGroup;
  subnet: string;
}

function places({ nodeGroups }: World): Place[] {
  return nodeGroups.flatMap((nodes) => nodes.subnets.map((subnet) => ({ nodes, subnet })));
}

function carriedBy({ groups }: NodeGroup): string[] {
  return groups ?? [CLUSTER_GROUP];
}

function nodeInterface(world: World, { nodes, subnet }: Place): Interface {
  const { ipv6 } = named(world.subnets, subnet);
  const found = inSubnets(world, [subnet], carriedBy(nodes));
  return ipv6 === undefined ? found : { ...found, ranges: [...found.ranges, usable(rangeOf(ipv6))] };
}

function ordinaryPod(world: World, { nodes, subnet }: Place): Interface {
  const config = configOf(world, subnet);
  const own = config === undefined || config.groups.length === 0 ? carriedBy(nodes) : config.groups;
  const found = inSubnets(world, [config?.subnet ?? subnet], own);
  return world.externalSnat ? found : { ...found, leavesAs: carriedBy(nodes) };
}

/** The branch interfaces of pods with some groups: one on each sort of node. */
function branchInterfaces(world: World, nodes: Place[], groups: string[]): Interface[] {
  return nodes.map(({ subnet }) => inSubnets(world, [configOf(world, subnet)?.subnet ?? subnet], groups));
}

function configOf(world: World, subnet: string): World["eniConfigs"][number] | undefined {
  const { zone } = named(world.subnets, subnet);
  return world.eniConfigs.find((config) => config.zone === zone);
}

function inSubnets(world: World, names: string[], groups: string[]): Interface {
  const subnets = names.map((name) => named(world.subnets, name));
  const ranges = subnets.map(({ cidr }) => usable(rangeOf(cidr)));
  return { groups: [...new Set(groups)], vpc: subnets[0].vpc, ranges };
}

/** The groups of each workload that a policy selects; of a policy without any, those of a pod that it alone selects. */
function groupSets(world: World, policy: Policy): string[][] {
  const selecting = world.workloads
    .filter(({ hostNetwork, namespace }) => !hostNetwork && namespace === policy.namespace)
    .map((workload) => {
      const account = world.accounts.find(
        ({ namespace, name }) => namespace === workload.namespace && name === workload.account,
      );
      return world.policies.filter(
        (other) => other.namespace === workload.namespace && selects(other, workload.labels, account?.labels ?? {}),
      );
    })
    .filter((policies) => policies.includes(policy));
  if (selecting.length === 0) return [policy.groups];
  return selecting.map((policies) => policies.flatMap(({ groups }) => groups));
}

/** As the controller does it: both selectors where both are there, nothing where none is. */
function selects({ podSelector, serviceAccountSelector }: Policy, pod: Labels, account: Labels): boolean {
  if (podSelector === undefined && serviceAccountSelector === undefined) return false;
  return (
    (podSelector === undefined || matches(podSelector, pod)) &&
    (serviceAccountSelector === undefined || matches(serviceAccountSelector, account))
  );
}

function isCoreDns(policy: Policy): boolean {
  return policy.namespace === "kube-system" && selects(policy, COREDNS, {});
}
