import type { Graph, Json } from "../../model/graph/graph";
import { orderOf } from "../../model/reading/order";
import { copy, detach, type Edit, edited, from, get, LAB, remove, set, unorder } from "./support";
import { type Mutant, mutant } from "./mutant";
import { clusterMutants } from "./mutants-cluster";

type End = [type: string, name: string];

const RULES: End[] = [
  LAB.databaseIngress,
  LAB.databaseEgress,
  LAB.dnsUdpEgress,
  LAB.dnsTcpEgress,
  LAB.dnsUdpIngress,
  LAB.dnsTcpIngress,
  LAB.probeIngress,
];
const GROUPS: End[] = [LAB.podGroup, LAB.databaseGroup, LAB.cluster];
const isIngress = ([type]: End): boolean => type.includes("Ingress");

/** All mutants of the graph. */
export function mutants(graph: Graph): Mutant[] {
  return [
    ...RULES.flatMap((rule) => ofRule(graph, rule)),
    ...ofGroups(),
    ...ofPolicy(),
    ...[LAB.catalog, LAB.probe].flatMap(ofWorkload),
    ...clusterMutants(graph),
    ...withoutOrder(graph),
  ];
}

function forAddresses(rule: End, cidr: string): Edit[] {
  const [type, name] = rule;
  const key = cidr.includes(":") ? "cidrIpv6" : "cidrIpv4";
  return [
    set(type, name, "referencedSecurityGroupId", undefined),
    from(type, name, "referencedSecurityGroupId"),
    set(type, name, key, cidr),
  ];
}

function ofRule(graph: Graph, rule: End): Mutant[] {
  const [type, name] = rule;
  const { propertyDependencies } = get(graph, ...rule);
  const [own, peer] = ["securityGroupId", "referencedSecurityGroupId"].map((key) => propertyDependencies[key]);
  const others = GROUPS.filter((group) => !peer.includes(get(graph, ...group).urn));
  const isDns = name.includes("dns");
  return [
    mutant(`delete ${name}`, remove(...rule)),
    ...(isIngress(rule)
      ? ["0.0.0.0/0", "::/0"].map((cidr) => mutant(`open ${name} to ${cidr}`, ...forAddresses(rule, cidr)))
      : []),
    mutant(`widen ${name} to the VPC`, ...forAddresses(rule, "10.42.0.0/16")),
    mutant(
      `let all traffic through ${name}`,
      set(type, name, "ipProtocol", "-1"),
      set(type, name, "fromPort", undefined),
      set(type, name, "toPort", undefined),
    ),
    mutant(`let all ports through ${name}`, set(type, name, "fromPort", 0), set(type, name, "toPort", 65535)),
    mutant(`move ${name} to another port`, set(type, name, "fromPort", 9), set(type, name, "toPort", 9)),
    mutant(
      `change the protocol of ${name}`,
      set(type, name, "ipProtocol", isDns && name.includes("udp") ? "tcp" : "udp"),
    ),
    mutant(`swap the groups of ${name}`, (changed) => {
      const swapped = get(changed, ...rule);
      Object.assign(swapped.propertyDependencies, { securityGroupId: peer, referencedSecurityGroupId: own });
    }),
    ...others.map((group) =>
      mutant(`${name} for ${group[1]} instead`, from(type, name, "referencedSecurityGroupId", group)),
    ),
    mutant(`double ${name}`, copy(type, name, `${name}-again`)),
    mutant(
      `${name} for a group of somewhere else`,
      set(type, name, "referencedSecurityGroupId", "sg-0123456789abcdef0"),
      from(type, name, "referencedSecurityGroupId"),
    ),
  ];
}

function ofGroups(): Mutant[] {
  const inline = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] };
  const everywhere = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
  const older = (name: string, group: End, inputs: { [key: string]: Json }): Edit =>
    copy(...LAB.databaseIngress, name, (made) => {
      made.type = "aws:ec2/securityGroupRule:SecurityGroupRule";
      made.inputs = { ...inputs, securityGroupId: made.inputs.securityGroupId };
      made.propertyDependencies = {};
      made.urn = made.urn.replace("securityGroupIngressRule:SecurityGroupIngressRule", group[1]);
    });
  return [
    mutant("an inline rule on the pod group", set(...LAB.podGroup, "ingress", [inline])),
    mutant("an inline rule on the database group", set(...LAB.databaseGroup, "ingress", [inline])),
    mutant("everything out of the pod group, inline", set(...LAB.podGroup, "egress", [everywhere])),
    mutant(
      "everything out of the pod group",
      copy(...LAB.databaseEgress, "out", (made) => {
        made.inputs = { securityGroupId: made.inputs.securityGroupId, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" };
        delete made.propertyDependencies.referencedSecurityGroupId;
      }),
    ),
    mutant(
      "an older rule that lets addresses into the database",
      older("office", LAB.databaseGroup, {
        type: "ingress",
        protocol: "tcp",
        fromPort: 3306,
        toPort: 3306,
        cidrBlocks: ["10.0.0.0/8"],
      }),
      (graph) => {
        const made = graph.resources.find(({ name }) => name === "office")!;
        made.propertyDependencies.securityGroupId = [get(graph, ...LAB.databaseGroup).urn];
      },
    ),
    mutant(
      "the pod group in another VPC",
      copy("Vpc", "lab-vpc", "other-vpc"),
      from(...LAB.podGroup, "vpcId", ["Vpc", "other-vpc"], LAB.nodes, LAB.cni),
    ),
    mutant(
      "sixty more rules on the database group",
      ...Array.from({ length: 60 }, (_, i) => copy(...LAB.databaseIngress, `more-${i}`)),
    ),
  ];
}

