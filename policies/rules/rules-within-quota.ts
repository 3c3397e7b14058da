import { type CountDoubt, DEFAULT_RULE_QUOTA, ruleCounts } from "../../model/capacity/rule-counts";
import type { Finding } from "../findings";
import { groupName, type Missing, missingOf } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** No group has more rules than AWS allows. */
export const rulesWithinQuota: Rule = rule<{ quota: number }>({
  name: "rules-within-quota",
  description: "No security group has more inbound or outbound rules than the quota.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Let bindings share one group of DNS clients, so that the cluster security group needs two rules in all: additionalSecurityGroupIds, and dependsOn the binding that makes it. Or ask AWS for a higher quota and set `quota`.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
  configSchema: {
    properties: {
      quota: {
        ...{ type: "integer", minimum: 1, maximum: 1000, default: DEFAULT_RULE_QUOTA },
        description: "The account's quota of inbound, and of outbound, rules per security group",
      },
    },
  },
  check(reading, { quota }) {
    return ruleCounts(reading, quota).flatMap(({ group: key, inbound, outbound, over, doubts }): Finding[] => {
      const urn = reading.resources.has(key) ? key : undefined;
      const group = groupName(reading, key);
      // What is not told can only add to what is counted.
      if (over) return [wrong(urn, "rules-within-quota: over", { group, inbound, outbound, quota })];
      if (doubts.length === 0) return [];
      return [unsure(urn, "rules-within-quota: not known", { group, quota }, missingOfCount(doubts[0]))];
    });
  },
});

function missingOfCount(doubt: CountDoubt): Missing[] {
  switch (doubt.kind) {
    case "rules outside the graph":
      return missingOf(doubt.incomplete);
    case "size of prefix list":
      return [{ kind: "prefix list size", name: doubt.list }];
    case "group of a rule":
      return [{ kind: "group of a rule" }];
  }
}
