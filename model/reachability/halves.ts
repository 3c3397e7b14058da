/**
 * What one half of a path lets through: the egress rules of its source, or the ingress rules of its target.
 */
import {
  type AddressRange,
  coverAll,
  EVERYTHING,
  type Family,
  fitsInVpc,
  overlaps,
  publicPart,
} from "../addresses/cidr";
import { MAX_PORT } from "../addresses/port-intervals";
import { rangeOfEnd } from "../reading/address-ends";
import { type Endpoint, INTERNET, type Interface } from "../reading/endpoints";
import type { NetworkFacts } from "../reading/network-facts";
import type { Direction, Rule } from "../reading/rules";
import { compareText, unique } from "../graph/values";
import { ofFamily } from "../reading/vpcs";
import type { Doubt, RuleReference } from "./reasons";

/** "yes" and "no" are certain; "maybe" hangs on something that the graph does not tell. */
export type Answer = "yes" | "maybe" | "no";

/** One end of a path with one sort of its network interfaces. */
export interface End extends Interface {
  endpoint: Endpoint;
}

/** A stretch of traffic that one half lets through, or may. */
export interface Opening {
  /** As `Rule.protocol`. */
  protocol: string;
  from: number;
  to: number;
  /** The rules that open it, together; none where rules outside the graph may. */
  rules: Rule[];
  /** What the graph does not tell; undefined where it is certainly open. */
  doubt?: Doubt;
  /** True for the rules that stand outside the graph. */
  isElsewhere: boolean;
}

/** A protocol and port, as verdicts ask about them; null for all traffic of the protocol. */
export interface Traffic {
  /** `all` for all protocols. */
  protocol: string;
  port: number | null;
}

/** Everything that the rules of `local` let through to or from `remote` in one address family, declared rules first. */
export function openingsOfHalf(
  facts: NetworkFacts,
  direction: Direction,
  local: End,
  remote: End,
  family: Family,
): Opening[] {
  if (local.endpoint === INTERNET) return [UNFILTERED];
  if (local.endpoint.kind === "addresses") {
    return [{ ...UNFILTERED, doubt: { kind: "at addresses", range: rangeOfEnd(local.endpoint) }, isElsewhere: true }];
  }
  const found: Opening[] = [];
  const byAddress: Candidate[] = [];
  const isVpcOpen = remote.endpoint === INTERNET && facts.vpcs.inVpc(local.addresses.vpc).incomplete !== undefined;
  for (const { rule, isOwn } of rulesOf(facts, direction, local, remote)) {
    const { peer } = rule;
    if (peer.kind === "groups") {
      const doubt = groupDoubt(facts, rule, peer.keys, remote, isOwn);
      if (doubt !== "closed") found.push(opening(rule, doubt));
      continue;
    }
    if (peer.kind === "unknown") {
      found.push(opening(rule, { kind: "peer of rule", rule: reference(facts, rule) }));
      continue;
    }
    const isSure = isOwn && rule.certain && !(peer.kind === "prefix list" && peer.isOneOf);
    const ranges = ofFamily(peer.ranges, family);
    byAddress.push({ rule, ranges, isSure, mayBeInside: isVpcOpen && ranges.every(fitsInVpc) });
  }
  found.push(...openingsByAddress(facts, byAddress, remote, family));
  const outside = rulesOutsideGraph(facts, local);
  if (outside !== undefined) found.push({ ...UNFILTERED, doubt: outside, isElsewhere: true });
  return withoutRepeatedDoubts(found.sort(compareOpenings));
}

/** Of what is not certain, the first for each sort of traffic: where one may open it, further ones say nothing new. */
function withoutRepeatedDoubts(openings: Opening[]): Opening[] {
  const seen = new Set<string>();
  return openings.filter(({ doubt, isElsewhere, protocol, from, to }) => {
    const traffic = `${protocol} ${from} ${to}`;
    if (doubt === undefined || isElsewhere) return true;
    return !seen.has(traffic) && seen.add(traffic) !== undefined;
  });
}

/** Nothing filters here. */
const UNFILTERED: Opening = { protocol: "-1", from: 0, to: MAX_PORT, rules: [], isElsewhere: false };

function compareOpenings(a: Opening, b: Opening): number {
  const [x, y] = [a.rules[0], b.rules[0]];
  return (
    Number(a.isElsewhere) - Number(b.isElsewhere) ||
    Number(x?.eksMade) - Number(y?.eksMade) ||
    compareText(x?.urn ?? "", y?.urn ?? "")
  );
}

function opening(rule: Rule, doubt: Doubt | undefined): Opening {
  const { protocol, fromPort: from, toPort: to } = rule;
  return { ...{ protocol, from, to, rules: [rule], isElsewhere: false }, ...(doubt && { doubt }) };
}

