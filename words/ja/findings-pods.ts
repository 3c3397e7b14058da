import type { FindingKind, FindingTexts } from "../../policies/findings";
import { DOES, either, groupsText, HAS_NOT, IS_NOT, resourcesText, resourceText } from "./names";

type PodRule =
  | `bound-pod-${"label" | "order" | "spec"}`
  | `pod-${"dns" | "group-order"}`
  | `policy-${"groups" | "selector" | "selects-pods"}`
  | "probe-ports";

/** Texts of the rules about SecurityGroupPolicies and the pods that they select. */
export const POD_FINDINGS: FindingTexts<Extract<FindingKind, `${PodRule}: ${string}`>> = {
  "bound-pod-label: in selector": ({ workload, policy }, certain) =>
    either(
      certain,
      `${resourceText(workload)} のセレクターに ${resourceText(policy)} が選択に使うラベルがあり、バインディングから外れられなくなって`,
      DOES,
      "ラベルは Pod テンプレートだけに付けてください",
    ),

  "bound-pod-order: policy before rules": ({ policy, needed }) =>
    `${resourceText(policy)} が ${resourcesText(needed)} を待っていません。Pod がルールなしで起動し、終了前にルールを失うことがあります。dependsOn に加えてください`,
  "bound-pod-order: pods before policy": ({ workload, policy }, certain) =>
    certain
      ? `${resourceText(workload)} が ${resourceText(policy)} を待っていません。先に起動した Pod はノードのセキュリティグループのままになります。ラベルをバインディングから取るか、dependsOn に加えてください`
      : `${resourceText(workload)} が ${resourceText(policy)} を待っているかどうか`,
  "bound-pod-order: pods before rules": ({ workload, needed }, certain) =>
    either(
      certain,
      `${resourceText(workload)} が ${resourcesText(needed)} を待って`,
      IS_NOT,
      "dependsOn に加えてください",
    ),

  "bound-pod-spec: host network": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} はホストネットワークを使うため、Pod に専用のセキュリティグループが付きません。hostNetwork を外してください`
      : `${resourceText(workload)} がホストネットワークを使うかどうか`,
  "bound-pod-spec: Windows": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} は Windows で動作しますが、Windows の Pod に専用のセキュリティグループは付きません。Linux で動作させるか、ポリシーで選択しないでください`
      : `${resourceText(workload)} が Windows で動作するかどうか`,
  "bound-pod-spec: no grace": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} は猶予期間なしで終了するため、ブランチネットワークインターフェイスが残ります。terminationGracePeriodSeconds を 0 より大きくしてください`
      : `${resourceText(workload)} に終了の猶予期間があるかどうか`,

  "pod-dns: closed": ({ policy, protocol, missing, target, instead }) => {
    const groups = groupsText(target);
    const halves = [
      ...(missing.includes("egress") ? [`${groups} へのアウトバウンドルールがありません`] : []),
      ...(missing.includes("ingress") ? [`${groups} のインバウンドルールがありません`] : []),
    ];
    const remedy =
      instead.length === 0
        ? "両側を追加してください"
        : `ルールはありますが、相手が ${groupsText(instead)} で、CoreDNS にそのグループは付いていません。相手のグループを直してください`;
    return `${resourceText(policy)} の Pod は ${dnsText(protocol)} を使えません。${halves.join("。")}。${remedy}`;
  },
  "pod-dns: not known": ({ policy, protocol }) =>
    `${resourceText(policy)} の Pod が ${dnsText(protocol)} を使えるかどうか`,

  "pod-group-order: too early": ({ group, needed }) =>
    `${groupsText([group])} が ${resourcesText(needed)} を待っていません。destroy のとき、ブランチネットワークインターフェイスを削除するものが先になくなることがあります。dependsOn に加えてください`,

  "policy-groups: not known": ({ policy }) => `${resourceText(policy)} がどのセキュリティグループを付けるか`,
  "policy-groups: none": ({ policy }) =>
    `${resourceText(policy)} にセキュリティグループがないため、Pod はノードのセキュリティグループで動作します。groupIds を指定してください`,
  "policy-groups: too many": ({ policy, count, quota }) =>
    `${resourceText(policy)} に ${count} 個のセキュリティグループがありますが、インターフェイスに付くのは ${quota} 個までです。減らしてください。AWS がクォータを引き上げている場合は、ポリシーパックの設定 policy-groups にその数を書いてください`,
  "policy-groups: no list": ({ policy }) =>
    `${resourceText(policy)} の groupIds がリストではないため、API サーバーに拒否されます。ID が 1 つでもリストで書いてください`,
  "policy-groups: no id": ({ policy }) =>
    `${resourceText(policy)} に、セキュリティグループの id (sg- と 8 桁または 17 桁の 16 進数) ではない値があります。名前は使えません`,
  "policy-groups: twice": ({ policy }, certain) =>
    either(
      certain,
      `${resourceText(policy)} が同じセキュリティグループを 2 回指定して`,
      DOES,
      "1 回だけ指定してください",
    ),
  "policy-groups: too many together": ({ workload, count, policies, quota }, certain) =>
    either(
      certain,
      `${policies} 個のポリシーが ${resourceText(workload)} に合わせて ${count} 個のセキュリティグループ (インターフェイスの上限は ${quota} 個) を付けて`,
      DOES,
      "選択するポリシーを減らしてください。AWS がクォータを引き上げている場合は、ポリシーパックの設定 policy-groups にその数を書いてください",
    ),
  "policy-groups: several VPCs": ({ policy }) =>
    `${resourceText(policy)} が別々の VPC のセキュリティグループを付けています。インターフェイスに付くのは同じ VPC のものだけです`,
  "policy-groups: another VPC": ({ policy, groups }) =>
    `${resourceText(policy)} が、ノードとは別の VPC の ${groupsText(groups)} を付けています。ノードの VPC に作ってください`,
  "policy-groups: VPC not known": ({ groups }) => `${groupsText(groups)} がノードの VPC のものかどうか`,

  "policy-selector: none": ({ policy }) =>
    `${resourceText(policy)} にセレクターがありません。コントローラーはエラーなしで無視し、Pod はノードのセキュリティグループで動作します。podSelector を指定してください`,
  "policy-selector: not known": ({ policy }) => `${resourceText(policy)} がどの Pod を選択するか`,
  "policy-selector: broken": ({ policy }) =>
    `${resourceText(policy)} のセレクターが正しくないため、コントローラーは無視します。matchExpressions にはキーと演算子 (値のある In と NotIn、値のない Exists と DoesNotExist)、ラベルには正しい形のキーと値が必要です。修正してください`,
  "policy-selector: everything": ({ policy }) =>
    `${resourceText(policy)} が名前空間のすべての Pod を、今後のものも含めて選択しています。ラベルで選択してください。意図したものなら、この Pulumi ポリシーの設定の allowAll に "${policy.name}" を加えてください`,
  "policy-selector: all that lack a label": ({ policy }) =>
    `${resourceText(policy)} はラベルのない Pod を選択するため、名前空間の該当するすべての Pod が、今後のものも含めて対象になります。ラベルで選択してください。意図したものなら、この Pulumi ポリシーの設定の allowAll に "${policy.name}" を加えてください`,

  "policy-selects-pods: nothing": ({ policy }, certain) =>
    either(
      certain,
      `${resourceText(policy)} が名前空間のどのワークロードも選択して`,
      IS_NOT,
      "セレクターと Pod テンプレートのラベルを比べてください",
    ),
  "policy-selects-pods: waits in vain": ({ workload, policy }) =>
    `${resourceText(workload)} の Pod テンプレートは ${resourceText(policy)} に由来しますが、選択されていません。Pod はノードのセキュリティグループで動作します。同じ名前空間でそのラベルを付けてください`,

  "probe-ports: closed": ({ workload, port, own, from, instead }, certain) =>
    either(
      certain,
      `${probedText(workload, port)}、${groupsText(own)} に ${groupsText(from)} からの許可が`,
      HAS_NOT,
      instead.length === 0
        ? "strict モードでは Pod が Ready になりません。許可してください"
        : `strict モードでは Pod が Ready になりません。許可するルールはありますが、相手が ${groupsText(instead)} で、ノードにそのグループは付いていません。相手のグループを直してください`,
    ),
  "probe-ports: closed in strict mode": ({ workload, port, own, from }) =>
    `Pod が Ready にならない strict モードかどうか。${probedText(workload, port)}、${groupsText(own)} に ${groupsText(from)} からの許可がない`,
  "probe-ports: not known": ({ workload, port }) =>
    `${probedText(workload, port)}、そのノードからの許可がセキュリティグループにあるかどうか`,
  "probe-ports: ports not known": ({ workload }) => `${resourceText(workload)} のプローブがどのポートを使うか`,
};

function dnsText(protocol: string): string {
  return `${protocol.toUpperCase()} の DNS (${protocol} 53)`;
}

function probedText(workload: Parameters<typeof resourceText>[0], port: number): string {
  return `${resourceText(workload)} は tcp ${port} でプローブされますが`;
}
