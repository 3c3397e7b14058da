/**
 * The ends of network paths: what they are, and which security groups their network interfaces carry.
 */
import { byUrn, type Graph, type GraphResource, type Json, ofType } from "../graph/graph";
import { type Nodes, nodesInGraph } from "./nodes";
import { CLUSTER_TYPES, type GroupReference, type SecurityGroups, UNRESOLVED } from "./security-groups";
import { find, isUnknown, listOf, sorted, unique } from "../graph/values";
import type { ServedPort } from "./workloads";

/** One end of network paths. */
export interface End {
  /**
   * `bound:<namespace>/<binding>`, `unbound-pods`, `nodes`, `dns`, `kubernetes-api`, `database:<name>`, `internet`, or
   * `group:<name>` for a security group that none of the others carries.
   */
  id: string;
  /** The part of `id` before the colon. */
  kind: "bound" | "unbound-pods" | "nodes" | "dns" | "kubernetes-api" | "database" | "internet" | "group";
  /** The groups of each sort of network interface that the end can have; several sorts where node groups differ. */
  interfaces: GroupReference[][];
  /** The ports that verdicts ask about. */
  ports: ServedPort[];
  /** True where nothing but `ports` is served. */
  onlyPorts: boolean;
  /** Namespace of bound pods. */
  namespace?: string;
  /** True for pods with a branch interface. */
  branchInterface: boolean;
  /** True for what runs on nodes, or is one: traffic between two such ends can stay on one node. */
  onNode: boolean;
  /** Of a database: false where its port is not known yet and `ports` has the engine's default. */
  portKnown: boolean;
  /** Of the Kubernetes API: whether it is also reached over the internet; undefined where the graph does not tell. */
  publicEndpoint?: boolean;
}

/** Any address outside the VPC that is not private. */
export const INTERNET: End = end("internet", { interfaces: [[]], ports: [{ protocol: "tcp", port: 443 }] });

/** An end with the usual values for what is not given. */
export function end(id: string, given: Partial<End> & Pick<End, "interfaces" | "ports">): End {
  const kind = id.split(":", 1)[0] as End["kind"];
  const usual = { onlyPorts: false, branchInterface: false, onNode: false, portKnown: true };
  return { id, kind, ...usual, ...given };
}

/**
 * Ports of the RDS engines by the start of their names.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
const ENGINE_PORTS: [string, number][] = [
  ["aurora-postgresql", 5432],
  ["aurora", 3306],
  ["mysql", 3306],
  ["mariadb", 3306],
  ["postgres", 5432],
  ["oracle", 1521],
  ["custom-oracle", 1521],
  ["sqlserver", 1433],
  ["custom-sqlserver", 1433],
  ["db2", 50000],
];

const DEFAULT_PORT = 3306;

/** The RDS databases of a graph. */
export function databaseEnds(graph: Graph, groups: SecurityGroups): End[] {
  const resources = byUrn(graph);
  const found = sorted([...ofType(graph, "aws:rds/instance:Instance"), ...ofType(graph, "aws:rds/cluster:Cluster")]);
  const ids = distinct(
    found.map((resource) => {
      const parent = resource.parent === undefined ? undefined : resources.get(resource.parent);
      const isComponent = parent !== undefined && !parent.custom && parent.type !== "pulumi:pulumi:Stack";
      return { id: `database:${isComponent ? parent.name : resource.name}`, detail: resource.name };
    }),
  );
  return found.map((resource, index) => {
    const carried = groups.resolve(resource, "vpcSecurityGroupIds", resource.inputs.vpcSecurityGroupIds);
    const { port, isKnown } = databasePort(resource);
    return end(ids[index], {
      // Without groups of its own a database gets the default group of the VPC.
      interfaces: [carried.length > 0 ? carried : [{ key: UNRESOLVED, certain: false }]],
      ports: [{ protocol: "tcp", port }],
      portKnown: isKnown,
    });
  });
}

function databasePort({ inputs }: GraphResource): { port: number; isKnown: boolean } {
  const port = inputs.port;
  if (typeof port === "number") return { port, isKnown: true };
  const engine = typeof inputs.engine === "string" ? inputs.engine : "";
  const usual = ENGINE_PORTS.find(([start]) => engine.startsWith(start))?.[1];
  return { port: usual ?? DEFAULT_PORT, isKnown: (port === undefined || port === null) && usual !== undefined };
}

