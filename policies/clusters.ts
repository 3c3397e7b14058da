/**
 * The EKS clusters of a graph with what belongs to each: node groups, launch templates, VPC CNI add-ons, cluster roles.
 */
import { at, type Graph, type GraphResource, type Json } from "../model/graph";
import { parseVpcCniConfiguration } from "../model/vpc-cni";
import { CLUSTER_TYPES } from "../model/security-groups";
import { ancestors, find, isUnknown, listOf, sorted, unique } from "../model/values";
import { SECURITY_GROUP_POLICY_TYPE } from "../model/workloads";
import { once, resourcesOf, sourcesOf, text } from "./facts";

/** A set of nodes that are made alike. */
export interface Nodes {
  resource: GraphResource;
  /** The launch templates and configurations of the graph that it uses. */
  templates: GraphResource[];
  /** True where it uses one that is not in the graph. */
  templateElsewhere: boolean;
  /** Instance types; an unknown one is not known yet, none is not told. */
  types: Json[];
  /** True where the graph does not show how a component makes them. */
  hidden: boolean;
}

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
  for (const nodes of nodesOf(graph)) clusterFor(nodes.resource).nodes.push(nodes);
  for (const addon of sorted(graph.resources).filter(isVpcCni)) clusterFor(addon).vpcCni.push(addon);
  for (const cluster of clusters) cluster.nodes.push(...defaultNodes(cluster));
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
    parts.some((part) => sources.includes(part.urn) || around.includes(part)),
  );
  if (byReference.length > 0) return byReference.length === 1 ? byReference[0] : undefined;
  const name = resource.inputs.clusterName;
  if (typeof name === "string" && !isUnknown(name)) {
    return clusters.find(({ parts }) => parts.some(({ inputs }) => inputs.name === name));
  }
  // A self-made node group is tied to its cluster by user data only.
  return clusters.length === 1 && name === undefined ? clusters[0] : undefined;
}

const MANAGED = "aws:eks/nodeGroup:NodeGroup";
const SCALING_GROUP = "aws:autoscaling/group:Group";
const COMPONENTS = ["eks:index:ManagedNodeGroup", "eks:index:NodeGroup", "eks:index:NodeGroupV2"];
const TEMPLATE_TYPES = ["aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/launchConfiguration:LaunchConfiguration"];
const TEMPLATE_PROPERTIES = ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"];

/** Type that EKS takes where neither node group nor template names one. Source: EKS API, CreateNodegroup */
export const DEFAULT_TYPE = "t3.medium";

function nodesOf(graph: Graph): Nodes[] {
  const resources = resourcesOf(graph);
  const inside = (component: GraphResource): GraphResource[] =>
    graph.resources.filter((resource) => ancestors(resource, resources).includes(component));
  return sorted(graph.resources).flatMap((resource): Nodes[] => {
    const component = ancestors(resource, resources).find(({ type }) => COMPONENTS.includes(type));
    const isScaling = resource.type === SCALING_GROUP && (component !== undefined || isTaggedForCluster(resource));
    if (resource.type === MANAGED || isScaling) return [nodesOfGroup(graph, resource, component)];
    if (!COMPONENTS.includes(resource.type)) return [];
    const contents = inside(resource);
    if (contents.some(({ type }) => type === MANAGED || type === SCALING_GROUP)) return [];
    const templates = contents.filter(({ type }) => TEMPLATE_TYPES.includes(type));
    return [{ resource, templates, templateElsewhere: false, types: typesGiven(resource), hidden: true }];
  });
}

function nodesOfGroup(graph: Graph, resource: GraphResource, component: GraphResource | undefined): Nodes {
  const given = TEMPLATE_PROPERTIES.filter((property) => listOf(resource.inputs[property]).length > 0);
  const templates = unique(given.flatMap((property) => sourcesOf(graph, resource, property))).filter(({ type }) =>
    TEMPLATE_TYPES.includes(type),
  );
  const templateElsewhere = given.length > 0 && templates.length === 0;
  const own = [...typesGiven(resource), ...templates.flatMap(typesGiven)];
  const types = own.length > 0 ? own : component === undefined ? [] : typesGiven(component);
  const isDefault = types.length === 0 && !templateElsewhere && resource.type === MANAGED;
  return { resource, templates, templateElsewhere, types: isDefault ? [DEFAULT_TYPE] : types, hidden: false };
}

function typesGiven({ inputs }: GraphResource): Json[] {
  const overrides = listOf(find(inputs, "mixedInstancesPolicy", "launchTemplate", "overrides"));
  return [
    ...listOf(inputs.instanceTypes),
    ...listOf(inputs.instanceType),
    ...overrides.flatMap((override) => listOf(find(override, "instanceType"))),
  ];
}

function isTaggedForCluster({ inputs }: GraphResource): boolean {
  return listOf(inputs.tags).some((tag) => text(find(tag, "key")).startsWith("kubernetes.io/cluster/"));
}

/** The nodes that `eks.Cluster` makes by itself unless told otherwise, where the graph does not show them. */
function defaultNodes({ root, hidden, nodes }: Cluster): Nodes[] {
  if (root?.type !== "eks:index:Cluster" || !hidden || nodes.some(({ resource }) => resource === root)) return [];
  const { skipDefaultNodeGroup, fargate } = root.inputs;
  if (skipDefaultNodeGroup === true || (fargate !== undefined && fargate !== false)) return [];
  return [{ resource: root, templates: [], templateElsewhere: false, types: typesGiven(root), hidden: true }];
}
