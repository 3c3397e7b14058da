/** What is written into the pictures, in Japanese. */
import { list } from "./ends";

export const boxes = {
  podsOf: (names: string[]): string => `${list(names)} の Pod`,
  coreDns: "CoreDNS",
  clusterDns: "クラスター DNS",
  otherPods: "ほかの Pod",
  otherPodsAndNode: "ほかの Pod とノード",
  node: "ノード",
  nodeLine: "kubelet とホストネットワーク",
  api: "Kubernetes API",
  controlPlane: (version: string | undefined): string =>
    version === undefined ? "EKS が管理" : `バージョン ${version}`,
  internet: "インターネット",
  anyAddress: "VPC の外",
  silent: "自分からは接続しない",
  moreBindings: (count: number): string => `ほか ${count} 個のバインディング`,
  moreDatabases: (count: number): string => `ほか ${count} 個のデータベース`,
  inTable: "プランの表を参照",
  inCluster: "クラスター内のデータベース",
};

export const head = {
  noNetwork: "このプランはネットワークを作りません",
  general: "誰が何に届くか",
  notAllKnown: (what: string): string => `${what} に届くものは、まだすべてはわかりません`,
  nothing: (what: string): string => `${what} には何も届きません`,
  whoAndWhoNot: (what: string): string => `${what} に届くものと届かないもの`,
  only: (who: string[], what: string): string => `${what} に届くのは ${list(who)} だけです`,
  databases: (count: number): string => `${count} 個のデータベース`,
  refused: (what: string, who: string[]): string => `${what} に届かないもの: ${list(who)}。`,
  description: (headline: string, sentences: string[]): string => [`${headline}。`, ...sentences].join(""),
  lines: "実線は許可される接続、破線は届かない接続です。",
  stage: (stage: string): string => `ステージ ${stage}`,
  stack: (stack: string): string => `スタック ${stack}`,
  cluster: (cluster: string): string => `EKS クラスター ${cluster}`,
};

export const lines = {
  allowed: "許可",
  denied: "届かない: 許可するルールがない",
  notKnown: "デプロイ前にはわからない",
  out: (ports: string): string => `${ports} 送信`,
  in: (ports: string): string => `${ports} 受信`,
  sentence: (from: string, to: string, ports: string, word: string, because: string): string =>
    `${from} から ${to} へ、${ports}: ${word}。${because}。`,
  on: (carriers: string[]): string => `付く先: ${list(carriers)}`,
};

export const surroundings = {
  inZone: (name: string, range: string): string => `ゾーン ${name} ${range}`,
  privateSubnets: (subnets: string[]): string => `プライベートサブネット: ${subnets.join("、")}`,
  publicSubnet: (zone: string, range: string): string => `ゾーン ${zone} パブリック ${range}`,
  nat: "NAT ゲートウェイ",
  nodes: "ノード",
  anyZone: "、いずれかのゾーンに",
  branch: "ブランチ",
  trunk: "トランクネットワークインターフェイス",
  room: (count: number): string => ` (ブランチ ${count})`,
  noneBound: "専用のセキュリティグループを持つ Pod はありません",
  throughNode: "ノード経由",
};

export const stages = {
  order: ["移行前", "想定どおりの失敗", "移行後"],
  works: "catalog は動作します。",
  fails: "catalog は起動しません。",
  other: "ほかの Pod",
  own: "専用",
  shared: "ノードと共有",
  notPlanned: "この設定ではこのステージを作れません。",
  picture: (stage: string): string => `ステージ ${stage} の図`,
};

export const pod = {
  bound: "SecurityGroupPolicy が選択する Pod",
  ordinary: "ほかのすべての Pod",
  pod: "Pod",
  neighbours: "ほかの Pod",
  resource: "vpc.amazonaws.com/pod-eni: 1",
  vlan: "VLAN",
  branch: "ブランチネットワークインターフェイス",
  trunk: "トランクネットワークインターフェイス",
  primary: "プライマリネットワークインターフェイス",
  own: "専用のセキュリティグループ",
  shared: "ノードのセキュリティグループ",
  node: "ノード",
  boundSteps: [
    "Webhook が Pod にリソース vpc.amazonaws.com/pod-eni を加え、スケジューラーがブランチに空きのあるノードを選ぶ。",
    "VPC リソースコントローラーが、ノードのトランクにブランチネットワークインターフェイスを作る。",
    "VPC CNI が VLAN で Pod をそれにつなぐ。",
    "専用のセキュリティグループが、その Pod の送受信だけをフィルタリングする。",
  ],
  ordinarySteps: [
    "Webhook は何も加えず、空きのある任意のノードが選ばれる。",
    "VPC CNI が、ノードのプライマリネットワークインターフェイスのアドレスを Pod に与える。",
    "ノードのセキュリティグループが、ノード上のすべての Pod を同じようにフィルタリングする。ノードを許可すると、すべての Pod を許可することになる。",
  ],
};
