/**
 * Security group rules in one shape, whatever resource they were written as.
 */
import { type AddressRange, parseCidr } from "../addresses/cidr";
import { MAX_PORT } from "../addresses/port-intervals";
import type { GraphResource, Json } from "../graph/graph";
import { isObject, isUnknown, listOf } from "../graph/values";
import type { PrefixListPeer, PrefixLists } from "./prefix-lists";
import {
  type GroupReference,
  SECURITY_GROUP_TYPES,
  type SecurityGroups,
  UNRESOLVED,
  type WholeInput,
} from "./security-groups";
import { type Has, IPV4_ONLY } from "./vpcs";

/** Which way a rule lets traffic through, seen from the group. */
export type Direction = "ingress" | "egress";

/** What a rule lets traffic come from or go to. */
export type Peer =
  /** A security group; several keys where the graph does not tell which of them. */
  | { kind: "groups"; keys: string[] }
  | { kind: "addresses"; name: string; ranges: AddressRange[] }
  | PrefixListPeer
  /** Not known yet: an address range, or a kind of peer that this model does not know. */
  | { kind: "unknown" };

/** One rule with one peer. */
export interface Rule {
  direction: Direction;
  /** Key of the group that the rule belongs to. */
  group: string;
  /** False where the graph does not tell whether it is that group, or whether it is there at all. */
  certain: boolean;
  /** `tcp`, `udp`, `sctp`, `icmp`, `icmpv6`, another name or number, or `-1` for all. */
  protocol: string;
  /** First port; of ICMP type × 256 + code. The lowest possible where it is not known. */
  fromPort: number;
  /** Last port; of ICMP type × 256 + code. The highest possible where it is not known. */
  toPort: number;
  /** False where protocol or a port is not known yet. */
  portsKnown: boolean;
  peer: Peer;
  /** Description, else logical name: what messages call the rule. */
  label: string;
  /** URN of the resource that the rule is written in; undefined for a rule that EKS makes. */
  urn?: string;
  /** True for a rule that EKS makes; no graph shows these. */
  eksMade: boolean;
}

/**
 * The rules that EKS itself gives the cluster security group. No graph shows them, so every verdict that rests on one
 * says so.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export const EKS_MADE_RULES: { direction: Direction; peer: "self" | "everything"; label: string }[] = [
  { direction: "ingress", peer: "self", label: "all from itself" },
  { direction: "egress", peer: "everything", label: "all out" },
  { direction: "egress", peer: "self", label: "all to itself" },
];

/** Output of a living cluster with the labels of those of {@link EKS_MADE_RULES} that its group has. */
export const EKS_MADE_RULES_SEEN = "eksMadeRules";

/** Where {@link EKS_MADE_RULES} says "everything". */
const EVERYTHING_IPV4 = "0.0.0.0/0";
const EVERYTHING_IPV6 = "::/0";

/**
 * The rules that EKS makes, as rules of one group.
 *
 * @param families address families of the cluster's pods; the rule for everything is there in IPv4, and in IPv6 where they have it
 * @param present labels of those that are there, where somebody looked; default all
 */
export function eksMadeRules(group: string, families: Has = IPV4_ONLY, present?: Json[]): Rule[] {
  return EKS_MADE_RULES.filter((rule) => present?.includes(rule.label) ?? true).flatMap(
    ({ direction, peer, label }): Rule[] => {
      const rule = { direction, group, certain: true, label, eksMade: true, ...ALL_TRAFFIC };
      if (peer === "self") return [{ ...rule, peer: { kind: "groups", keys: [group] } }];
      const ipv6 = { ...rule, certain: families[6] === "yes", peer: cidrPeer(EVERYTHING_IPV6) };
      return [{ ...rule, peer: cidrPeer(EVERYTHING_IPV4) }, ...(families[6] === "no" ? [] : [ipv6])];
    },
  );
}

/**
 * The rules that EKS makes in the group that it gives to nodes with an SSH key: 22 from the groups that are named, else from
 * everywhere.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
 */
export function remoteAccessRules(group: string, sources: GroupReference[] | undefined, urn: string): Rule[] {
  const common = { group, certain: true, urn, eksMade: true };
  const peers: { peer: Peer; certain: boolean }[] =
    sources === undefined
      ? [{ peer: cidrPeer(EVERYTHING_IPV4), certain: true }]
      : sources.map(({ key, certain }) => ({ peer: { kind: "groups", keys: [key] }, certain }));
  const ssh = { protocol: "tcp", fromPort: 22, toPort: 22, portsKnown: true, label: "SSH to nodes with a key" };
  return [
    ...peers.map(({ peer, certain }): Rule => ({ ...common, ...ssh, direction: "ingress", peer, certain })),
    { ...common, ...ALL_TRAFFIC, direction: "egress", label: "all out", peer: cidrPeer(EVERYTHING_IPV4) },
  ];
}

