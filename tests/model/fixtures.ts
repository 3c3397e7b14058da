/**
 * Builds small resource graphs: resources refer to each other as in a program, and the references become unknown ids with
 * property dependencies, as in a preview.
 */
import * as assert from "node:assert/strict";
import { type Graph, GRAPH_VERSION, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { reachability, type Verdict } from "./questions";

/** A reference to an output of a resource, inside inputs. */
export class Ref {
  constructor(
    readonly urn: string,
    /** What stands in the inputs; an unknown value as in a preview, or an id as in a state. */
    readonly value: Json = UNKNOWN,
  ) {}
}

/** Inputs whose values can be, or contain, references. */
export type Input = Json | Ref | Input[] | { [key: string]: Input };

/** What can be said about a resource besides type, name and inputs. */
export interface Options {
  parent?: string;
  dependsOn?: string[];
  custom?: boolean;
  provider?: string;
}

/** A graph under construction. */
export class GraphBuilder {
  readonly resources: GraphResource[] = [];

  /** Adds a resource and returns its URN. */
  add(type: string, name: string, inputs: { [key: string]: Input } = {}, options: Options = {}): string {
    const urn = `urn:pulumi:test::lab::${type}::${name}`;
    const propertyDependencies: { [key: string]: string[] } = {};
    for (const [key, value] of Object.entries(inputs)) {
      const urns = [...new Set(refsIn(value))].sort();
      if (urns.length > 0) propertyDependencies[key] = urns;
    }
    const dependencies = new Set([...Object.values(propertyDependencies).flat(), ...(options.dependsOn ?? [])]);
    this.resources.push({
      ...{ urn, type, name, custom: options.custom ?? true },
      ...(options.parent !== undefined && { parent: options.parent }),
      ...(options.provider !== undefined && { provider: options.provider }),
      inputs: plain(inputs) as { [key: string]: Json },
      dependencies: [...dependencies].sort(),
      propertyDependencies,
    });
    return urn;
  }

  /** Adds a component. */
  component(type: string, name: string, options: Options = {}): string {
    return this.add(type, name, {}, { ...options, custom: false });
  }

  /** Takes out every resource whose logical name is given. */
  remove(...names: string[]): this {
    const kept = this.resources.filter(({ name }) => !names.includes(name));
    this.resources.splice(0, this.resources.length, ...kept);
    return this;
  }

  /** The resource of a logical name, to change it. */
  get(name: string): GraphResource {
    const found = this.resources.find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`The fixture has no ${name}`);
    return found;
  }

  /** A security group. */
  group(name: string, inputs: { [key: string]: Input } = {}, options: Options = {}): string {
    return this.add(TYPES.securityGroup, name, { description: name, ...inputs }, options);
  }

  /** A standalone ingress rule on `group`. */
  ingress(name: string, group: Input, peer: { [key: string]: Input }, port: Input, protocol = "tcp"): string {
    const ports = { ipProtocol: protocol, fromPort: port, toPort: port };
    return this.add(TYPES.ingressRule, name, { securityGroupId: group, ...peer, ...ports });
  }

  /** A standalone egress rule on `group`. */
  egress(name: string, group: Input, peer: { [key: string]: Input }, port: Input, protocol = "tcp"): string {
    const ports = { ipProtocol: protocol, fromPort: port, toPort: port };
    return this.add(TYPES.egressRule, name, { securityGroupId: group, ...peer, ...ports });
  }

  /** Both halves of a path, named `<name>-egress` and `<name>-ingress`. */
  path(name: string, from: Input, to: Input, port: Input, protocol = "tcp"): void {
    this.egress(`${name}-egress`, from, { referencedSecurityGroupId: to }, port, protocol);
    this.ingress(`${name}-ingress`, to, { referencedSecurityGroupId: from }, port, protocol);
  }

  /** A SecurityGroupPolicy below a binding component of the same name. */
  binding(name: string, namespace: Input, groupIds: Input, labels: { [key: string]: Json } = { app: name }): string {
    const parent = this.component("pod-security-groups:index:PodSecurityGroupBinding", name);
    const spec = { podSelector: { matchLabels: labels }, securityGroups: { groupIds } };
    return this.add(TYPES.policy, `${name}-policy`, { metadata: { namespace }, spec }, { parent });
  }

  /** A Deployment. */
  deployment(name: string, namespace: Input, labels: Input, ports: number[] = []): string {
    const containers = [{ name: "main", ports: ports.map((containerPort) => ({ containerPort })) }];
    const template = { metadata: { labels }, spec: { containers } };
    return this.add("kubernetes:apps/v1:Deployment", name, { metadata: { namespace, name }, spec: { template } });
  }

  /** The VPC CNI add-on. */
  vpcCni(env: { [key: string]: string }, initEnv: { [key: string]: string } = {}): string {
    const configurationValues = JSON.stringify({ env, init: { env: initEnv } });
    return this.add("aws:eks/addon:Addon", "vpc-cni", { addonName: "vpc-cni", configurationValues });
  }

  /** The graph as it is now. */
  graph(): Graph {
    return { version: GRAPH_VERSION, source: "plan", resources: structuredClone(this.resources) };
  }
}

