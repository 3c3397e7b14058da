/**
 * Everything about a graph that decides who reaches whom: its groups, rules, ends, VPC and VPC CNI setting.
 */
import { boundPods } from "./bindings";
import { type AddressRange, contains, isEverything, isPrivate, overlaps, parseCidr } from "../addresses/cidr";
import {
  databaseEnds,
  distinct,
  doubtful,
  end,
  type End,
  INTERNET,
  kubernetesApiEnd,
  nodeInterfaces,
} from "./endpoints";
import { type Graph, type Json, ofType } from "../graph/graph";
import { declaredRules, type Direction, eksMadeRules, type Rule, RuleIndex } from "./rules";
import { type GroupReference, SecurityGroups, UNRESOLVED } from "./security-groups";
import { isUnknown, listOf, unique } from "../graph/values";
import { vpcCniInGraph, type VpcCniInGraph } from "./vpc-cni-setting";

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
  const cluster = clusterGroups(groups, rules, bound.ends);
  const nodes = nodeInterfaces(graph, groups, cluster.nodes);
  const dns = bound.dnsGroups ?? cluster.dns;
  const hasCluster = groups.all().some(({ kind }) => kind === "cluster");
  const onNodes = { interfaces: nodes, ports: [], onNode: true };
  const ends = [
    ...bound.ends,
    ...(hasCluster || bound.ends.length > 0
      ? [
          end("unbound-pods", onNodes),
          end("nodes", onNodes),
          end("dns", {
            interfaces: dns === undefined ? nodes : [dns],
            ports: [
              { protocol: "tcp", port: 53 },
              { protocol: "udp", port: 53 },
            ],
            onlyPorts: true,
            branchInterface: dns !== undefined,
            onNode: true,
          }),
          kubernetesApiEnd(graph, groups, cluster.api),
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

/** The groups that what belongs to a cluster carries. */
interface ClusterGroups {
  /** Nodes that are not given others. */
  nodes: GroupReference[];
  api: GroupReference[];
  /** What answers DNS, where that is told apart from the nodes. */
  dns?: GroupReference[];
}

/** Adds the rules that EKS makes, and returns the groups of the cluster. */
function clusterGroups(groups: SecurityGroups, rules: RuleIndex, bound: End[]): ClusterGroups {
  const made = groups.all().filter(({ kind }) => kind === "cluster");
  const add = (key: string, remark?: string): void => {
    // What EKS lets out to the group itself is let out everywhere anyway: without it every path is there once.
    for (const rule of eksMadeRules(key, remark).filter((made) => !isToItself(made))) rules.add(rule);
  };
  for (const { key } of made) add(key);
  const nodes = made.map(({ key }) => ({ key, certain: made.length === 1 }));
  if (made.length > 0) return { nodes, api: nodes };
  const found = groupsElsewhere(groups, rules, bound);
  for (const { key } of found.nodes.filter(({ certain }) => certain)) add(key, ", if it is the cluster security group");
  return found;
}

/**
 * The groups of a cluster that is not in the graph, by the rules of bound pods: what these send DNS to, and which external
 * groups they admit, as for probes. Where both are one group, that is the one that nodes carry; else the graph does not tell.
 */
function groupsElsewhere(groups: SecurityGroups, rules: RuleIndex, bound: End[]): ClusterGroups {
  const carried = unique(bound.flatMap(({ interfaces }) => interfaces.flat().map(({ key }) => key)));
  const peersOf = (direction: Direction, port?: number): string[] => {
    const peers = carried
      .flatMap((key) => rules.of(key, direction))
      .filter((rule) => port === undefined || (rule.portsKnown && rule.fromPort === port && rule.toPort === port))
      .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : []));
    return unique(peers).filter((key) => key !== UNRESOLVED && !carried.includes(key));
  };
  const isExternal = (key: string): boolean => groups.get(key).kind === "external";
  const asked = peersOf("egress", DNS_PORT);
  const admitted = peersOf("ingress").filter(isExternal);
  const api = peersOf("egress", API_PORT).filter(isExternal);
  const references = (keys: string[]): GroupReference[] => doubtful(keys.map((key) => ({ key, certain: false })));
  const isOne = asked.length === 1 && admitted.includes(asked[0]);
  const nodes = isOne ? [{ key: asked[0], certain: true }] : references([...asked, ...admitted].sort());
  return {
    nodes,
    api: isOne && api.every((key) => key === asked[0]) ? nodes : references([...api, ...nodes.map(({ key }) => key)]),
    dns: asked.length === 1 && !isOne ? [{ key: asked[0], certain: true }] : undefined,
  };
}

const DNS_PORT = 53;
const API_PORT = 443;

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
