/**
 * Who reaches whom: verdicts over the endpoints of a graph, each with the rules that decide it.
 *
 * A connection is open when an egress rule of the source and an ingress rule of the target let it through; replies need no
 * rule. What security groups never filter is left out: the VPC's own resolver, instance metadata, time and DHCP.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */
import { pushTo, unique } from "../graph/values";
import { addressEndId } from "../reading/address-ends";
import { type Endpoint, keysOf } from "../reading/endpoints";
import type { Reading } from "../reading/reading";
import type { Rule } from "../reading/rules";
import type { Traffic } from "./halves";
import { FURTHER, Pair } from "./pair";
import { namedPairs } from "./pairs";
import type { Reason } from "./reasons";

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
