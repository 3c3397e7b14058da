/** Reasons of verdicts and paths in Japanese, without a full stop. */
import type { AutoModeFact, Doubt, Reason, RuleReference } from "../../model/reachability/reasons";
import type { Incomplete } from "../../model/reading/completeness";
import type { ModeDoubt } from "../../model/reading/policy-setting";
import { endName, list } from "./ends";
import { groupName, rangeName, thing } from "./things";
import { trafficText } from "./traffic";

export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "open":
      return openText(reason.egress, reason.ingress);
    case "closed":
      return closedText(reason);
    case "no common address family":
      return `${groupName(reason.from)} と ${groupName(reason.to)} に共通のアドレスファミリーがありません`;
    case "not known":
      return doubtText(reason.doubt);
    case "differs":
      return `ノードまたはワークロードによって異なります: ${reason.reasons.map(reasonText).join("。一方、")}`;
    case "same node":
      return `同じノードの中のトラフィックはフィルタリングされません。それ以外は、${reasonText(reason.otherwise)}`;
    case "same node in standard mode":
      return `standard モードでは、同じノードの中のトラフィックはフィルタリングされません。それ以外は、${reasonText(reason.otherwise)}`;
    case "leaves under the node's group":
      return `standard モードでは、ノードのセキュリティグループで VPC の外に出ます: ${reasonText(reason.by)}`;
    case "no public address":
      return `ルールでは許可されていますが、${endName(reason.endpoint)} にはパブリックアドレスがありません (publiclyAccessible がオフ)`;
    case "public endpoint":
      return reason.ranges === undefined
        ? "クラスターのエンドポイントはパブリックなので、セキュリティグループではフィルタリングされません"
        : `クラスターのパブリックエンドポイントは ${list(reason.ranges)} に開かれています。セキュリティグループではフィルタリングされません`;
    case "hangs on the mode":
      return `${modeDoubts[reason.modeDoubt]}。strict モードでは、${reasonText(reason.strict)}`;
    case "not documented for Auto Mode":
      return `EKS Auto Mode では、${autoModeText(reason.what)}について AWS のドキュメントに記載がありません。ルールだけで判断すると、${reasonText(reason.byRules)}`;
    case "early demux is on":
      return `${reasonText(reason.then)}。kubelet のプローブには DISABLE_TCP_EARLY_DEMUX も必要ですが、オフです`;
    case "by proxy":
      return `${endName(reason.proxy)} 経由です。${reasonText(reason.to)}。そこからは、${reasonText(reason.from)}`;
  }
}

const modeDoubts: Record<ModeDoubt, string> = {
  "not told": "適用モードがグラフにありません",
  declared: "適用モードは宣言されているだけで、確認されていません",
  contradictory: "適用モードが VPC CNI とバインディングとで異なります",
};

export function autoModeText(what: AutoModeFact): string {
  switch (what) {
    case "DNS":
      return "ノード上で応答する DNS にルールが適用されるかどうか";
    case "same node":
      return "同じノードの中のトラフィックがフィルタリングされるかどうか";
    case "leaving the VPC":
      return "どのセキュリティグループで VPC の外に出るか";
    case "probes":
      return "kubelet のプローブにルールが必要かどうか";
  }
}

