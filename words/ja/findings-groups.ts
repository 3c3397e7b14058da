import type { FindingKind, FindingTexts, RuleStyle } from "../../policies/findings";
import type { OpenedBy, OpenedTogether } from "../../policies/references";
import { DOES, either, groupText, list, peerText, ruleText, trafficText } from "./names";

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
    const half = `${groupText(other)} の${direction === "ingress" ? "アウトバウンド" : "インバウンド"}ルール`;
    if (!certain) return `${ruleText(rule)} に必要な ${half}があるかどうか`;
    return `${ruleText(rule)} が ${groupText(group)} の ${trafficText(traffic)} を許可していますが、対応する ${half}がないため何も通りません。追加するか、ルールを削除してください`;
  },

  "no-duplicate-rules: twice": ({ before, ...opened }) => {
    const { rule, group, traffic, direction, peer } = opened;
    const what = `${peerText(peer)} ${direction === "ingress" ? "から" : "へ"}の ${trafficText(traffic)}`;
    return `${ruleText(rule)} と ${ruleText(before)} が、どちらも ${groupText(group)} で ${what} を許可しています。どちらか 1 つにしてください`;
  },

  "no-open-ingress: everybody": (opened, certain) =>
    certain
      ? `${openText(opened)}、${peersText(opened)} (すべての人) に許可しています。許可するセキュリティグループを指定してください`
      : `${openText(opened)}、すべての人に許可しているかどうか`,
  "no-open-ingress: wide range": ({ widest, ...opened }, certain) =>
    either(
      certain,
      `${openText(opened)}、/${widest} より広いインターネットの範囲 ${peersText(opened)} に許可して`,
      DOES,
      "許可するセキュリティグループか、少数のアドレスを指定してください",
    ),
  "no-open-ingress: not known": ({ what, ...opened }) =>
    `${openText(opened)}、すべての人に許可しているかどうか (${WHAT[what] ?? what}がわからない)`,
  "no-open-ingress: rules not known": ({ group }) => `${groupText(group)} がすべての人に許可しているかどうか`,
  "no-open-ingress: remote access not known": ({ nodes }) =>
    `EKS が "${nodes.name}" のノードへの SSH をすべての人に許可するかどうか`,

  "one-rule-style: several": ({ group, styles }, certain) =>
    certain
      ? `${groupText(group)} に ${stylesText(styles)} が混在しています。互いのルールを削除または重複させます。すべて同じ形で記述してください`
      : `${groupText(group)} に 2 種類の形のルールがあるかどうか`,

  "pod-egress: everything": (opened, certain) =>
    either(
      certain,
      `${rulesText(opened)} が ${groupText(opened.group)} から ${peersText(opened)} へのすべてのポートを許可して`,
      DOES,
      "代わりに接続先とポートを指定してください",
    ),
  "pod-egress: rules not known": ({ group }) => `${groupText(group)} がすべてのアウトバウンドを許可しているかどうか`,

  "pod-rules-narrow: addresses": (opened, certain) =>
    certain
      ? `${narrowText(opened)}います。そのアドレスを得たものがすべて対象になります。セキュリティグループを指定してください`
      : `${narrowText(opened)}いて、それが VPC のアドレスかどうか`,
  "pod-rules-narrow: ports": (opened) => `${narrowText(opened)}います。使うポートを指定してください`,

  "rules-within-quota: over": ({ group, inbound, outbound, quota }) =>
    `${groupText(group)} にインバウンドルールが ${inbound} 個、アウトバウンドルールが ${outbound} 個ありますが、クォータは ${quota} です。DNS クライアント用のセキュリティグループを共有するか、クォータを引き上げてください`,
  "rules-within-quota: not known": ({ group, quota }) =>
    `${groupText(group)} が、ここに示されていないルールも含めてクォータ ${quota} に収まるかどうか`,
};

const STYLES: { [style in RuleStyle]: string } = {
  inline: "インラインルール",
  own: "独立したリソースのルール",
  older: "旧来の形のルール",
};

const WHAT: { [what: string]: string } = { ports: "ポート", addresses: "アドレス", groups: "セキュリティグループ" };

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
  return `${rulesText(opened)} が ${groupText(opened.group)} の ${trafficText(opened.traffic)} を`;
}

function narrowText({ rule, group, direction, peer, traffic }: OpenedBy): string {
  const way = direction === "ingress" ? "から" : "へ";
  return `${ruleText(rule)} が ${groupText(group)} で ${peerText(peer)} ${way}の ${trafficText(traffic)} を許可して`;
}