/** All rules that a graph writes down, in a fixed order; what EKS makes is not among them. */
export function declaredRules(ordered: GraphResource[], groups: SecurityGroups, lists: PrefixLists): Rule[] {
  return ordered.flatMap((resource) => {
    const { type, inputs } = resource;
    if (type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
      return standaloneRule(resource, groups, lists, "ingress");
    }
    if (type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule") {
      return standaloneRule(resource, groups, lists, "egress");
    }
    if (type === "aws:ec2/securityGroupRule:SecurityGroupRule") {
      const way = inputs.type ?? resource.outputs?.type;
      const ways: Direction[] = way === "egress" || way === "ingress" ? [way] : ["ingress", "egress"];
      return ways.flatMap((direction) => standaloneRule(resource, groups, lists, direction, ways.length === 1));
    }
    if (!SECURITY_GROUP_TYPES.includes(type) || resource.external) return [];
    return [...inlineRules(resource, groups, lists, "ingress"), ...inlineRules(resource, groups, lists, "egress")];
  });
}

const ALL_TRAFFIC = { protocol: "-1", fromPort: 0, toPort: MAX_PORT, portsKnown: true };

/** Protocol numbers that have a name. Source: https://www.iana.org/assignments/protocol-numbers */
const PROTOCOL_NAMES = new Map([
  ["all", "-1"],
  ["1", "icmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["58", "icmpv6"],
  ["132", "sctp"],
]);

/** A protocol as rules name it, `-1` for all: by its name where it has one, else by its number. */
export function protocolName(given: string): string {
  return PROTOCOL_NAMES.get(given.toLowerCase()) ?? given.toLowerCase();
}

/** A rule resource of its own, of any of the three types; one that was only read may be gone, or of another group. */
function standaloneRule(
  resource: GraphResource,
  groups: SecurityGroups,
  lists: PrefixLists,
  direction: Direction,
  isKnownWay = true,
): Rule[] {
  const { name, urn, external } = resource;
  const inputs = external ? (resource.outputs ?? {}) : resource.inputs;
  const isSure = isKnownWay && external !== true;
  const found = groups.resolve(resource, "securityGroupId", inputs.securityGroupId);
  const own = found.length > 0 ? found : [{ key: UNRESOLVED, certain: false }];
  const peers = [
    ...groupPeers(resource, groups, "referencedSecurityGroupId", inputs.referencedSecurityGroupId),
    ...groupPeers(resource, groups, "sourceSecurityGroupId", inputs.sourceSecurityGroupId),
    ...addressPeers(resource, inputs, lists),
  ];
  return own.flatMap(({ key, certain }) => {
    const self = inputs.self === true ? [selfPeer(key)] : isUnknown(inputs.self) ? [UNKNOWN_PEER] : [];
    const all = [...self, ...peers];
    // Without a peer of its own a rule that was only read can be about anything.
    return (all.length === 0 && external ? [UNKNOWN_PEER] : all).map((peer) => ({
      ...{ direction, group: key, certain: certain && isSure, peer, urn, eksMade: false },
      ...traffic(inputs, "ipProtocol" in inputs ? inputs.ipProtocol : inputs.protocol),
      label: label(inputs.description, name),
    }));
  });
}

/** The rules inside a security group resource. */
function inlineRules(
  resource: GraphResource,
  groups: SecurityGroups,
  lists: PrefixLists,
  direction: Direction,
): Rule[] {
  const common = { direction, group: resource.urn, certain: true, urn: resource.urn, eksMade: false };
  const list = listOf(resource.inputs[direction]);
  const blocks = list.filter(isObject);
  const unknownBlocks = list.filter(isUnknown);
  const whole = (key: string): WholeInput => ({
    ids: [...blocks.flatMap((block) => listOf(block[key])), ...unknownBlocks],
    isOpen: unknownBlocks.length > 0 || blocks.some((block) => isUnknown(block[key])),
  });
  const [allGroups, allPrefixLists] = [whole("securityGroups"), whole("prefixListIds")];
  const unknown: Rule = {
    ...{ ...common, ...ALL_TRAFFIC, portsKnown: false, peer: UNKNOWN_PEER },
    label: `inline rule of ${resource.name}`,
  };
  const rules = blocks.flatMap((inputs) => {
    const peers = [
      ...(inputs.self === true ? [selfPeer(resource.urn)] : isUnknown(inputs.self) ? [UNKNOWN_PEER] : []),
      ...groupPeers(resource, groups, direction, inputs.securityGroups, allGroups),
      ...addressPeers(resource, inputs, lists, { direction, prefixLists: allPrefixLists }),
    ];
    return peers.map((peer) => ({
      ...{ ...common, ...traffic(inputs, inputs.protocol), peer },
      label: label(inputs.description, unknown.label),
    }));
  });
  return unknownBlocks.length > 0 ? [...rules, unknown] : rules;
}

function selfPeer(group: string): Peer {
  return { kind: "groups", keys: [group] };
}

/** One peer for each group that an input names; where it is not clear which, one peer that can be any of them. */
function groupPeers(
  owner: GraphResource,
  groups: SecurityGroups,
  property: string,
  value: Json | undefined,
  whole?: WholeInput,
): Peer[] {
  const references = groups.resolve(owner, property, value, whole);
  const doubtful = references.filter(({ certain }) => !certain).map(({ key }) => key);
  // A single doubtful key gets company, so that nothing takes it for certain.
  if (doubtful.length === 1 && doubtful[0] !== UNRESOLVED) doubtful.push(UNRESOLVED);
  return [
    ...references.filter(({ certain }) => certain).map(({ key }): Peer => ({ kind: "groups", keys: [key] })),
    ...(doubtful.length > 0 ? [{ kind: "groups", keys: doubtful } as const] : []),
  ];
}

/**
 * One peer for each range and prefix list of a rule.
 *
 * @param inside of an inline rule, the input that it is a part of, and the prefix lists of all of that
 */
function addressPeers(
  owner: GraphResource,
  inputs: { [key: string]: Json },
  lists: PrefixLists,
  inside?: { direction: Direction; prefixLists: WholeInput },
): Peer[] {
  const cidrs = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"].flatMap((key) => listOf(inputs[key]));
  return [
    ...cidrs.map((cidr) => (typeof cidr === "string" ? cidrPeer(cidr) : UNKNOWN_PEER)),
    ...["prefixListId", "prefixListIds"].flatMap((key) => {
      const ids = listOf(inputs[key]);
      return lists.peers(owner, inside?.direction ?? key, ids, inside?.prefixLists);
    }),
  ];
}

const UNKNOWN_PEER: Peer = { kind: "unknown" };

function cidrPeer(cidr: string): Peer {
  const range = isUnknown(cidr) ? undefined : parseCidr(cidr);
  return range === undefined ? UNKNOWN_PEER : { kind: "addresses", name: cidr, ranges: [range] };
}

/**
 * Protocol and ports of a rule; for anything but TCP, UDP and ICMP ports mean nothing.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
function traffic(inputs: { [key: string]: Json }, protocol: Json | undefined): typeof ALL_TRAFFIC {
  if (isUnknown(protocol) || (typeof protocol !== "string" && typeof protocol !== "number")) {
    return { ...ALL_TRAFFIC, portsKnown: false };
  }
  const name = protocolName(String(protocol));
  if (!["tcp", "udp", "icmp", "icmpv6"].includes(name)) return { ...ALL_TRAFFIC, protocol: name };
  const { fromPort: from, toPort: to } = inputs;
  if (name.startsWith("icmp")) return { protocol: name, ...icmpTypes(from, to) };
  // EC2 writes "all ports" as -1 to -1, too.
  const every = portOf(from) === -1 || portOf(to) === -1;
  return {
    protocol: name,
    fromPort: every ? 0 : (portOf(from) ?? 0),
    toPort: every ? MAX_PORT : (portOf(to) ?? MAX_PORT),
    portsKnown: every || !(isUnknown(from) || isUnknown(to)),
  };
}

/** Codes of one ICMP type. */
export const ICMP_CODES = 256;

/** Of ICMP the first port is the type and the last one the code; -1 is all of them. */
function icmpTypes(from: Json | undefined, to: Json | undefined): Omit<typeof ALL_TRAFFIC, "protocol"> {
  const [type, code] = [portOf(from), portOf(to)];
  const portsKnown = !isUnknown(from) && (type === -1 || !isUnknown(to));
  if (type === undefined || type < 0) return { fromPort: 0, toPort: MAX_PORT, portsKnown };
  const first = type * ICMP_CODES;
  if (code === undefined || code < 0) return { fromPort: first, toPort: first + ICMP_CODES - 1, portsKnown };
  return { fromPort: first + code, toPort: first + code, portsKnown };
}

function portOf(value: Json | undefined): number | undefined {
  const port = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof port === "number" ? port : undefined;
}

function label(description: Json | undefined, name: string): string {
  return typeof description === "string" && description !== "" && !isUnknown(description) ? description : name;
}
