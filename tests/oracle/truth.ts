/**
 * Who reaches whom in a world, by trying packets: every sort of interface of both ends, every address that any rule tells
 * apart, each held against every rule. It is slow and knows no ranges algebra, and it shares no code with the model.
 */
import { type Address, type Range, holds, publicSamples, rangeOf, samples } from "./addresses";
import { type End, endsOf, type Interface } from "./interfaces";
import { CLUSTER_GROUP, named, type Peer, type Rule, type World } from "./world";

/** A connection that is asked about; an all-traffic one is `protocol: "all", port: null`. */
export interface Question {
  from: string;
  to: string;
  protocol: string;
  port: number | null;
}

/** `all`: every packet gets through; `none`: no packet does; `some`: it depends on the interface or the address. */
export type Openness = "all" | "some" | "none";

/** What is true of one connection. */
export interface Truth {
  /** What the security groups let through. */
  openness: Openness;
  /** True where both ends can be on one node without a branch interface between them, so that nothing filters them there. */
  sameNode: boolean;
  /** True where the ends are in two VPCs, between which nothing leads. */
  twoVpcs: boolean;
}

/** One packet's protocol number, and its port or ICMP type. */
interface Traffic {
  protocol: number;
  port: number;
}

/** Which half of a connection can be left out, to prove that a wrong oracle is noticed. */
export interface Flaw {
  ignores?: "ingress" | "egress" | "addresses" | "ports";
}

/** Numbers of the protocols by every spelling. Source: https://www.iana.org/assignments/protocol-numbers */
const PROTOCOLS: { [spelling: string]: number } = {
  ...{ "-1": -1, all: -1, icmp: 1, "1": 1, tcp: 6, "6": 6, udp: 17, "17": 17, sctp: 132, "132": 132 },
};
const ICMP = 1;
const PROTOCOLS_WITH_PORTS = [ICMP, 6, 17];

/** A protocol for experiments (RFC 3692) that only rules for all traffic let through. */
const EXPERIMENTAL = 253;

/**
 * EKS's own rules of the cluster security group.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
const OWN_RULES: Rule[] = [
  { direction: "ingress", group: CLUSTER_GROUP, style: "old", protocol: "-1", peers: [{ self: true }] },
  { direction: "egress", group: CLUSTER_GROUP, style: "old", protocol: "-1", peers: [{ cidr: "0.0.0.0/0" }] },
];

/** The oracle of one world. */
export class Oracle {
  readonly ends: Map<string, End>;
  private readonly rules: Rule[];
  private readonly ranges: Range[];
  private readonly addresses = new Map<Interface, Address[]>();
  /** Public addresses by VPC. */
  private readonly publicAddresses = new Map<string, Address[]>();

  constructor(
    readonly world: World,
    private readonly flaw: Flaw = {},
  ) {
    this.ends = endsOf(world);
    this.rules = [...world.rules, ...OWN_RULES];
    const cidrs = [
      ...this.rules.flatMap(({ peers }) => peers.flatMap((peer) => ("cidr" in peer ? [peer.cidr] : []))),
      ...world.prefixLists.flatMap((list) => list.cidrs),
    ];
    this.ranges = [...new Set(cidrs)].map(rangeOf);
    for (const { name, ranges, ipv6 } of world.vpcs) {
      const inside = [...ranges, ...(ipv6 === undefined ? [] : [ipv6])].map(rangeOf);
      this.publicAddresses.set(name, publicSamples(this.ranges, inside));
    }
    for (const { interfaces } of this.ends.values()) {
      for (const one of interfaces) {
        this.addresses.set(
          one,
          one.ranges.flatMap((range) => samples(range, this.ranges)),
        );
      }
    }
  }

  /** What is true of a connection; undefined where the world does not have one of its ends. */
  truth(question: Question): Truth | undefined {
    const from = this.ends.get(question.from);
    const to = this.ends.get(question.to);
    if (from === undefined && question.from !== "internet") return undefined;
    if (to === undefined && question.to !== "internet") return undefined;
    const vpcs = new Set([from, to].flatMap((end) => end?.interfaces.map(({ vpc }) => vpc) ?? []));
    return {
      openness: this.openness(question, from, to),
      sameNode: from?.ordinary === true && to?.ordinary === true,
      twoVpcs: vpcs.size > 1,
    };
  }

  private openness(question: Question, from: End | undefined, to: End | undefined): Openness {
    if (from === undefined && question.to === "kubernetes-api" && this.world.cluster.publicEndpoint) return "all";
    const answers = this.trafficOf(question).map((traffic) => this.over(traffic, from, to));
    if (answers.every((answer) => answer === "all")) return "all";
    const isClosed = answers.every((answer) => answer === "none");
    if (!isClosed || question.to !== "kubernetes-api" || !this.world.cluster.publicEndpoint) {
      return isClosed ? "none" : "some";
    }
    // Whether what gets out to the internet gets to the public endpoint as well hangs on routes, which a world does not have.
    return this.openness({ ...question, to: "internet" }, from, undefined) === "none" ? "none" : "some";
  }

