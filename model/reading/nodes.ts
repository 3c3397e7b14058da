/**
 * The nodes of a graph: managed node groups, self-managed ones, and those that a component of pulumi-eks makes.
 */
import { byUrn, type Graph, type GraphResource, type Json } from "../graph/graph";
import { CLUSTER_TYPES } from "./security-groups";
import { ancestors, find, isUnknown, listOf, sorted, unique } from "../graph/values";

/** A set of nodes that are made alike. */
export interface Nodes {
  resource: GraphResource;
  /** True where EKS makes and runs them. */
  managed: boolean;
  /** The launch templates and configurations of the graph that it uses. */
  templates: GraphResource[];
  /** True where it uses one that is not in the graph. */
  templateElsewhere: boolean;
  /** Instance types; an unknown one is not known yet, none is not told. */
  types: Json[];
  /** True where the graph does not show how a component makes them. */
  hidden: boolean;
}

const MANAGED = "aws:eks/nodeGroup:NodeGroup";
const SCALING_GROUP = "aws:autoscaling/group:Group";
const CLUSTER_COMPONENT = "eks:index:Cluster";
const MANAGED_COMPONENT = "eks:index:ManagedNodeGroup";
const COMPONENTS = [MANAGED_COMPONENT, "eks:index:NodeGroup", "eks:index:NodeGroupV2"];
const TEMPLATE_TYPES = ["aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/launchConfiguration:LaunchConfiguration"];
const TEMPLATE_PROPERTIES = ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"];

/** Type that EKS takes where neither node group nor template names one. Source: EKS API, CreateNodegroup */
export const DEFAULT_TYPE = "t3.medium";

/** All nodes of a graph in a fixed order, those that `eks.Cluster` makes by itself last. */
export function nodesInGraph(graph: Graph): Nodes[] {
  const resources = byUrn(graph);
  const ordered = sorted(graph.resources);
  const shown = ordered.flatMap((resource): Nodes[] => {
    if (resource.type !== MANAGED && resource.type !== SCALING_GROUP) return [];
    const around = ancestors(resource, resources);
    const component = around.find(({ type }) => COMPONENTS.includes(type));
    const nodes = nodesOfGroup(resource, component, resources);
    const isInside = around.some(({ type }) => [...COMPONENTS, CLUSTER_COMPONENT].includes(type));
    return resource.type === MANAGED || isInside || joinsCluster(nodes, resources) ? [nodes] : [];
  });
  const hidden = ordered.flatMap((resource): Nodes[] => {
    const isInside = (inner: GraphResource): boolean => ancestors(inner, resources).includes(resource);
    const { type } = resource;
    if (makesDefaultNodes(resource)) {
      // Where the graph has the cluster that the component makes, it has its nodes, too.
      if (ordered.some((inner) => CLUSTER_TYPES.includes(inner.type) && isInside(inner))) return [];
    } else if (!COMPONENTS.includes(type) || shown.some((nodes) => isInside(nodes.resource))) return [];
    const { templates, templateElsewhere } = templatesOf(resource, resources);
    const inside = ordered.filter((inner) => TEMPLATE_TYPES.includes(inner.type) && isInside(inner));
    const own = COMPONENTS.includes(type) ? [...templates, ...inside] : [];
    const managed = type === MANAGED_COMPONENT;
    return [{ resource, managed, templates: own, templateElsewhere, types: typesGiven(resource), hidden: true }];
  });
  const isDefault = ({ resource }: Nodes): boolean => resource.type === CLUSTER_COMPONENT;
  return [...shown, ...hidden.filter((nodes) => !isDefault(nodes)), ...hidden.filter(isDefault)];
}

function nodesOfGroup(
  resource: GraphResource,
  component: GraphResource | undefined,
  resources: Map<string, GraphResource>,
): Nodes {
  const { templates, templateElsewhere } = templatesOf(resource, resources);
  const own = [...typesGiven(resource), ...templates.flatMap(typesGiven)];
  const given = own.length > 0 || component === undefined ? own : typesGiven(component);
  const managed = resource.type === MANAGED;
  const types = given.length === 0 && !templateElsewhere && managed ? [DEFAULT_TYPE] : given;
  return { resource, managed, templates, templateElsewhere, types, hidden: false };
}

function templatesOf(
  { inputs, propertyDependencies }: GraphResource,
  resources: Map<string, GraphResource>,
): Pick<Nodes, "templates" | "templateElsewhere"> {
  const given = TEMPLATE_PROPERTIES.filter((property) => listOf(inputs[property]).length > 0);
  const sources = unique(given.flatMap((property) => propertyDependencies[property] ?? []));
  const templates = sources
    .map((urn) => resources.get(urn))
    .filter((source) => source !== undefined)
    .filter(({ type }) => TEMPLATE_TYPES.includes(type));
  return { templates, templateElsewhere: given.length > 0 && templates.length === 0 };
}

function typesGiven({ inputs }: GraphResource): Json[] {
  const overrides = listOf(find(inputs, "mixedInstancesPolicy", "launchTemplate", "overrides"));
  return [
    ...listOf(inputs.instanceTypes),
    ...listOf(inputs.instanceType),
    ...overrides.flatMap((override) => listOf(find(override, "instanceType"))),
  ];
}

/**
 * True for a scaling group whose instances join a cluster: their tag, or else their user data, names it.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-workers.html
 */
function joinsCluster({ resource, templates }: Nodes, resources: Map<string, GraphResource>): boolean {
  const isFrom = ({ propertyDependencies }: GraphResource, property: string): boolean =>
    (propertyDependencies[property] ?? []).some((urn) => CLUSTER_TYPES.includes(resources.get(urn)?.type ?? ""));
  const keys = listOf(resource.inputs.tags).map((tag) => find(tag, "key"));
  return (
    keys.some((key) => typeof key === "string" && key.startsWith("kubernetes.io/cluster/")) ||
    (keys.some(isUnknown) && isFrom(resource, "tags")) ||
    templates.some((template) => ["userData", "userDataBase64"].some((property) => isFrom(template, property)))
  );
}

/** True for an `eks.Cluster` that makes nodes unless told otherwise. */
function makesDefaultNodes({ type, inputs }: GraphResource): boolean {
  const { skipDefaultNodeGroup, fargate } = inputs;
  return type === CLUSTER_COMPONENT && skipDefaultNodeGroup !== true && (fargate === undefined || fargate === false);
}
