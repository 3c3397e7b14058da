/**
 * Who reaches whom: verdicts over the endpoints of a graph, each with the rules that decide it.
 *
 * A connection is open when an egress rule of the source and an ingress rule of the target let it through; replies need no
 * rule. What security groups never filter is left out: the VPC's own resolver, instance metadata, time and DHCP.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */
import { coverAll } from "../addresses/cidr";
import { MAX_PORT } from "../addresses/port-intervals";
import { EnforcingMode } from "../aws/vpc-cni";
import { pushTo, unique } from "../graph/values";
import { addressEndId, names } from "../reading/address-ends";
import { distinctPorts, type Endpoint, INTERNET, keysOf, portsOf } from "../reading/endpoints";
import type { Reading } from "../reading/reading";
import type { Direction, Rule } from "../reading/rules";
import type { VpcCniInGraph } from "../reading/vpc-cni-setting";
import { Connections, type Finding } from "./connections";
import type { Traffic } from "./halves";
import { namedPairs } from "./pairs";
import type { AutoModeFact, Reason } from "./reasons";

/** Whether one endpoint can open a connection to another. */
export interface Verdict {
  /** See `Endpoint.id`: anything but `dns` and `kubernetes-api`, which are targets only. */
  from: string;
  /** See `Endpoint.id`. */
  to: string;
  /** `tcp`, `udp`, `sctp`, another name or number; `all` for all traffic. */
  protocol: string;
  /** Null for all ports of the protocol. */
  port: number | null;
  /** Null where it is not known, and where node groups or workloads of one end differ. */
  allowed: boolean | null;
  reason: Reason;
}

/** Up to this many bindings and databases, every pair of them gets a row; beyond, only the pairs that rules name. */
export const FULL_MATRIX_LIMIT = 25;

/**
 * The verdicts of a graph, sources in the order bound pods, unbound pods, nodes, databases, proxies, internet, groups, addresses.
 *
 * Every source has rows for DNS (53), every database (at its port), the Kubernetes API and the internet (443), and every
 * bound end (at the ports that its ingress rules or its workloads' containers name, and for what has no ports, or all, where
 * a rule of either side names it). Bound pods to bound pods have rows where a rule of either side names the other's group, to
 * themselves, and, with up to {@link FULL_MATRIX_LIMIT} bindings, within one namespace and where both sides have rules for
 * addresses. With more databases than that, rows between bound pods and databases, or two databases, are limited in the same
 * way. Between bound pods and a security group that no other end carries, such as another account's, or addresses, there
 * are rows where a rule names both, at the ports that it names. A missing row means nothing: {@link ask} answers for every
 * pair.
 *
 * In standard mode, and between ordinary pods and nodes in any mode, traffic that stays on one node is not filtered: such
 * verdicts are `true` and say so.
 */
export function reachability(reading: Reading): Verdict[] {
  const endpoints = [...reading.endpoints, ...reading.addressEnds];
  const isKind = (...kinds: Endpoint["kind"][]): Endpoint[] => endpoints.filter(({ kind }) => kinds.includes(kind));
  const [bound, databases, dns] = [isKind("bound"), isKind("database", "proxy"), isKind("dns")];
  const outside = isKind("kubernetes-api", "internet");
  const position = new Map(endpoints.map((end, index) => [end, index]));
  const isSmall = (list: Endpoint[]): boolean => list.length <= FULL_MATRIX_LIMIT;
  const named = namedPairs(reading, [...bound, ...databases], isSmall(bound) && isSmall(databases));
  const neighbours = new Map<string | undefined, Endpoint[]>();
  if (isSmall(bound)) for (const end of bound) pushTo(neighbours, end.namespace, end);

  const further = furtherPairs(reading, bound, isKind("group"));

  return isKind("bound", "unbound-pods", "nodes", "database", "proxy", "internet", ...FURTHER).flatMap((source) => {
    if (FURTHER.includes(source.kind)) {
      return [...(further.get(source) ?? [])].flatMap((target) => verdictsBetween(reading, source, target));
    }
    const hasFewPairs = ["bound", "database", "proxy"].includes(source.kind);
    const near = unique([...(named.get(source) ?? []), ...(neighbours.get(source.namespace) ?? []), source]).sort(
      (a, b) => position.get(a)! - position.get(b)!,
    );
    const hasAll = isSmall(databases) || !hasFewPairs;
    const targets = [
      ...dns,
      ...(hasAll ? databases : near.filter(({ kind }) => kind === "database" || kind === "proxy")),
      ...(hasAll && source.kind !== "bound" ? bound : near.filter(({ kind }) => kind === "bound")),
      ...outside,
      ...(further.get(source) ?? []),
    ];
    return targets
      .filter((target) => target !== source || source.kind === "bound")
      .flatMap((target) => verdictsBetween(reading, source, target));
  });
}

