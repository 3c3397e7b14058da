/** What a plan says in Japanese. */
import type { Who } from "../en/plan";
import { list } from "./ends";

export const headings = {
  stage: "ステージ",
  answer: "答え",
  reachability: "誰が何に届くか",
  figures: "容量、時間、費用",
  policies: "Pulumi ポリシー",
  reasons: "それぞれを決めるルール",
  resources: "作られるもの",
  binding: "バインディング (スタックの出力 podSecurityGroupBinding)",
  capacity: "ブランチネットワークインターフェイス",
  rules: "セキュリティグループごとのルール数",
  time: "時間",
  cost: "費用",
  notJudged: "判定しなかったもの",
};

export function title(stack: string, stage: string | undefined): string {
  return `EKS の Pod のセキュリティグループ: スタック ${stack}${stage === undefined ? "" : `、ステージ ${stage}`} のプラン`;
}

export function wrote(file: string): string {
  return `${file} を書き出しました`;
}

export function made(resources: string, components: string): string {
  return `実際のプログラムからオフラインで作成: ${components}に ${resources}。何もデプロイせず、アカウントにも問い合わせていません。`;
}

export function warning(text: string): string {
  return `警告: ${text}`;
}

export const stages: { [stage: string]: string } = {
  "in-cluster":
    "このステージで示すこと: catalog はクラスター内の MySQL を使います。動作しますが、ほかのどの Pod からも MySQL に届きます。すべての Pod がノードのセキュリティグループを共有しているためです。",
  "rds-unbound":
    "このステージで示すこと: catalog は RDS に移り、起動に失敗します。ノードのセキュリティグループを許可するものがないためです。ログの最後は dial tcp …:3306: i/o timeout です。",
  bound:
    "このステージで示すこと: catalog の Pod に専用のセキュリティグループが付き、データベースがそれを許可するので、catalog は動作します。ほかの Pod は届きません。",
};

export function stagePlace(stage: string, all: string[]): string {
  return all.map((one) => (one === stage ? `[${one}]` : one)).join(" -> ");
}

export const lesson: string =
  "既定では、ノード上のすべての Pod がノードのセキュリティグループを共有します。ノードを許可すると、その上のすべての Pod を許可することになります。";

export type { Who };

export const answer = {
  only: (who: Who, database: string, ports: string): string =>
    `${database} の ${ports} に届くのは ${list(who.names)} だけです。`,
  open: (who: Who, database: string, ports: string): string =>
    `${list(who.names)} は ${database} の ${ports} に届きます。`,
  nobody: (database: string, ports: string): string => `${database} の ${ports} に接続できるものはありません。`,
  closed: (who: Who): string => `${list(who.names)} は届きません。`,
  unknown: (who: Who, database: string, ports: string): string =>
    `${list(who.names)} が ${database} の ${ports} に届くかどうかはわかりません。`,
  byBranch: (groups: string[], admits: string, rule: string): string =>
    groups.length > 1
      ? `Pod は専用のブランチネットワークインターフェイスを持ちます。それに付いた ${list(groups)} のうち 1 つを ${admits} が許可しています (ルール ${rule})。`
      : `Pod は専用のブランチネットワークインターフェイスを持ち、それに付いた ${list(groups)} を ${admits} が許可しています (ルール ${rule})。`,
  byNode: (groups: string[], admits: string, rule: string): string =>
    `ノードのプライマリネットワークインターフェイスを使い、それに付いた ${list(groups)} を ${admits} が許可しています (ルール ${rule})。`,
  withinNode: (groups: string[]): string =>
    `両端ともノードのプライマリネットワークインターフェイスを使います。それに付いた ${list(groups)} の中では、EKS 既定のルールがすべてを許可しています。`,
  refusedByNode: (groups: string[], refuses: string): string =>
    `使うのはノードのプライマリネットワークインターフェイスです。そのグループ (${list(groups)}) を許可するインバウンドルールが ${refuses} にありません。`,
  refusedByBranch: (groups: string[], refuses: string): string =>
    `ブランチネットワークインターフェイスに付いた ${list(groups)} を許可するインバウンドルールが ${refuses} にありません。`,
  withoutDns: (who: Who, reaches: false | null): string =>
    reaches === null
      ? `${list(who.names)} がクラスターの DNS (udp 53) に届くかどうかはわかりません。届かなければ、名前では接続できません。`
      : `ただし、${list(who.names)} はクラスターの DNS (udp 53) に届かないため、名前では接続できません。`,
  othersNotKnown: (group: string): string =>
    `ほかに何が ${group} に届くかはわかりません。そのセキュリティグループを持つものが、このプランにないためです。`,
  podsOf: (binding: string, workloads: string[]): string =>
    `バインディング ${binding} の Pod (${workloads.length === 0 ? "ここに該当するワークロードなし" : list(workloads)})`,
  cannotBeBound: (workload: string, isOnHost: boolean): string =>
    `${workload} は${isOnHost ? "ホストのネットワーク" : " Windows "}で動作します。ポリシーに選択されていますが、ブランチネットワークインターフェイスは付かず、ノードのセキュリティグループを使います。`,
  mayStartBefore: (workloads: string[]): string =>
    `${list(workloads)} は、選択するポリシーを待ちません。ポリシーより先に起動した Pod は、ノードのセキュリティグループを使います。`,
  together: (sentences: string[]): string => sentences.join(""),
  because: (reason: string): string => `${reason}。`,
};

export const table = {
  from: "接続元",
  port: "ポート",
  nothing: "ありません。ここで読み取るネットワークがありません。",
  note: (isDnsSplit: boolean): string =>
    `行が接続元、列が接続先です。${isDnsSplit ? "プロトコルのないポートは TCP です。53 は TCP と UDP で答えが異なります" : "ポートは TCP で、53 は UDP も含みます"}。`,
  signs: "「-」は調べていない組み合わせ (データベースから自分自身へなど)、「不明」はプランだけではわからないものです。",
  standardMode:
    "standard モード: 同じノードの中のトラフィックはフィルタリングされず、VPC の外へはノードのセキュリティグループで出ます。",
  moreRows: (count: number): string => `… ほか ${count} 行。--verbose ですべて表示します。`,
};

export const inAll = {
  sentence: (end: string, what: string): string => `${end} から届くもののすべて: ${what}。`,
  on: (targets: string, where: string): string => `${targets} (${where})`,
  nothing: "なし",
  nothingElse: "。ほかにはありません",
};

export const figures = {
  capacity: "容量",
  time: "時間",
  cost: "費用",
  ready: (ready: string, readySlow: string, gone: string, goneSlow: string): string =>
    `使えるまで ${ready} 分 (遅い場合 ${readySlow})、消えるまで ${gone} 分 (遅い場合 ${goneSlow})`,
};

export const ending = {
  verbose: "--verbose でルール、リソース、バインディング、ルール数、全指摘を示します。",
  fine: "このプランを止める Pulumi ポリシーはありません。",
  stopped: (policies: string[]): string =>
    `許可されません。デプロイは次の Pulumi ポリシーで止まります: ${list(policies)}`,
};

export const binding = {
  none: "プログラムはバインディングを出力しません。",
  later: "(デプロイ後に確定)",
  nothing: "なし",
};

export function provider(name: string): string {
  return `${name} プロバイダー`;
}
