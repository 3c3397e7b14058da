import type { FindingKind, FindingTexts } from "../../policies/findings";
import { either, groupsText, resourcesText, resourceText } from "./names";

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
      `the selector of ${resourceText(workload)} has the label by which ${resourceText(policy)} selects, so it cannot leave the binding`,
      "keep the label on the pod template only",
    ),

  "bound-pod-order: policy before rules": ({ policy, needed }) =>
    `${resourceText(policy)} does not wait for ${resourcesText(needed)}: its pods can start without, and lose it before they end; ` +
    "add it to dependsOn",
  "bound-pod-order: pods before policy": ({ workload, policy }, certain) =>
    either(
      certain,
      `${resourceText(workload)} does not wait for ${resourceText(policy)}: pods that start before it keep the node's group`,
      "take the labels from the binding or add it to dependsOn",
    ),
  "bound-pod-order: pods before rules": ({ workload, needed }, certain) =>
    either(certain, `${resourceText(workload)} does not wait for ${resourcesText(needed)}`, "add it to dependsOn"),

  "bound-pod-spec: host network": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} is on the host's network, so its pods get no security group of their own; take hostNetwork out`
      : `whether ${resourceText(workload)} is on the host's network`,
  "bound-pod-spec: Windows": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} runs on Windows, where no pod gets a security group of its own; run it on Linux, or select it by no policy`
      : `whether ${resourceText(workload)} runs on Windows`,
  "bound-pod-spec: no grace": ({ workload }, certain) =>
    certain
      ? `${resourceText(workload)} ends without grace, which leaves its branch interfaces behind; set terminationGracePeriodSeconds above 0`
      : `whether ${resourceText(workload)} ends with grace`,

  "pod-dns: closed": ({ policy, protocol, missing, target, instead }) => {
    const groups = groupsText(target);
    const halves = [
      ...(missing.includes("egress") ? [`no egress rule towards ${groups}`] : []),
      ...(missing.includes("ingress") ? [`no ingress rule of ${groups}`] : []),
    ];
    const remedy =
      instead.length === 0
        ? "add both halves"
        : `a rule opens it towards ${groupsText(instead)} instead, a group that CoreDNS does not have: correct the group there`;
    return `the pods of ${resourceText(policy)} have no ${dnsText(protocol)}: ${halves.join(", and ")}; ${remedy}`;
  },
  "pod-dns: not known": ({ policy, protocol }) =>
    `whether the pods of ${resourceText(policy)} have ${dnsText(protocol)}`,

  "pod-group-order: too early": ({ group, needed }) =>
    `${groupsText([group])} does not wait for ${resourcesText(needed)}: on destroy its branch interfaces could outlive what removes them; ` +
    "add it to dependsOn",

  "policy-groups: not known": ({ policy }) => `which security groups ${resourceText(policy)} hands out`,
  "policy-groups: none": ({ policy }) =>
    `${resourceText(policy)} names no security group: its pods run under the node's group; give it groupIds`,
  "policy-groups: too many": ({ policy, count, quota }) =>
    `${resourceText(policy)} names ${count} security groups, an interface carries ${quota}; take fewer; where AWS has raised the quota, set quota of policy-groups in the policy pack's config`,
  "policy-groups: no list": ({ policy }) =>
    `groupIds of ${resourceText(policy)} is no list, which the API server refuses; write a list, of one id as well`,
  "policy-groups: no id": ({ policy }) =>
    `a group of ${resourceText(policy)} is not a valid security group id (sg- and 8 or 17 hex digits); names are not accepted`,
  "policy-groups: twice": ({ policy }, certain) =>
    either(certain, `${resourceText(policy)} names a security group twice`, "name each once"),
  "policy-groups: too many together": ({ workload, count, policies, quota }, certain) =>
    either(
      certain,
      `${resourceText(workload)} gets ${count} security groups from ${policies} policies, an interface carries ${quota}`,
      "select it by fewer; where AWS has raised the quota, set quota of policy-groups in the policy pack's config",
    ),
  "policy-groups: several VPCs": ({ policy }) =>
    `${resourceText(policy)} hands out groups of different VPCs; an interface carries groups of its own VPC only`,
  "policy-groups: another VPC": ({ policy, groups }) =>
    `${resourceText(policy)} hands out ${groupsText(groups)} of another VPC than the nodes'; make the group in the VPC of the nodes`,
  "policy-groups: VPC not known": ({ groups }) => `whether ${groupsText(groups)} is of the nodes' VPC`,

  "policy-selector: none": ({ policy }) =>
    `${resourceText(policy)} has no selector: the controller skips it without an error, and its pods run under the node's group; ` +
    "give it a podSelector",
  "policy-selector: not known": ({ policy }) => `which pods ${resourceText(policy)} selects`,
  "policy-selector: broken": ({ policy }) =>
    `a selector of ${resourceText(policy)} is none, so the controller skips it: a matchExpression needs a key and an operator ` +
    "(In and NotIn with values, Exists and DoesNotExist without), a label a key and a value of the right form; correct it",
  "policy-selector: everything": ({ policy }) =>
    `${resourceText(policy)} selects every pod of its namespace, also those to come; select by a label, or, where it is meant, list "${policy.name}" in allowAll of this policy's config`,
  "policy-selector: all that lack a label": ({ policy }) =>
    `${resourceText(policy)} selects by what a pod lacks: every pod of its namespace, also those to come, that lacks it; ` +
    `select by a label, or, where it is meant, list "${policy.name}" in allowAll of this policy's config`,

  "policy-selects-pods: nothing": ({ policy }, certain) =>
    either(
      certain,
      `${resourceText(policy)} selects no workload of its namespace`,
      "compare its selector with the labels of the pod templates",
    ),
  "policy-selects-pods: waits in vain": ({ workload, policy }) =>
    `${resourceText(workload)} takes its pod template from ${resourceText(policy)}, which does not select it: its pods run under the node's group; ` +
    "give them its labels, in its namespace",

  "probe-ports: closed": ({ workload, port, own, from, instead }, certain) =>
    either(
      certain,
      `${probedText(workload, port)}, which ${groupsText(own)} does not admit from ${groupsText(from)}: the pods never get ready in strict mode`,
      instead.length === 0
        ? "admit it"
        : `a rule admits it from ${groupsText(instead)} instead, a group that the nodes do not have: correct the group there`,
    ),
  "probe-ports: closed in strict mode": ({ workload, port, own, from }) =>
    `whether the mode is strict, in which the pods never get ready: ${probedText(workload, port)}, which ${groupsText(own)} does not admit from ${groupsText(from)}`,
  "probe-ports: not known": ({ workload, port }) =>
    `whether ${probedText(workload, port)} from nodes that its groups admit`,
  "probe-ports: ports not known": ({ workload }) => `which ports the probes of ${resourceText(workload)} ask`,
};

function dnsText(protocol: string): string {
  return `DNS over ${protocol.toUpperCase()} (${protocol} 53)`;
}

function probedText(workload: Parameters<typeof resourceText>[0], port: number): string {
  return `${resourceText(workload)} is probed on tcp ${port}`;
}
