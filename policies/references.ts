/**
 * Names of things of a graph for findings. Only logical names, ports, address ranges, group ids and types are taken, each
 * checked for its form: any input can hold a secret, descriptions, labels and physical names among them.
 */
import { instanceTypeLimits } from "../model/aws/instance-types";
import type { GraphResource, Json } from "../model/graph/graph";
import { find, listOf } from "../model/graph/values";
import type { AutoModeFact, Doubt } from "../model/reachability/reasons";
import type { Incomplete } from "../model/reading/completeness";
import { remoteAccessKey } from "../model/reading/node-interfaces";
import type { Reading } from "../model/reading/reading";
import type { Direction, Peer, Rule } from "../model/reading/rules";
import { ELSEWHERE, SECURITY_GROUP_TYPES, UNRESOLVED } from "../model/reading/security-groups";

/** A resource by type token and logical name. */
export interface ResourceName {
  type: string;
  name: string;
}

/** A security group. */
export type GroupName =
  /** Logical name of a group of the graph. */
  | { kind: "declared"; name: string }
  /** Made by EKS for a cluster, or for nodes with an SSH key; logical name of these. */
  | { kind: "cluster" | "remote access"; name: string }
  /** A literal id of nothing in the graph. */
  | { kind: "id"; id: string }
  | { kind: "other account"; account: string; id: string }
  /** A group of another stack of which no id is known. */
  | { kind: "elsewhere" }
  /** What stands for it is no id. */
  | { kind: "no id" }
  | { kind: "not known" };

/** A security group rule. */
export type RuleName =
  | { kind: "own"; name: string }
  /** Inside the security group of this name. */
  | { kind: "inline"; name: string; direction: Direction }
  /** Made by EKS; for the SSH key of these nodes where a name is given. */
  | { kind: "EKS"; nodes?: string };

/** What a rule lets in from, or out to. */
export type PeerName =
  | { kind: "groups"; groups: GroupName[] }
  /** An address range, or a prefix list by the words for it. */
  | { kind: "addresses"; name: string }
  | { kind: "not known" };

/** Protocol and ports of a rule. */
export interface Traffic {
  /** As `Rule.protocol`; null where it is no name or number of a protocol. */
  protocol: string | null;
  fromPort: number;
  toPort: number;
  portsKnown: boolean;
}

/** A rule of a group, with what it opens. */
export interface OpenedBy {
  rule: RuleName;
  group: GroupName;
  traffic: Traffic;
  direction: Direction;
  peer: PeerName;
}

/** Rules that open one group together. */
export interface OpenedTogether {
  rules: RuleName[];
  group: GroupName;
  traffic: Traffic;
  peers: PeerName[];
}

/** A fact that a finding hangs on, and that the graph does not tell. */
export type Missing =
  | { kind: "only read"; name: string }
  /** A resource of a type that is not read here refers to it. */
  | { kind: "referred to"; name: string; by: ResourceName }
  /** It stands in no resource of the graph. */
  | { kind: "outside" }
  /** It is another account's, which alone sees it whole. */
  | { kind: "other account"; account: string }
  /** The rules of a group, not all of which are in the graph. */
  | { kind: "rules of group" }
  /** Something about a rule: whose it is, whom it means, for which ports. */
  | { kind: "group of rule" | "peer of rule" | "ports of rule"; rule: RuleName }
  | { kind: "prefix list"; name: string }
  /** Whether a range holds all addresses of the other end. */
  | { kind: "addresses"; range: string }
  /** Whether something connects the VPCs of both ends. */
  | { kind: "between VPCs" }
  /** Which groups the other end carries. */
  | { kind: "groups of the other end" }
  /** Whether pods of a cluster get security groups at all. */
  | { kind: "pods with groups" }
  /** Whether a policy selects the pods. */
  | { kind: "selected" }
  /** Whether the pods run on Fargate. */
  | { kind: "Fargate" }
  /** What AWS does not document of EKS Auto Mode. */
  | { kind: "Auto Mode"; what: AutoModeFact }
  /** How many entries a prefix list can have. */
  | { kind: "prefix list size"; name: string }
  /** To which group some rule belongs. */
  | { kind: "group of a rule" }
  /** What something makes that is not read here. */
  | { kind: "unread"; by: ResourceName }
  /** What a component makes. */
  | { kind: "not shown"; name: string }
  /** Whether some nodes carry a trunk interface. */
  | { kind: "nodes"; name: string }
  /** Whether it is the VPC CNI add-on of the cluster. */
  | { kind: "add-on"; name: string }
  /** Which groups some policies hand out. */
  | { kind: "handed out" }
  /** It is not the same on all nodes, or for all workloads. */
  | { kind: "differs" }
  /** The nodes of the cluster. */
  | { kind: "no nodes" }
  | { kind: "not known" };

/** A resource. */
export function resourceName({ type, name }: GraphResource): ResourceName {
  return { type, name };
}

const GROUP_ID = /^(?:(\d{12})\/)?(sg-[0-9a-f]{8,17})$/;

/** A security group by its key. */
export function groupName(reading: Reading, key: string): GroupName {
  const { kind, name } = reading.groups.get(key);
  if (kind === "declared") return { kind, name };
  if (kind === "cluster") {
    const root = reading.clusterRoots.roots.find(({ urn }) => reading.groups.clusterKey(urn) === key);
    return { kind, name: root?.name ?? "" };
  }
  if (kind === "remote access") return { kind, name: nodesOfKey(reading, key)?.name ?? "" };
  if (key === UNRESOLVED) return { kind: "not known" };
  const [, account, id] = GROUP_ID.exec(key) ?? [];
  if (id === undefined) return { kind: key === ELSEWHERE ? "elsewhere" : "no id" };
  return account === undefined ? { kind: "id", id } : { kind: "other account", account, id };
}

