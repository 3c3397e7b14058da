/**
 * Everything about a graph that decides who reaches whom: its groups, rules, ends, VPC and VPC CNI setting.
 */
import { boundPods } from "./bound-pods";
import { type AddressRange, contains, isEverything, isPrivate, overlaps, parseCidr } from "./cidr";
import { databaseEnds, distinct, end, type End, INTERNET, kubernetesApiEnd, nodeInterfaces } from "./ends";
import { type Graph, type Json, ofType } from "./graph";
import { declaredRules, eksMadeRules, type Rule, RuleIndex } from "./security-group-rules";
import { type GroupReference, SecurityGroups, UNRESOLVED } from "./security-groups";
import { isUnknown, listOf, unique } from "./values";
import { vpcCniInGraph, type VpcCniInGraph } from "./vpc-cni-in-graph";

/** "yes" and "no" are certain; "maybe" hangs on something that the graph does not tell. */
export type Answer = "yes" | "maybe" | "no";

/** What a graph says about its network. */
export interface NetworkModel {
  groups: SecurityGroups;
  rules: RuleIndex;
  /** All ends, groups that no other end carries among them; in the order in which verdicts name them. */
  ends: End[];
  vpc: VpcAddresses;
  vpcCni: VpcCniInGraph;
}

/** Reads the network model of a graph. Time and memory grow with the number of resources. */
export function networkModel(graph: Graph): NetworkModel {
  const groups = new SecurityGroups(graph);
  const rules = new RuleIndex(declaredRules(graph, groups));
  const bound = boundPods(graph, groups, rules);
  const clusterGroups = addEksMadeRules(groups, rules, bound.ends);
  const nodes = nodeInterfaces(graph, groups, clusterGroups);
  const hasCluster = groups.all().some(({ kind }) => kind === "cluster");
  const onNodes = { interfaces: nodes, ports: [], onNode: true };
  const ends = [
    ...bound.ends,
    ...(hasCluster || bound.ends.length > 0
      ? [
          end("unbound-pods", onNodes),
          end("nodes", onNodes),
          end("dns", {
            interfaces: bound.dnsGroups === undefined ? nodes : [bound.dnsGroups],
            ports: [
              { protocol: "tcp", port: 53 },
              { protocol: "udp", port: 53 },
            ],
            onlyPorts: true,
            branchInterface: bound.dnsGroups !== undefined,
            onNode: true,
          }),
          kubernetesApiEnd(graph, groups, clusterGroups),
        ]
      : []),
    ...databaseEnds(graph, groups),
    INTERNET,
  ];
  return {
    ...{ groups, rules, vpcCni: vpcCniInGraph(graph), vpc: new VpcAddresses(graph) },
    ends: [...ends, ...furtherGroups(groups, ends)],
  };
}

/**
 * Adds the rules that EKS makes, and returns the cluster security group. Where the graph has no cluster, the external group
 * that DNS rules name is taken for it: nothing else in such a graph tells which group nodes carry.
 */
function addEksMadeRules(groups: SecurityGroups, rules: RuleIndex, bound: End[]): GroupReference[] {
  const made = groups.all().filter(({ kind }) => kind === "cluster");
  const add = (key: string, remark?: string): void => {
    // What EKS lets out to the group itself is let out everywhere anyway: without it every path is there once.
    for (const rule of eksMadeRules(key, remark).filter((made) => !isToItself(made))) rules.add(rule);
  };
  for (const { key } of made) add(key);
  if (made.length > 0) return made.map(({ key }) => ({ key, certain: made.length === 1 }));
  const carried = unique(bound.flatMap(({ interfaces }) => interfaces.flat().map(({ key }) => key)));
  const peers = carried.flatMap((key) =>
    rules
      .of(key, "egress")
      .filter(({ fromPort, toPort, portsKnown }) => portsKnown && fromPort === DNS_PORT && toPort === DNS_PORT)
      .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : [])),
  );
  const literal = unique(peers).filter((key) => groups.get(key).kind === "external" && !carried.includes(key));
  if (literal.length === 0) return [{ key: UNRESOLVED, certain: false }];
  if (literal.length > 1) return literal.sort().map((key) => ({ key, certain: false }));
  add(literal[0], ", if it is the cluster security group");
  return [{ key: literal[0], certain: true }];
}

const DNS_PORT = 53;

function isToItself({ direction, peer }: Rule): boolean {
  return direction === "egress" && peer.kind === "groups";
}

/** The groups that no end carries, each as an end of its own: rules can lead to and from them. */
function furtherGroups(groups: SecurityGroups, ends: End[]): End[] {
  const carried = new Set(
    ends.filter(({ onlyPorts }) => !onlyPorts).flatMap(({ interfaces }) => interfaces.flat().map(({ key }) => key)),
  );
  const further = groups.all().filter(({ key }) => key !== UNRESOLVED && !carried.has(key));
  const ids = distinct(further.map(({ key, name }) => ({ id: `group:${name}`, detail: key })));
  return further.map(({ key }, index) => end(ids[index], { interfaces: [[{ key, certain: true }]], ports: [] }));
}

/** The addresses of the VPCs of a graph, as far as they are known. */
export class VpcAddresses {
  private readonly blocks: AddressRange[] = [];
  /** Families of which every block is known. */
  private readonly known = { 4: true, 6: true };

  constructor(graph: Graph) {
    const vpcs = ofType(graph, "aws:ec2/vpc:Vpc");
    if (vpcs.length === 0) this.known = { 4: false, 6: false };
    for (const { inputs } of vpcs) {
      if (listOf(inputs.cidrBlock).length === 0) this.known[4] = false;
      this.add(4, inputs.cidrBlock);
      this.add(6, inputs.ipv6CidrBlock);
      const wantsIpv6 = inputs.assignGeneratedIpv6CidrBlock === true || listOf(inputs.ipv6IpamPoolId).length > 0;
      if (wantsIpv6 && listOf(inputs.ipv6CidrBlock).length === 0) this.known[6] = false;
    }
    for (const family of [4, 6] as const) {
      const type = `aws:ec2/vpcIpv${family}CidrBlockAssociation:VpcIpv${family}CidrBlockAssociation`;
      for (const { inputs } of ofType(graph, type)) {
        const block = family === 4 ? inputs.cidrBlock : inputs.ipv6CidrBlock;
        if (listOf(block).length === 0) this.known[family] = false;
        this.add(family, block);
      }
    }
  }

  /** Whether a range has addresses of the VPC. */
  has(range: AddressRange): Answer {
    if (this.blocks.some((block) => overlaps(block, range))) return "yes";
    if (this.known[range.family]) return "no";
    return isEverything(range) && range.family === 4 ? "yes" : "maybe";
  }

  /** Whether a range has addresses on the internet: neither private nor of the VPC. */
  leavesFor(range: AddressRange): boolean {
    return !isPrivate(range) && !this.blocks.some((block) => contains(block, range));
  }

  /** True where every address of a range is known to be one of the VPC. */
  isAllOf(range: AddressRange): boolean {
    return this.blocks.some((block) => contains(block, range));
  }

  private add(family: 4 | 6, block: Json | undefined): void {
    if (block === undefined || block === null) return;
    const range = typeof block === "string" && !isUnknown(block) ? parseCidr(block) : undefined;
    if (range === undefined) this.known[family] = false;
    else this.blocks.push(range);
  }
}
