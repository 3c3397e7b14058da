import { type Graph, GRAPH_VERSION, type GraphResource } from "../model/graph/graph";

/** What the rules of a large graph are for. */
export type Rules =
  /** Groups: every binding reaches DNS, a database and the binding before it. */
  | "sparse"
  /** The VPC's range, in and out, for every binding: all of them reach all others. */
  | "ranges";

/** How a large graph is made. */
export interface LargeGraph {
  bindings: number;
  rules: Rules;
  /** Whether it is the graph after a small change: another port, another group, a binding more. Default false. */
  isChanged?: boolean;
}

/** A graph with many bindings, each with a group, its rules and a workload. */
export function largeGraph({ bindings, rules, isChanged = false }: LargeGraph): Graph {
  const graph = new GraphOfBindings();
  for (let i = 0; i < bindings + Number(isChanged); i++) {
    graph.binding(i);
    if (rules === "sparse") graph.sparseRules(i, isChanged && i === 1 ? 8081 : 8080);
    else graph.rangeRules(i, isChanged && i === 1 ? 8081 : 8080);
  }
  return { version: GRAPH_VERSION, source: "plan", resources: graph.resources };
}

const RANGE = "10.0.0.0/8";

class GraphOfBindings {
  readonly resources: GraphResource[] = [];
  private readonly urns: { [name: string]: string } = {};

  constructor() {
    this.add("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: RANGE });
    this.add("aws:ec2/subnet:Subnet", "subnet", { vpcId: "?", cidrBlock: "10.0.0.0/9" }, { vpcId: ["vpc"] });
    this.add(
      "aws:eks/cluster:Cluster",
      "cluster",
      { name: "cluster", vpcConfig: { subnetIds: ["?"] } },
      { vpcConfig: ["subnet"] },
    );
    this.add(
      "aws:eks/nodeGroup:NodeGroup",
      "nodes",
      { clusterName: "?", subnetIds: ["?"], instanceTypes: ["m5.large"], scalingConfig: { desiredSize: 3 } },
      { clusterName: ["cluster"], subnetIds: ["subnet"] },
    );
    this.group("database");
    const database = { engine: "mysql", port: 3306, vpcSecurityGroupIds: ["?"] };
    this.add("aws:rds/instance:Instance", "orders", database, { vpcSecurityGroupIds: ["database"] });
  }

  /** A policy with its group, and the workload that it selects. */
  binding(i: number): void {
    const [namespace, labels] = [`team-${i % 100}`, { app: `app-${i}` }];
    this.group(`pods-${i}`);
    this.add(
      "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
      `policy-${i}`,
      {
        metadata: { namespace },
        spec: { podSelector: { matchLabels: labels }, securityGroups: { groupIds: ["?"] } },
      },
      { spec: [`pods-${i}`] },
    );
    const template = { metadata: { labels }, spec: { containers: [{ name: "main" }] } };
    this.add("kubernetes:apps/v1:Deployment", `app-${i}`, {
      metadata: { namespace },
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
    });
  }

  sparseRules(i: number, port: number): void {
    const before = i > 0 ? `pods-${i - 1}` : "database";
    this.path(`dns-udp-${i}`, `pods-${i}`, "cluster", "udp", 53);
    this.path(`dns-tcp-${i}`, `pods-${i}`, "cluster", "tcp", 53);
    this.path(`database-${i}`, `pods-${i}`, "database", "tcp", 3306);
    this.path(`before-${i}`, `pods-${i}`, before, "tcp", port);
    this.path(`probe-${i}`, "cluster", `pods-${i}`, "tcp", 8080);
  }

  rangeRules(i: number, port: number): void {
    for (const kind of ["Egress", "Ingress"])
      this.rule(kind, `all-${i}`, `pods-${i}`, { cidrIpv4: RANGE }, "tcp", port);
  }

  private group(name: string): void {
    this.add("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: "?" }, { vpcId: ["vpc"] });
  }

  /** Both halves of a path. */
  private path(name: string, source: string, target: string, protocol: string, port: number): void {
    const to = (peer: string) => ({ referencedSecurityGroupId: "?", peer });
    this.rule("Egress", name, source, to(target), protocol, port);
    this.rule("Ingress", name, target, to(source), protocol, port);
  }

  private rule(
    kind: string,
    name: string,
    group: string,
    { peer, ...ofPeer }: { peer?: string; [key: string]: string | undefined },
    ipProtocol: string,
    port: number,
  ): void {
    this.add(
      `aws:vpc/securityGroup${kind}Rule:SecurityGroup${kind}Rule`,
      name,
      { securityGroupId: "?", ipProtocol, fromPort: port, toPort: port, ...(ofPeer as { [key: string]: string }) },
      { securityGroupId: [group], ...(peer !== undefined && { referencedSecurityGroupId: [peer] }) },
    );
  }

  private add(
    type: string,
    name: string,
    inputs: GraphResource["inputs"],
    sources: { [property: string]: string[] } = {},
  ): void {
    const urn = `urn:pulumi:bench::bench::${type}::${name}`;
    // Rules have the names of paths, and nothing refers to them.
    if (!type.endsWith("Rule")) this.urns[name] = urn;
    const propertyDependencies = Object.fromEntries(
      Object.entries(sources).map(([property, names]) => [property, names.map((source) => this.urns[source])]),
    );
    const dependencies = Object.values(propertyDependencies).flat().sort();
    this.resources.push({ urn, type, name, custom: true, inputs, dependencies, propertyDependencies });
  }
}
