/**
 * How many rules each security group has, against the quota.
 *
 * AWS counts inbound and outbound rules apart, and IPv4 and IPv6 apart. A rule for a security group counts once; one for a
 * prefix list counts as many times as the list can have entries, which is not in the graph: it is counted once and noted.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
import type { Graph } from "../graph/graph";
import { declaredRules, type Direction, eksMadeRules, type Rule } from "../reading/rules";
import { SecurityGroups, UNRESOLVED } from "../reading/security-groups";
import { compareText, pushTo } from "../graph/values";

/** AWS's default quota of inbound, and of outbound, rules per security group. */
export const DEFAULT_RULE_QUOTA = 60;

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
  /** True where one of the two is above the quota; false may turn out true where there is a note. */
  over: boolean;
  /** Why the real numbers can be higher; undefined where they are exact. */
  note?: string;
}

/**
 * The rules of every security group of a graph that has some or is made there, sorted by name.
 *
 * @param quota rules per group and direction; AWS raises it on request
 */
export function ruleCounts(graph: Graph, quota: number = DEFAULT_RULE_QUOTA): RuleCount[] {
  const groups = new SecurityGroups(graph);
  const byGroup = new Map<string, Rule[]>();
  for (const rule of declaredRules(graph, groups)) pushTo(byGroup, rule.group, rule);
  return groups
    .all()
    .filter(({ key, kind }) => key !== UNRESOLVED && (kind !== "external" || byGroup.has(key)))
    .map(({ key, name, kind }) => {
      const rules = [...(byGroup.get(key) ?? []), ...(kind === "cluster" ? eksMadeRules(key) : [])];
      const inbound = count(rules, "ingress");
      const outbound = count(rules, "egress");
      const notes = [
        ...(kind === "external" ? ["it can have rules that are not in the graph"] : []),
        ...(rules.some(({ peer }) => peer.kind === "prefix list")
          ? ["a prefix list counts as many times as it can have entries"]
          : []),
        ...(rules.some(({ certain }) => !certain)
          ? ["the graph does not tell of every rule which group it is for"]
          : []),
      ];
      return {
        ...{ group: key, name, inbound, outbound, quota, over: inbound > quota || outbound > quota },
        ...(notes.length > 0 && { note: notes.join("; ") }),
      };
    })
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.group, b.group));
}

/** The rules of one direction in the address family that has more of them; a rule for a group is one of both. */
function count(rules: Rule[], direction: Direction): number {
  const own = rules.filter((rule) => rule.direction === direction);
  const onlyFamily = (family: 4 | 6): number =>
    own.filter(({ peer }) => peer.kind === "cidr" && peer.range.family === family).length;
  const both = own.filter(({ peer }) => peer.kind !== "cidr").length;
  return both + Math.max(onlyFamily(4), onlyFamily(6));
}
