import type { Rule as GroupRule } from "../../model/reading/rules";
import { UNRESOLVED } from "../../model/reading/security-groups";
import { rulesOf } from "../facts";
import { rule, type Violation, wrong } from "../rule";
import { groupName, peerName, ruleName, trafficName } from "../say";

/** A rule is declared once. */
export const noDuplicateRules = rule({
  name: "no-duplicate-rules",
  description: "No two rules of a security group say the same.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps: "Declare the path once, at the end that is made later; EC2 refuses the second rule.",
  url: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
  check(graph) {
    const first = new Map<string, GroupRule>();
    return rulesOf(graph).flatMap((entry): Violation[] => {
      const key = identity(entry);
      if (key === undefined) return [];
      const before = first.get(key);
      first.set(key, before ?? entry);
      if (before === undefined) return [];
      const way = entry.direction === "ingress" ? "from" : "to";
      const what = `${trafficName(entry)} ${way} ${peerName(graph, entry.peer)}`;
      const text = `${ruleName(graph, entry)} and ${ruleName(graph, before)} both open ${groupName(graph, entry.group)} for ${what}; keep one of them`;
      return [wrong(entry.urn, text)];
    });
  },
});

/** What EC2 tells rules apart by; undefined where a part of it is not known. */
function identity({
  direction,
  group,
  certain,
  protocol,
  fromPort,
  toPort,
  portsKnown,
  peer,
}: GroupRule): string | undefined {
  const isKnownGroup = peer.kind === "groups" && peer.keys.length === 1 && peer.keys[0] !== UNRESOLVED;
  const other = isKnownGroup ? peer.keys[0] : peer.kind === "cidr" ? peer.cidr : undefined;
  if (!certain || !portsKnown || other === undefined) return undefined;
  return [direction, group, protocol, fromPort, toPort, other].join("\n");
}
