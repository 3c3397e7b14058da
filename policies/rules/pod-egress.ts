import { pushTo } from "../../model/graph/values";
import type { Rule as GroupRule } from "../../model/reading/rules";
import type { Finding } from "../findings";
import { handedOut } from "../pod-eni";
import { groupName, isNamed, missingOf, openedTogether } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";
import { isForAllPorts, wideOpenings } from "../wide-ranges";

/** Bound pods reach what they need. */
export const podEgress: Rule = rule<{ allow: string[] }>({
  name: "pod-egress",
  description: "No pod security group lets everything out to everywhere.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Declare what the pods reach, each with its port; for AWS services use an interface endpoint or a prefix list.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  configSchema: { properties: { allow: names("Logical names of pod security groups that may let everything out") } },
  check(reading, { allow }) {
    const handed = handedOut(reading);
    const byGroup = new Map<string, GroupRule[]>();
    for (const entry of reading.declaredRules) {
      const isMeant = entry.direction === "egress" && handed.has(entry.group) && isForAllPorts(entry);
      if (isMeant && !isNamed(reading, entry.group, allow)) pushTo(byGroup, entry.group, entry);
    }
    return [
      ...[...byGroup].flatMap(([key, rules]) => [
        ...wideOpenings(rules).map((opening): Finding => {
          const isSure = opening.rules.every(({ certain, portsKnown }) => certain && portsKnown);
          const values = openedTogether(reading, opening.rules, opening);
          const judge = isSure && handed.get(key) === true ? wrong : unsure;
          return judge(opening.rules[0].urn, "pod-egress: everything", values);
        }),
        ...rules.flatMap((entry): Finding[] => {
          const { peer, urn } = entry;
          const values = openedTogether(reading, [entry], entry);
          if (peer.kind === "unknown") return [unsure(urn, "pod-egress: everything", values)];
          if (peer.kind !== "prefix list" || peer.incomplete === undefined) return [];
          return [unsure(urn, "pod-egress: everything", values, [{ kind: "prefix list", name: peer.name }])];
        }),
      ]),
      ...[...handed.keys()].flatMap((key): Finding[] => {
        const { incomplete, kind } = reading.groups.get(key);
        if (incomplete === undefined || kind === "unresolved" || isNamed(reading, key, allow)) return [];
        return [unsure(key, "pod-egress: rules not known", { group: groupName(reading, key) }, missingOf(incomplete))];
      }),
    ];
  },
});
