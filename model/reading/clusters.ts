/**
 * The EKS clusters of a graph with what belongs to each: nodes, VPC CNI add-ons, VPC.
 */
import { at, type GraphResource } from "../graph/graph";
import { autoModeBindsPods } from "../aws/kubernetes-versions";
import { ancestors, find, isUnknown, providerOf, unique } from "../graph/values";
import { type ClusterRoots, isAutoMode } from "./cluster-roots";
import type { Completeness, Incomplete } from "./completeness";
import type { Nodes } from "./nodes";
import { type Has, IPV4_ONLY, type Vpcs } from "./vpcs";

/** A cluster of the graph, or what belongs to clusters that are not in it. */
export interface Cluster {
  /** The component or cluster that stands for it; undefined for clusters of somewhere else. */
  root?: GraphResource;
  /** All resources that stand for it. */
  parts: GraphResource[];
  /** True for a component whose contents the graph does not show, as in an offline plan. */
  hidden: boolean;
  /** True for EKS Auto Mode, which has no VPC CNI add-on and no node groups. */
  auto: boolean;
  nodes: Nodes[];
  /** The add-ons named `vpc-cni`. */
  vpcCni: GraphResource[];
  /** URN of the VPC, or a literal id; undefined where it is not told. */
  vpc?: string;
  /** URNs of the subnets of the control plane's interfaces, and whether these are all. */
  subnets: { keys: string[]; isAll: boolean };
  /** Address families of its pods and of its API: IPv4 unless it is told otherwise. */
  families: Has;
  /**
   * Whether its nodes can give pods security groups of their own, as far as its kind tells: nodes of EKS Auto Mode alone can
   * from one Kubernetes version on. Undefined where the version is not told.
   */
  bindsPods?: boolean;
  /** Why more can belong to it than the graph shows. */
  incomplete?: Incomplete;
}

/** What the clusters of a graph are read from. */
export interface ClusterFacts {
  ordered: GraphResource[];
  resources: Map<string, GraphResource>;
  completeness: Completeness;
  clusterRoots: ClusterRoots;
  vpcs: Vpcs;
  nodes: Nodes[];
}

/** The clusters of a graph. */
export class Clusters {
  /** All clusters of the graph; last, where there is any, what belongs to clusters that are not in it. */
  readonly all: Cluster[];
  private readonly ofProvider = new Map<string, Cluster | undefined>();

  constructor(private readonly facts: ClusterFacts) {
    const { ordered, nodes, clusterRoots } = facts;
    const clusters = clusterRoots.roots.map((root) => this.read(root));
    const elsewhere: Cluster = {
      ...{ parts: [], hidden: false, auto: false, nodes: [], vpcCni: [], subnets: { keys: [], isAll: false } },
      families: { 4: "maybe", 6: "maybe" },
      bindsPods: true,
    };
    for (const set of nodes) (this.belongsTo(set.resource, clusters) ?? elsewhere).nodes.push(set);
    for (const addon of ordered.filter(isVpcCni)) (this.belongsTo(addon, clusters) ?? elsewhere).vpcCni.push(addon);
    for (const cluster of clusters) cluster.bindsPods = bindsPods(cluster);
    this.all = elsewhere.nodes.length + elsewhere.vpcCni.length > 0 ? [...clusters, elsewhere] : clusters;
  }

  /** The clusters that are in the graph. */
  inGraph(): Cluster[] {
    return this.all.filter(({ root }) => root !== undefined);
  }

  /** The cluster of a set of nodes; the one of somewhere else where the graph does not have it. */
  ofNodes(nodes: Nodes): Cluster {
    return this.all.find((cluster) => cluster.nodes.includes(nodes))!;
  }

  /** The cluster that a Kubernetes object is made on: by its provider, else the only one. */
  ofObject(resource: GraphResource): Cluster | undefined {
    const urn = providerOf(resource);
    if (!this.ofProvider.has(urn)) this.ofProvider.set(urn, this.byProvider(urn, this.inGraph()));
    return this.ofProvider.get(urn);
  }

  /** True where two Kubernetes objects can be on one cluster. */
  canBeTogether(a: GraphResource, b: GraphResource): boolean {
    if (a.provider === b.provider) return true;
    const [one, other] = [this.ofObject(a), this.ofObject(b)];
    return one === undefined || other === undefined || one === other;
  }

  /** Whether nodes of its cluster can give the pods of a policy groups, see `Cluster.bindsPods`; true where the cluster is not told. */
  bindsPodsOf(policy: GraphResource): boolean | undefined {
    const cluster = this.ofObject(policy);
    return cluster === undefined || cluster.bindsPods;
  }