/** Type tokens that several tests need. */
export const TYPES = {
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  ingressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egressRule: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  rule: "aws:ec2/securityGroupRule:SecurityGroupRule",
  policy: "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
  cluster: "eks:index:Cluster",
  innerCluster: "aws:eks/cluster:Cluster",
  nodeGroup: "aws:eks/nodeGroup:NodeGroup",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  scalingGroup: "aws:autoscaling/group:Group",
  database: "aws:rds/instance:Instance",
  vpc: "aws:ec2/vpc:Vpc",
};

/** The lab and what tests refer to in it. */
export interface Lab {
  b: GraphBuilder;
  cluster: Ref;
  pods: Ref;
  databaseGroup: Ref;
  policy: string;
}

/** The id that references get. */
export interface LabOptions {
  /** Enforcing mode; `none` leaves the VPC CNI add-on out. Default strict. */
  mode?: string;
  /** Id for each reference. Default unknown. */
  id?: (name: string) => Json;
}

/**
 * The lab: VPC, cluster, VPC CNI add-on, node group, database, and the catalog bound to a group of its own that reaches DNS
 * and the database, and is probed on 8080 by what carries the cluster security group.
 */
export function lab({ mode = "strict", id = () => UNKNOWN }: LabOptions = {}): Lab {
  const b = new GraphBuilder();
  const ref = (urn: string, name: string): Ref => new Ref(urn, id(name));
  const vpc = b.add(TYPES.vpc, "lab", { cidrBlock: "10.42.0.0/16" });
  const subnet = b.add("aws:ec2/subnet:Subnet", "lab-a", { vpcId: new Ref(vpc), cidrBlock: "10.42.96.0/19" });
  const clusterParent = b.component("pod-security-groups:index:PodEniCluster", "lab");
  const eks = b.add(
    TYPES.cluster,
    "lab",
    { subnetIds: [new Ref(subnet)], skipDefaultNodeGroup: true, skipDefaultSecurityGroups: true },
    { parent: clusterParent, custom: false },
  );
  const cluster = ref(eks, "cluster");
  const early = { DISABLE_TCP_EARLY_DEMUX: String(mode === "strict") };
  if (mode !== "none") b.vpcCni({ ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: mode }, early);
  const template = b.add(TYPES.launchTemplate, "node-template");
  const subnetIds = [new Ref(subnet)];
  b.add(TYPES.nodeGroup, "nodes", { clusterName: cluster, launchTemplate: { id: new Ref(template) }, subnetIds });
  const nodes = b.get("nodes").urn;

  const databaseParent = b.component("pod-security-groups:index:Database", "catalog");
  const databaseGroup = ref(
    b.group("catalog-database", { vpcId: new Ref(vpc) }, { parent: databaseParent }),
    "catalog-database",
  );
  const engine = { engine: "mysql", port: 3306 };
  b.add(TYPES.database, "catalog", { ...engine, vpcSecurityGroupIds: [databaseGroup] }, { parent: databaseParent });

  b.add("kubernetes:core/v1:Namespace", "catalog", { metadata: { name: "catalog" } });
  const pods = ref(b.group("catalog-pods", { vpcId: new Ref(vpc) }, { dependsOn: [nodes] }), "catalog-pods");
  b.path("dns-tcp", pods, cluster, 53, "tcp");
  b.path("dns-udp", pods, cluster, 53, "udp");
  b.path("database", pods, databaseGroup, 3306);
  b.ingress("probes-ingress", pods, { referencedSecurityGroupId: cluster }, 8080);
  const policy = b.binding("catalog", "catalog", [pods]);
  b.deployment("catalog", "catalog", { app: "catalog" }, [8080]);
  return { b, cluster, pods, databaseGroup, policy };
}

/** The endpoints of the lab. */
export const CATALOG = "bound:catalog/catalog";
export const DATABASE = "database:catalog";

/** The one verdict of a graph on a connection. */
export function verdict(b: GraphBuilder, from: string, to: string, port: number, protocol = "tcp"): Verdict {
  const rows = reachability(b.graph()).filter(
    (row) => row.from === from && row.to === to && row.port === port && row.protocol === protocol,
  );
  assert.equal(rows.length, 1, `${rows.length} rows from ${from} to ${to} ${protocol} ${port}`);
  return rows[0];
}

/** Whether the one verdict of a graph on a TCP connection allows it. */
export function allowed(b: GraphBuilder, from: string, to: string, port: number): boolean | null {
  return verdict(b, from, to, port).allowed;
}

function refsIn(value: Input): string[] {
  if (value instanceof Ref) return [value.urn];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((inner) => refsIn(inner));
}

function plain(value: Input): Json {
  if (value instanceof Ref) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