export function doubtText(doubt: Doubt): string {
  switch (doubt.kind) {
    case "rules of group":
      return `${groupName(doubt.group)} のルールがグラフにありません${incompleteText(doubt.incomplete)}`;
    case "group of rule":
      return `${quoted(doubt.rule)} がどのセキュリティグループのルールか、グラフにありません`;
    case "peer group of rule":
      return `${quoted(doubt.rule)} がどのセキュリティグループを指すか、グラフにありません`;
    case "peer of rule":
      return `${quoted(doubt.rule)} の相手がわかりません`;
    case "ports of rule":
      return `${quoted(doubt.rule)} のポートがわかりません`;
    case "prefix list":
      return `${rangeName(doubt.rule.range ?? "プレフィックスリスト")} の内容がグラフにありません${incompleteText(doubt.incomplete)}`;
    case "addresses":
      return `${rangeName(doubt.range)} が ${endName(doubt.endpoint)} のすべてのアドレスを含むかどうか、グラフにありません`;
    case "at addresses":
      return `${rangeName(doubt.range)} に何があり、そこで何がフィルタリングするか、グラフにありません`;
    case "groups of endpoint":
      return `${endName(doubt.endpoint)} にそのセキュリティグループが付いているかどうか、グラフにありません`;
    case "address family":
      return `${endName(doubt.endpoint)} に IPv${doubt.family} アドレスがあるかどうか、グラフにありません`;
    case "between VPCs":
      return "両端が別の VPC にあるか、その可能性があり、VPC 間の接続がグラフにありません";
    case "database port":
      return "データベースのポートがわかりません";
    case "public endpoint":
      return "クラスターのエンドポイントがパブリックかどうか、グラフにありません";
    case "public address":
      return `${endName(doubt.endpoint)} にパブリックアドレスがあるかどうか (publiclyAccessible) がグラフにありません`;
    case "over the internet":
      return "インターネット経由でクラスターのパブリックエンドポイントに到達するかどうか、グラフにありません";
    case "source NAT":
      return "Pod が VPC の外に出るとき、ノードと Pod のどちらのセキュリティグループを使うか、グラフにありません";
    case "part of traffic":
      return doubt.protocol === "all"
        ? "ルールはトラフィックの一部だけを許可しています"
        : `ルールは ${doubt.protocol} の一部だけを許可しています`;
    case "target of proxy":
      return `${endName(doubt.proxy)} の先のデータベースがグラフにありません`;
  }
}

export function incompleteText(incomplete: Incomplete): string {
  switch (incomplete.kind) {
    case "only read":
      return " (読み取るだけのリソースです)";
    case "referred to":
      return ` (${incomplete.by} (${incomplete.type}) が参照していますが、この型は読み取りません)`;
    case "other account":
      return ` (別のアカウント ${incomplete.account} のものです)`;
    case "outside":
    case "not known":
      return "";
  }
}

function closedText({ missing, from, to, protocol, port }: Extract<Reason, { kind: "closed" }>): string {
  const what = trafficText(protocol, port);
  const [source, target] = [groupName(from), groupName(to)];
  if (!missing.includes("ingress")) return `${source} に、${target} への ${what} のアウトバウンドルールがありません`;
  if (!missing.includes("egress")) return `${target} に、${source} からの ${what} のインバウンドルールがありません`;
  return `${source} に ${target} への ${what} のアウトバウンドルールがなく、${target} に ${source} からのインバウンドルールもありません`;
}

function openText(egress: RuleReference[], ingress: RuleReference[]): string {
  const rules = [...egress, ...ingress];
  const [out, into] = rules;
  const isPair = egress.length === 1 && ingress.length === 1;
  if (isPair && out.eksMade && into.eksMade && out.group === into.group) {
    return `${groupName(out.group)} の EKS 既定のルール (${thing(out.label)}、${thing(into.label)}) によります`;
  }
  if (isPair && out.label === into.label && !out.eksMade && !into.eksMade) {
    return `${quoted(out)} によります (${groupName(out.group)} のアウトバウンドルール${range(out)}、${groupName(into.group)} のインバウンドルール${range(into)})`;
  }
  if (rules.length === 0) return "ここでは何もフィルタリングしません";
  const texts = rules.map((rule) => {
    const text = rule.eksMade ? quoted(rule) : `${direction(rule)}ルール ${quoted(rule)}`;
    return `${groupName(rule.group)} の${rule.eksMade ? " " : ""}${text}${range(rule)}`;
  });
  return `${texts.join(" と、")} によります`;
}

function direction({ direction: way }: RuleReference): string {
  return way === "ingress" ? "インバウンド" : "アウトバウンド";
}

function range({ range: found }: RuleReference): string {
  return found === undefined ? "" : ` (${rangeName(found)})`;
}

export function quoted(rule: RuleReference): string {
  return rule.eksMade ? `EKS 既定の${direction(rule)}ルール (${thing(rule.label)})` : `"${rule.label}"`;
}
