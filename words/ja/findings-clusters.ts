import { ENFORCING_MODES, VPC_CNI_MINIMUM_VERSION, VPC_CNI_REFUSED_VERSIONS } from "../../model/aws/vpc-cni";
import type { VpcCniFault, VpcCniVersionFault } from "../../model/aws/vpc-cni";
import type { DemandDoubt } from "../../model/capacity/branch-demand";
import type { SupplyDoubt } from "../../model/capacity/branch-interfaces";
import type { ConfigurationProblem } from "../../policies/addon-schema";
import type { FindingKind, Findings, FindingTexts, Tagged } from "../../policies/findings";
import { DOES, either, HAS_NOT, instanceTypeText, IS_NOT, list, resourcesText, resourceText } from "./names";

type ClusterRule =
  | "branch-capacity"
  | "cluster-role"
  | "kubernetes-version"
  | `node-${"metadata" | "volumes"}`
  | "nodes-after-pod-eni"
  | "owner-and-expiry"
  | "standard-mode"
  | "trunk-capable-nodes"
  | "vpc-cni-setting";

const CONTROLLER_POLICY = "AmazonEKSVPCResourceController";

/** Texts of the rules about clusters, their nodes and the VPC CNI, and about tags. */
export const CLUSTER_FINDINGS: FindingTexts<Extract<FindingKind, `${ClusterRule}: ${string}`>> = {
  "branch-capacity: too few": ({ pods, needed, ...offer }) => {
    const who = list(pods.map(({ name, count }) => `${name} ${count}`));
    return `${offerText(offer)}ですが、Pod には ${needed} 個必要です (${who})。ノードを増やすか、より大きいタイプにしてください`;
  },
  "branch-capacity: perhaps too few": ({ needed, doubts, ...offer }) => {
    const why = list(doubts.map(doubtText));
    const taken = `${offerText(offer)}で、クールダウン中のものを含めて最大 ${needed} 個使用`;
    return `入れ替わる Pod がインターフェイスを待つかどうか (${taken}${why === "" ? "" : `、${why}`})`;
  },
  "branch-capacity: several clusters": () =>
    "選択されるすべての Pod に足りるブランチネットワークインターフェイスがノードにあるかどうか (クラスターが複数ある)",
  "branch-capacity: nodes not told": () =>
    "選択されるすべての Pod に足りるブランチネットワークインターフェイスがノードにあるかどうか (ノードの数またはタイプが示されていない)",

  "cluster-role: role not in the stack": ({ cluster }) =>
    `${resourceText(cluster)} のロールに ${CONTROLLER_POLICY} が付いているかどうか (ロールがスタックの中にない)`,
  "cluster-role: permission missing": ({ cluster, roles }, certain) => {
    const who = `${resourceText(cluster)} の使う ${resourcesText(roles)}`;
    if (!certain) return `${who} に ${CONTROLLER_POLICY} が付いているかどうか`;
    return `${who} に ${CONTROLLER_POLICY} がないため、どのノードにもトランクネットワークインターフェイスが付きません。アタッチしてください`;
  },

  "kubernetes-version: not known": ({ cluster }) => `${resourceText(cluster)} の Kubernetes バージョン`,
  "kubernetes-version: unlisted": ({ cluster, version }) =>
    `${resourceText(cluster)} の Kubernetes ${version} が標準サポート期間内かどうか`,
  "kubernetes-version: ended": ({ cluster, version, ends }) =>
    `${resourceText(cluster)} の Kubernetes ${version} の標準サポートは${ends === undefined ? "" : ` ${ends} に`}終了しました。サポート期間内のバージョンにしてください`,
  "kubernetes-version: no version": ({ cluster }) =>
    `${resourceText(cluster)} のバージョンが正しい形ではありません。1.35 のように、サポート期間内のバージョンを指定してください`,

  "node-metadata: no template": ({ nodes }, certain) =>
    certain
      ? `${resourceText(nodes)} に専用の起動テンプレートがないため、Pod が 2 ホップ目からノードの認証情報に届きます。IMDSv2 とホップ制限 1 の起動テンプレートを付けてください`
      : `${resourceText(nodes)} に専用の起動テンプレートがあるかどうか`,
  "node-metadata: template not told": ({ nodes }) =>
    `${resourceText(nodes)} の Pod がノードのメタデータに届くかどうか (起動テンプレートが示されていない)`,
  "node-metadata: no IMDSv2": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} が IMDSv2 を必須にしていません。metadataOptions.httpTokens を "required" にしてください`
      : `${resourceText(template)} が IMDSv2 を必須にしているかどうか`,
  "node-metadata: hop limit": ({ template, limit }, certain) => {
    if (!certain)
      return `${resourceText(template)} のメタデータのホップ制限${limit === null ? "" : ` (${limit}) の効果`}`;
    const what = limit === null ? "ホップ制限がない" : `ホップ制限が ${limit} である`;
    return `${resourceText(template)} のメタデータの${what}ため、Pod がノードの認証情報に届きます。metadataOptions.httpPutResponseHopLimit を 1 にしてください`;
  },

  "node-volumes: not encrypted": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} に暗号化されていないボリュームがあります。ebs.encrypted を "true" にしてください`
      : `${resourceText(template)} がボリュームを暗号化するかどうか`,
  "node-volumes: not said": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} にボリュームの暗号化の指定がありません。ebs.encrypted を "true" にして記載してください`
      : `${resourceText(template)} がボリュームを暗号化するかどうか`,

  "nodes-after-pod-eni: too early": ({ nodes, needed }, certain) =>
    certain
      ? `${resourceText(nodes)} が ${resourcesText(needed)} を待っていません。先に起動したノードには、入れ替えるまでトランクネットワークインターフェイスが付きません。dependsOn に加えてください`
      : `${resourceText(nodes)} が ${resourcesText(needed)} を待っているかどうか`,

  "owner-and-expiry: tags missing": ({ tagged, tags }) =>
    `${taggedText(tagged)} にタグ ${list(tags)} がありません。プロバイダーの defaultTags か、リソース自身の tags に設定してください`,
  "owner-and-expiry: no day": ({ tagged, tag }) =>
    `${taggedText(tagged)} のタグ ${tag} が日付ではありません。YYYY-MM-DD の形で記載してください`,
  "owner-and-expiry: past": ({ tagged, day }) =>
    `${taggedText(tagged)} の期限は ${day} でした。削除するか、別の日にしてください`,
  "owner-and-expiry: not known": ({ tagged }) => `${taggedText(tagged)} のタグ`,

  "standard-mode: same node": ({ policy }) =>
    `standard モードでは、${resourceText(policy)} の Pod と同じノードで動作するものの間のトラフィックはフィルタリングされません。strict モードにしてください`,
  "standard-mode: out of the VPC": (_values, certain) =>
    certain
      ? "standard モードでは、Pod から VPC の外へのトラフィックはノードのセキュリティグループで出ます。strict モードにするか、AWS_VPC_K8S_CNI_EXTERNALSNAT を設定してください"
      : "standard モードで、Pod から VPC の外へのトラフィックがノードのセキュリティグループで出るかどうか",

  "trunk-capable-nodes: Auto Mode": ({ cluster }, certain) =>
    certain
      ? `${resourceText(cluster)} は Kubernetes 1.36 より前の EKS Auto Mode なので、Pod に専用のセキュリティグループが付きません。1.36 以降にするか、自分の Linux ノードを追加してください`
      : `${resourceText(cluster)} が Kubernetes 1.36 より前の EKS Auto Mode かどうか`,
  "trunk-capable-nodes: Windows": ({ nodes }, certain) =>
    certain
      ? `${resourceText(nodes)} は Windows ノードで、Pod にブランチネットワークインターフェイスが付きません。Linux ノードにしてください`
      : `${resourceText(nodes)} が Windows ノードかどうか`,
  "trunk-capable-nodes: no trunk": ({ instead, ...of }, certain) =>
    certain
      ? `${resourceText(of.nodes)} の ${typeText(of)} ではトランクネットワークインターフェイスを使えず、選択された Pod は Pending のままになります。${instead} にしてください`
      : `${resourceText(of.nodes)} の ${typeText(of)} でトランクネットワークインターフェイスを使えるかどうか`,
  "trunk-capable-nodes: unlisted type": (of) =>
    `${resourceText(of.nodes)} の ${typeText(of)} でトランクネットワークインターフェイスを使えるかどうか (表にないタイプ)`,
  "trunk-capable-nodes: type not known": ({ nodes }) => `${resourceText(nodes)} のインスタンスタイプ`,

  "vpc-cni-setting: form": ({ addon, problem }, certain) => {
    const { stem, verb, remedy } = formText(problem);
    return either(certain, `${resourceText(addon)} の設定${stem}`, verb, remedy);
  },
  "vpc-cni-setting: fault": ({ addon, fault }, certain) => {
    const { stem, verb, remedy } = FAULTS[fault];
    return either(certain, `${resourceText(addon)}: ${stem}`, verb, remedy);
  },
  "vpc-cni-setting: version": ({ addon, version, fault }, certain) => {
    const { stem, verb, remedy } = VERSION_FAULTS[fault](version ?? "(別の文字列)");
    return either(certain, `${resourceText(addon)}: ${stem}`, verb, remedy);
  },
  "vpc-cni-setting: configuration not known": ({ addon }) => `${resourceText(addon)} の設定`,
  "vpc-cni-setting: version not known": ({ addon }) => `${resourceText(addon)} のバージョン`,
  "vpc-cni-setting: no add-on": ({ cluster, policy }, certain) =>
    certain
      ? `${resourceText(cluster)} に ENABLE_POD_ENI を設定した VPC CNI アドオンがないため、${resourceText(policy)} の Pod は Pending のままになります。追加してください`
      : `${resourceText(cluster)} の VPC CNI の設定 (アドオンがグラフにない)`,
  "vpc-cni-setting: cluster elsewhere": () => "VPC CNI の設定 (クラスターがスタックの中にない)",
};

function offerText({
  nodes,
  instanceType,
  total,
  most,
}: Omit<Findings["branch-capacity: too few"], "pods" | "needed">): string {
  const grown = most === null || most <= total ? "" : ` (すべてのノードが増えた場合 ${most} 個)`;
  return `${nodes} x ${instanceTypeText(instanceType)} のブランチネットワークインターフェイスは ${total} 個${grown}`;
}

function doubtText(doubt: SupplyDoubt | DemandDoubt): string {
  switch (doubt.kind) {
    case "type of nodes":
      return `"${doubt.nodes}" のタイプが示されていない`;
    case "several types":
      return `"${doubt.nodes}" には複数のタイプがあり、それぞれのノード数が示されていない`;
    case "taints":
      return `"${doubt.nodes}" にはテイントがあり、そこで Pod が実行されるかどうかが示されていない`;
    case "number of nodes":
      return `"${doubt.nodes}" のノード数が示されていない`;
    case "nodes can grow":
      return `"${doubt.nodes}" は${doubt.most === null ? "" : ` ${doubt.most} 台まで`}増えることがある`;
    case "whether bound":
      return `"${doubt.workload}" がブランチネットワークインターフェイスを使うかどうかが示されていない`;
    case "number of pods":
      return `"${doubt.workload}" の Pod の数が示されていない`;
    case "runs overlap":
      return `"${doubt.workload}" の実行は重なることがある`;
    case "pods not shown":
      return `"${doubt.by}" が、示されていない Pod を作り、ブランチネットワークインターフェイスを使うことがある`;
  }
}

function taggedText({ resource, made }: Tagged): string {
  return made === undefined ? resourceText(resource) : `${resourceText(resource)} の作る ${made}`;
}

function typeText({ instanceType, isDefault }: { instanceType: string | null; isDefault: boolean }): string {
  return `${instanceTypeText(instanceType)}${isDefault ? " (EKS の既定値)" : ""}`;
}

const DOES_SO: [string, string] = ["します", "する"];
const IS: [string, string] = ["です", "である"];

interface Form {
  stem: string;
  verb: [string, string];
  remedy: string;
}

const FAULTS: { [fault in VpcCniFault]: Form } = {
  "pod ENI is off": {
    stem: "ENABLE_POD_ENI がオフなので、Pod にブランチネットワークインターフェイスが付",
    verb: ["きません", "かない"],
    remedy: "true に設定してください",
  },
  "no such mode": {
    stem: "POD_SECURITY_GROUP_ENFORCING_MODE が存在しないモードになって",
    verb: DOES,
    remedy: `${ENFORCING_MODES.join(" または ")} を設定してください`,
  },
  "early demux is on": {
    stem: "strict モードで DISABLE_TCP_EARLY_DEMUX がオフなので、kubelet から Pod へのプローブがタイムアウト",
    verb: DOES_SO,
    remedy: "true に設定してください",
  },
};

const VERSION_FAULTS: { [fault in VpcCniVersionFault]: (version: string) => Form } = {
  malformed: (version) => ({
    stem: `"${version}" は VPC CNI のバージョンの形では`,
    verb: HAS_NOT,
    remedy: "v1.21.1-eksbuild.1 のように記載してください",
  }),
  refused: (version) => ({
    stem: `バージョン ${version} (該当: ${VPC_CNI_REFUSED_VERSIONS.join("、")}) は Pod ENI を使うクラスターで停止`,
    verb: DOES_SO,
    remedy: "1.22.2 以降にしてください",
  }),
  "below minimum": (version) => ({
    stem: `バージョン ${version} は、トランクのないノードでインターフェイスの空きを保つ最初のバージョン ${VPC_CNI_MINIMUM_VERSION} より古いもの`,
    verb: IS,
    remedy: "新しいバージョンにしてください",
  }),
};

function formText(problem: ConfigurationProblem): Form {
  switch (problem.kind) {
    case "no object":
      return {
        stem: "が JSON オブジェクトにも YAML マッピングにもなって",
        verb: IS_NOT,
        remedy: "JSON.stringify で記述してください",
      };
    case "no environment":
      return {
        stem: `の ${problem.path} がオブジェクトになって`,
        verb: IS_NOT,
        remedy: '{"NAME": "value"} の形で記述してください',
      };
    case "no text":
      return {
        stem: `の ${problem.name} が文字列になって`,
        verb: IS_NOT,
        remedy: 'アドオンが受け取るのは文字列だけです。"true"、"false"、または引用符で囲んだ数値にしてください',
      };
    case "unknown key": {
      const name = problem.name ?? `${problem.path || "最上位"} のキー`;
      const remedy = problem.place === undefined ? "削除してください" : `${problem.place} に書いてください`;
      return {
        stem: `に、アドオンが ${problem.path || "最上位"} では受け取らない ${name} が書かれて`,
        verb: DOES,
        remedy,
      };
    }
  }
}
