/**
 * How many rules each security group has, against the quota.
 *
 * AWS counts inbound and outbound rules apart, and IPv4 and IPv6 apart. A rule for a security group counts once; one for a
 * prefix list counts as many times as the list can have entries: once, with a doubt, where that is not told.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
import { compareText, pushTo } from "../graph/values";
import type { Incomplete } from "../reading/completeness";
import type { Reading } from "../reading/reading";
import type { Direction, Rule } from "../reading/rules";

/** AWS's default quota of inbound, and of outbound, rules per security group. */
export const DEFAULT_RULE_QUOTA = 60;

/** Why the real numbers can be higher. */
export type CountDoubt =
  /** The group can have rules that are not in the graph. */
  | { kind: "rules outside the graph"; incomplete: Incomplete }
  /** How many entries a prefix list can have is not told. */
  | { kind: "size of prefix list"; list: string }
  /** The graph does not tell of every rule which group it is for. */
  | { kind: "group of a rule" };

/** The rules of one security group. */
export interface RuleCount {
  /** Key of the group: URN, `cluster security group of …`, or the literal id of an external one. */
  group: string;
  /** What messages call the group. */
  name: string;
  /** Inbound rules of the address family that has more of them, EKS's own included. */
  inbound: number;
  /** Outbound rules, counted likewise. */
  outbound: number;
  /** The quota that holds for each of the two. */
  quota: number;
  /** True where one of the two is above the quota; false may turn out true where there are doubts. */
  over: boolean;
  /** Why the real numbers can be higher; empty where they are exact. */
  doubts: CountDoubt[];
}

/**
 * The rules of every security group of a graph that has some or is made there, sorted by name.
 *
 * @param quota rules per group and direction; AWS raises it on request
 */
export function ruleCounts(
  { groups, declaredRules, eksRules, rules }: Reading,
  quota: number = DEFAULT_RULE_QUOTA,
): RuleCount[] {
  const byGroup = new Map<string, Rule[]>();
  for (const rule of [...declaredRules, ...eksRules]) pushTo(byGroup, rule.group, rule);
  const isStray = ["ingress", "egress"].some((direction) => rules.ofNobody(direction as Direction).length > 0);
  return groups
    .all()
    .filter(({ key, kind }) => kind !== "unresolved" && (kind !== "external" || byGroup.has(key)))
    .map(({ key, name, incomplete }) => {
      const all = byGroup.get(key) ?? [];
      // What is perhaps of another group does not count.
      const sure = all.filter(({ certain }) => certain);
      const [inbound, outbound] = [count(sure, "ingress"), count(sure, "egress")];
      const doubts: CountDoubt[] = [
        ...(incomplete === undefined ? [] : [{ kind: "rules outside the graph" as const, incomplete }]),
        ...all.flatMap(({ peer }): CountDoubt[] =>
          peer.kind === "prefix list" && peer.size === undefined
            ? [{ kind: "size of prefix list", list: peer.name }]
            : [],
        ),
        ...(isStray || sure.length < all.length ? [{ kind: "group of a rule" as const }] : []),
      ];
      const over = inbound > quota || outbound > quota;
      return { group: key, name, inbound, outbound, quota, over, doubts };
    })
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.group, b.group));
}

/** The rules of one direction in the address family that has more of them; a rule for a group is one of both. */
function count(rules: Rule[], direction: Direction): number {
  const own = rules.filter((rule) => rule.direction === direction);
  const sum = (family: 4 | 6): number => own.reduce((total, { peer }) => total + weight(peer, family), 0);
  return Math.max(sum(4), sum(6));
}

/** What a rule counts as in one family: a prefix list as the most entries that it can have. */
function weight(peer: Rule["peer"], family: 4 | 6): number {
  if (peer.kind === "addresses") return peer.ranges.some((range) => range.family === family) ? 1 : 0;
  return peer.kind === "prefix list" ? (peer.size ?? 1) : 1;
}