/** The interfaces of the control plane: they carry the cluster security group, and groups that the cluster was given. */
export function kubernetesApiEnd(graph: Graph, groups: SecurityGroups, clusterGroups: GroupReference[]): End {
  const clusters = sorted(graph.resources.filter(({ type }) => CLUSTER_TYPES.includes(type)));
  const further = clusters.flatMap((cluster) => [
    ...groups.resolve(cluster, "vpcConfig", find(cluster.inputs, "vpcConfig", "securityGroupIds")),
    ...groups.resolve(cluster, "clusterSecurityGroup", cluster.inputs.clusterSecurityGroup),
  ]);
  const added = further.filter(({ key }) => groups.get(key).kind !== "cluster");
  return end("kubernetes-api", {
    interfaces: [[...clusterGroups, ...added]],
    ports: [{ protocol: "tcp", port: 443 }],
    onlyPorts: true,
    publicEndpoint: publicEndpoint(clusters),
  });
}

function publicEndpoint(clusters: GraphResource[]): boolean | undefined {
  if (clusters.length === 0) return undefined;
  const values = clusters
    .map(({ inputs }) => inputs.endpointPublicAccess ?? find(inputs.vpcConfig, "endpointPublicAccess"))
    .filter((value): value is Json => value !== undefined && value !== null);
  if (values.some(isUnknown)) return undefined;
  // The endpoint is public unless somebody says otherwise.
  return !values.includes(false);
}

/** The sorts of network interfaces that the nodes of a graph have. */
export function nodeInterfaces(
  graph: Graph,
  groups: SecurityGroups,
  clusterGroups: GroupReference[],
): GroupReference[][] {
  const found = nodesInGraph(graph).map((nodes) => carriedBy(nodes, groups, clusterGroups));
  return distinctInterfaces(found.length > 0 ? found : [clusterGroups]);
}

/**
 * The groups of nodes: those of their own launch template; without any, managed nodes carry the cluster security group,
 * and others what the graph does not show, a group that their component makes or the VPC's default one.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function carriedBy(nodes: Nodes, groups: SecurityGroups, clusterGroups: GroupReference[]): GroupReference[] {
  const { resource, managed, templates, templateElsewhere } = nodes;
  const cluster = clusterOf(resource, groups) ?? clusterGroups;
  const own = [...templates.flatMap((template) => templateGroups(template, groups)), ...givenGroups(resource, groups)];
  if (own.length > 0) return own;
  if (managed && !templateElsewhere) return cluster;
  return [...doubtful(cluster), ...resolveAll(resource, ["extraNodeSecurityGroups"], groups)];
}

/** Groups that something may carry, or else one that the graph does not show. */
export function doubtful(references: GroupReference[]): GroupReference[] {
  return unique([...references.map(({ key }) => key), UNRESOLVED]).map((key) => ({ key, certain: false }));
}

function templateGroups(template: GraphResource, groups: SecurityGroups): GroupReference[] {
  const ids = listOf(template.inputs.networkInterfaces).flatMap((entry) => listOf(find(entry, "securityGroups")));
  return [
    ...resolveAll(template, ["vpcSecurityGroupIds", "securityGroups"], groups),
    ...(ids.length > 0 ? groups.resolve(template, "networkInterfaces", ids) : []),
  ];
}

/** The groups that a component of pulumi-eks gets for its nodes, in place of the one that it makes. */
function givenGroups(component: GraphResource, groups: SecurityGroups): GroupReference[] {
  const own = resolveAll(component, ["nodeSecurityGroup", "nodeSecurityGroupId"], groups);
  return own.length > 0 ? [...own, ...resolveAll(component, ["extraNodeSecurityGroups"], groups)] : [];
}

function resolveAll(owner: GraphResource, properties: string[], groups: SecurityGroups): GroupReference[] {
  return properties.flatMap((property) => groups.resolve(owner, property, owner.inputs[property]));
}

function clusterOf({ urn, propertyDependencies }: GraphResource, groups: SecurityGroups): GroupReference[] | undefined {
  const sources = ["clusterName", "cluster"].flatMap((property) => propertyDependencies[property] ?? []);
  const key = [urn, ...sources].map((source) => groups.clusterKey(source)).find((found) => found !== undefined);
  return key === undefined ? undefined : [{ key, certain: true }];
}

/** Interfaces without repetitions, in a fixed order. */
export function distinctInterfaces(interfaces: GroupReference[][]): GroupReference[][] {
  const byText = new Map(interfaces.map((groups) => [interfaceText(groups), groups]));
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}

function interfaceText(groups: GroupReference[]): string {
  return groups
    .map(({ key, certain }) => `${key} ${String(certain)}`)
    .sort()
    .join("\n");
}

/** Ids that are all different: where two are the same, each gets its detail; where that is not enough, a number. */
export function distinct(wanted: { id: string; detail: string }[]): string[] {
  const detailed = wanted.map(({ id, detail }) => ({ id, text: `${id}/${detail}` }));
  const counts = count(wanted.map(({ id }) => id));
  const ids = detailed.map(({ id, text }) => (counts.get(id)! > 1 ? text : id));
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const number = (seen.get(id) ?? 0) + 1;
    seen.set(id, number);
    return number > 1 ? `${id}#${number}` : id;
  });
}

function count(values: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