/** Ends that have rows with bound pods alone. */
const FURTHER: Endpoint["kind"][] = ["group", "addresses"];

/** For each end the others of which a rule names both: one bound pods, the other a group or addresses. */
function furtherPairs(reading: Reading, bound: Endpoint[], groups: Endpoint[]): Map<Endpoint, Set<Endpoint>> {
  const found = namedPairs(reading, [...bound, ...groups], false);
  for (const [source, targets] of found) {
    for (const target of targets) if (source.kind === target.kind) targets.delete(target);
  }
  const byId = new Map(reading.addressEnds.map((end) => [end.id, end]));
  const pair = (source: Endpoint, target: Endpoint): void => {
    found.set(source, (found.get(source) ?? new Set<Endpoint>()).add(target));
  };
  for (const pods of bound) {
    for (const key of keysOf(pods)) {
      for (const rule of reading.rules.of(key, "egress")) for (const end of addressed(rule, byId)) pair(pods, end);
      for (const rule of reading.rules.of(key, "ingress")) for (const end of addressed(rule, byId)) pair(end, pods);
    }
  }
  return found;
}

function addressed({ peer }: Rule, ends: Map<string, Endpoint>): Endpoint[] {
  const end = peer.kind === "addresses" ? ends.get(addressEndId(peer.name)) : undefined;
  return end === undefined ? [] : [end];
}

/** The verdicts on a pair of endpoints. */
export function verdictsBetween(reading: Reading, source: Endpoint, target: Endpoint): Verdict[] {
  const pair = new Pair(reading, source, target);
  return pair.asked().map((traffic) => ({ from: source.id, to: target.id, ...traffic, ...pair.ask(traffic) }));
}

/** One question about two endpoints, whether they have a row or not. */
export function ask(reading: Reading, source: Endpoint, target: Endpoint, traffic: Traffic): Verdict {
  return { from: source.id, to: target.id, ...traffic, ...new Pair(reading, source, target).ask(traffic) };
}

/** What can be asked about two endpoints. */
class Pair {
  private readonly connections: Connections;

  constructor(
    private readonly reading: Reading,
    private readonly source: Endpoint,
    private readonly target: Endpoint,
  ) {
    this.connections = new Connections(reading, source, target);
  }

  /** The ports that a target serves, those that rules of bound pods name for it, and what has no ports. */
  asked(): Traffic[] {
    const { source, target } = this;
    if ([source, target].some(({ kind }) => FURTHER.includes(kind))) {
      const ports = distinctPorts(this.naming().flatMap(portsOf));
      return [...ports, ...this.withoutPorts(ports.length > 0)];
    }
    if (target.kind !== "bound") return target.ports;
    if (source.kind !== "bound") return [...target.ports, ...this.withoutPorts(target.ports.length > 0)];
    const carried = new Set(keysOf(target));
    const meant = keysOf(source)
      .flatMap((key) => this.reading.rules.of(key, "egress"))
      .filter(({ peer }) => peer.kind === "groups" && peer.keys.some((key) => carried.has(key)));
    const ports = distinctPorts([...target.ports, ...meant.flatMap(portsOf)]);
    return [...ports, ...this.withoutPorts(ports.length > 0)];
  }

  /** The rules of either end that name the other. */
  private naming(): Rule[] {
    const { source, target, reading } = this;
    const of = (end: Endpoint, direction: Direction, other: Endpoint): Rule[] =>
      keysOf(end)
        .flatMap((key) => reading.rules.of(key, direction))
        .filter((rule) => names(rule, other));
    return [...of(source, "egress", target), ...of(target, "ingress", source)];
  }

