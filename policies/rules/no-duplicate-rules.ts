import type { Rule as GroupRule } from "../../model/reading/rules";
import { ELSEWHERE, UNRESOLVED } from "../../model/reading/security-groups";
import type { Finding } from "../findings";
import { openedBy, ruleName } from "../references";
import { type Rule, rule, wrong } from "../rule";

/** A rule is declared once. */
export const noDuplicateRules: Rule = rule({
  name: "no-duplicate-rules",
  description: "No two rules of a security group say the same.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps: "Declare the path once, at the end that is made later; EC2 refuses the second rule.",
  url: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
  check(reading) {
    const first = new Map<string, GroupRule>();
    return reading.declaredRules.flatMap((entry): Finding[] => {
      const key = identity(entry);
      if (key === undefined) return [];
      const before = first.get(key);
      first.set(key, before ?? entry);
      if (before === undefined) return [];
      const values = { ...openedBy(reading, entry), before: ruleName(reading, before) };
      return [wrong(entry.urn, "no-duplicate-rules: twice", values)];
    });
  },
});

/** What EC2 tells rules apart by; undefined where a part of it is not known. */
function identity(entry: GroupRule): string | undefined {
  const { direction, group, certain, protocol, fromPort, toPort, portsKnown } = entry;
  const other = identityOfPeer(entry);
  if (!certain || !portsKnown || other === undefined) return undefined;
  return [direction, group, protocol, fromPort, toPort, other].join("\n");
}

function identityOfPeer({ peer }: GroupRule): string | undefined {
  switch (peer.kind) {
    case "groups":
      return peer.keys.length === 1 && ![UNRESOLVED, ELSEWHERE].includes(peer.keys[0]) ? peer.keys[0] : undefined;
    case "addresses":
      return peer.ranges.map(({ family, first, last }) => `${family} ${first} ${last}`).join();
    case "prefix list":
      return peer.incomplete?.kind === "not known" ? undefined : peer.name;
    case "unknown":
      return undefined;
  }
}
