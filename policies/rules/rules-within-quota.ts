import { DEFAULT_RULE_QUOTA, ruleCounts } from "../../model/capacity/rule-counts";
import { rule, unsure, type Violation, wrong } from "../rule";
import { resourcesOf } from "../facts";
import { groupName } from "../say";

/** No group has more rules than AWS allows. */
export const rulesWithinQuota = rule<{ quota: number }>({
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
  check(graph, { quota }) {
    return ruleCounts(graph, quota).flatMap(({ group, inbound, outbound, over, note }): Violation[] => {
      const urn = resourcesOf(graph).has(group) ? group : undefined;
      const name = groupName(graph, group);
      const counts = `${inbound} inbound and ${outbound} outbound rules`;
      if (over && note === undefined) {
        return [
          wrong(urn, `${name} has ${counts}, the quota is ${quota}; share a group of DNS clients or raise the quota`),
        ];
      }
      if (over) return [unsure(urn, `whether ${name} keeps to the quota of ${quota}: it has ${counts} in this stack`)];
      return note === undefined
        ? []
        : [unsure(urn, `whether ${name} keeps to the quota of ${quota} with rules that are not told here`)];
    });
  },
});
