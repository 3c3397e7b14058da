/**
 * What two endpoints can be asked, and the answers: the rules of both sides first, then what they do not decide, such as
 * traffic on one node, out of the VPC, or through a proxy.
 */
import { coverAll } from "../addresses/cidr";
import { MAX_PORT } from "../addresses/port-intervals";
import { EnforcingMode } from "../aws/vpc-cni";
import { unique } from "../graph/values";
import { names } from "../reading/address-ends";
import { distinctPorts, type Endpoint, INTERNET, keysOf, portsOf } from "../reading/endpoints";
import type { PolicySetting } from "../reading/policy-setting";
import type { Reading } from "../reading/reading";
import type { Direction, Rule } from "../reading/rules";
import { Connections, type Finding } from "./connections";
import type { Traffic } from "./halves";
import type { AutoModeFact, Reason } from "./reasons";

/** Ends that have rows with bound pods alone. */
export const FURTHER: Endpoint["kind"][] = ["group", "addresses"];

/** What can be asked about two endpoints. */
export class Pair {
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
    const found = this.byNode(this.byProxy(this.toPublicAddress(this.connections.ask(traffic)), traffic), traffic);
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
      if (enforcingMode === undefined) return this.hangingOnMode(found);
    }
    const isProbe = source.kind === "nodes" && target.branchInterface && traffic.protocol === "tcp";
    if (isProbe && found.allowed && enforcingMode === EnforcingMode.strict && disableTcpEarlyDemux === false) {
      return { allowed: true, reason: { kind: "early demux is on", then: found.reason } };
    }
    if (!target.portKnown && found.reason.kind !== "no public address" && this.mayBeOpenAtSomePort()) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "database port" } } };
    }
    return found;
  }

  /** The internet reaches a database at a public address alone, whatever rules let in. */
  private toPublicAddress(found: Finding): Finding {
    const { source, target } = this;
    if (source !== INTERNET || found.allowed === false) return found;
    const isThere = hasPublicAddress(target);
    if (isThere === true) return found;
    const endpoint = target.id;
    if (isThere === false) return { allowed: false, reason: { kind: "no public address", endpoint } };
    return { allowed: null, reason: { kind: "not known", doubt: { kind: "public address", endpoint } } };
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
    const { publicEndpoint, publicRanges: ranges } = this.target;
    if (publicEndpoint === undefined) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "public endpoint" } } };
    }
    if (!publicEndpoint) return this.connections.ask(traffic);
    return { allowed: true, reason: { kind: "public endpoint", ...(ranges && { ranges }) } };
  }

  private get isAutoMode(): boolean {
    return this.source.autoMode || this.target.autoMode;
  }

  /** The setting of the VPC CNI for the bound pods of the pair; of EKS Auto Mode, which has none, nothing is told. */
  private get vpcCni(): PolicySetting {
    if (this.isAutoMode) return {};
    const [one = this.reading.vpcCni, other = one] = [this.source.vpcCni, this.target.vpcCni].filter(
      (setting) => setting !== undefined,
    );
    // Traffic on one node is of one cluster, and so of one mode, whichever end tells it.
    if (one.enforcingMode === undefined || other.enforcingMode === undefined) {
      return one.enforcingMode === undefined ? other : one;
    }
    if (one.enforcingMode === other.enforcingMode) return one;
    return { ...one, enforcingMode: undefined, modeDoubt: "contradictory" };
  }

  /** Not known, since the mode is not, in which it would be as found: the other mode opens what strict mode closes. */
  private hangingOnMode({ reason }: Finding): Finding {
    const { modeDoubt = "not told" } = this.vpcCni;
    return { allowed: null, reason: { kind: "hangs on the mode", modeDoubt, strict: reason } };
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
    if (enforcingMode === EnforcingMode.standard) {
      return { allowed: null, reason: { kind: "not known", doubt: { kind: "source NAT" } } };
    }
    return this.isAutoMode ? notDocumented("leaving the VPC", found) : this.hangingOnMode(found);
  }
}

/** Whether the internet has an address for an end: for what is no database, its rules alone decide. Undefined is not known. */
export function hasPublicAddress({ kind, publicAddress }: Endpoint): boolean | undefined {
  return kind === "database" || kind === "proxy" ? publicAddress : true;
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
