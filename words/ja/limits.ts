/** Counts of rules and branch interfaces in Japanese. */
import type { NodeCapacity } from "../../model/capacity/branch-interfaces";
import type { CountDoubt } from "../../model/capacity/rule-counts";
import type { NotJudged } from "../../model/reading/completeness";
import { nodes } from "./amounts";
import { incompleteText } from "./reasons";
import { family as familyName, groupName } from "./things";

export function countDoubtText(doubt: CountDoubt): string {
  switch (doubt.kind) {
    case "rules outside the graph":
      return `グラフの外にもルールがある可能性があります${incompleteText(doubt.incomplete)}`;
    case "size of prefix list":
      return `${doubt.list} のエントリ数の上限がグラフにありません`;
    case "group of a rule":
      return "一部のルールがどのセキュリティグループのものか、グラフにありません";
  }
}

export function capacityDoubtText(doubt: NodeCapacity["doubts"][0]): string {
  switch (doubt.kind) {
    case "type of nodes":
      return `${doubt.nodes} のインスタンスタイプが示されていないか、表にありません`;
    case "several types":
      return `${doubt.nodes} には複数のインスタンスタイプがあり、それぞれのノード数が示されていません`;
    case "taints":
      return `${doubt.nodes} にはテイントがあり、そこで Pod が実行されるかどうかが示されていません`;
    case "number of nodes":
      return `${doubt.nodes} のノード数が示されていません`;
    case "nodes can grow":
      return `${doubt.nodes} は${doubt.most === null ? "" : ` ${doubt.most} 台まで`}増えることがあります`;
    case "whether bound":
      return `${doubt.workload} の Pod に専用のセキュリティグループが付くかどうかが示されていません`;
    case "number of pods":
      return `${doubt.workload} の Pod の数が示されていません`;
    case "runs overlap":
      return `${doubt.workload} の実行は重なることがあります`;
    case "pods not shown":
      return `${doubt.by} が、示されていない Pod を作り、その Pod に専用のセキュリティグループが付くことがあります`;
  }
}

export function notJudgedText({ family, types, count }: NotJudged): string {
  return `${familyName(family)}: ${count} (${types.join(", ")})`;
}

export const capacity = {
  notKnown: "不明です。ノードがないか、インスタンスタイプが示されていないか、表にありません。",
  nobody: "なし",
  taken: ({ nodes: count, instanceType, perNode, total, needed, headroom }: NodeCapacity, who: string): string =>
    `${nodes(count)} (${instanceType}) x ${perNode} = ${total}。最大 ${needed} 個使用 (${who})、${room(headroom)}。`,
  short: ({ nodes: count, instanceType, total, needed, headroom }: NodeCapacity): string =>
    `${nodes(count)} (${instanceType}) にブランチ ${total} 個。最大 ${needed} 個使用、${room(headroom)}`,
  sentence: (short: string): string => `${short}。`,
  coolDown: "終了した Pod のインターフェイスは 60～90 秒使用中のままなので、入れ替わる Pod は 2 回数えます。",
  notCertain: (doubts: string): string => `確かではありません: ${doubts}。`,
  ordinary: (count: number): string => `各ノードには、ほかの Pod 用のアドレスも ${count} 個あります。`,
  free: (count: number): string => room(count),
};

function room(headroom: number): string {
  return headroom < 0 ? `${-headroom} 不足` : `空き ${headroom}`;
}

export const rules = {
  none: "セキュリティグループはありません。",
  group: "セキュリティグループ",
  inbound: "イン",
  outbound: "アウト",
  quota: "クォータ",
  exceeded: "超過",
  remedy: "DNS クライアント用のセキュリティグループをバインディング間で共有してください",
  morePossible: (groups: string[], why: string): string =>
    `${groups.map(groupName).join("、")} のルールはこれより多い可能性があります: ${why}。`,
};
