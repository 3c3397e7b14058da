/**
 * Security group rules in one shape, whatever resource they were written as, and an index of them by group.
 */
import { type AddressRange, parseCidr } from "../addresses/cidr";
import { type Graph, type GraphResource, type Json } from "../graph/graph";
import { MAX_PORT } from "../addresses/port-intervals";
import { SECURITY_GROUP_TYPES, type SecurityGroups, UNRESOLVED } from "./security-groups";
import { isObject, isUnknown, listOf, pushTo, sorted, unique } from "../graph/values";

/** Which way a rule lets traffic through, seen from the group. */
export type Direction = "ingress" | "egress";

/** What a rule lets traffic come from or go to. */
export type Peer =
  /** A security group; several keys where the graph does not tell which of them. */
  | { kind: "groups"; keys: string[] }
  | { kind: "cidr"; cidr: string; range: AddressRange }
  | { kind: "prefix list"; name: string }
  /** Not known yet: an address range, or a kind of peer that this model does not know. */
  | { kind: "unknown" };

/** One rule with one peer. */
export interface Rule {
  direction: Direction;
  /** Key of the group that the rule belongs to. */
  group: string;
  /** False where the graph does not tell whether it is that group. */
  certain: boolean;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, another name or number, or `-1` for all. */
  protocol: string;
  /** First port (ICMP: type); the lowest possible where it is not known. */
  fromPort: number;
  /** Last port (ICMP: type); the highest possible where it is not known. */
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
 * says so. (In an IPv6 cluster the rule for everything is ::/0.)
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export const EKS_MADE_RULES: { direction: Direction; peer: "self" | "everything"; label: string }[] = [
  { direction: "ingress", peer: "self", label: "all from itself" },
  { direction: "egress", peer: "everything", label: "all out" },
  { direction: "egress", peer: "self", label: "all to itself" },
];

/** Where {@link EKS_MADE_RULES} says "everything". */
const EVERYTHING = "0.0.0.0/0";

/**
 * The rules that EKS makes, as rules of one group.
 *
 * @param remark what else a message about them must say
 */
export function eksMadeRules(group: string, remark = ""): Rule[] {
  return EKS_MADE_RULES.map(({ direction, peer, label }) => ({
    ...{ direction, group, certain: true, label: `${label}${remark}`, eksMade: true },
    ...ALL_TRAFFIC,
    peer: peer === "self" ? { kind: "groups", keys: [group] } : cidrPeer(EVERYTHING),
  }));
}

/** All rules that a graph writes down, in a fixed order; what EKS makes is not among them. */
export function declaredRules(graph: Graph, groups: SecurityGroups): Rule[] {
  return sorted(graph.resources).flatMap((resource) => {
    const { type, inputs } = resource;
    if (type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
      return standaloneRule(resource, groups, "ingress");
    }
    if (type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule") {
      return standaloneRule(resource, groups, "egress");
    }
    if (type === "aws:ec2/securityGroupRule:SecurityGroupRule") {
      return standaloneRule(resource, groups, inputs.type === "egress" ? "egress" : "ingress");
    }
    if (!SECURITY_GROUP_TYPES.includes(type)) return [];
    return [...inlineRules(resource, groups, "ingress"), ...inlineRules(resource, groups, "egress")];
  });
}

/** Rules by group, so that no question has to look at all of them. */
export class RuleIndex {
  private readonly byGroup = new Map<string, { all: Rule[]; byPeer: Map<string, Rule[]>; byAddress: Rule[] }>();

  constructor(rules: Rule[]) {
    for (const rule of rules) this.add(rule);
  }

  /** Adds a rule behind the others. */
  add(rule: Rule): void {
    const key = `${rule.direction} ${rule.group}`;
    const entry = this.byGroup.get(key) ?? { all: [], byPeer: new Map<string, Rule[]>(), byAddress: [] };
    this.byGroup.set(key, entry);
    entry.all.push(rule);
    if (rule.peer.kind !== "groups") entry.byAddress.push(rule);
    else for (const peer of rule.peer.keys) pushTo(entry.byPeer, peer, rule);
  }

  /** All rules of a group in one direction. */
  of(group: string, direction: Direction): Rule[] {
    return this.byGroup.get(`${direction} ${group}`)?.all ?? [];
  }