function ofPolicy(): Mutant[] {
  const edit = (path: string, value: Json | undefined): Edit => set(...LAB.policy, path, value);
  const ids = (...values: Json[]): Edit => edit("spec.securityGroups.groupIds", values);
  const literal = [
    "sg-00000000000000001",
    "sg-00000000000000002",
    "sg-00000000000000003",
    "sg-00000000000000004",
    "sg-00000000000000005",
    "sg-00000000000000006",
  ];
  return [
    mutant("delete the SecurityGroupPolicy", remove(...LAB.policy)),
    mutant("no selector", edit("spec.podSelector", undefined)),
    mutant("selector {}", edit("spec.podSelector", {})),
    mutant("selector with empty matchLabels", edit("spec.podSelector", { matchLabels: {} })),
    mutant(
      "another label in the selector",
      edit("spec.podSelector", { matchLabels: { "sgp.internal/pod-security-group": "other" } }),
    ),
    mutant(
      "an operator that is none",
      edit("spec.podSelector", { matchExpressions: [{ key: "app", operator: "Equals", values: ["a"] }] }),
    ),
    mutant(
      "an operator without its values",
      edit("spec.podSelector", { matchExpressions: [{ key: "app", operator: "In" }] }),
    ),
    mutant("no group", ids()),
    mutant("six groups", ids(...literal)),
    mutant("a group's name", ids("catalog-pods")),
    mutant("a group twice", ids(literal[0], literal[0])),
    mutant("the database's group", from(...LAB.policy, "spec", LAB.databaseGroup)),
    mutant("the cluster security group", from(...LAB.policy, "spec", LAB.cluster)),
    mutant("another namespace", edit("metadata.namespace", "elsewhere"), from(...LAB.policy, "metadata")),
  ];
}

function ofWorkload(workload: End): Mutant[] {
  const [type, name] = workload;
  const template = "spec.template.spec";
  const first = [
    mutant(`${name} on the host's network`, set(type, name, `${template}.hostNetwork`, true)),
    mutant(`${name} without grace`, set(type, name, `${template}.terminationGracePeriodSeconds`, 0)),
    mutant(`${name} without the label`, set(type, name, "spec.template.metadata.labels", { app: "other" })),
    mutant(
      `${name} in another namespace`,
      set(type, name, "metadata.namespace", "elsewhere"),
      from(type, name, "metadata"),
    ),
    mutant(`the password in the pods of ${name}`, from(type, name, "spec", LAB.password, LAB.policy)),
  ];
  if (type !== "Deployment") return first;
  return [
    ...first,
    mutant(
      "the label in the Deployment's selector",
      set(type, name, "spec.selector.matchLabels", { "sgp.internal/pod-security-group": "catalog" }),
    ),
    mutant("more catalog pods than interfaces", set(type, name, "spec.replicas", 30)),
    mutant("a probe on a port that is not admitted", (graph) => {
      const spec = get(graph, ...workload).inputs.spec as {
        template: { spec: { containers: { [key: string]: Json }[] } };
      };
      spec.template.spec.containers[0].startupProbe = { tcpSocket: { port: 9090 } };
    }),
    mutant("the password in the ConfigMap", from("ConfigMap", "catalog-settings", "data", LAB.password)),
  ];
}

/** What must be made before what. */
const ORDER: [first: End, then: End][] = [
  ...RULES.flatMap((rule): [End, End][] => [LAB.policy, LAB.catalog, LAB.probe].map((then) => [rule, then])),
  ...[LAB.catalog, LAB.probe].map((then): [End, End] => [LAB.policy, then]),
  [LAB.cni, LAB.nodes],
  [LAB.controller, LAB.nodes],
  [LAB.nodes, LAB.podGroup],
  [LAB.cni, LAB.podGroup],
  [LAB.controller, LAB.podGroup],
];

/** Takes away one dependency, and all that there are; what keeps its order all the same is no mutant. */
function withoutOrder(graph: Graph): Mutant[] {
  const found = ORDER.flatMap(([first, then]) => {
    const title = `${then.join(" ")} does not wait for ${first.join(" ")}`;
    const isOrdered = (edit: Edit): boolean => {
      const changed = edited(graph, [edit]);
      return orderOf(changed).precedes(get(changed, ...first).urn, get(changed, ...then).urn);
    };
    const [one, all] = [unorder(...then, first), detach(...first)];
    return [
      ...(isOrdered(one) ? [] : [mutant(title, one)]),
      ...(isOrdered(all) ? [] : [mutant(`${title}, nor does anything else`, all)]),
    ];
  });
  return found;
}