/** True for a group that a list of exceptions names: by logical name or id, and one that EKS makes by its nodes or cluster. */
export function isNamed(reading: Reading, key: string, names: string[]): boolean {
  const group = groupName(reading, key);
  return names.includes(reading.groups.name(key)) || ("name" in group && names.includes(group.name));
}

function nodesOfKey({ nodes }: Reading, key: string): GraphResource | undefined {
  return nodes.find(({ resource }) => remoteAccessKey(resource) === key)?.resource;
}

/** A rule by the resource that it is written in. */
export function ruleName(
  reading: Reading,
  { urn, direction, eksMade, group }: Pick<Rule, "urn" | "direction" | "eksMade" | "group">,
): RuleName {
  const resource = urn === undefined ? undefined : reading.resources.get(urn);
  if (eksMade || resource === undefined) {
    const nodes = nodesOfKey(reading, group)?.name;
    return { kind: "EKS", ...(nodes !== undefined && { nodes }) };
  }
  const { name, type } = resource;
  return SECURITY_GROUP_TYPES.includes(type) ? { kind: "inline", name, direction } : { kind: "own", name };
}

/** What a rule lets in from, or out to. */
export function peerName(reading: Reading, peer: Peer): PeerName {
  if (peer.kind === "groups") return { kind: "groups", groups: peer.keys.map((key) => groupName(reading, key)) };
  return peer.kind === "unknown" ? { kind: "not known" } : { kind: "addresses", name: peer.name };
}

const PROTOCOLS = /^(-1|tcp|udp|sctp|icmp|icmpv6|\d{1,3})$/;

/** Protocol and ports of a rule. */
export function trafficOf({
  protocol,
  fromPort,
  toPort,
  portsKnown,
}: Omit<Traffic, "protocol"> & { protocol: string }): Traffic {
  return { protocol: PROTOCOLS.test(protocol) ? protocol : null, fromPort, toPort, portsKnown };
}

const INSTANCE_TYPE =
  /^[a-z]{1,4}[0-9]{1,2}[a-z0-9-]{0,8}\.(nano|micro|small|medium|large|(\d{1,2})?xlarge|metal(-\d{1,2}xl)?)$/;

/** An EC2 instance type; null for a text that is none. */
export function instanceType(value: Json): string | null {
  const isType = typeof value === "string" && (instanceTypeLimits(value) !== undefined || INSTANCE_TYPE.test(value));
  return isType ? value : null;
}

/** Why something is not complete; none where it is. */
export function missingOf(incomplete: Incomplete | undefined): Missing[] {
  if (incomplete === undefined) return [];
  switch (incomplete.kind) {
    case "only read":
      return [{ kind: "only read", name: incomplete.name }];
    case "referred to":
      return [{ kind: "referred to", name: incomplete.name, by: { type: incomplete.type, name: incomplete.by } }];
    case "other account":
      return [{ kind: incomplete.kind, account: incomplete.account }];
    case "outside":
    case "not known":
      return [{ kind: incomplete.kind }];
  }
}

/** What a verdict hangs on. */
export function missingOfDoubt(reading: Reading, doubt: Doubt): Missing[] {
  switch (doubt.kind) {
    case "rules of group":
      return [{ kind: "rules of group" }, ...missingOf(doubt.incomplete)];
    case "group of rule":
    case "peer of rule":
    case "ports of rule":
      return [{ kind: doubt.kind, rule: ruleName(reading, doubt.rule) }];
    case "peer group of rule":
      return [{ kind: "peer of rule", rule: ruleName(reading, doubt.rule) }];
    case "prefix list":
      return [{ kind: "prefix list", name: doubt.rule.range ?? "a prefix list" }];
    case "addresses":
      return [{ kind: "addresses", range: doubt.range }];
    case "groups of endpoint":
      return [{ kind: "groups of the other end" }];
    case "between VPCs":
      return [{ kind: doubt.kind }];
    case "at addresses":
    case "address family":
    case "database port":
    case "public address":
    case "public endpoint":
    case "over the internet":
    case "source NAT":
    case "part of traffic":
    case "target of proxy":
      return [{ kind: "not known" }];
  }
}

/** Address properties of rules in all three styles. */
const ADDRESSES = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"];
const OTHER_PEERS = ["referencedSecurityGroupId", "sourceSecurityGroupId", "self", "prefixListId", "prefixListIds"];

/** True for a standalone rule whose only peers are addresses, even where these are not known yet. */
export function isForAddresses({ resources }: Reading, { urn }: Rule): boolean {
  const inputs = urn === undefined ? undefined : resources.get(urn)?.inputs;
  if (inputs === undefined) return false;
  const has = (key: string): boolean => listOf(find(inputs, key)).some((value) => value !== false);
  return ADDRESSES.some(has) && !OTHER_PEERS.some(has);
}

/** A rule with what it opens. */
export function openedBy(reading: Reading, rule: Rule): OpenedBy {
  return {
    ...{ rule: ruleName(reading, rule), group: groupName(reading, rule.group), traffic: trafficOf(rule) },
    ...{ direction: rule.direction, peer: peerName(reading, rule.peer) },
  };
}

/** Rules of one group with what they open together. */
export function openedTogether(
  reading: Reading,
  rules: Rule[],
  traffic: Parameters<typeof trafficOf>[0],
): OpenedTogether {
  return {
    rules: rules.map((rule) => ruleName(reading, rule)),
    group: groupName(reading, rules[0].group),
    traffic: trafficOf(traffic),
    peers: rules.map(({ peer }) => peerName(reading, peer)),
  };
}
