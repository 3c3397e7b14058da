/**
 * Whether one end can open connections to another: both halves, over all sorts of interfaces and both address families.
 */
import { type Family, FAMILIES } from "../addresses/cidr";
import { joinedGroups, THE_INTERNET } from "../aws/group-keys";
import { unique } from "../graph/values";
import { rangeOfEnd } from "../reading/address-ends";
import { type Endpoint, INTERNET } from "../reading/endpoints";
import type { NetworkFacts } from "../reading/network-facts";
import type { Direction } from "../reading/rules";
import { type Answer, type End, evaluateHalf, type Opening, openingsOfHalf, reference, type Traffic } from "./halves";
import type { Doubt, Reason } from "./reasons";

/** What is known about one connection. */
export interface Finding {
  /** Null where it is not known, and where node groups or workloads of one end differ. */
  allowed: boolean | null;
  reason: Reason;
}

/** One sort of interface of each end, in one address family: what the rules of both let through. */
interface Way {
  source: End;
  target: End;
  family: Family;
  /** Whether both have addresses of the family. */
  hasFamily: Answer;
  egress: Opening[];
  ingress: Opening[];
}

/** All that rules let through between two endpoints; for many questions about one pair. */
export class Connections {
  /** For each pair of sorts of interfaces, its ways by address family. */
  readonly ways: Way[][];

  constructor(
    private readonly facts: NetworkFacts,
    private readonly source: Endpoint,
    private readonly target: Endpoint,
  ) {
    this.ways = source.interfaces.flatMap((from) =>
      target.interfaces.map((to) => waysBetween(facts, { ...from, endpoint: source }, { ...to, endpoint: target })),
    );
  }

  /** The answer over all sorts of interfaces that both ends have; not known where they differ. */
  ask(traffic: Traffic): Finding {
    const findings = this.ways.map((families) => this.overFamilies(families, traffic));
    const [first] = findings;
    if (findings.every(({ allowed }) => allowed === first.allowed)) return first;
    const reasons = [true, false, null].map((answer) => findings.find(({ allowed }) => allowed === answer)?.reason);
    return { allowed: null, reason: { kind: "differs", reasons: reasons.filter((reason) => reason !== undefined) } };
  }

  /** A connection has one address family: it is open where one of them is. */
  private overFamilies(ways: Way[], traffic: Traffic): Finding {
    let best: Finding | undefined;
    for (const way of ways) {
      const found = this.overWay(way, traffic);
      if (found.allowed === true) return found;
      if (best === undefined || (best.allowed === false && found.allowed === null)) best = found;
    }
    const [from, to] = [this.source.id, this.target.id];
    return best ?? { allowed: false, reason: { kind: "no common address family", from, to } };
  }

  private overWay({ source, target, family, hasFamily, ...way }: Way, traffic: Traffic): Finding {
    if (traffic.port === null && isOpenInPart(way.egress, way.ingress, traffic)) {
      return {
        allowed: null,
        reason: { kind: "not known", doubt: { kind: "part of traffic", protocol: traffic.protocol } },
      };
    }
    const egress = evaluateHalf(way.egress, traffic);
    const ingress = evaluateHalf(way.ingress, traffic);
    if (egress.answer === "no" || ingress.answer === "no") {
      const missing: Direction[] = [
        ...(egress.answer === "no" ? (["egress"] as const) : []),
        ...(ingress.answer === "no" ? (["ingress"] as const) : []),
      ];
      const [from, to] = [source, target].map((end) => groupNames(this.facts, end));
      return { allowed: false, reason: { kind: "closed", missing, from, to, ...traffic } };
    }
    const doubt =
      egress.by?.doubt ??
      ingress.by?.doubt ??
      (hasFamily === "yes" ? undefined : familyDoubt(source, target, family)) ??
      betweenVpcs(this.facts, source, target);
    if (doubt !== undefined) return { allowed: null, reason: { kind: "not known", doubt } };
    const of = (by: Opening | undefined) => (by?.rules ?? []).map((rule) => reference(this.facts, rule));
    return { allowed: true, reason: { kind: "open", egress: of(egress.by), ingress: of(ingress.by) } };
  }
}

/** True where some, and not all, of the traffic of a protocol is let through by both sides. */
function isOpenInPart(egress: Opening[], ingress: Opening[], traffic: Traffic): boolean {
  const isWhole = [egress, ingress].every((half) => evaluateHalf(half, traffic).answer !== "no");
  return (
    !isWhole &&
    egress.some((out) => ingress.some((into) => isOf(out, traffic) && isOf(into, traffic) && haveShared(out, into)))
  );
}

function isOf({ protocol: own }: Opening, { protocol }: Traffic): boolean {
  return protocol === "all" || own === "-1" || own === protocol;
}

function haveShared(a: Opening, b: Opening): boolean {
  const isSame = a.protocol === "-1" || b.protocol === "-1" || a.protocol === b.protocol;
  return isSame && a.from <= b.to && b.from <= a.to;
}

function familyDoubt(source: End, target: End, family: Family): Doubt {
  const end = source.addresses.has[family] === "yes" ? target : source;
  return { kind: "address family", family, endpoint: end.endpoint.id };
}

/**
 * What connects two VPCs is not in the graph: rules alone do not. Where it is not told which VPC something is in, that matters
 * as far as there can be several.
 */
export function betweenVpcs(facts: NetworkFacts, source: End, target: End): Doubt | undefined {
  const [from, to] = [source.addresses.vpc, target.addresses.vpc];
  if ([source, target].some(({ endpoint }) => endpoint === INTERNET) || (from !== undefined && from === to))
    return undefined;
  const isUntold = from === undefined || to === undefined;
  const areSeveral = facts.vpcs.count > 1 || facts.completeness.unread.length > 0;
  return isUntold && !areSeveral ? undefined : { kind: "between VPCs" };
}

function waysBetween(facts: NetworkFacts, source: End, target: End): Way[] {
  return FAMILIES.flatMap((family): Way[] => {
    const hasFamily = both(source.addresses.has[family], target.addresses.has[family]);
    if (hasFamily === "no") return [];
    const egress = openingsOfHalf(facts, "egress", source, target, family);
    const ingress = openingsOfHalf(facts, "ingress", target, source, family);
    return [{ source, target, family, hasFamily, egress, ingress }];
  });
}

function both(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  return a === "yes" && b === "yes" ? "yes" : "maybe";
}

/** Names of the groups of an interface, for messages. */
function groupNames({ groups }: NetworkFacts, { endpoint, groups: carried }: End): string {
  if (endpoint === INTERNET) return THE_INTERNET;
  if (endpoint.kind === "addresses") return rangeOfEnd(endpoint);
  return joinedGroups(unique(carried.map(({ key }) => groups.name(key))));
}
