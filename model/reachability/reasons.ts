/**
 * Why a verdict is what it is, as data. A text is made of it last, elsewhere.
 */
import type { Incomplete } from "../reading/completeness";
import type { ModeDoubt } from "../reading/policy-setting";
import type { Direction } from "../reading/rules";

/** A rule that takes part in a verdict. */
export interface RuleReference {
  direction: Direction;
  /** Name of the group that it belongs to. */
  group: string;
  /** Description, else logical name. */
  label: string;
  /** URN of the resource that it is written in; undefined for a rule that EKS makes. */
  urn?: string;
  /** True for a rule that EKS makes. */
  eksMade: boolean;
  /** The address range or prefix list that it is for; undefined where it is for a group. */
  range?: string;
}

/** A fact that an answer hangs on, and that the graph does not tell. */
export type Doubt =
  /** The rules of a group stand outside the graph, or not all in it. */
  | { kind: "rules of group"; group: string; incomplete: Incomplete }
  /** Which group a rule belongs to, or whether it is there at all. */
  | { kind: "group of rule"; rule: RuleReference }
  /** Which group a rule is about. */
  | { kind: "peer group of rule"; rule: RuleReference }
  /** Which addresses a rule is about. */
  | { kind: "peer of rule"; rule: RuleReference }
  /** Protocol or ports of a rule. */
  | { kind: "ports of rule"; rule: RuleReference }
  /** What is in a prefix list. */
  | { kind: "prefix list"; rule: RuleReference; incomplete: Incomplete }
  /** Whether a range holds all addresses that an endpoint can have. */
  | { kind: "addresses"; range: string; endpoint: string; incomplete?: Incomplete }
  /** What is at the addresses of an end that rules of bound pods name, and what filters there. */
  | { kind: "at addresses"; range: string }
  /** Which groups an endpoint carries. */
  | { kind: "groups of endpoint"; endpoint: string }
  /** Whether an endpoint has an address of a family, 4 or 6. */
  | { kind: "address family"; family: number; endpoint: string }
  /** Whether something connects the two VPCs. */
  | { kind: "between VPCs" }
  /** On which port a database listens. */
  | { kind: "database port" }
  /** Whether the cluster's endpoint is public. */
  | { kind: "public endpoint" }
  /** Whether a database has a public address. */
  | { kind: "public address"; endpoint: string }
  /** Whether what leaves for the internet gets to the cluster's public endpoint. */
  | { kind: "over the internet" }
  /** Whether traffic of pods leaves the VPC with the node's address and groups, or with their own. */
  | { kind: "source NAT" }
  /** Which traffic of a protocol is meant: rules let a part of it through. */
  | { kind: "part of traffic"; protocol: string }
  /** To which database a proxy leads. */
  | { kind: "target of proxy"; proxy: string };

/**
 * What AWS does not document of EKS Auto Mode: whether queries to DNS, which answers on the node, ask rules at all; whether
 * traffic that stays on one node is filtered; under which group traffic leaves the VPC; whether probes need a rule.
 */
export type AutoModeFact = "DNS" | "same node" | "leaving the VPC" | "probes";

/** Why a verdict is what it is. */
export type Reason =
  /** Open by these rules; one side has none where nothing filters it here. */
  | { kind: "open"; egress: RuleReference[]; ingress: RuleReference[] }
  /** Closed: neither side, or one, has a rule for it. */
  | { kind: "closed"; missing: Direction[]; from: string; to: string; protocol: string; port: number | null }
  /** Closed: one end has IPv4 addresses alone, the other one IPv6 addresses alone. */
  | { kind: "no common address family"; from: string; to: string }
  /** Not known. */
  | { kind: "not known"; doubt: Doubt }
  /** It differs with the node or workload; one reason for each answer that there is, in the order open, closed, not known. */
  | { kind: "differs"; reasons: Reason[] }
  /** Open, since traffic that stays on one node is not filtered between ordinary pods and nodes. */
  | { kind: "same node"; otherwise: Reason }
  /** Open, since standard mode does not filter traffic that stays on one node. */
  | { kind: "same node in standard mode"; otherwise: Reason }
  /** In standard mode traffic leaves the VPC under the node's group. */
  | { kind: "leaves under the node's group"; by: Reason }
  /** Closed: rules let the internet in, but the database has no public address. */
  | { kind: "no public address"; endpoint: string }
  /** The endpoint of the cluster is public, where it is told for these address ranges; security groups do not filter it. */
  | { kind: "public endpoint"; ranges?: string[] }
  /** Not known, since the enforcing mode is not, and why; what it is in strict mode. */
  | { kind: "hangs on the mode"; modeDoubt: ModeDoubt; strict: Reason }
  /** Not known, since AWS does not document it for EKS Auto Mode; what it is by the rules alone. */
  | { kind: "not documented for Auto Mode"; what: AutoModeFact; byRules: Reason }
  /** The kubelet's probes need DISABLE_TCP_EARLY_DEMUX, too, which is off. */
  | { kind: "early demux is on"; then: Reason }
  /** By way of a proxy: what leads to it, and what leads on from it. */
  | { kind: "by proxy"; proxy: string; to: Reason; from: Reason };