  /** The packets of a question, first the one that decides whether anything is open. */
  private trafficOf({ protocol, port }: Question): Traffic[] {
    if (port === null) {
      const ports = this.rules.flatMap(({ ports }) =>
        ports === undefined ? [] : [ports.from - 1, ports.from, ports.to],
      );
      const tried = [...new Set([0, ...ports, 65535])].filter((tried) => tried >= 0);
      // Of ICMP the port is the type, of which rules name few.
      if (protocol === "icmp") return [8, 0, 3].map((type) => ({ protocol: 1, port: type }));
      const number = (PROTOCOLS[protocol] as number | undefined) ?? Number(protocol);
      if (protocol !== "all") return tried.map((port) => ({ protocol: number, port }));
      const withPorts = [6, 17].flatMap((number) => tried.map((port) => ({ protocol: number, port })));
      return [{ protocol: EXPERIMENTAL, port: 0 }, ...withPorts, { protocol: 132, port: 0 }, { protocol: 1, port: 8 }];
    }
    const number = PROTOCOLS[protocol] as number | undefined;
    if (number === undefined) throw new Error(`The oracle does not know the protocol ${protocol}`);
    return [{ protocol: number, port }];
  }

  private over(traffic: Traffic, from: End | undefined, to: End | undefined): Openness {
    const open: boolean[] = [];
    for (const source of from?.interfaces ?? [undefined]) {
      for (const target of to?.interfaces ?? [undefined]) {
        if (source !== undefined && target !== undefined) open.push(...this.between(traffic, source, target));
        else if (source !== undefined) open.push(this.toSomePublic(traffic, source));
        else if (target !== undefined) open.push(this.fromSomePublic(traffic, target));
      }
    }
    return open.every(Boolean) ? "all" : open.some(Boolean) ? "some" : "none";
  }

  /** Every packet between two interfaces, in each family that both have. */
  private between(traffic: Traffic, source: Interface, target: Interface): boolean[] {
    // The egress half looks at the target's address alone and the ingress half at the source's, so each is tried once.
    return ([4, 6] as const).flatMap((family) => {
      const ofFamily = (one: Interface): Address[] =>
        this.addresses.get(one)!.filter((address) => address.family === family);
      const out = ofFamily(target).map((address) =>
        this.lets("egress", source.groups, traffic, address, target.groups),
      );
      const into = ofFamily(source).map((address) =>
        this.lets("ingress", target.groups, traffic, address, source.groups),
      );
      const different = (halves: boolean[]): boolean[] => [...new Set(halves)];
      return different(out).flatMap((leaves) => different(into).map((enters) => leaves && enters));
    });
  }

  private toSomePublic(traffic: Traffic, source: Interface): boolean {
    const groups = source.leavesAs ?? source.groups;
    return this.publicFor(source).some((address) => this.lets("egress", groups, traffic, address, []));
  }

  private fromSomePublic(traffic: Traffic, target: Interface): boolean {
    return this.publicFor(target).some((address) => this.lets("ingress", target.groups, traffic, address, []));
  }

  /** Public addresses, of the families that an interface has and outside of its VPC. */
  private publicFor({ vpc, ranges }: Interface): Address[] {
    return this.publicAddresses.get(vpc)!.filter(({ family }) => ranges.some((range) => range.family === family));
  }

  /** True where a rule of some groups lets a packet through to or from an address that carries `peerGroups`. */
  private lets(
    direction: Rule["direction"],
    groups: string[],
    traffic: Traffic,
    address: Address,
    peerGroups: string[],
  ): boolean {
    if (this.flaw.ignores === direction) return true;
    return this.rules.some(
      (rule) =>
        rule.direction === direction &&
        groups.includes(rule.group) &&
        this.isAbout(rule, traffic) &&
        rule.peers.some((peer) => this.means(rule, peer, address, peerGroups)),
    );
  }

  private isAbout({ protocol, ports }: Rule, traffic: Traffic): boolean {
    const number = PROTOCOLS[protocol];
    if (number === -1) return true;
    if (number !== traffic.protocol) return false;
    // EC2 takes no ports for other protocols, and -1 as every type of ICMP.
    if (!PROTOCOLS_WITH_PORTS.includes(number) || ports === undefined || this.flaw.ignores === "ports") return true;
    if (number === ICMP) return ports.from === -1 || ports.from === traffic.port;
    return ports.from <= traffic.port && traffic.port <= ports.to;
  }

  private means(rule: Rule, peer: Peer, address: Address, peerGroups: string[]): boolean {
    if ("self" in peer) return peerGroups.includes(rule.group);
    if ("group" in peer) return peerGroups.includes(peer.group);
    const cidrs = "cidr" in peer ? [peer.cidr] : named(this.world.prefixLists, peer.prefixList).cidrs;
    return cidrs.some((cidr) => this.flaw.ignores === "addresses" || holds(rangeOf(cidr), address));
  }
}
