/**
 * What an inspection has found, in Japanese. Without full stops.
 */
import { type FindingTexts, listed as listedInEnglish } from "../en/inspect-findings";

/** Names in a row; of many the first ones. */
export function listed(names: string[], most = 5): string {
  if (names.length === 0) return "なし";
  const more = names.length - most;
  const shown = listedInEnglish(names.slice(0, most), most).replaceAll(", ", "、");
  return more > 0 ? `${shown} ほか ${more} 件` : shown;
}

const value = (text: string): string => (text === "" ? "未設定" : `"${text}"`);
const direction = (one: string): string => (one === "ingress" ? "インバウンド" : "アウトバウンド");
const directions = (all: string[]): string => all.map(direction).join("と");
const NEW_PODS = "Pod を作り直してください。ポリシーの内容は新しい Pod にだけ適用されます";
const REPLACE = "ノードを drain し、ノードグループに新しいノードを作らせてください";

/** Japanese. */
export const findingTexts: FindingTexts = {
  "pod-eni-off": ({ found }) => ({
    cause: "VPC CNI が Pod にブランチネットワークインターフェイスを割り当てません。ENABLE_POD_ENI が無効です",
    evidence: `aws-node の ENABLE_POD_ENI は ${value(found)} です`,
    remedy:
      "有効にしてから、ノードを入れ替えてください。ネットワークインターフェイスの枠をすべて使っているノードには、トランクネットワークインターフェイスが付きません",
  }),
  "vpc-cni-missing": () => ({
    cause:
      "クラスターに VPC CNI がありません。ブランチネットワークインターフェイスを Pod に割り当てられるのは VPC CNI だけです",
    evidence: "kube-system に DaemonSet の aws-node がありません",
    remedy:
      "EKS アドオン vpc-cni を ENABLE_POD_ENI を有効にしてインストールしてください。ほかのネットワークプラグインでは代用できません",
  }),
  "mode-unknown": ({ found }) => ({
    cause: "適用モードの値が正しくないため、aws-node は起動時に終了します",
    evidence: `POD_SECURITY_GROUP_ENFORCING_MODE は ${value(found)} です`,
    remedy: "strict または standard を設定してください",
  }),
  "early-demux-on": ({ probed }) => ({
    cause: "strict モードで TCP early demux が有効なため、kubelet からの TCP プローブがタイムアウトします",
    evidence: `init コンテナの DISABLE_TCP_EARLY_DEMUX が true ではありません${probed ? "。対象の Pod には TCP のプローブがあります" : ""}`,
    remedy: "init.env の DISABLE_TCP_EARLY_DEMUX を true にするか、standard モードを使ってください",
  }),
  "addon-refused": ({ status, codes }) => ({
    cause:
      status === "DEGRADED"
        ? "VPC CNI アドオンの状態が正常ではないと EKS が報告しています"
        : "EKS が VPC CNI アドオンに設定を適用できませんでした",
    evidence: `アドオンの状態は ${status} です${codes.length > 0 ? `。理由: ${listed(codes)}` : ""}`,
    remedy:
      "aws eks describe-addon で health を確認してください。env と init.env の値は文字列で指定し、未知のキーは拒否されます",
  }),
  "setting-not-running": ({ name, told, runs }) => ({
    cause: "aws-node の設定がアドオンの設定と異なります。どちらかが手作業で変更されています",
    evidence: `${name} は、アドオンでは ${value(told)}、DaemonSet では ${value(runs)} です`,
    remedy: "正しい値を決めてアドオンに設定してください。次のアドオン更新で DaemonSet が上書きされることがあります",
  }),
  "aws-node-not-rolled": ({ name }) => ({
    cause: "これらのノードの aws-node は、以前の設定のまま動いています",
    evidence: `aws-node の Pod の ${name} が DaemonSet と異なります`,
    remedy: "aws-node を再起動してください",
  }),
  "aws-node-crashing": ({ reason }) => ({
    cause: "aws-node が起動し続けられないため、これらのノードの新しい Pod はネットワークを使えません",
    evidence: `コンテナは待機中です: ${reason}`,
    remedy: "kubectl --namespace kube-system logs daemonset/aws-node --previous を確認してください",
  }),
  "version-refused": ({ version }) => ({
    cause:
      "このバージョンの VPC CNI は ec2:DescribeSecurityGroups の権限がないと停止し、Pod ENI が有効なクラスターでは API を大量に呼び出します",
    evidence: `現在は ${version} です。該当するのは 1.22.0 と 1.22.1 です`,
    remedy: "1.22.2 以降を使ってください",
  }),
  "version-old": ({ version, minimum }) => ({
    cause:
      "このバージョンの VPC CNI は、トランクネットワークインターフェイスを持てないノードでもネットワークインターフェイスの枠を 1 つ確保します",
    evidence: `現在は ${version} です。${minimum} で修正されています`,
    remedy: "アドオンを新しいバージョンに更新してください",
  }),
  "cool-down-short": ({ seconds, effective }) => ({
    cause: "Pod の IP アドレスがほかのホストの ARP キャッシュに残っているうちに再利用され、接続が断続的に失敗します",
    evidence: `branch-eni-cooldown は ${seconds} (有効値 ${effective} 秒) です。ARP キャッシュは 60 秒残ります`,
    remedy: "60 秒のままにしてください",
  }),
  "role-policy-missing": ({ role, refused, hasTrunks }) => ({
    cause:
      "クラスターの IAM ロールに、トランクおよびブランチネットワークインターフェイスの作成を許可するポリシーがありません",
    evidence: `${role} に AmazonEKSVPCResourceController がアタッチされていません${refused ? "。トランクの作成も拒否されています" : hasTrunks ? "。ただしトランクを持つノードがあるため、別のポリシーが許可しているか、以前に作成されたものです" : "。別のポリシーが同じ操作を許可しているかどうかは読み取っていません"}`,
    remedy: "ノードのロールではなくクラスターのロールにアタッチし、トランクのないノードを入れ替えてください",
  }),
  "webhook-missing": () => ({
    cause:
      "対象の Pod にブランチネットワークインターフェイスを要求させる、VPC リソースコントローラーの Webhook がありません",
    evidence:
      "mpod.vpc.k8s.aws を持つ MutatingWebhookConfiguration がないため、Pod はノードのセキュリティグループで起動します",
    remedy:
      "vpc-resource-mutating-webhook は EKS がすべてのクラスターに作成します。AWS サポートに復旧を依頼してください",
  }),
  "auto-mode-old": ({ version }) => ({
    cause: "EKS Auto Mode で Pod のセキュリティグループを使えるのは Kubernetes 1.36 以降です",
    evidence: `クラスターは ${version} で、ポリシーがあり、ノードは Auto Mode のものだけです`,
    remedy:
      "クラスターをアップグレードするか、トランクネットワークインターフェイスを持てるインスタンスタイプのマネージドノードグループを追加してください",
  }),
  "type-without-trunk": ({ types }) => ({
    cause: "トランクネットワークインターフェイスを持てるノードがありません",
    evidence: `${listed(types)} は対応していません (VPC リソースコントローラーの表でブランチ数が 0)`,
    remedy: "m6g.large など、対応するインスタンスタイプのノードを追加してください。t 系は対応していません",
  }),
  "type-not-known": ({ types, listed: isListed, controller }) => ({
    cause:
      "クラスターの VPC リソースコントローラーがこのインスタンスタイプを知らないため、トランクネットワークインターフェイスを付けません",
    evidence: `${listed(types)}: ${isListed ? "新しい表にはありますが、Unsupported として拒否されました" : "既知の表にありません"}${controller === "" ? "" : `。コントローラーは ${controller} です`}`,
    remedy: "EKS がコントローラーを更新するまで、m6g.large など以前からあるインスタンスタイプを使ってください",
  }),
  "node-before-role-policy": () => ({
    cause:
      "ノードの起動時にトランクの作成が拒否されました。クラスターの IAM ロールへのポリシーのアタッチが後になったためです",
    evidence: "TrunkENICreationFailed (UnauthorizedOperation) のイベントがあり、ポリシーは現在アタッチされています",
    remedy: REPLACE,
  }),
  "no-slot-for-trunk": ({ interfaces, most }) => ({
    cause: "Pod ENI を有効にしたとき、ノードにはトランク用のネットワークインターフェイスの枠が残っていませんでした",
    evidence: `${most} 個中 ${interfaces} 個のネットワークインターフェイスがアタッチ済みで、CNINode はトランクを要求していません`,
    remedy: REPLACE,
  }),
  "trunk-missing": ({ code }) => ({
    cause: "これらのノードはブランチネットワークインターフェイスを提供していません。原因は外部からは分かりません",
    evidence: `allocatable に vpc.amazonaws.com/pod-eni がありません${code === "" ? "" : `。EC2 の応答は ${code} です`}`,
    remedy: "ノードのイベントとサブネットの空き IP アドレスを確認し、ノードを入れ替えてください",
  }),
  "ordinary-pods-without-address": ({ nodes }) => ({
    cause:
      "通常の Pod に IP アドレスが割り当てられません。トランクがネットワークインターフェイスを 1 つ使うため、max-pods が大きすぎます",
    evidence: `failed to assign an IP address (${listed(nodes)})。ブランチネットワークインターフェイスを持つ Pod には影響しません`,
    remedy:
      "プレフィックス委任を使うか、より大きいノードを使うか、max-pods を下げてください: (インターフェイス数 - 1) x (アドレス数 - 1) + 2",
  }),
  "branch-interfaces-used-up": ({ total, used, cooling }) => ({
    cause: "ノードのブランチネットワークインターフェイスがすべて使われています",
    evidence: `${total} 個のうち ${used} 個が使用中、${cooling} 個がクールダウン中です。Pod は Insufficient vpc.amazonaws.com/pod-eni で待機しています`,
    remedy: "ノードを追加するか、より大きいノードを使ってください。停止した Pod の分は 60～90 秒後に解放されます",
  }),
  "branch-interfaces-out-of-reach": ({ total, free }) => ({
    cause:
      "Pod がブランチネットワークインターフェイスを待っています。空きのあるノードはありますが、Pod を配置できません",
    evidence: `${total} 個のうち ${free} 個が空いています。配置できない理由はイベントにあります`,
    remedy:
      "Pod の nodeSelector、affinity、toleration、リソース要求を確認するか、Pod を配置できる場所に、トランクネットワークインターフェイスを持てるインスタンスタイプのノードを追加してください",
  }),
  "interfaces-cooling": ({ nodes }) => ({
    cause:
      "停止した Pod のブランチネットワークインターフェイスが解放されるのを待っています。スケジューラーからは空きに見えます",
    evidence: `${listed(nodes)} では、使用中とクールダウン中の合計が上限に達しています`,
    remedy: "60～90 秒待ってください。ロールアウトのたびに起きる場合は、余裕を持たせてください",
  }),
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
};