/** The rules of an interface that can be about a peer; of those that may not be its own it is told. */
function rulesOf(
  { rules }: NetworkFacts,
  direction: Direction,
  local: End,
  remote: End,
): { rule: Rule; isOwn: boolean }[] {
  const peers = remote.groups.map(({ key }) => key);
  const own = local.groups.flatMap(({ key, certain }) =>
    rules.about(key, direction, peers).map((rule) => ({ rule, isOwn: certain })),
  );
  return [...own, ...rules.ofNobody(direction).map((rule) => ({ rule, isOwn: false }))];
}

/** What is not told of a rule for groups: undefined where it certainly holds. */
function groupDoubt(
  facts: NetworkFacts,
  rule: Rule,
  keys: string[],
  remote: End,
  isOwn: boolean,
): Doubt | undefined | "closed" {
  const { groups } = facts;
  const named = remote.groups.filter(({ key }) => keys.includes(key) && groups.get(key).kind !== "unresolved");
  // Whichever of its groups the rule means: the other end carries it.
  const isSure = keys.every((key) => named.some((group) => group.key === key && group.certain));
  const canBe = (): boolean => remote.groups.some(({ key }) => keys.some((peer) => groups.canBeSame(peer, key)));
  if (!isSure && named.length === 0 && !canBe()) return "closed";
  const rest = ruleDoubt(facts, rule, isOwn);
  if (rest !== undefined || isSure) return rest;
  const isOne = keys.length === 1 && groups.get(keys[0]).kind !== "unresolved";
  return isOne
    ? { kind: "groups of endpoint", endpoint: remote.endpoint.id }
    : { kind: "peer group of rule", rule: reference(facts, rule) };
}

function ruleDoubt(facts: NetworkFacts, rule: Rule, isOwn: boolean): Doubt | undefined {
  if (!isOwn || !rule.certain) return { kind: "group of rule", rule: reference(facts, rule) };
  return rule.portsKnown ? undefined : { kind: "ports of rule", rule: reference(facts, rule) };
}

/** A rule for addresses. */
interface Candidate {
  rule: Rule;
  ranges: AddressRange[];
  isSure: boolean;
  /** Of the internet: true where its ranges may be of the end's own VPC, whose ranges are not all told. */
  mayBeInside: boolean;
}

/**
 * What rules for addresses let through. Rules for parts of the other end's addresses open it together: each stretch of
 * ports is judged with all rules that let it through.
 */
function openingsByAddress(facts: NetworkFacts, rules: Candidate[], remote: End, family: Family): Opening[] {
  const alone = rules.map((one) => ({ one, answer: holds(facts, [one], remote, family) }));
  const found = alone.filter(({ answer }) => answer.answer !== "no");
  const whole = found.filter(({ answer }) => answer.answer === "yes").map(({ one }) => opening(one.rule, undefined));
  const parts = found.filter(({ answer }) => answer.answer === "maybe");
  const single = parts.map(({ one, answer }) => opening(one.rule, answer.doubt));
  if (parts.length < 2) return [...whole, ...single];
  const united = stretches(parts.map(({ one }) => one)).flatMap(({ traffic, together }): Opening[] => {
    const isWhole = holds(facts, together, remote, family).answer === "yes";
    return isWhole ? [{ ...traffic, rules: together.map(({ rule }) => rule), isElsewhere: false }] : [];
  });
  return [...whole, ...united, ...single];
}

/** The stretches of traffic that more than one rule lets through, each with all rules that do. */
function stretches(
  rules: Candidate[],
): { traffic: Pick<Opening, "protocol" | "from" | "to">; together: Candidate[] }[] {
  return unique(rules.map(({ rule }) => rule.protocol)).flatMap((protocol) => {
    const own = rules.filter(({ rule }) => rule.protocol === protocol || rule.protocol === "-1");
    const starts = unique(own.flatMap(({ rule }) => [rule.fromPort, rule.toPort + 1])).sort((a, b) => a - b);
    return starts.slice(0, -1).flatMap((from, index) => {
      const to = starts[index + 1] - 1;
      const together = own.filter(({ rule }) => rule.fromPort <= from && rule.toPort >= to);
      return together.length > 1 ? [{ traffic: { protocol, from, to }, together }] : [];
    });
  });
}

