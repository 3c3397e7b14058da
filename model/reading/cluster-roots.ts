/**
 * The resources that stand for a cluster: the component of pulumi-eks, and the cluster inside, are one.
 */
import { clusterGroupKey } from "../aws/group-keys";
import { at, type GraphResource } from "../graph/graph";
import { ancestors, isUnknown, pushTo } from "../graph/values";

/** Types of resources that stand for a cluster. */
export const CLUSTER_TYPES: string[] = ["eks:index:Cluster", "aws:eks/cluster:Cluster"];

/** The clusters of a graph, each by what stands for it outermost. */
export class ClusterRoots {
  /** Outermost resources, in the order of their URNs. */
  readonly roots: GraphResource[] = [];
  private readonly keys = new Map<string, string>();
  private readonly parts = new Map<string, GraphResource[]>();

  constructor(ordered: GraphResource[], resources: Map<string, GraphResource>) {
    for (const resource of ordered) {
      if (!CLUSTER_TYPES.includes(resource.type)) continue;
      const root = ancestors(resource, resources).findLast(({ type }) => CLUSTER_TYPES.includes(type)) ?? resource;
      pushTo(this.parts, root.urn, resource);
      if (!this.roots.includes(root)) this.roots.push(root);
    }
    const taken = new Set<string>();
    for (const root of this.roots) {
      const plain = clusterGroupKey(clusterName(root));
      const key = taken.has(plain) ? `${plain} (${root.urn})` : plain;
      taken.add(key);
      for (const { urn } of [root, ...this.partsOf(root.urn)]) this.keys.set(urn, key);
    }
  }

  /** Key of the cluster security group, by the URN of any resource that stands for the cluster. */
  keyOf(urn: string): string | undefined {
    return this.keys.get(urn);
  }

  /** All resources that stand for the cluster of a root. */
  partsOf(root: string): GraphResource[] {
    return this.parts.get(root) ?? [];
  }
}

/** The name of a cluster: as it is given, else its logical name. */
export function clusterName({ inputs, name }: GraphResource): string {
  const given = inputs.name;
  return typeof given === "string" && !isUnknown(given) ? given : name;
}

/** True for a cluster in EKS Auto Mode. Source: https://docs.aws.amazon.com/eks/latest/userguide/automode.html */
export function isAutoMode({ inputs }: Pick<GraphResource, "inputs">): boolean {
  return at(inputs, "computeConfig", "enabled") === true || at(inputs, "autoMode", "enabled") === true;
}
