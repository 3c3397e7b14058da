/**
 * What pods of a graph run on: node groups of every kind, Karpenter, EKS Auto Mode and Fargate.
 */
import type { GraphResource, Json } from "../graph/graph";
import { ancestors, find, isUnknown, listOf, sorted, unique } from "../graph/values";
import { CLUSTER_TYPES, type ClusterRoots, isAutoMode } from "./cluster-roots";

/** A set of nodes that are made alike. */
export interface Nodes {
  resource: GraphResource;
  /**
   * `managed`: EKS makes and runs them. `self-managed`: a scaling group. `karpenter`, `auto`: made as pods need them, by
   * Karpenter and by EKS Auto Mode. `fargate`: no nodes at all; each pod has a place of its own.
   */
  kind: "managed" | "self-managed" | "karpenter" | "auto" | "fargate";
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
const FARGATE = "aws:eks/fargateProfile:FargateProfile";
const CLUSTER_COMPONENT = "eks:index:Cluster";
const MANAGED_COMPONENT = "eks:index:ManagedNodeGroup";
const COMPONENTS = [MANAGED_COMPONENT, "eks:index:NodeGroup", "eks:index:NodeGroupV2"];
const TEMPLATE_TYPES = ["aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/launchConfiguration:LaunchConfiguration"];
const TEMPLATE_PROPERTIES = ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"];

/** Kinds of Kubernetes objects by which nodes are made as pods need them. */
const CLASSES: [RegExp, Nodes["kind"]][] = [
  [/^kubernetes:karpenter\.k8s\.aws\/[^:]+:EC2NodeClass$/, "karpenter"],
  [/^kubernetes:eks\.amazonaws\.com\/[^:]+:NodeClass$/, "auto"],
];
const POOL = /^kubernetes:karpenter\.sh\/[^:]+:NodePool$/;

/** Type that EKS takes where neither node group nor template names one. Source: EKS API, CreateNodegroup */
export const DEFAULT_TYPE = "t3.medium";

/** All nodes of a graph in a fixed order, those that `eks.Cluster` makes by itself last. */
export function nodesOf(
  ordered: GraphResource[],
  resources: Map<string, GraphResource>,
  clusters: ClusterRoots,
): Nodes[] {
  const shown = ordered.flatMap((resource): Nodes[] => {
    const { type } = resource;
    if (type === FARGATE) return [plain(resource, "fargate")];
    if (type !== MANAGED && type !== SCALING_GROUP) return [];
    const around = ancestors(resource, resources);
    const component = around.find((one) => COMPONENTS.includes(one.type));
    const nodes = nodesOfGroup(resource, component, resources);
    const isInside = around.some((one) => [...COMPONENTS, CLUSTER_COMPONENT].includes(one.type));
    return type === MANAGED || isInside || joinsCluster(nodes, resources) ? [nodes] : [];
  });
  const shownAround = new Set(shown.flatMap(({ resource }) => ancestors(resource, resources)));
  const hidden = ordered.filter(({ type }) => COMPONENTS.includes(type)).filter((one) => !shownAround.has(one));
  const ofComponents = hidden.map((resource): Nodes => {
    const { templates, templateElsewhere } = templatesOf(resource, resources);
    const inside = ordered.filter(
      (inner) => TEMPLATE_TYPES.includes(inner.type) && ancestors(inner, resources).includes(resource),
    );
    return {
      ...{ resource, kind: resource.type === MANAGED_COMPONENT ? "managed" : "self-managed" },
      ...{ templates: [...templates, ...inside], templateElsewhere, types: typesGiven(resource), hidden: true },
    };
  });
  return [
    ...shown,
    ...ofComponents,
    ...growing(ordered),
    ...clusters.roots.flatMap((root) => byDefault(root, clusters)),
  ];
}

/** True for nodes that run Windows. Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
export function isWindows({ inputs }: GraphResource): boolean {
  return typeof inputs.amiType === "string" && inputs.amiType.startsWith("WINDOWS");
}

function plain(resource: GraphResource, kind: Nodes["kind"]): Nodes {
  return { resource, kind, templates: [], templateElsewhere: false, types: [], hidden: false };
}

/** Nodes that come as pods need them, by what describes them; a pool whose class is not in the graph stands for itself. */
function growing(ordered: GraphResource[]): Nodes[] {
  const classes = ordered.flatMap((resource): Nodes[] => {
    const [, kind] = CLASSES.find(([type]) => type.test(resource.type)) ?? [];
    return kind === undefined ? [] : [{ ...plain(resource, kind), hidden: true }];
  });
  const names = classes.map(({ resource }) => find(resource.inputs, "metadata", "name"));
  const pools = ordered
    .filter(({ type }) => POOL.test(type))
    .filter(({ inputs }) => {
      const name = find(inputs, "spec", "template", "spec", "nodeClassRef", "name");
      return isUnknown(name) || !names.includes(name);
    });
  return [...classes, ...pools.map((resource): Nodes => ({ ...plain(resource, "karpenter"), hidden: true }))];
}

/** What a cluster makes by itself: the nodes of Auto Mode, and the node group of `eks.Cluster` where the graph hides it. */
function byDefault(root: GraphResource, clusters: ClusterRoots): Nodes[] {
  const parts = clusters.partsOf(root.urn);
  if (parts.some(isAutoMode)) return [{ ...plain(root, "auto"), hidden: true }];
  const { skipDefaultNodeGroup, fargate } = root.inputs;
  const isHidden = root.type === CLUSTER_COMPONENT && parts.every(({ type }) => type === CLUSTER_COMPONENT);
  if (!isHidden || skipDefaultNodeGroup === true || (fargate !== undefined && fargate !== false)) return [];
  return [{ ...plain(root, "self-managed"), types: typesGiven(root), hidden: true }];
}

function nodesOfGroup(
  resource: GraphResource,
  component: GraphResource | undefined,
  resources: Map<string, GraphResource>,
): Nodes {
  const { templates, templateElsewhere } = templatesOf(resource, resources);
  const own = [...typesGiven(resource), ...templates.flatMap(typesGiven)];
  const given = own.length > 0 || component === undefined ? own : typesGiven(component);
  const isManaged = resource.type === MANAGED;
  const isDefault = given.length === 0 && !templateElsewhere && isManaged && !resource.external;
  return {
    ...{ resource, kind: isManaged ? "managed" : "self-managed", templates },
    ...{ templateElsewhere, types: isDefault ? [DEFAULT_TYPE] : given, hidden: false },
  };
}

function templatesOf(
  { inputs, propertyDependencies, external }: GraphResource,
  resources: Map<string, GraphResource>,
): Pick<Nodes, "templates" | "templateElsewhere"> {
  const given = TEMPLATE_PROPERTIES.filter((property) => listOf(inputs[property]).length > 0);
  const sources = unique(given.flatMap((property) => propertyDependencies[property] ?? []));
  const ids = given.flatMap((property) => textsIn(inputs[property]));
  const byId = sorted(
    [...resources.values()].filter(({ id, type }) => id !== undefined && TEMPLATE_TYPES.includes(type)),
  );
  const templates = unique([
    ...sources.map((urn) => resources.get(urn)).filter((source) => source !== undefined),
    ...byId.filter(({ id }) => ids.includes(id!)),
  ]).filter(({ type }) => TEMPLATE_TYPES.includes(type));
  return { templates, templateElsewhere: external === true || (given.length > 0 && templates.length === 0) };
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  return value === null || typeof value !== "object" ? [] : Object.values(value).flatMap(textsIn);
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