/** Whether rules for addresses are, together, about all addresses that the other end can have. */
function holds(
  facts: NetworkFacts,
  rules: Candidate[],
  remote: End,
  family: Family,
): { answer: Answer; doubt?: Doubt } {
  const sure = rules.filter(({ rule, isSure }) => isSure && rule.portsKnown);
  const [first] = rules;
  const list = rules.map(({ rule }) => rule.peer).find((peer) => peer.kind === "prefix list" && peer.incomplete);
  const inList: Doubt | undefined =
    list?.kind === "prefix list" && list.incomplete !== undefined
      ? { kind: "prefix list", rule: reference(facts, first.rule), incomplete: list.incomplete }
      : undefined;
  const doubtful = rules.map(({ rule, isSure }) => ruleDoubt(facts, rule, isSure)).find(Boolean);
  if (remote.endpoint === INTERNET) {
    const leaves = ({ ranges }: Candidate): boolean =>
      ranges.some((range) => publicPart(range, facts.vpcs.allRanges()).length > 0);
    const isCertain = ({ rule, mayBeInside }: Candidate): boolean =>
      !mayBeInside && !(rule.peer.kind === "prefix list" && rule.peer.incomplete);
    if (sure.some((one) => leaves(one) && isCertain(one))) return { answer: "yes" };
    const inside: Doubt = { kind: "at addresses", range: rangeName(first.rule)! };
    if (rules.some(leaves)) return { answer: "maybe", doubt: inList ?? doubtful ?? inside };
    return inList === undefined ? { answer: "no" } : { answer: "maybe", doubt: inList };
  }
  const { incomplete } = remote.addresses;
  const own = ofFamily(remote.addresses.ranges, family);
  const isOpen = incomplete !== undefined || own.length === 0;
  const needed = isOpen ? [EVERYTHING[family]] : own;
  const certain = sure.filter(({ rule }) => !(rule.peer.kind === "prefix list" && rule.peer.incomplete));
  if (
    coverAll(
      certain.flatMap(({ ranges }) => ranges),
      needed,
    )
  )
    return { answer: "yes" };
  const all = rules.flatMap(({ ranges }) => ranges);
  const touches = all.some((range) => needed.some((one) => overlaps(one, range)));
  if (!touches) return inList === undefined ? { answer: "no" } : { answer: "maybe", doubt: inList };
  const range = rangeName(first.rule)!;
  const inRange: Doubt = { kind: "addresses", range, endpoint: remote.endpoint.id, ...(incomplete && { incomplete }) };
  return { answer: "maybe", doubt: doubtful ?? inList ?? inRange };
}

/** What is not told of an interface whose groups can have rules outside the graph; undefined where all are in it. */
export function rulesOutsideGraph({ groups }: NetworkFacts, local: Interface): Doubt | undefined {
  for (const { key } of local.groups) {
    const { name, incomplete } = groups.get(key);
    if (incomplete !== undefined) return { kind: "rules of group", group: name, incomplete };
  }
  return undefined;
}

/** The answer of one half for one sort of traffic, with what decides; nothing where it is closed. */
export function evaluateHalf(openings: Opening[], traffic: Traffic): { answer: Answer; by?: Opening } {
  let doubtful: Opening | undefined;
  for (const one of openings) {
    if (!lets(one, traffic)) continue;
    if (one.doubt === undefined) return { answer: "yes", by: one };
    doubtful ??= one;
  }
  const { protocol, port } = traffic;
  if (port !== null || protocol === "all")
    return doubtful === undefined ? { answer: "no" } : { answer: "maybe", by: doubtful };
  const ofProtocol = openings.filter((one) => one.protocol === "-1" || one.protocol === protocol);
  const together = joined(
    ofProtocol.filter(({ doubt }) => doubt === undefined),
    protocol,
  );
  if (together !== undefined) return { answer: "yes", by: together };
  doubtful ??= joined(ofProtocol, protocol);
  return doubtful === undefined ? { answer: "no" } : { answer: "maybe", by: doubtful };
}

/** The fewest openings that let all ports through together, as one; undefined where a port is left out. */
function joined(openings: Opening[], protocol: string): Opening | undefined {
  const used: Opening[] = [];
  for (let next = 1; next <= MAX_PORT;) {
    const furthest = openings.reduce<Opening | undefined>(
      (best, one) => (one.from <= next && one.to >= Math.max(next, (best?.to ?? 0) + 1) ? one : best),
      undefined,
    );
    if (furthest === undefined) return undefined;
    used.push(furthest);
    next = furthest.to + 1;
  }
  const doubt = used.find((one) => one.doubt !== undefined)?.doubt;
  const rules = unique(used.flatMap((one) => one.rules));
  return { protocol, from: 0, to: MAX_PORT, rules, isElsewhere: false, ...(doubt && { doubt }) };
}

function lets({ protocol: own, from, to }: Opening, { protocol, port }: Traffic): boolean {
  if (protocol === "all") return own === "-1";
  if (own !== "-1" && own !== protocol) return false;
  return port === null ? own === "-1" || (from <= 1 && to >= MAX_PORT) : from <= port && port <= to;
}

/** References are made once: many paths name one rule. */
const references = new WeakMap<Rule, RuleReference>();

/** A rule as a reason names it. */
export function reference({ groups }: NetworkFacts, rule: Rule): RuleReference {
  const known = references.get(rule);
  if (known !== undefined) return known;
  const { direction, label, urn, eksMade } = rule;
  const range = eksMade ? undefined : rangeName(rule);
  const made: RuleReference = {
    ...{ direction, group: groups.name(rule.group), label, eksMade },
    ...(urn !== undefined && { urn }),
    ...(range !== undefined && { range }),
  };
  references.set(rule, made);
  return made;
}

function rangeName({ peer }: Rule): string | undefined {
  return peer.kind === "addresses" || peer.kind === "prefix list" ? peer.name : undefined;
}