  /**
   * What has no ports: all traffic, and protocols such as ICMP. Where there is no other row, a pair that may be open has one
   * all the same; where there are, only what declared rules name and may open is told besides.
   */
  private withoutPorts(hasRow: boolean): Traffic[] {
    const openings = this.connections.ways.flat().flatMap(({ egress, ingress }) => [...egress, ...ingress]);
    const declared = openings.filter(
      ({ isElsewhere, rules, protocol, from, to }) =>
        !isElsewhere &&
        rules.some(({ eksMade }) => !eksMade) &&
        (!["tcp", "udp"].includes(protocol) || (from <= 1 && to === MAX_PORT)),
    );
    const protocols = unique(declared.map(({ protocol }) => protocol));
    const named = protocols.sort().map((protocol) => ({ protocol: protocol === "-1" ? "all" : protocol, port: null }));
    if (hasRow) return named.filter((traffic) => this.connections.ask(traffic).allowed !== false);
    const everything = { protocol: "all", port: null };
    return named.length > 0 || this.connections.ask(everything).allowed === false ? named : [everything];
  }

  ask(traffic: Traffic): Finding {
    const { source, target } = this;
    if (source === INTERNET && target.kind === "kubernetes-api") return this.fromInternetToApi(traffic);
    if (source.branchInterface && this.leavesVpc()) return this.boundToOutside(traffic);
    if (source.kind === "unbound-pods" && this.leavesVpc()) return this.unboundToOutside(traffic);
    const found = this.byNode(this.byProxy(this.connections.ask(traffic), traffic), traffic);
    if (found.allowed === false && this.mayGoOverInternet(traffic)) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "over the internet" } } };
    }
    // Auto Mode answers DNS on the node itself: that rules open or close it says nothing.
    if (source.autoMode && target.kind === "dns") return notDocumented("DNS", found);
    const { enforcingMode, disableTcpEarlyDemux } = this.vpcCni;
    const isOrdinary = !source.branchInterface && !target.branchInterface;
    if (source.onNode && target.onNode && found.allowed !== true) {
      if (isOrdinary) return { allowed: true, reason: { kind: "same node", otherwise: found.reason } };
      if (enforcingMode === EnforcingMode.standard) {
        return { allowed: true, reason: { kind: "same node in standard mode", otherwise: found.reason } };
      }
      if (this.isAutoMode) return notDocumented("same node", found);
      if (enforcingMode === undefined) return hangingOnMode(found);
    }
    const isProbe = source.kind === "nodes" && target.branchInterface && traffic.protocol === "tcp";
    if (isProbe && found.allowed && enforcingMode === EnforcingMode.strict && disableTcpEarlyDemux === false) {
      return { allowed: true, reason: { kind: "early demux is on", then: found.reason } };
    }
    if (!target.portKnown && this.mayBeOpenAtSomePort()) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "database port" } } };
    }
    return found;
  }

  /**
   * Pods of an IPv6 cluster reach IPv4 addresses as their node, unless the VPC CNI is told otherwise.
   * Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html
   */
  private byNode(found: Finding, traffic: Traffic): Finding {
    const { source, target, reading } = this;
    const hasIpv4 = ({ interfaces }: Endpoint): boolean =>
      interfaces.some(({ addresses }) => addresses.has[4] !== "no");
    const nodes = reading.nodesEndpoint;
    const arePods = source.kind === "bound" || source.kind === "unbound-pods";
    if (found.allowed === true || nodes === undefined || !arePods || hasIpv4(source) || !hasIpv4(target)) return found;
    if (new Connections(reading, nodes, target).ask(traffic).allowed === false) return found;
    const doubt = { kind: "address family" as const, family: 4, endpoint: source.id };
    return { allowed: null, reason: { kind: "not known", doubt } };
  }

  /** A proxy is a way to its database: what reaches the one gets to the other. */
  private byProxy(direct: Finding, traffic: Traffic): Finding {
    const { source, target, reading } = this;
    let best = direct;
    for (const { endpoint: proxy, certain } of target.proxies) {
      if (best.allowed === true || source === proxy || traffic.protocol === "all") continue;
      const [port] = proxy.ports;
      const to = new Pair(reading, source, proxy).ask({ protocol: "tcp", port: port.port });
      const from = new Pair(reading, proxy, target).connections.ask(traffic);
      if (to.allowed === false || from.allowed === false) continue;
      const isOpen = to.allowed && from.allowed && certain && proxy.portKnown;
      const open: Reason = certain
        ? to.reason
        : { kind: "not known", doubt: { kind: "target of proxy", proxy: proxy.id } };
      const reason: Reason = { kind: "by proxy", proxy: proxy.id, to: open, from: from.reason };
      if (isOpen || best.allowed === false) best = { allowed: isOpen ? true : null, reason };
    }
    return best;
  }

  /** False where one half has no rule for the other end at any port. */
  private mayBeOpenAtSomePort(): boolean {
    return this.connections.ways.flat().some(({ egress, ingress }) => egress.length > 0 && ingress.length > 0);
  }

  /** The public endpoint of the cluster is no network interface of the VPC. */
  private fromInternetToApi(traffic: Traffic): Finding {
    const { publicEndpoint } = this.target;
    if (publicEndpoint === undefined) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "public endpoint" } } };
    }
    return publicEndpoint ? { allowed: true, reason: { kind: "public endpoint" } } : this.connections.ask(traffic);
  }

  private get isAutoMode(): boolean {
    return this.source.autoMode || this.target.autoMode;
  }

  /** The setting of the VPC CNI; of EKS Auto Mode, which has none, nothing is told. */
  private get vpcCni(): VpcCniInGraph {
    return this.isAutoMode ? {} : this.reading.vpcCni;
  }

  /** True for a target outside the VPC: the internet, and addresses that are not all in it. */
  private leavesVpc(): boolean {
    const { target, reading } = this;
    if (target.kind !== "addresses") return target === INTERNET;
    return !coverAll(
      reading.vpcs.allRanges(),
      target.interfaces.flatMap(({ addresses }) => addresses.ranges),
    );
  }

  /** A public endpoint is one address of the internet: what gets out to that may get to the Kubernetes API as well. */
  private mayGoOverInternet({ protocol, port }: Traffic): boolean {
    const { source, target, reading } = this;
    const isApi = target.kind === "kubernetes-api" && target.publicEndpoint !== false;
    if (!isApi || !target.ports.some((served) => served.protocol === protocol && served.port === port)) return false;
    return new Pair(reading, source, INTERNET).ask({ protocol, port }).allowed !== false;
  }

  /** Ordinary pods leave the VPC with the address and the groups of their node, unless source NAT is left to the outside. */
  private unboundToOutside(traffic: Traffic): Finding {
    const { vpcCni } = this.reading;
    const found = this.connections.ask(traffic);
    const nodes = leavingAs(this.reading, this.source);
    if (vpcCni.externalSnat === true || nodes === undefined) return found;
    const ofNode = new Connections(this.reading, nodes, this.target).ask(traffic);
    if (vpcCni.externalSnat === false || ofNode.allowed === found.allowed) return ofNode;
    return { allowed: null, reason: { kind: "not known", doubt: { kind: "source NAT" } } };
  }

  /** In standard mode the node's group decides, since traffic out of the VPC leaves with the node's address. */
  private boundToOutside(traffic: Traffic): Finding {
    const { enforcingMode, externalSnat } = this.vpcCni;
    const nodes = leavingAs(this.reading, this.source);
    const found = this.connections.ask(traffic);
    if (enforcingMode === EnforcingMode.strict || externalSnat === true || nodes === undefined) return found;
    const { allowed, reason } = new Connections(this.reading, nodes, this.target).ask(traffic);
    if (enforcingMode === EnforcingMode.standard && externalSnat === false) {
      return { allowed, reason: { kind: "leaves under the node's group", by: reason } };
    }
    if (allowed === found.allowed) return found;
    return this.isAutoMode ? notDocumented("leaving the VPC", found) : hangingOnMode(found);
  }
}

/** The nodes under whose groups pods leave the VPC, with the address families that the pods have. */
export function leavingAs({ nodesEndpoint: nodes }: Reading, pods: Endpoint): Endpoint | undefined {
  const [first] = pods.interfaces;
  return (
    nodes && {
      ...nodes,
      interfaces: nodes.interfaces.map((one) => ({
        ...one,
        addresses: { ...one.addresses, has: first.addresses.has },
      })),
    }
  );
}

/** Not known, since AWS does not document it for EKS Auto Mode, whatever the rules say. */
function notDocumented(what: AutoModeFact, { reason: byRules }: Finding): Finding {
  return { allowed: null, reason: { kind: "not documented for Auto Mode", what, byRules } };
}

/** Not known, since the mode is not, in which it would be as found: the other mode opens what strict mode closes. */
function hangingOnMode({ reason }: Finding): Finding {
  return { allowed: null, reason: { kind: "hangs on the mode", strict: reason } };
}
