/** What is said of the policies in Japanese, and what to do where one is broken. */

export const verdicts = {
  hold: (count: number): string => `${count} 個の Pulumi ポリシーをすべて満たしています。`,
  nothingFound: (count: number): string => `${count} 個の Pulumi ポリシー。判定した範囲では指摘はありません。`,
  found: (count: number, parts: string[]): string => `${count} 個の Pulumi ポリシー。${parts.join("、")}。`,
  stops: (violations: string): string => `${violations} (デプロイは止まります)`,
  line: (name: string, policy: string, message: string): string => `${name} ${policy}: ${message}。`,
  more: (name: string, policy: string, count: number): string => `${name} ${policy}: 同様の指摘がほかに ${count} 件。`,
};

export function level(name: string): string {
  return { mandatory: "必須", advisory: "参考" }[name] ?? name;
}

export function remedyOf(policy: string): string | undefined {
  return REMEDIES[policy];
}

/** What to do, by policy. */
const REMEDIES: { [policy: string]: string } = {
  "both-halves": "足りない側のルールを追加するか、片側だけでは何も開かないルールを削除してください。",
  "bound-pod-label":
    "バインディングのラベルは Pod テンプレートだけに付けてください。セレクターは変更できないため、ワークロードがバインディングから外れられなくなります。",
  "bound-pod-order":
    "Pod テンプレートのラベルをバインディング (podLabels) から取るか、ポリシーとルールを dependsOn に指定してください。ポリシーより先に起動した Pod はノードのセキュリティグループのままになり、ルールより先に起動した Pod は DNS を使えません。",
  "bound-pod-spec":
    "Pod テンプレートから hostNetwork を外し、terminationGracePeriodSeconds を 0 より大きくし、Windows の Pod をポリシーで選択しないでください。",
  "branch-capacity": "ノードを増やすか、より大きいインスタンスタイプを使うか、選択される Pod を減らしてください。",
  "cluster-role":
    "最初のノードより前に、マネージドポリシー AmazonEKSVPCResourceController を (ノードではなく) クラスターのロールにアタッチしてください。",
  "database-admits-bound-pods":
    "ルールを削除し、PodSecurityGroupBinding で経路を宣言してください (reaches: [{ database }])。データベースに届く必要のあるセキュリティグループは alsoAllow に記載できます。",
  "database-backups":
    "backupRetentionPeriod (なしの場合は 0) と、skipFinalSnapshot: true または finalSnapshotIdentifier を設定してください。",
  "database-encrypted":
    "データベースの作成時に storageEncrypted: true を設定してください。稼働中のものは、暗号化したスナップショットのコピーから復元すると暗号化されます。",
  "database-password":
    "パスワードは random.RandomPassword で生成するか manageMasterUserPassword を設定し、Secret または SSM の SecureString で渡してください。",
  "database-private": "publiclyAccessible: false を設定してください。",
  "kubernetes-version":
    "マイナーバージョンを 1 つずつ上げてください。延長サポートではクラスターの料金が 6 倍になります。",
  "no-duplicate-rules": "経路は、あとから作るほうの端で 1 回だけ宣言してください。EC2 は 2 つ目のルールを拒否します。",
  "no-open-ingress":
    "アドレスの代わりに、許可するセキュリティグループを指定してください。ロードバランサーのように公開するものは allow に記載できます。",
  "node-metadata":
    'ノードグループの起動テンプレートに metadataOptions { httpTokens: "required", httpPutResponseHopLimit: 1 } を設定してください。ノードの認証情報を得た Pod は、ネットワークインターフェイスを Pod のセキュリティグループに移せます。',
  "node-volumes":
    '起動テンプレートの blockDeviceMappings にボリュームを記載し、それぞれ ebs.encrypted を "true" にしてください。',
  "nodes-after-pod-eni": "ノードグループの dependsOn に VPC CNI アドオンとロールへのアタッチを指定してください。",
  "one-rule-style":
    "ルールはすべて aws.vpc.SecurityGroupIngressRule と SecurityGroupEgressRule で記述してください。インラインルールと旧来の SecurityGroupRule は、更新のたびに自分の知らないルールを削除します。",
  "owner-and-expiry":
    "プロバイダーに defaultTags を設定してください。インスタンス、ボリューム、インターフェイスのタグは起動テンプレートの tagSpecifications で付きます。",
  "pod-dns":
    "バインディングの reaches に { dns: true } を宣言してください。Pod のアウトバウンドと CoreDNS 側のインバウンドが、UDP と TCP のそれぞれに必要です。",
  "pod-egress":
    "Pod の接続先をポートごとに宣言してください。AWS のサービスには、インターフェイスエンドポイントかプレフィックスリストを使います。",
  "pod-group-order":
    "セキュリティグループはノードのあとに作ってください。クラスターのハンドルから vpcId を取るか、ノードグループとアドオンを dependsOn に指定します。そうしないと destroy がノードを先に削除し、誰も削除できないブランチネットワークインターフェイスがセキュリティグループを手放しません。",
  "pod-rules-narrow": "相手のセキュリティグループと、使うポートを 1 つずつ指定してください。",
  "policy-groups":
    "セキュリティグループは、リソースの返す id で 1 回ずつ、インターフェイスに付けられる数まで指定してください。1 つの Pod を選択するすべてのポリシーの合計です。",
  "policy-selector":
    "そのために Pod に付けたラベルで選択してください。名前空間全体に適用するポリシーは allowAll に記載できます。",
  "policy-selects-pods":
    "ポリシーと同じ名前空間で、ポリシーが選択するラベルを Pod テンプレートに付けてください。付けないと、Pod は何の通知もなくノードのセキュリティグループで動作します。",
  "probe-ports": "プローブのポートごとに、Pod の reachableFrom に { nodes: true, port } を宣言してください。",
  "rules-within-quota":
    "DNS クライアント用のセキュリティグループをバインディング間で共有すると、クラスターセキュリティグループのルールは全部で 2 つで済みます (additionalSecurityGroupIds と、それを作るバインディングへの dependsOn)。または AWS にクォータの引き上げを申請し、quota を設定してください。",
  "standard-mode":
    "POD_SECURITY_GROUP_ENFORCING_MODE を strict、DISABLE_TCP_EARLY_DEMUX を true に設定してください。NodePort、NodeLocal DNSCache、Calico のために standard モードが必要な場合は accepted を設定します。",
  "trunk-capable-nodes":
    "m6g.large のように、トランクネットワークインターフェイスを使えるタイプにしてください。ほかの Pod だけのノードグループは allow に記載できます。",
  "vpc-cni-setting":
    'configurationValues を {"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}} に設定し、稼働中のノードを入れ替えてください。',
};
