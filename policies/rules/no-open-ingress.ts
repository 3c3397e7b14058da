import type { Reading } from "../../model/reading/reading";
import type { Rule as GroupRule } from "../../model/reading/rules";
import { find, isUnknown, pushTo } from "../../model/graph/values";
import type { Finding } from "../findings";
import { isForAddresses, isNamed, missingOf, groupName, openedTogether, resourceName } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";
import { type WideOpening, wideOpenings, type Widest } from "../wide-ranges";

interface Config {
  allow: string[];
  widestPublicPrefix: number;
  widestPublicPrefixIpv6: number;
}

/**
 * Nothing is open to everybody, nor to more of the internet than one organisation has. The widest ranges that are let be are
 * what one organisation can own: in IPv4 a former class B network, in IPv6 what a provider is given; an office has less.
 * Sources: https://www.rfc-editor.org/rfc/rfc791 (classes), https://www.ripe.net/publications/docs/ripe-738 (/32)
 */
export const noOpenIngress: Rule = rule<Config>({
  name: "no-open-ingress",
  description: "No security group admits 0.0.0.0/0, ::/0 or another wide part of the internet.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Name the security group that may come in instead of addresses; list a group that serves the public, such as a load balancer's, in `allow`.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  configSchema: {
    properties: {
      allow: names(
        "Logical names of security groups that may be open to everybody; for what EKS opens, of the node group",
      ),
      widestPublicPrefix: {
        ...{ type: "integer", minimum: 0, maximum: 32, default: 16 },
        description:
          "Bits of the widest IPv4 range of the internet that a group may admit, all its rules for a port together",
      },
      widestPublicPrefixIpv6: {
        ...{ type: "integer", minimum: 0, maximum: 128, default: 32 },
        description: "The same for IPv6",
      },
    },
  },
  check(reading, { allow, widestPublicPrefix, widestPublicPrefixIpv6 }) {
    const widest: Widest = { 4: widestPublicPrefix, 6: widestPublicPrefixIpv6 };
    const byGroup = new Map<string, GroupRule[]>();
    for (const entry of [...reading.declaredRules, ...reading.eksRules]) {
      if (entry.direction === "ingress") pushTo(byGroup, entry.group, entry);
    }
    const isAllowed = (key: string): boolean => isNamed(reading, key, allow);
    return [
      ...[...byGroup].flatMap(([key, rules]) => (isAllowed(key) ? [] : ofGroup(reading, rules, widest))),
      ...reading.groups.all().flatMap(({ key, kind, incomplete }): Finding[] => {
        if (incomplete === undefined || (kind !== "declared" && kind !== "cluster") || isAllowed(key)) return [];
        const values = { group: groupName(reading, key) };
        return [unsure(key, "no-open-ingress: rules not known", values, missingOf(incomplete))];
      }),
      ...reading.nodes.flatMap(({ resource, kind }): Finding[] => {
        const { urn, inputs, external, name } = resource;
        const isTold = external !== true && !isUnknown(find(inputs, "remoteAccess"));
        if (kind !== "managed" || isTold || allow.includes(name)) return [];
        const missing = external ? missingOf(reading.completeness.of(urn)) : [];
        return [unsure(urn, "no-open-ingress: remote access not known", { nodes: resourceName(resource) }, missing)];
      }),
    ];
  },
});

function ofGroup(reading: Reading, rules: GroupRule[], widest: Widest): Finding[] {
  const sure = rules.filter(({ certain, portsKnown }) => certain && portsKnown);
  const certain = wideOpenings(sure, widest);
  const told = new Set(certain.flatMap((opening) => opening.rules));
  const perhaps = wideOpenings(rules, widest).filter((opening) => !opening.rules.every((one) => told.has(one)));
  return [
    ...certain.map((opening) => finding(reading, opening, widest, true)),
    ...perhaps
      .filter((opening) => !opening.rules.every((one) => sure.includes(one)))
      .map((opening) => finding(reading, opening, widest, false)),
    ...rules.filter((entry) => !told.has(entry)).flatMap((entry) => ofUnknownPeer(reading, entry)),
  ];
}

function finding(reading: Reading, opening: WideOpening, widest: Widest, certain: boolean): Finding {
  const { rules, family, isEverybody } = opening;
  const values = openedTogether(reading, rules, opening);
  const judge = certain ? wrong : unsure;
  const { urn } = rules.find((one) => !(one.certain && one.portsKnown)) ?? rules[0];
  if (isEverybody) return judge(urn, "no-open-ingress: everybody", values);
  return judge(urn, "no-open-ingress: wide range", { ...values, widest: widest[family] });
}

function ofUnknownPeer(reading: Reading, entry: GroupRule): Finding[] {
  const { peer, urn } = entry;
  const values = openedTogether(reading, [entry], entry);
  if (peer.kind === "prefix list" && peer.incomplete !== undefined) {
    const missing = [{ kind: "prefix list" as const, name: peer.name }, ...missingOf(peer.incomplete)];
    return [unsure(urn, "no-open-ingress: everybody", values, missing)];
  }
  if (peer.kind !== "unknown") return [];
  const what = isForAddresses(reading, entry) ? "addresses" : "peers";
  return [unsure(urn, "no-open-ingress: not known", { ...values, what })];
}
