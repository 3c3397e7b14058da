import type { GraphResource } from "../../model/graph/graph";
import { isUnknown, pushTo, unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import { SECURITY_GROUP_TYPES } from "../../model/reading/security-groups";
import type { Finding, RuleStyle } from "../findings";
import { groupName, missingOf } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** The rules of one group are written in one way. */
export const oneRuleStyle: Rule = rule({
  name: "one-rule-style",
  description: "The rules of a security group are all inline, or all resources of one kind.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Write all rules of the group as aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule: inline rules, and the older SecurityGroupRule, remove what they do not know on every update.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
  check(reading) {
    const styles = stylesOf(reading);
    return reading.ordered
      .filter(({ type }) => SECURITY_GROUP_TYPES.includes(type))
      .flatMap((resource): Finding[] => {
        const { urn, external } = resource;
        const found = styles.get(urn) ?? [];
        const certain = unique(found.filter((entry) => entry.certain).map(({ style }) => style));
        if (isInline(resource)) certain.push("inline");
        const group = groupName(reading, urn);
        if (certain.length > 1) return [wrong(urn, "one-rule-style: several", { group, styles: certain })];
        const all = unique([...certain, ...found.map(({ style }) => style)]);
        if (all.length > 1) return [unsure(urn, "one-rule-style: several", { group, styles: all })];
        // Whoever makes a group that was only read can write its rules inline.
        if (!external || all.length === 0) return [];
        return [
          unsure(urn, "one-rule-style: several", { group, styles: all }, missingOf(reading.completeness.of(urn))),
        ];
      });
  },
});

/** True also for an empty list, by which the provider removes every rule, and for one that is not known yet. */
function isInline({ type, inputs, external }: GraphResource): boolean {
  if (external) return false;
  if (type.endsWith("DefaultSecurityGroup")) return true;
  return [inputs.ingress, inputs.egress].some((value) => Array.isArray(value) || isUnknown(value));
}

function stylesOf({ declaredRules, resources }: Reading): Map<string, { style: RuleStyle; certain: boolean }[]> {
  const styles = new Map<string, { style: RuleStyle; certain: boolean }[]>();
  for (const { group, urn, certain } of declaredRules) {
    const type = resources.get(urn ?? "")?.type ?? "";
    if (SECURITY_GROUP_TYPES.includes(type)) continue;
    const style = type === "aws:ec2/securityGroupRule:SecurityGroupRule" ? "older" : "own";
    pushTo(styles, group, { style, certain });
  }
  return styles;
}
