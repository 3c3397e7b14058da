/**
 * What an inspection shows, in Japanese.
 */
import type { InspectWords, ReadyText } from "../en/inspect";
import { closedUp } from "./closed-up";
import { endName } from "./ends";
import { listed } from "./inspect-finding";
import { clusterTexts } from "./inspect-findings-cluster";
import { podTexts } from "./inspect-findings-pods";
import { reasonText } from "./reasons";
import { groupName, thing } from "./things";

const set = (text: string): string => (text === "" ? "未設定" : text);
const settings = (of: { podEni: string; mode: string; earlyDemux: string }): string =>
  `ENABLE_POD_ENI ${set(of.podEni)}、モード ${set(of.mode)}、DISABLE_TCP_EARLY_DEMUX ${set(of.earlyDemux)}`;
const WANTED_SETTING = "true、strict (または standard)、strict では true";
const direction = (one: string): string => (one === "ingress" ? "インバウンド" : "アウトバウンド");

/** Japanese. */
export const inspectWords: InspectWords = closedUp({
  lang: "ja",
  title: (cluster, region, version, at) =>
    `${region} のクラスター ${cluster} (Kubernetes ${version})、${at} 時点。何も変更していません。`,
  noCluster: (cluster, region) =>
    `${region} にクラスター ${cluster} はありません。クラスターの一覧は aws eks list-clusters で確認できます。スタックのクラスターは、スタックを更新すると作成されます。`,
  sections: {
    ready: "Pod のセキュリティグループを使う準備",
    nodes: "ノード",
    pods: "Pod",
    paths: "経路",
    findings: "問題",
    unread: "読み取れなかったもの",
    story: "この Pod の経過",
  },
  marks: { ok: "ok", warn: "注意", fail: "NG", none: "-", unread: "?" },
  ready: {
    cluster: ({ version, auto, fargate, ordinary }): ReadyText => ({
      what: "クラスター",
      found: `Kubernetes ${version}、Auto Mode ${auto ? "有効" : "無効"}、通常のノード ${ordinary} 台、Fargate ${fargate} 台`,
      wanted: "通常のノード。Auto Mode だけの場合は 1.36 以降。Fargate ではポリシーだけ",
    }),
    role: ({ role, policy, attached }): ReadyText => ({
      what: "クラスターの IAM ロール",
      found: attached ? `${role} に ${policy} があります` : `${role} に ${policy} がありません`,
      wanted: `クラスターのロールに ${policy}`,
    }),
    version: ({ version, managed, minimum }): ReadyText => ({
      what: "VPC CNI",
      found: `${version === "" ? "不明" : version}${managed ? "" : "、EKS アドオンではありません"}`,
      wanted: `${minimum} 以降 (1.22.0 と 1.22.1 を除く)`,
    }),
    addon: (data): ReadyText => ({
      what: "アドオンの設定",
      found: `${data.status}: ${settings(data)}`,
      wanted: WANTED_SETTING,
    }),
    running: (data): ReadyText => ({ what: "aws-node の設定", found: settings(data), wanted: WANTED_SETTING }),
    webhook: ({ name, present }): ReadyText => ({
      what: "Webhook",
      found: present ? name : `${name} がありません`,
      wanted: name,
    }),
    nodes: ({ able, served, asking, free }): ReadyText => ({
      what: "トランクを持つノード",
      found: `${served} 台中 ${able} 台${asking === null ? "" : `、要求は ${asking} 台`}。空きのブランチネットワークインターフェイス ${free ?? "?"} 個`,
      wanted: "トランクに対応するインスタンスタイプで、設定の後に作成されたノード",
    }),
    groups: ({ made, further, nodes }): ReadyText => ({
      what: "セキュリティグループ",
      found: [
        `クラスター ${made} (terraform-aws-eks: cluster_primary_security_group_id)`,
        ...(further.length > 0 ? [`コントロールプレーンに追加 ${listed(further)} (cluster_security_group_id)`] : []),
        `ノード ${listed(nodes)}${nodes.length > 0 && !nodes.includes(made) ? " (node_security_group_id)" : ""}`,
      ].join("、"),
      wanted: "DNS とプローブのルールが、ノードに付いているセキュリティグループを指定していること",
    }),
    coredns: ({ groups, fargate, pods }): ReadyText => ({
      what: "CoreDNS",
      found: `${pods} 個の Pod${fargate ? " (Fargate)" : ""}、セキュリティグループ ${listed(groups)}`,
      wanted: "Pod のセキュリティグループからの 53 番ポート (UDP と TCP)",
    }),
    "group-quota": ({ quota, needed }): ReadyText => ({
      what: "インターフェイスあたりのセキュリティグループ数",
      found: `必要 ${needed}、クォータ ${quota}`,
      wanted: "1 つの Pod に対する全ポリシーの合計がクォータ以内",
    }),
    "rule-quota": ({ quota, most, group }): ReadyText => ({
      what: "セキュリティグループあたりのルール数",
      found: `最大 ${most} (${group})、クォータ ${quota}`,
      wanted: "バインディングごとに DNS のルール 2 つが入ること",
    }),
    addresses: ({ subnet, free }): ReadyText => ({
      what: "空き IP アドレス",
      found: `${subnet} に ${free} 個`,
      wanted: "対象の Pod ごとに 1 個",
    }),
  },
  readyNames: {
    cluster: "クラスター",
    role: "クラスターの IAM ロール",
    version: "VPC CNI",
    addon: "アドオンの設定",
    running: "aws-node の設定",
    webhook: "Webhook",
    nodes: "トランクを持つノード",
    groups: "セキュリティグループ",
    coredns: "CoreDNS",
    "group-quota": "インターフェイスあたりのセキュリティグループ数",
    "rule-quota": "セキュリティグループあたりのルール数",
    addresses: "空き IP アドレス",
  },
  wanted: (text) => `必要: ${text}`,
  notNeeded: "不要、または対象なし",
  notRead: "読み取れませんでした",
  nodeTable: {
    head: ["ノード", "タイプ", "トランク", "容量", "使用", "クールダウン"],
    auto: "Auto Mode",
    fargate: "Fargate",
    hybrid: "Hybrid Nodes",
    none: "なし",
    empty: "ノードが見つかりませんでした。",
  },
  verdicts: {
    bound: "適用済み。ポリシーのとおりのセキュリティグループが付いています",
    unbound: "適用なし。専用のセキュリティグループを与えるポリシーがありません",
    waiting: "ブランチネットワークインターフェイスを待っています",
    wrong: "問題あり。下記を参照してください",
    "not known": "不明",
  },
  pod: {
    none: "SecurityGroupPolicy のある名前空間に Pod はありません。",
    policies: (names) => `${listed(names)} が選択`,
    noPolicy: "選択するポリシーなし",
    policiesUnread: "選択するポリシーは読み取れませんでした",
    node: (name) => `ノード ${name}`,
    noNode: "ノード未定",
    resource: (container, first) =>
      `vpc.amazonaws.com/pod-eni は${first ? "最初のコンテナ" : "最初ではないコンテナ"} ${container} に付与`,
    noResource: "vpc.amazonaws.com/pod-eni の要求なし",
    annotation: {
      eniId: (text) => `ブランチネットワークインターフェイス ${text}`,
      vlanId: (text) => `トランク上の VLAN ${text}`,
      privateIp: (text) => `IP アドレス ${text}`,
      subnetCidr: (text) => `サブネット ${text}`,
      ifAddress: (text) => `MAC ${text}`,
    },
    noAnnotation: "アノテーション vpc.amazonaws.com/pod-eni はまだありません",
    noInterface: "専用のものはなく、ノードのネットワークインターフェイスを使います",
    nodeGroups: (groups) =>
      `ノードのプライマリネットワークインターフェイスのセキュリティグループ: ${groups.length === 0 ? "不明" : listed(groups)}`,
    fargate: (groups) => `fargate.amazonaws.com/pod-sg は ${listed(groups)}`,
    groups: (found, expected) =>
      `ネットワークインターフェイスのセキュリティグループ: ${found === null ? "不明" : listed(found)}` +
      (expected === null ? "" : `、期待値: ${listed(expected)}`),
    event: (text) => `イベント ${text}`,
    more: (count) => `ほか ${count} 件。--json はすべてを、--pod は 1 つの Pod を表示します`,
  },
  path: {
    none: "セキュリティグループを適用する Pod はありません。",
    open: "可",
    closed: "不可",
    notKnown: "?",
    rule: (way, id, group, label) => `${groupName(group)} の${direction(way)} ${id} (${thing(label)})`,
    byEks: "EKS 作成のルール",
    end: endName,
    reason: reasonText,
    missing: (ways) => `${ways.map(direction).join("と")}のルールがありません`,
    proof: (name, said, exit) =>
      exit === undefined
        ? `プローブ ${name} は終了していません`
        : `プローブ ${name} の終了コードは ${exit}${said === "" ? "" : `: ${said}`}`,
    console: "コンソール",
  },
  findings: { ...clusterTexts, ...podTexts },
  finding: {
    error: "エラー",
    warning: "注意",
    sentence: (text) => `${text}。`,
    evidence: "根拠",
    remedy: "対処",
    at: (names) => listed(names),
    mode: (mode) => `故障モード ${mode}`,
    none: "なし。",
    more: (count) => `同じコマンドがほかに ${count} 件。--json はすべてを表示します`,
  },
  unread: {
    forbidden: (call, code) => `${call}: 許可されていません (${code})。許可するか、これなしで読んでください`,
    throttled: (call, code) => `${call}: 呼び出しが多すぎます (${code})。もう一度実行してください`,
    unreachable: (call, code) =>
      `${call}: 応答がありません (${code})。エンドポイントがパブリックか、到達できる場所にあるかを確認してください`,
    other: (call, code) => `${call}: ${code}`,
  },
  end: {
    errors: (count) => `エラーが ${count} 件見つかりました。`,
    unread: (count) => `エラーは見つかりませんでしたが、${count} 件を読み取れませんでした。`,
    well: "エラーは見つかりませんでした。",
  },
  story: {
    admission: "1 アドミッション",
    scheduling: "2 スケジューリング",
    interface: "3 ネットワークインターフェイス",
    groups: "4 セキュリティグループ",
    packet: "5 パケット",
    kubelet: "6 プローブ",
    created: (at) => `作成 ${at}`,
    capacity: (node, used, capacity, cooling) =>
      `${node} のブランチネットワークインターフェイス: ${capacity} 個中 ${used ?? "?"} 個使用、${cooling ?? "?"} 個クールダウン中`,
    ready: "Ready",
    notReady: "Ready ではありません",
    noPaths: "この Pod を選択するポリシーがないため、ノードのセキュリティグループのルールで決まります",
  },
  noPod: (pod, names) => `Pod ${pod} はありません${names.length > 0 ? `。${listed(names, 3)} のことですか` : ""}`,
});
