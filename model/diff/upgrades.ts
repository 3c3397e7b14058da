/**
 * Which clusters a change asks for another Kubernetes version.
 */
import { isKubernetesVersion, minorSteps } from "../aws/kubernetes-versions";
import { find } from "../graph/values";
import type { Cluster } from "../reading/clusters";
import type { Reading } from "../reading/reading";

/** A cluster that gets another Kubernetes version. */
export interface Upgrade {
  urn: string;
  /** Logical name of the cluster. */
  cluster: string;
  /** Kubernetes version before, such as `1.35`. */
  before: string;
  after: string;
  /** Minor versions between them; EKS refuses what is not 1. */
  steps: number;
}

/** The clusters whose version both graphs tell, and tell otherwise; in the order of their URNs. */
export function upgrades(base: Reading, head: Reading): Upgrade[] {
  const before = new Map(base.clusters.inGraph().map((cluster) => [cluster.root!.urn, versionOf(cluster)]));
  return head.clusters.inGraph().flatMap((cluster): Upgrade[] => {
    const { urn, name } = cluster.root!;
    const [old, now] = [before.get(urn), versionOf(cluster)];
    if (old === undefined || now === undefined || old === now) return [];
    return [{ urn, cluster: name, before: old, after: now, steps: minorSteps(old, now) }];
  });
}

function versionOf({ parts }: Cluster): string | undefined {
  return parts
    .map(({ inputs }) => find(inputs, "version"))
    .find((version): version is string => typeof version === "string" && isKubernetesVersion(version));
}