  /** The rules of a group that can be about one of some peer groups, or about an address. */
  about(group: string, direction: Direction, peers: string[]): Rule[] {
    const entry = this.byGroup.get(`${direction} ${group}`);
    if (entry === undefined) return [];
    // A peer of which nothing is known can be any that a rule names.
    if (peers.includes(UNRESOLVED)) return entry.all;
    const named = [...peers, UNRESOLVED].flatMap((peer) => entry.byPeer.get(peer) ?? []);
    return unique([...named, ...entry.byAddress]);
  }
}

const ALL_TRAFFIC = { protocol: "-1", fromPort: 0, toPort: MAX_PORT, portsKnown: true };

/** Protocol numbers that have a name. Source: https://www.iana.org/assignments/protocol-numbers */
const PROTOCOL_NAMES: { [number: string]: string } = {
  all: "-1",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};

const ICMP_TYPES = 255;

/** A rule resource of its own, of any of the three types. */
function standaloneRule(resource: GraphResource, groups: SecurityGroups, direction: Direction): Rule[] {
  const { inputs, name, urn } = resource;
  const own = groups.resolve(resource, "securityGroupId", inputs.securityGroupId);
  const peers = [
    ...groupPeers(resource, groups, "referencedSecurityGroupId", inputs.referencedSecurityGroupId),
    ...groupPeers(resource, groups, "sourceSecurityGroupId", inputs.sourceSecurityGroupId),
    ...addressPeers(inputs),
  ];
  return own.flatMap(({ key, certain }) =>
    [...(inputs.self === true ? [selfPeer(key)] : []), ...peers].map((peer) => ({
      ...{ direction, group: key, certain, peer, urn, eksMade: false },
      ...traffic(inputs, "ipProtocol" in inputs ? inputs.ipProtocol : inputs.protocol),
      label: label(inputs.description, name),
    })),
  );
}

/** The rules inside a security group resource. */
function inlineRules(resource: GraphResource, groups: SecurityGroups, direction: Direction): Rule[] {
  const common = { direction, group: resource.urn, certain: true, urn: resource.urn, eksMade: false };
  const list = listOf(resource.inputs[direction]);
  const blocks = list.filter(isObject);
  const siblings = blocks.flatMap(({ securityGroups }) => listOf(securityGroups));
  const unknown: Rule = {
    ...{ ...common, ...ALL_TRAFFIC, portsKnown: false, peer: UNKNOWN_PEER },
    label: `inline rule of ${resource.name}`,
  };
  const rules = blocks.flatMap((inputs) => {
    const peers = [
      ...(inputs.self === true ? [selfPeer(resource.urn)] : []),
      ...groupPeers(resource, groups, direction, inputs.securityGroups, siblings),
      ...addressPeers(inputs),
    ];
    return peers.map((peer) => ({
      ...{ ...common, ...traffic(inputs, inputs.protocol), peer },
      label: label(inputs.description, unknown.label),
    }));
  });
  return list.some(isUnknown) ? [...rules, unknown] : rules;
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
  siblings: Json[] = [],
): Peer[] {
  const references = groups.resolve(owner, property, value, siblings);
  const doubtful = references.filter(({ certain }) => !certain).map(({ key }) => key);
  // A single doubtful key gets company, so that nothing takes it for certain.
  if (doubtful.length === 1 && doubtful[0] !== UNRESOLVED) doubtful.push(UNRESOLVED);
  return [
    ...references.filter(({ certain }) => certain).map(({ key }): Peer => ({ kind: "groups", keys: [key] })),
    ...(doubtful.length > 0 ? [{ kind: "groups", keys: doubtful } as const] : []),
  ];
}

function addressPeers(inputs: { [key: string]: Json }): Peer[] {
  const cidrs = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"].flatMap((key) => listOf(inputs[key]));
  const lists = ["prefixListId", "prefixListIds"].flatMap((key) => listOf(inputs[key]));
  return [
    ...cidrs.map((cidr) => (typeof cidr === "string" ? cidrPeer(cidr) : UNKNOWN_PEER)),
    ...lists.map((id): Peer => {
      const isId = typeof id === "string" && /^pl-[0-9a-f]+$/.test(id);
      return { kind: "prefix list", name: isId ? `prefix list ${id}` : "a prefix list not known yet" };
    }),
  ];
}

const UNKNOWN_PEER: Peer = { kind: "unknown" };

function cidrPeer(cidr: string): Peer {
  const range = isUnknown(cidr) ? undefined : parseCidr(cidr);
  return range === undefined ? UNKNOWN_PEER : { kind: "cidr", cidr, range };
}

/** Protocol and ports of a rule; for anything but TCP, UDP and ICMP ports mean nothing. */
function traffic(inputs: { [key: string]: Json }, protocol: Json | undefined): typeof ALL_TRAFFIC {
  if (isUnknown(protocol) || (typeof protocol !== "string" && typeof protocol !== "number")) {
    return { ...ALL_TRAFFIC, portsKnown: false };
  }
  const name = PROTOCOL_NAMES[String(protocol).toLowerCase()] ?? String(protocol).toLowerCase();
  if (!["tcp", "udp", "icmp", "icmpv6"].includes(name)) return { ...ALL_TRAFFIC, protocol: name };
  const { fromPort: from, toPort: to } = inputs;
  if (name.startsWith("icmp")) {
    const every = !isUnknown(from) && (portOf(from) ?? -1) < 0;
    const type = portOf(from);
    if (every || type === undefined) {
      return { protocol: name, fromPort: 0, toPort: ICMP_TYPES, portsKnown: !isUnknown(from) };
    }
    return { protocol: name, fromPort: type, toPort: type, portsKnown: true };
  }
  // EC2 writes "all ports" as -1 to -1, too.
  const every = portOf(from) === -1 || portOf(to) === -1;
  return {
    protocol: name,
    fromPort: every ? 0 : (portOf(from) ?? 0),
    toPort: every ? MAX_PORT : (portOf(to) ?? MAX_PORT),
    portsKnown: every || !(isUnknown(from) || isUnknown(to)),
  };
}

function portOf(value: Json | undefined): number | undefined {
  const port = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof port === "number" ? port : undefined;
}

function label(description: Json | undefined, name: string): string {
  return typeof description === "string" && description !== "" && !isUnknown(description) ? description : name;
}
