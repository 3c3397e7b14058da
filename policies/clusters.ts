/**
 * The EKS clusters of a graph with what belongs to each: node groups, launch templates, VPC CNI add-ons, cluster roles.
 */
import { at, type Graph, type GraphResource } from "../model/graph/graph";
import { type Nodes, nodesInGraph } from "../model/reading/nodes";
import { parseVpcCniConfiguration } from "../model/aws/vpc-cni";
import { CLUSTER_TYPES } from "../model/reading/security-groups";
import { ancestors, isUnknown, sorted, unique } from "../model/graph/values";
import { SECURITY_GROUP_POLICY_TYPE } from "../model/reading/workloads";
import { once, resourcesOf, sourcesOf, text } from "./facts";

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
}

/** The clusters of a graph; one without a root stands for all that belongs to clusters of somewhere else. */
export const clustersOf = once((graph): Cluster[] => {
  const resources = resourcesOf(graph);
  const parts = sorted(graph.resources).filter(({ type }) => CLUSTER_TYPES.includes(type));
  const roots = parts.filter((part) => !ancestors(part, resources).some(({ type }) => CLUSTER_TYPES.includes(type)));
  const clusters = roots.map((root): Cluster => {
    const own = parts.filter((part) => part === root || ancestors(part, resources).includes(root));
    const hidden = !own.some(({ type }) => type === "aws:eks/cluster:Cluster");
    const auto = own.some(
      ({ inputs }) => at(inputs, "computeConfig", "enabled") === true || at(inputs, "autoMode", "enabled") === true,
    );
    return { root, parts: own, hidden, auto, nodes: [], vpcCni: [] };
  });
  const elsewhere: Cluster = { parts: [], hidden: false, auto: false, nodes: [], vpcCni: [] };
  const clusterFor = (resource: GraphResource): Cluster => belongsTo(graph, resource, clusters) ?? elsewhere;
  for (const nodes of nodesInGraph(graph)) clusterFor(nodes.resource).nodes.push(nodes);
  for (const addon of sorted(graph.resources).filter(isVpcCni)) clusterFor(addon).vpcCni.push(addon);
  return elsewhere.nodes.length + elsewhere.vpcCni.length > 0 ? [...clusters, elsewhere] : clusters;
});

/** True where a graph gives pods security groups, or makes it possible: only then do the rules about nodes matter. */
export const usesPodEni = once(
  (graph): boolean =>
    graph.resources.some(({ type }) => type === SECURITY_GROUP_POLICY_TYPE) ||
    graph.resources.some((resource) => isVpcCni(resource) && turnsPodEniOn(resource)),
);

/** The clusters that pods with security groups of their own can run on. */
export function podEniClusters(graph: Graph): Cluster[] {
  return usesPodEni(graph) ? clustersOf(graph).filter(({ auto }) => !auto) : [];
}

/** The cluster that a Kubernetes object is made on: by its provider, else the only one. */
export function clusterOfObject(graph: Graph, { provider }: GraphResource): Cluster | undefined {
  const clusters = clustersOf(graph).filter(({ root }) => root !== undefined);
  const urn = provider?.slice(0, provider.lastIndexOf("::"));
  const resource = urn === undefined ? undefined : resourcesOf(graph).get(urn);
  const sources = Object.values(resource?.propertyDependencies ?? {}).flat();
  const named = clusters.filter(({ parts }) => parts.some((part) => sources.includes(part.urn)));
  if (named.length === 1) return named[0];
  return clusters.length === 1 && named.length === 0 ? clusters[0] : undefined;
}

/** The IAM roles of the graph that a cluster runs with. */
export function clusterRoles(graph: Graph, { parts }: Cluster): GraphResource[] {
  const resources = resourcesOf(graph);
  const found = parts.flatMap((part) => {
    // A resource as an argument is a reference: its URN where the graph keeps it, else only a dependency.
    const reference = typeof part.inputs.serviceRole === "string" ? resources.get(part.inputs.serviceRole) : undefined;
    return [
      ...sourcesOf(graph, part, "roleArn"),
      ...sourcesOf(graph, part, "serviceRole"),
      ...(reference ? [reference] : []),
    ];
  });
  return unique(found).filter(({ type }) => type === "aws:iam/role:Role");
}

function isVpcCni({ type, inputs }: GraphResource): boolean {
  return type === "aws:eks/addon:Addon" && inputs.addonName === "vpc-cni";
}

function turnsPodEniOn({ inputs }: GraphResource): boolean {
  try {
    return parseVpcCniConfiguration(text(inputs.configurationValues ?? "{}"), "").podEni;
  } catch {
    return false;
  }
}

function belongsTo(graph: Graph, resource: GraphResource, clusters: Cluster[]): Cluster | undefined {
  const around = ancestors(resource, resourcesOf(graph));
  const sources = [resource, ...around].flatMap((level) =>
    ["clusterName", "cluster"].flatMap((property) => level.propertyDependencies[property] ?? []),
  );
  const byReference = clusters.filter(({ parts }) =>
    parts.some((part) => part === resource || sources.includes(part.urn) || around.includes(part)),
  );
  if (byReference.length > 0) return byReference.length === 1 ? byReference[0] : undefined;
  const name = resource.inputs.clusterName;
  if (typeof name === "string" && !isUnknown(name)) {
    return clusters.find(({ parts }) => parts.some(({ inputs }) => inputs.name === name));
  }
  // A self-made node group is tied to its cluster by user data only.
  return clusters.length === 1 && name === undefined ? clusters[0] : undefined;
}
