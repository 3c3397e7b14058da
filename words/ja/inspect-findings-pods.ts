/**
 * What an inspection has found of policies, pods and their paths, in Japanese.
 */
import type { FindingTexts } from "../en/inspect-finding";
import { listed } from "./inspect-finding";

const direction = (one: string): string => (one === "ingress" ? "インバウンド" : "アウトバウンド");
const directions = (all: string[]): string => all.map(direction).join("と");
const NEW_PODS = "Pod を作り直してください。ポリシーの内容は新しい Pod にだけ適用されます";

/** Japanese. */
export const podTexts = {
  "policy-skipped": ({ why }) => ({
    cause: "Webhook はこのポリシーを通知なしに無視するため、Pod はノードのセキュリティグループで起動します",
    evidence: {
      "no selector": "podSelector も serviceAccountSelector もありません",
      "no groups": "セキュリティグループが指定されていません",
      "broken selector": "セレクターを解釈できません。条件の演算子、キー、値を確認してください",
    }[why],
    remedy: `ポリシーを修正し、${NEW_PODS}`,
  }),
  "policy-selects-nothing": ({ key, wanted, found }) => ({
    cause: "ポリシーが Pod を 1 つも選択していません。ラベルが数文字違っています",
    evidence: `ポリシーの条件は ${key}=${wanted} ですが、同じ名前空間の Pod または ServiceAccount には ${found} が付いています`,
    remedy: "どちらかを修正し、Pod を作り直してください。ServiceAccount は、名前ではなくラベルで照合されます",
  }),
  "policy-takes-all": () => ({
    cause: "ポリシーが名前空間のすべての Pod を選択しています。後から追加する Pod も対象になります",
    evidence: "セレクターに、Pod が満たすべき条件がありません",
    remedy: "専用のラベルで選択してください",
  }),
  "made-before-policy": ({ policy }) => ({
    cause: "Pod はポリシーより先、または同じ秒に作成されたため、ノードのセキュリティグループのままです",
    evidence: `${policy} は Pod より先には作成されておらず、Pod には vpc.amazonaws.com/pod-eni がありません`,
    remedy: NEW_PODS,
  }),
  "webhook-failed-open": ({ policy }) => ({
    cause: "Webhook がブランチネットワークインターフェイスを要求させずに Pod を通したか、ラベルが後から付けられました",
    evidence: `${policy} は Pod より先に作成され、Pod を選択していますが、Pod には vpc.amazonaws.com/pod-eni がありません`,
    remedy: "Pod を作り直し、監査ログで failed-open.mutation.webhook.admission.k8s.io を確認してください",
  }),
  "resource-not-first": ({ container }) => ({
    cause: "VPC CNI は最初のコンテナだけを参照しますが、別の Webhook がその前にコンテナを挿入しました",
    evidence: `vpc.amazonaws.com/pod-eni は、最初ではないコンテナ ${container} に付いています`,
    remedy: "その Webhook がコンテナを末尾に追加するようにしてください",
  }),
  "policy-gone": () => ({
    cause:
      "Pod を選択するポリシーがなくなりました。Pod は終了するまで、ブランチネットワークインターフェイスとそのセキュリティグループを保持します",
    remedy: NEW_PODS,
  }),
  "cannot-be-bound": ({ why }) => ({
    cause:
      why === "Windows"
        ? "ポリシーが Windows の Pod を選択していますが、ブランチネットワークインターフェイスは割り当てられません"
        : "ポリシーが hostNetwork の Pod を選択していますが、セキュリティグループはノードのものになります",
    remedy: "セレクターから外し、その Pod をセキュリティグループの前提にしないでください",
  }),
  "groups-differ": ({ expected, found, atNode }) => ({
    cause: atNode
      ? "Pod のセキュリティグループが、ポリシーのものではなくノードのものになっています"
      : "Pod のセキュリティグループが現在のポリシーと異なります。Pod は作成時に割り当てられたものを保持します",
    evidence: `ネットワークインターフェイスには ${listed(found)}、ポリシーの指定は ${listed(expected)} です`,
    remedy: NEW_PODS,
  }),
  "interface-missing": ({ interfaceId }) => ({
    cause: "Pod のブランチネットワークインターフェイスがなくなっているため、Pod はネットワークを使えません",
    evidence: `アノテーションは ${interfaceId} を示していますが、EC2 に存在しません`,
    remedy: "Pod を作り直してください",
  }),
  "no-interface-while-running": () => ({
    cause: "Pod は、要求したブランチネットワークインターフェイスなしで動いています",
    evidence: "リソースの要求はありますが、アノテーション vpc.amazonaws.com/pod-eni がありません",
    remedy: "Pod を作り直してください。再発する場合は、ノードの aws-node のログを確認してください",
  }),
  "mode-changed-after-pod": ({ before, now }) => ({
    cause: "適用モードの変更は新しい Pod にだけ適用されます。これらの Pod は以前のモードで作成されました",
    evidence: `作成時は ${before}、現在は ${now} です`,
    remedy: NEW_PODS,
  }),
  "service-account-missing": ({ account }) => ({
    cause:
      account === ""
        ? "Pod の作成が Webhook に拒否されています。多くの場合、Pod の ServiceAccount がないことが原因です"
        : "Pod の作成が拒否されています。Pod の ServiceAccount がありません",
    evidence: `FailedCreate のイベントがあります${account === "" ? "" : `。${account} がないか、作成時にありませんでした`}`,
    remedy: "ワークロードより先に ServiceAccount を作成してください",
  }),
  "group-missing": ({ groups }) => ({
    cause: "ポリシーが、クラスターの VPC にないセキュリティグループを指定しているため、Pod は起動しません",
    evidence: `EC2 に ${listed(groups)} がありません`,
    remedy: "ポリシーを修正し、待機中の Pod を削除してください。コントローラーは約 30 分間再試行しません",
  }),
  "group-of-other-vpc": ({ groups }) => ({
    cause: "ポリシーが、クラスターとは別の VPC のセキュリティグループを指定しています",
    evidence: listed(groups),
    remedy: "クラスターの VPC のセキュリティグループを指定し、待機中の Pod を削除してください",
  }),
  "too-many-groups": ({ count, quota }) => ({
    cause:
      "複数のポリシーの合計で、1 つのネットワークインターフェイスに付けられる数を超えるセキュリティグループが指定されています",
    evidence: `${count} 個で、クォータは ${quota} です`,
    remedy: "セキュリティグループをまとめるか、クォータの引き上げ (最大 16) を申請してください",
  }),
  "subnet-full": ({ subnets }) => ({
    cause: "サブネットに、Pod 用の空き IP アドレスがありません",
    evidence: subnets.length > 0 ? `${listed(subnets)} の空きは 0 です` : "EC2 がこの理由で拒否しました",
    remedy: "IP アドレスを空けるか、別のサブネットにノードを追加し、待機中の Pod を削除してください",
  }),
  "allocation-failed": ({ message }) => ({
    cause: "ブランチネットワークインターフェイスを作成できませんでした",
    evidence:
      message === ""
        ? "Pod は数分以上待っていますが、原因を示すイベントがありません。イベントの保存期間は 1 時間です"
        : message,
    remedy:
      message === ""
        ? "Pod を削除してください。コントローラーはすぐに再試行し、失敗すれば新しい Pod のイベントに原因が記録されます"
        : "示された原因を取り除き、Pod を削除してください。コントローラーは約 30 分間再試行しません",
  }),
  "strict-breaks": ({ what }) => ({
    cause: `strict モードでは、ブランチネットワークインターフェイスを持つ Pod で ${what} が動作しません`,
    evidence: {
      "Pod Identity": "対象の Pod は 169.254.170.23 から認証情報を取得しますが、到達できません",
      "NodeLocal DNSCache": "DaemonSet node-local-dns がありますが、対象の Pod はそのアドレスに到達できません",
      IPVS: "kube-proxy が IPVS モードで、対象の Pod の通信では Service のアドレスが変換されません",
      "Istio ambient": "対象の Pod がメッシュに含まれ、プローブの送信元アドレスに応答できません",
    }[what],
    remedy: what === "Pod Identity" ? "IRSA または standard モードを使ってください" : "standard モードを使ってください",
  }),
  "tagged-groups": ({ tagged, groups }) => ({
    cause:
      "AWS Load Balancer Controller は、複数のセキュリティグループを持つ Pod では、クラスターのタグがちょうど 1 つに付いていないと処理できません",
    evidence: `${listed(groups)} のうち、タグが付いているのは ${listed(tagged)} です`,
    remedy: "kubernetes.io/cluster/<name> のタグを、ちょうど 1 つに付けてください",
  }),
  "no-egress": ({ groups }) => ({
    cause: "セキュリティグループにアウトバウンドルールがまったくないため、Pod は何も送信できません",
    evidence: `${listed(groups)}: ルールなし。Terraform と Pulumi は、AWS が作成する既定のルールを削除します`,
    remedy: "DNS、データベース、そのほか必要な宛先へのルールを追加してください",
  }),
  "dns-closed": ({ protocols, missing, dnsGroups, named }) => ({
    cause: "Pod が名前を解決できません",
    evidence: `53 ${protocols.join("+")}: ${directions(missing)}のルールがありません。CoreDNS のセキュリティグループは ${listed(dnsGroups)} です${named.length > 0 ? `。Pod のルールは ${listed(named)} を指定しています` : ""}`,
    remedy:
      "DNS には 53 番ポートの UDP と TCP の両方が必要です。Pod のセキュリティグループのアウトバウンドと、CoreDNS が動くノードのセキュリティグループのインバウンドに追加してください",
  }),
  "probe-port-closed": ({ port, nodeGroups, groups }) => ({
    cause: "strict モードでは kubelet のプローブにもルールが必要ですが、ありません",
    evidence: `${listed(groups)} に、${listed(nodeGroups)} からの tcp ${port} を許可するルールがありません`,
    remedy: "ノードのセキュリティグループからのポートを許可してください",
  }),
  "database-half-closed": ({ database, port, missing, groups, databaseGroups }) => ({
    cause: `Pod が ${database} に到達できません。ルールの${missing.length > 1 ? "両側" : "片側"}がありません`,
    evidence: `tcp ${port}: ${listed(groups)} と ${listed(databaseGroups)} の間に、${directions(missing)}のルールがありません`,
    remedy: "ルールを追加してください。接続には、Pod 側のアウトバウンドとデータベース側のインバウンドの両方が必要です",
  }),
  "database-open": ({ database, port, rules }) => ({
    cause: `対象の Pod だけでなく、すべての Pod が ${database} に到達できます`,
    evidence: `tcp ${port} を、ノードのセキュリティグループ、アドレス範囲、またはすべての送信元から許可しています${rules.length > 0 ? ` (${listed(rules)})` : ""}`,
    remedy: "そのルールを削除し、Pod のセキュリティグループだけを許可してください",
  }),
  "standard-leaves-as-node": ({ database }) => ({
    cause: `standard モードでは、VPC の外にある ${database} から見える送信元は、Pod ではなくノードのアドレスとセキュリティグループです`,
    evidence: "AWS_VPC_K8S_CNI_EXTERNALSNAT が true ではなく、データベースは別の VPC にあります",
    remedy:
      "ルートと NAT ゲートウェイが対応していれば有効にするか、相手の VPC の CIDR を AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS に指定するか、strict モードを使ってください",
  }),
  "public-subnets": ({ subnets }) => ({
    cause: "strict モードの Pod はプライベート IP アドレスのまま通信するため、インターネットに出られません",
    evidence: `${listed(subnets)} は、インターネットゲートウェイへのルートを持っています`,
    remedy: "Pod がインターネットを必要とする場合は、NAT ゲートウェイのあるサブネットにノードを置いてください",
  }),
  "proof-failed": ({ exit }) => ({
    cause: "最後に実行したプローブが失敗しましたが、ほかに原因となるものは見つかりませんでした",
    evidence: `コンテナの終了コードは ${exit} です`,
    remedy: "ログを確認してください。スタックを次に更新すると再実行されます",
  }),
  "leaked-interfaces": ({ groups }) => ({
    cause:
      "どこからも使われていないブランチネットワークインターフェイスが残っているため、セキュリティグループを削除できません",
    evidence: `状態は available、セキュリティグループは ${listed(groups)} です`,
    remedy: "コントローラーが 1 時間以内に削除します。その前にクラスターを削除すると、残り続けます",
  }),
} satisfies Partial<FindingTexts>;
