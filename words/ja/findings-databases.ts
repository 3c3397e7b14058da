import type { FindingKind, Findings, FindingTexts } from "../../policies/findings";
import { DOES, either, groupText, list, peerText, resourceText, ruleText, trafficText } from "./names";

type DatabaseRule = "admits-bound-pods" | "backups" | "encrypted" | "password" | "private";

/** Texts of the rules about databases. */
export const DATABASE_FINDINGS: FindingTexts<Extract<FindingKind, `database-${DatabaseRule}: ${string}`>> = {
  "database-admits-bound-pods: default group": ({ database }) =>
    `${resourceText(database)} にセキュリティグループの指定がないため、VPC の既定のものが付き、同じものが付いたすべてを許可します。専用のものを付けてください`,
  "database-admits-bound-pods: cluster group": ({ database, group }, certain) =>
    either(
      certain,
      `${resourceText(database)} に、すべてのノードとほかの Pod に付く ${groupText(group)} が付いて`,
      DOES,
      "同じものが付いたすべてから届きます。専用のものを付けてください",
    ),
  "database-admits-bound-pods: groups not known": ({ database }) =>
    `${resourceText(database)} にどのセキュリティグループが付いているか`,
  "database-admits-bound-pods: rules not known": ({ database, group }) =>
    `${resourceText(database)} の ${groupText(group)} が何を許可するか (ルールがスタックの中にない)`,
  "database-admits-bound-pods: others": (values, certain) => {
    if (certain)
      return `${admitsText(values)}います。${BECAUSE[values.because](values)}。データベースを必要とする Pod のセキュリティグループを許可してください`;
    const isGroup = values.because === "not handed out";
    return `${admitsText(values)}いて、${isGroup ? "それを SecurityGroupPolicy が付ける" : "それが Pod のセキュリティグループではない"}かどうか`;
  },
  "database-admits-bound-pods: other ports": (values, certain) =>
    either(
      certain,
      `${admitsText(values)}いますが、データベースが待ち受けるのは tcp ${values.ports.join("、")} だけ`,
      ["です", "である"],
      "そのポートだけを許可してください",
    ),
  "database-admits-bound-pods: ports not known": ({ rule, database }) =>
    `${ruleText(rule)} が ${resourceText(database)} のどのポートを許可するか`,
  "database-admits-bound-pods: stray rule": ({ rule, peer }) =>
    `${peerText(peer)} を許可する ${ruleText(rule)} が、データベースのセキュリティグループのものかどうか`,

  "database-backups: not said": ({ database }) =>
    `${resourceText(database)} にバックアップの保持日数がありません。backupRetentionPeriod を設定してください (なしの場合は 0)`,
  "database-backups: few days": ({ database, days, minimum }) =>
    `${resourceText(database)} のバックアップの保持日数は ${days} 日で、${minimum} 日より短くなっています。backupRetentionPeriod を増やしてください`,
  "database-backups: days not known": ({ database }) => `${resourceText(database)} のバックアップを何日保持するか`,
  "database-backups: snapshot without a name": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} は最終スナップショットを作りますが名前がないため、destroy が失敗します。finalSnapshotIdentifier を設定するか、skipFinalSnapshot を true にしてください`
      : `${resourceText(database)} が最終スナップショットを残すかどうか`,

  "database-encrypted: not encrypted": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} は暗号化されていません。storageEncrypted を true にしてください`
      : `${resourceText(database)} が暗号化されるかどうか`,

  "database-password: none": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} にパスワードがありません。生成するか、manageMasterUserPassword を設定してください`
      : `${resourceText(database)} のパスワードが管理されるかどうか`,
  "database-password: not generated": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} のパスワードは生成も管理もされていません。プログラムまたは設定を読める人に知られます。RandomPassword を使ってください`
      : `${resourceText(database)} のパスワードがどこから来るか`,
  "database-password: short": ({ generator, length, minimum }) =>
    `${resourceText(generator)} が生成するのは ${length} 文字で、${minimum} 文字より短くなっています。長くしてください`,
  "database-password: in the clear": ({ keeper, take }, certain) =>
    certain
      ? `${resourceText(keeper)} がパスワードを平文で保持しています。${take === "Secret" ? "Secret に入れてください" : "SecureString にしてください"}`
      : `${resourceText(keeper)} がパスワードを暗号化して保持するかどうか`,
  "database-password: in a pod template": ({ workload }) =>
    `${resourceText(workload)} の Pod テンプレートにパスワードがあり、Pod を見られるすべての人が読めます。Secret から取ってください`,

  "database-private: public": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} はパブリックアクセス可能です。publiclyAccessible を false にしてください`
      : `${resourceText(database)} がパブリックアクセス可能かどうか`,
};

type Others = Findings["database-admits-bound-pods: others"];

function admitsText({ rule, peer, database, traffic }: Omit<Others, "because">): string {
  return `${ruleText(rule)} が ${peerText(peer)} に ${resourceText(database)} の ${trafficText(traffic)} を許可して`;
}

const BECAUSE: { [because in Others["because"]]: (values: Others) => string } = {
  addresses: () => "アドレスは Pod ではないので、そのアドレスを得たものはすべて届きます",
  nodes: ({ peer }) =>
    peer.kind === "groups" && peer.groups.some(({ kind }) => kind === "cluster")
      ? "そのセキュリティグループは、すべてのノードとほかの Pod に付きます"
      : "そのセキュリティグループは、ノードかほかの Pod に付きます",
  "not handed out": ({ peer }) =>
    `このスタックに ${list(peer.kind === "groups" ? peer.groups.map(groupText) : [])} を付ける SecurityGroupPolicy はありません`,
};