  private byProvider(urn: string, clusters: Cluster[]): Cluster | undefined {
    const sources = Object.values(this.facts.resources.get(urn)?.propertyDependencies ?? {}).flat();
    const named = clusters.filter(({ parts }) => parts.some((part) => sources.includes(part.urn)));
    if (named.length === 1) return named[0];
    return clusters.length === 1 && named.length === 0 ? clusters[0] : undefined;
  }

  private read(root: GraphResource): Cluster {
    const { clusterRoots, completeness } = this.facts;
    const parts = clusterRoots.partsOf(root.urn);
    const subnets = this.subnetsOf(parts);
    return {
      ...{ root, parts, nodes: [], vpcCni: [], subnets, vpc: this.vpcOf(parts, subnets.keys) },
      hidden: !parts.some(({ type }) => type === "aws:eks/cluster:Cluster"),
      auto: parts.some(isAutoMode),
      families: familiesOf(parts),
      incomplete: parts.map(({ urn }) => completeness.of(urn)).find(Boolean),
    };
  }

  private subnetsOf(parts: GraphResource[]): { keys: string[]; isAll: boolean } {
    const { vpcs } = this.facts;
    for (const part of parts) {
      const inner = find(part.inputs, "vpcConfig", "subnetIds");
      const found = [
        ...(inner === undefined ? [] : [vpcs.subnetsOf(part, "vpcConfig", inner)]),
        ...["subnetIds", "privateSubnetIds", "publicSubnetIds"]
          .filter((property) => part.inputs[property] !== undefined)
          .map((property) => vpcs.subnetsOf(part, property, part.inputs[property])),
      ];
      const keys = unique(found.flatMap((one) => one.keys));
      if (keys.length > 0) return { keys, isAll: found.every(({ isAll }) => isAll) };
    }
    return { keys: [], isAll: false };
  }

  private vpcOf(parts: GraphResource[], subnets: string[]): string | undefined {
    const { vpcs, completeness } = this.facts;
    const given = parts.map((part) => {
      const id = at(part.outputs, "vpcConfig", "vpcId");
      return typeof id === "string" && !isUnknown(id) ? (completeness.byId(id)?.urn ?? id) : vpcs.vpcOf(part);
    });
    const bySubnets = vpcs.vpcsOfSubnets(subnets);
    const found = unique([...given, ...bySubnets].filter((vpc) => vpc !== undefined));
    return found.length === 1 ? found[0] : undefined;
  }

  private belongsTo(resource: GraphResource, clusters: Cluster[]): Cluster | undefined {
    if (resource.type.startsWith("kubernetes:")) return this.byProvider(providerOf(resource), clusters);
    const around = ancestors(resource, this.facts.resources);
    const sources = [resource, ...around].flatMap((level) =>
      ["clusterName", "cluster"].flatMap((property) => level.propertyDependencies[property] ?? []),
    );
    const byReference = clusters.filter(({ parts }) =>
      parts.some((part) => part === resource || sources.includes(part.urn) || around.includes(part)),
    );
    if (byReference.length > 0) return byReference.length === 1 ? byReference[0] : undefined;
    const name = resource.inputs.clusterName;
    if (typeof name === "string" && !isUnknown(name)) {
      return clusters.find(({ parts }) => parts.some(({ inputs, id }) => inputs.name === name || id === name));
    }
    // A self-made node group is tied to its cluster by user data only.
    return clusters.length === 1 && name === undefined ? clusters[0] : undefined;
  }
}

function bindsPods({ auto, nodes, parts }: Cluster): boolean | undefined {
  if (!auto || !nodes.every(({ kind }) => kind === "auto")) return true;
  const version = parts.map(({ inputs }) => inputs.version).find((given) => given !== undefined);
  return autoModeBindsPods(typeof version === "string" ? version : undefined);
}

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html */
function familiesOf(parts: GraphResource[]): Has {
  const given = parts.flatMap(({ inputs }) => [find(inputs, "kubernetesNetworkConfig", "ipFamily"), inputs.ipFamily]);
  const family = given.find((value) => value !== undefined && value !== null);
  if (isUnknown(family) || (family === undefined && parts.some(({ external }) => external))) {
    return { 4: "maybe", 6: "maybe" };
  }
  return family === "ipv6" ? { 4: "no", 6: "yes" } : IPV4_ONLY;
}

function isVpcCni({ type, inputs }: GraphResource): boolean {
  return type === "aws:eks/addon:Addon" && inputs.addonName === "vpc-cni";
}
