import type { GraphResource } from "../../model/graph/graph";
import { SECURITY_GROUP_TYPES } from "../../model/reading/security-groups";
import { isUnknown } from "../../model/graph/values";
import { once, resourcesOf, rulesOf } from "../facts";
import { rule, unsure, type Violation, wrong } from "../rule";
import { list } from "../say";

/** The rules of one group are written in one way. */
export const oneRuleStyle = rule({
  name: "one-rule-style",
  description: "The rules of a security group are all inline, or all resources of one kind.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Write all rules of the group as aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule: inline rules, and the older SecurityGroupRule, remove what they do not know on every update.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
  check(graph) {
    const styles = stylesOf(graph);
    return graph.resources
      .filter(({ type }) => SECURITY_GROUP_TYPES.includes(type))
      .flatMap((group): Violation[] => {
        const found = styles.get(group.urn) ?? [];
        const certain = [...new Set(found.filter((entry) => entry.certain).map(({ style }) => style))];
        if (isInline(group)) certain.push(INLINE);
        const text = `security group "${group.name}" has ${list(certain)}`;
        if (certain.length > 1) {
          return [wrong(group.urn, `${text}: each removes or doubles the other's rules; write all of them in one way`)];
        }
        const all = new Set([...certain, ...found.map(({ style }) => style)]);
        return all.size > 1
          ? [unsure(group.urn, `whether security group "${group.name}" has rules of two styles`)]
          : [];
      });
  },
});

const INLINE = "inline rules";

/** True also for an empty list, by which the provider removes every rule, and for one that is not known yet. */
function isInline({ type, inputs }: GraphResource): boolean {
  if (type.endsWith("DefaultSecurityGroup")) return true;
  return [inputs.ingress, inputs.egress].some((value) => Array.isArray(value) || isUnknown(value));
}

const stylesOf = once((graph) => {
  const styles = new Map<string, { style: string; certain: boolean }[]>();
  for (const { group, urn, certain } of rulesOf(graph)) {
    const type = resourcesOf(graph).get(urn ?? "")?.type ?? "";
    if (SECURITY_GROUP_TYPES.includes(type)) continue;
    const style =
      type === "aws:ec2/securityGroupRule:SecurityGroupRule" ? "rules of the older kind" : "rules of their own";
    styles.set(group, [...(styles.get(group) ?? []), { style, certain }]);
  }
  return styles;
});
