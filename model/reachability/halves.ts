/**
 * Whether one half of a path is open: the egress rules of its source, or the ingress rules of its target.
 */
import type { End } from "../reading/endpoints";
import type { Answer, NetworkModel } from "../reading/network-model";
import type { Direction, Rule } from "../reading/rules";
import { type GroupReference, UNRESOLVED } from "../reading/security-groups";
import { compareText, unique } from "../graph/values";

/** One end with one sort of its network interfaces. */
export interface Interface {
  end: End;
  groups: GroupReference[];
}

/** A rule that is, or may be, about a peer. */
export interface Match {
  rule: Rule;
  answer: "yes" | "maybe";
  /** What the graph does not tell, where the answer is "maybe". */
  why: string;
}

/** The answer for one half of a path. */
export interface Half {
  answer: Answer;
  /** The rule that opens it. */
  rule?: Rule;
  /** What the graph does not tell, where the answer is "maybe". */
  why: string;
}

/** A protocol and port, as verdicts ask about them. */
export interface Traffic {
  protocol: string;
  port: number;
}

/** The rules of an interface that are, or may be, about a peer; declared ones first, in a fixed order. */
export function rulesAbout(model: NetworkModel, direction: Direction, local: Interface, remote: Interface): Match[] {
  const peers = remote.groups.map(({ key }) => key);
  const found = local.groups.flatMap(({ key, certain }) =>
    model.rules.about(key, direction, peers).flatMap((rule): Match[] => {
      const peer = peerAnswer(model, rule, remote);
      if (peer.answer === "no") return [];
      const doubt = certain && rule.certain ? peer.why : `which group ${quoted(rule)} belongs to is not in the graph`;
      return [{ rule, answer: doubt === "" ? "yes" : "maybe", why: doubt }];
    }),
  );
  return found.sort(
    (a, b) => Number(a.rule.eksMade) - Number(b.rule.eksMade) || compareText(a.rule.urn ?? "", b.rule.urn ?? ""),
  );
}

/** Whether one half of a path is open: where nothing known opens it, rules outside the graph still can. */
export function half(
  model: NetworkModel,
  direction: Direction,
  local: Interface,
  remote: Interface,
  traffic: Traffic,
): Half {
  let doubt: Half | undefined;
  for (const match of rulesAbout(model, direction, local, remote)) {
    const covers = trafficAnswer(match.rule, traffic);
    if (covers === "no") continue;
    if (covers === "yes" && match.answer === "yes") return { answer: "yes", rule: match.rule, why: "" };
    doubt ??= { answer: "maybe", why: match.why || `the ports of ${quoted(match.rule)} are not known yet` };
  }
  return doubt ?? elsewhere(model, local) ?? { answer: "no", why: "" };
}

/** The answer for an interface of which rules stand outside the graph; undefined where there are none. */
export function elsewhere(model: NetworkModel, { groups }: Interface): Half | undefined {
  const key = groups.map((group) => group.key).find((candidate) => model.groups.hasUnknownRules(candidate));
  if (key === undefined) return undefined;
  return { answer: "maybe", why: `the rules of ${model.groups.name(key)} are not in the graph` };
}

/** Names of the groups of an interface, for messages. */
export function groupNames(model: NetworkModel, { end, groups }: Interface): string {
  if (end.kind === "internet") return "the internet";
  return unique(groups.map(({ key }) => model.groups.name(key))).join(" or ");
}

/** A rule as messages name it. */
export function quoted({ label, eksMade, direction }: Rule): string {
  return eksMade ? `EKS's own ${direction} rule (${label})` : `"${label}"`;
}

function trafficAnswer(rule: Rule, { protocol, port }: Traffic): Answer {
  if (rule.protocol !== "-1" && rule.protocol !== protocol) return "no";
  if (port < rule.fromPort || port > rule.toPort) return "no";
  return rule.portsKnown ? "yes" : "maybe";
}

/** Whether a rule is about a peer. */
function peerAnswer(model: NetworkModel, rule: Rule, remote: Interface): { answer: Answer; why: string } {
  const { peer } = rule;
  const no = { answer: "no" as const, why: "" };
  const yes = { answer: "yes" as const, why: "" };
  switch (peer.kind) {
    case "groups": {
      const named = remote.groups.filter(({ key }) => peer.keys.includes(key) && key !== UNRESOLVED);
      if (peer.keys.length === 1 && named.some(({ certain }) => certain)) return yes;
      if (named.length === 0 && !canBeSame(model, peer.keys, remote.groups)) return no;
      return { answer: "maybe", why: `which group ${quoted(rule)} means is not in the graph` };
    }
    case "cidr": {
      if (remote.end.kind === "internet") return model.vpc.leavesFor(peer.range) ? yes : no;
      const answer = model.vpc.has(peer.range);
      return { answer, why: answer === "maybe" ? `whether ${peer.cidr} is in the VPC is not in the graph` : "" };
    }
    // A prefix list is an opening of its own: what is in it is not in the graph.
    case "prefix list":
      return no;
    case "unknown":
      return { answer: "maybe", why: `the peer of ${quoted(rule)} is not known yet` };
  }
}

/** True where a group not known yet can be one that the graph does not make; one that it makes is always known. */
function canBeSame(model: NetworkModel, keys: string[], groups: GroupReference[]): boolean {
  const isOutside = (key: string): boolean => model.groups.hasUnknownRules(key);
  const carried = groups.map(({ key }) => key);
  return (
    (keys.includes(UNRESOLVED) && carried.some(isOutside)) || (carried.includes(UNRESOLVED) && keys.some(isOutside))
  );
}
