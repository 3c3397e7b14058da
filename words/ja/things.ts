/** What the model calls things, in Japanese. What the table lacks is the name of a type, and stays as it is. */
import { groupsOfKey } from "../../model/aws/group-keys";

export function groupName(name: string): string {
  return groupsOfKey(name)
    .map((group) => {
      switch (group.kind) {
        case "cluster":
          return `${group.name} のクラスターセキュリティグループ`;
        case "remote access":
          return `${group.name} の SSH 用セキュリティグループ`;
        case "not known":
          return "不明なセキュリティグループ";
        case "elsewhere":
          return "グラフにないセキュリティグループ";
        case "internet":
          return "インターネット";
        case "named":
          return group.name;
      }
    })
    .join(" または ");
}

const THINGS: { [what: string]: string } = {
  "control plane": "コントロールプレーン",
  VPC: "VPC",
  subnet: "サブネット",
  "internet gateway": "インターネットゲートウェイ",
  "public address": "パブリック IP アドレス",
  "NAT gateway": "NAT ゲートウェイ",
  "route table": "ルートテーブル",
  route: "ルート",
  "route table association": "ルートテーブルの関連付け",
  "security group": "セキュリティグループ",
  "ingress rule": "インバウンドルール",
  "egress rule": "アウトバウンドルール",
  rule: "ルール",
  "launch template": "起動テンプレート",
  role: "ロール",
  "role attachment": "ロールへのアタッチ",
  "access entry": "アクセスエントリ",
  "node group": "ノードグループ",
  "Fargate profile": "Fargate プロファイル",
  "add-on": "アドオン",
  "vpc-cni add-on": "VPC CNI アドオン",
  "kube-proxy add-on": "kube-proxy アドオン",
  "coredns add-on": "CoreDNS アドオン",
  database: "データベース",
  "database cluster": "データベースクラスター",
  "subnet group": "サブネットグループ",
  password: "パスワード",
  "AWS provider": "AWS プロバイダー",
  "Kubernetes provider": "Kubernetes プロバイダー",
  namespace: "名前空間",
  "trunk interface": "トランクネットワークインターフェイス",
  "branch interface": "ブランチネットワークインターフェイス",
  "branch interfaces cool down": "ブランチネットワークインターフェイスのクールダウン",
  object: "オブジェクト",
  "application starts": "アプリケーションの起動",
  image: "イメージ",
  run: "実行",
  volume: "ボリューム",
  "file system": "ファイルシステム",
  bucket: "バケット",
  table: "テーブル",
  "volume claim": "ボリューム要求",
  "stateful workload": "ステートフルなワークロード",
  cluster: "クラスター",
  "namespace, with all in it,": "名前空間とその中のすべて",
  workload: "ワークロード",
  settings: "設定",
  secret: "シークレット",
  // Labels of the rules that EKS makes.
  "all out": "すべてのアウトバウンド",
  "all from itself": "自分自身からのすべて",
  "SSH to nodes with a key": "キーのあるノードへの SSH",
};

export function thing(what: string): string {
  return THINGS[what] ?? what;
}

export function family(name: string): string {
  return name === "resources that were only read" ? "読み取るだけのリソース" : name;
}

/** An address range, which stays as it is, or a prefix list. */
export function rangeName(name: string): string {
  return name.replaceAll(/\bprefix list (?=["p])/g, "プレフィックスリスト ").replaceAll(" or ", " または ");
}
