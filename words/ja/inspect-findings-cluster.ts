/**
 * What an inspection has found of a cluster and its nodes, in Japanese.
 */
import type { FindingTexts } from "../en/inspect-finding";
import { listed } from "./inspect-finding";

const value = (text: string): string => (text === "" ? "未設定" : `"${text}"`);
const REPLACE = "ノードを drain し、ノードグループに新しいノードを作らせてください";

/** Japanese. */
export const clusterTexts = {
  "pod-eni-off": ({ found }) => ({
    cause: "VPC CNI が Pod にブランチネットワークインターフェイスを割り当てません。ENABLE_POD_ENI が無効です",
    evidence: `aws-node の ENABLE_POD_ENI は ${value(found)} です`,
    remedy:
      "有効にしてから、ノードを入れ替えてください。ネットワークインターフェイスの枠をすべて使っているノードには、トランクネットワークインターフェイスが付きません",
  }),
  "vpc-cni-missing": () => ({
    cause:
      "クラスターに VPC CNI がありません。ブランチネットワークインターフェイスを Pod に割り当てられるのは VPC CNI だけです",
    evidence: "kube-system に DaemonSet の aws-node がなく、EKS アドオンの vpc-cni もありません",
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
} satisfies Partial<FindingTexts>;
