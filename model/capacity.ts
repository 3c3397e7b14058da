import type { InstanceTypeLimits } from "./instance-types";

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
 * Pods of a Job that take a branch interface at worst: one that runs, and failed ones whose interfaces cool down. A Job
 * waits 10, 20, 40 … s between its attempts, so no more than three fall within the cool-down.
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
 */
export function jobPods(name: string, backoffLimit: number): BoundPods {
  return { name, replicas: 1, surge: 0, cooling: Math.min(backoffLimit, 3) };
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
  /** Addresses for ordinary pods on one node, the trunk's slot taken off: `(interfaces - 2) * (addresses - 1) + (addresses - 1)`. */
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
