import { type Graph, GRAPH_VERSION, type GraphResource } from "../model/graph/graph";

/** A graph with many bindings and ten rules each: every binding reaches DNS, a database and the binding before it. */
export function largeGraph(bindings: number): Graph {
  const resources: GraphResource[] = [
    resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/8" }),
    resource("eks:index:Cluster", "cluster", { name: "cluster" }),
    resource("aws:ec2/securityGroup:SecurityGroup", "database", {}),
    resource(
      "aws:rds/instance:Instance",
      "database",
      { engine: "mysql", port: 3306, vpcSecurityGroupIds: ["?"] },
      {
        vpcSecurityGroupIds: ["database"],
      },
    ),
  ];
  for (let i = 0; i < bindings; i++) {
    resources.push(resource("aws:ec2/securityGroup:SecurityGroup", `pods-${i}`, {}));
    const before = i > 0 ? `pods-${i - 1}` : "database";
    rule(resources, i, "dns-udp", `pods-${i}`, "cluster", "udp", 53);
    rule(resources, i, "dns-tcp", `pods-${i}`, "cluster", "tcp", 53);
    rule(resources, i, "database", `pods-${i}`, "database", "tcp", 3306);
    rule(resources, i, "before", `pods-${i}`, before, "tcp", 8080);
    rule(resources, i, "probe", "cluster", `pods-${i}`, "tcp", 8080);
    resources.push(
      resource(
        "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
        `policy-${i}`,
        {
          metadata: { namespace: `team-${i % 100}` },
          spec: { podSelector: { matchLabels: { app: `app-${i}` } }, securityGroups: { groupIds: ["?"] } },
        },
        { spec: [`pods-${i}`] },
      ),
    );
  }
  return { version: GRAPH_VERSION, source: "plan", resources };
}

const URNS: { [name: string]: string } = {};

function resource(
  type: string,
  name: string,
  inputs: GraphResource["inputs"],
  sources: { [property: string]: string[] } = {},
): GraphResource {
  const urn = `urn:pulumi:bench::bench::${type}::${name}`;
  if (type !== "aws:rds/instance:Instance") URNS[name] = urn;
  const propertyDependencies = Object.fromEntries(
    Object.entries(sources).map(([property, names]) => [property, names.map((source) => URNS[source])]),
  );
  const dependencies = Object.values(propertyDependencies).flat().sort();
  return { urn, type, name, custom: true, inputs, dependencies, propertyDependencies };
}

/** Both halves of a path. */
function rule(
  resources: GraphResource[],
  i: number,
  what: string,
  source: string,
  target: string,
  ipProtocol: string,
  port: number,
): void {
  const ports = { ipProtocol, fromPort: port, toPort: port, securityGroupId: "?", referencedSecurityGroupId: "?" };
  for (const [kind, own, peer] of [
    ["Egress", source, target],
    ["Ingress", target, source],
  ]) {
    const type = `aws:vpc/securityGroup${kind}Rule:SecurityGroup${kind}Rule`;
    const groups = { securityGroupId: [own], referencedSecurityGroupId: [peer] };
    resources.push(resource(type, `${what}-${i}`, ports, groups));
  }
}
