import type { InstanceTypeLimits } from "../aws/instance-types";

/**
 * Seconds for which a branch interface stays taken after its pod is gone: a cool-down of 60 s, swept every 30 s.
 * Source: https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/provider/branch/cooldown/cooldown.go
 */
export const BRANCH_INTERFACE_COOL_DOWN_SECONDS = { min: 60, max: 90 };

/** A set of pods that take branch interfaces. */
export interface BoundPods {
  /** Who they are, for messages: `catalog` or `probe`. */
  name: string;
  /** Pods that run at the same time when nothing changes. */
  replicas: number;
  /** Extra pods that run while the set is rolled: 0 for `Recreate` and for Jobs. */
  surge: number;
  /**
   * Pods whose interfaces may still cool down while the set above starts: all replicas when they are remade at once,
   * the failed attempts of a Job within {@link BRANCH_INTERFACE_COOL_DOWN_SECONDS}.
   */
  cooling: number;
}

/**
 * Pods of a Job that take a branch interface at worst: those that run, and failed ones whose interfaces cool down. A Job
 * waits 10, 20, 40 … s between its attempts, so no more than three fall within the cool-down.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
 */
export function jobPods(name: string, backoffLimit: number, parallelism = 1): BoundPods {
  return { name, replicas: parallelism, surge: 0, cooling: Math.min(backoffLimit, 3) * parallelism };
}

/** Pods of a Deployment that rolls with `Recreate`: all stop, and cool down, before all start. */
export function recreatedPods(name: string, replicas: number): BoundPods {
  return { name, replicas, surge: 0, cooling: replicas };
}

/** Branch interfaces that a set of nodes offers and that its bound pods take at worst. */
export interface BranchCapacity {
  /** Branch interfaces on one node. */
  perNode: number;
  nodes: number;
  /** `perNode * nodes`. */
  total: number;
  /** Branch interfaces taken at the worst moment: running, surging and cooling. */
  needed: number;
  /** `total - needed`; negative where the pods do not fit. */
  headroom: number;
  /** What each set of pods takes at the worst moment. */
  byPods: { name: string; needed: number }[];
  /** Addresses for ordinary pods on one node, the trunk's slot taken off: `(interfaces - 1) * (addresses - 1)`. */
  ordinaryPodAddressesPerNode: number;
}

/**
 * Branch-interface capacity of nodes of one type against the pods that need one. The scheduler counts live pods only,
 * while the controller counts cooling interfaces too, so a roll-out that fits by replicas can still hang.
 */
export function branchCapacity(limits: InstanceTypeLimits, nodes: number, pods: BoundPods[]): BranchCapacity {
  const byPods = pods.map(({ name, replicas, surge, cooling }) => ({ name, needed: replicas + surge + cooling }));
  const needed = byPods.reduce((sum, entry) => sum + entry.needed, 0);
  const total = limits.branchInterfaces * nodes;
  const ordinaryInterfaces = limits.networkInterfaces - (limits.branchInterfaces > 0 ? 1 : 0);
  return {
    perNode: limits.branchInterfaces,
    nodes,
    total,
    needed,
    headroom: total - needed,
    byPods,
    ordinaryPodAddressesPerNode: ordinaryInterfaces * (limits.ipv4PerInterface - 1),
  };
}

/**
 * Addresses that a node takes from its subnet before any pod runs: all of its first interface, which the VPC CNI fills at
 * once, and the trunk's. Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/docs/eni-and-ip-target.md
 */
export function nodeAddresses(limits: InstanceTypeLimits): number {
  return limits.ipv4PerInterface + 1;
}

/** Pods of the CoreDNS add-on. Source: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
export const CORE_DNS_PODS = 2;

/** Pods in the network of each node, without an address of their own: aws-node and kube-proxy. */
const HOST_NETWORK_PODS = 2;

/** Pods that EKS lets run on a node however many addresses it has; more only from 30 vCPUs on. */
const MOST_PODS = 110;

/** A set of pods without branch interfaces. */
export interface PodCount {
  name: string;
  pods: number;
}

/** What ordinary and bound pods need of a set of nodes apart from branch interfaces, and what there is. */
export interface PodRoom {
  /** Addresses for ordinary pods; the trunk's slot gives none. */
  addresses: { needed: number; total: number };
  /** Places that the kubelets give to pods of all kinds. */
  places: { needed: number; total: number };
}

/**
 * Room for the pods that run at the same time. The kubelet counts interfaces as if there were no trunk, so ordinary pods
 * may find a place and no address. Source: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
 */
export function podRoom(limits: InstanceTypeLimits, nodes: number, ordinary: PodCount[], bound: BoundPods[]): PodRoom {
  const addresses = ordinary.reduce((sum, { pods }) => sum + pods, 0);
  const interfaces = bound.reduce((sum, { replicas, surge }) => sum + replicas + surge, 0);
  const places = limits.networkInterfaces * (limits.ipv4PerInterface - 1) + HOST_NETWORK_PODS;
  return {
    addresses: { needed: addresses, total: branchCapacity(limits, nodes, []).ordinaryPodAddressesPerNode * nodes },
    places: {
      needed: addresses + interfaces + HOST_NETWORK_PODS * nodes,
      total: Math.min(places, MOST_PODS) * nodes,
    },
  };
}
