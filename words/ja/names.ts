/** How Japanese findings of the policies name things, and what is missing. */
import { unique } from "../../model/graph/values";
import type { GroupName, Missing, PeerName, ResourceName, RuleName, Traffic } from "../../policies/references";
import { autoModeText } from "./reasons";
import { rangeName } from "./things";

export function resourceText({ type, name }: ResourceName): string {
  const kind = type.split(":").at(-1);
  return `${kind === "Addon" ? "アドオン" : kind} "${name}"`;
}

export function list(texts: string[]): string {
  return unique(texts).join("、");
}

export function resourcesText(resources: ResourceName[]): string {
  return list(resources.map(resourceText));
}

export function groupText(group: GroupName): string {
  switch (group.kind) {
    case "declared":
      return `セキュリティグループ "${group.name}"`;
    case "cluster":
      return `"${group.name}" のクラスターセキュリティグループ`;
    case "remote access":
      return `"${group.name}" の SSH キー用に EKS が作るセキュリティグループ`;
    case "id":
      return `セキュリティグループ ${group.id}`;
    case "other account":
      return `アカウント ${group.account} のセキュリティグループ ${group.id}`;
    case "elsewhere":
      return "別のスタックのセキュリティグループ";
    case "no id":
      return "セキュリティグループの id ではない値";
    case "not known":
      return "不明なセキュリティグループ";
  }
}

export function groupsText(groups: GroupName[]): string {
  return list(groups.map(groupText));
}

export function ruleText(rule: RuleName): string {
  switch (rule.kind) {
    case "own":
      return `ルール "${rule.name}"`;
    case "inline":
      return `"${rule.name}" のインライン${rule.direction === "ingress" ? "インバウンド" : "アウトバウンド"}ルール`;
    case "EKS":
      return rule.nodes === undefined ? "EKS 既定のルール" : `"${rule.nodes}" の SSH キー用の EKS 既定のルール`;
  }
}

export function peerText(peer: PeerName): string {
  switch (peer.kind) {
    case "groups":
      return groupsText(peer.groups);
    case "addresses":
      return rangeName(peer.name);
    case "not known":
      return "不明なアドレス";
  }
}

export function trafficText({ protocol, fromPort, toPort, portsKnown }: Traffic): string {
  if (!portsKnown) return "不明なポート";
  if (protocol === "-1") return "すべてのトラフィック";
  if (protocol === null) return "別のプロトコル";
  if (!["tcp", "udp"].includes(protocol)) return protocol;
  return fromPort === toPort ? `${protocol} ${fromPort}` : `${protocol} ${fromPort}-${toPort}`;
}

export function instanceTypeText(type: string | null): string {
  return type ?? "あるインスタンスタイプ";
}

export function missingText(missing: Missing): string {
  switch (missing.kind) {
    case "only read":
      return `"${missing.name}" は読み取るだけのリソース`;
    case "referred to":
      return `ここで読み取らない ${resourceText(missing.by)} が "${missing.name}" を参照している`;
    case "outside":
      return "スタックの中にない";
    case "other account":
      return `別のアカウント ${missing.account} のもの`;
    case "rules of group":
      return "そのセキュリティグループのルールの一部が示されていない";
    case "group of rule":
      return `${ruleText(missing.rule)} がどのセキュリティグループのものか示されていない`;
    case "peer of rule":
      return `${ruleText(missing.rule)} の相手が示されていない`;
    case "ports of rule":
      return `${ruleText(missing.rule)} のポートがわからない`;
    case "group of a rule":
      return "一部のルールがどのセキュリティグループのものか示されていない";
    case "prefix list":
      return `${rangeName(missing.name)} の内容が示されていない`;
    case "prefix list size":
      return `${rangeName(missing.name)} のエントリ数の上限が示されていない`;
    case "addresses":
      return `${rangeName(missing.range)} が必要なアドレスをすべて含むかどうかが示されていない`;
    case "between VPCs":
      return "2 つの VPC を結ぶものがあるかどうかが示されていない";
    case "groups of the other end":
      return "相手側に付いたセキュリティグループによって決まる";
    case "pods with groups":
      return "このクラスターの Pod にセキュリティグループが付くかどうかが示されていない";
    case "Auto Mode":
      return `EKS Auto Mode では、${autoModeText(missing.what)}についてドキュメントに記載がない`;
    case "selected":
      return "ポリシーがこの Pod を選択するかどうかわからない";
    case "Fargate":
      return "Pod が Fargate で動作するかどうかが示されていない";
    case "unread":
      return `ここで読み取らない ${resourceText(missing.by)} が作成または設定する可能性がある`;
    case "not shown":
      return `"${missing.name}" の作るものが示されていない`;
    case "nodes":
      return `"${missing.name}" がどのようなノードを作るか示されていない`;
    case "add-on":
      return `"${missing.name}" が VPC CNI アドオンかどうかが示されていない`;
    case "handed out":
      return "一部のポリシーが付けるセキュリティグループが示されていない";
    case "differs":
      return "ノードまたはワークロードによって異なる";
    case "no nodes":
      return "ノードがスタックの中にない";
    case "not known":
      return "";
  }
}

/**
 * A finding: where it is certain, what is wrong in the polite form and what to do, else whether it is so in the plain form.
 *
 * @param stem all before the ending of the verb
 * @param verb the ending in the polite and in the plain form
 */
export function either(certain: boolean, stem: string, [polite, plain]: [string, string], remedy: string): string {
  return certain ? `${stem}${polite}。${remedy}` : `${stem}${plain}かどうか`;
}

/** Endings that many findings have. */
export const DOES: [string, string] = ["います", "いる"];
export const IS_NOT: [string, string] = ["いません", "いない"];
export const HAS_NOT: [string, string] = ["ありません", "ない"];
