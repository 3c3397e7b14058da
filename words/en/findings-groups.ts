import type { FindingKind, FindingTexts, RuleStyle } from "../../policies/findings";
import type { OpenedBy, OpenedTogether } from "../../policies/references";
import { either, groupText, list, peerText, ruleText, trafficText } from "./names";

type GroupRule =
  | "both-halves"
  | "no-duplicate-rules"
  | "no-open-ingress"
  | "one-rule-style"
  | "pod-egress"
  | "pod-rules-narrow";

/** Texts of the rules about security groups and their rules. */
export const GROUP_FINDINGS: FindingTexts<Extract<FindingKind, `${GroupRule | "rules-within-quota"}: ${string}`>> = {
  "both-halves: half missing": ({ other, ...opened }, certain) => {
    const { rule, group, traffic, direction } = opened;
    const half = `${direction === "ingress" ? "egress" : "ingress"} rule of ${groupText(other)}`;
    const what = `${ruleText(rule)} opens ${groupText(group)} for ${trafficText(traffic)}`;
    if (!certain) return `whether there is the ${half} that ${ruleText(rule)} needs`;
    return `${what}, but there is no ${half} for it: nothing gets through; add it or remove the rule`;
  },

  "no-duplicate-rules: twice": ({ before, ...opened }) => {
    const { rule, group, traffic, direction, peer } = opened;
    const what = `${trafficText(traffic)} ${direction === "ingress" ? "from" : "to"} ${peerText(peer)}`;
    return `${ruleText(rule)} and ${ruleText(before)} both open ${groupText(group)} for ${what}; keep one of them`;
  },

  "no-open-ingress: everybody": (opened, certain) =>
    certain
      ? `${openText(opened)} to ${peersText(opened)}, which is everybody; name the groups that may come in`
      : `whether ${openText(opened)} to everybody`,
  "no-open-ingress: wide range": ({ widest, ...opened }, certain) =>
    either(
      certain,
      `${openText(opened)} to ${peersText(opened)}, more of the internet than a /${widest}`,
      "name the groups that may come in, or the few addresses",
    ),
  "no-open-ingress: not known": ({ what, ...opened }) =>
    `whether ${openText(opened)} to everybody: its ${what} are not known`,
  "no-open-ingress: rules not known": ({ group }) => `whether ${groupText(group)} is open to everybody`,
  "no-open-ingress: remote access not known": ({ nodes }) =>
    `whether EKS opens SSH to the nodes of "${nodes.name}" to everybody`,

  "one-rule-style: several": ({ group, styles }, certain) =>
    certain
      ? `${groupText(group)} has ${stylesText(styles)}: each removes or doubles the other's rules; write all of them in one way`
      : `whether ${groupText(group)} has rules of two styles`,

  "pod-egress: everything": (opened, certain) => {
    const verb = opened.rules.length > 1 ? "let" : "lets";
    const what = `${rulesText(opened)} ${verb} every port of ${groupText(opened.group)} out to ${peersText(opened)}`;
    return either(certain, what, "name targets and ports instead");
  },
  "pod-egress: rules not known": ({ group }) => `whether ${groupText(group)} lets everything out`,

  "pod-rules-narrow: addresses": (opened, certain) =>
    certain
      ? `${narrowText(opened)}: whatever gets such an address is meant, too; name a security group`
      : `whether ${narrowText(opened)}, which are addresses of the VPC`,
  "pod-rules-narrow: ports": (opened) => `${narrowText(opened)}; name the port that is served`,

  "rules-within-quota: over": ({ group, inbound, outbound, quota }) =>
    `${groupText(group)} has ${inbound} inbound and ${outbound} outbound rules, the quota is ${quota}; ` +
    "share a group of DNS clients or raise the quota",
  "rules-within-quota: not known": ({ group, quota }) =>
    `whether ${groupText(group)} keeps to the quota of ${quota} with rules that are not told here`,
};

const STYLES: { [style in RuleStyle]: string } = {
  inline: "inline rules",
  own: "rules of their own",
  older: "rules of the older kind",
};

function stylesText(styles: RuleStyle[]): string {
  return list(styles.map((style) => STYLES[style]));
}

function rulesText({ rules }: OpenedTogether): string {
  return list(rules.map(ruleText));
}

function peersText({ peers }: OpenedTogether): string {
  return list(peers.map(peerText));
}

function openText(opened: OpenedTogether): string {
  const verb = opened.rules.length > 1 ? "open" : "opens";
  return `${rulesText(opened)} ${verb} ${groupText(opened.group)} on ${trafficText(opened.traffic)}`;
}

function narrowText({ rule, group, direction, peer, traffic }: OpenedBy): string {
  const way = direction === "ingress" ? "from" : "to";
  return `${ruleText(rule)} opens ${groupText(group)} ${way} ${peerText(peer)} for ${trafficText(traffic)}`;
}
