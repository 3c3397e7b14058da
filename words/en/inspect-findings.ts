/**
 * What an inspection has found, in English: the cause, the evidence for it, and what to do. Without full stops.
 */
import type { FindingData, FindingKind } from "../../cli/inspect/findings";

/** A finding as texts. */
export interface FindingText {
  cause: string;
  /** What was seen; undefined where the cause says all of it. */
  evidence?: string;
  remedy: string;
}

/** The texts of every kind of finding. */
export type FindingTexts = { [kind in FindingKind]: (data: FindingData[kind]) => FindingText };

/** Names in a row; of many the first ones. */
export function listed(names: string[], most = 5): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(", ") || "none";
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const value = (text: string): string => (text === "" ? "not set" : `"${text}"`);
const NEW_PODS = "Make the pods anew; what a policy says reaches only new pods";
const REPLACE = "Replace the node: drain it, and let its group make another one";

/** English. */
export const findingTexts: FindingTexts = {
  "pod-eni-off": ({ found }) => ({
    cause: "The VPC CNI gives pods no branch interfaces: ENABLE_POD_ENI is off",
    evidence: `aws-node runs with ENABLE_POD_ENI ${value(found)}`,
    remedy: "Turn it on, then replace the nodes: those whose interfaces are all in use never get a trunk",
  }),
  "vpc-cni-missing": () => ({
    cause: "The cluster has no VPC CNI, and nothing else gives pods branch interfaces",
    evidence: "There is no DaemonSet aws-node in kube-system",
    remedy: "Install the EKS add-on vpc-cni with ENABLE_POD_ENI; no other network plugin can do this",
  }),
  "mode-unknown": ({ found }) => ({
    cause: "The enforcing mode is none, and aws-node ends at its start with such a value",
    evidence: `POD_SECURITY_GROUP_ENFORCING_MODE is ${value(found)}`,
    remedy: "Set it to strict or standard",
  }),
  "early-demux-on": ({ probed }) => ({
    cause: "In strict mode the kubelet's TCP probes of bound pods time out: TCP early demux is on",
    evidence: `DISABLE_TCP_EARLY_DEMUX is not true in the init container${probed ? ", and these pods have such probes" : ""}`,
    remedy: "Set DISABLE_TCP_EARLY_DEMUX to true under init.env, or take the standard mode",
  }),
  "addon-refused": ({ status, codes }) => ({
    cause:
      status === "DEGRADED"
        ? "EKS says that the VPC CNI add-on is not healthy"
        : "EKS could not bring the VPC CNI add-on to its configuration",
    evidence: `The add-on is ${status}${codes.length > 0 ? `, with ${listed(codes)}` : ""}`,
    remedy:
      "Read its health with aws eks describe-addon; values under env and init.env are strings, and unknown keys are refused",
  }),
  "setting-not-running": ({ name, told, runs }) => ({
    cause: "aws-node does not run with what the add-on was told: somebody changed one of the two by hand",
    evidence: `${name} is ${value(told)} in the add-on, and ${value(runs)} in the DaemonSet`,
    remedy: "Decide which one holds, and write it into the add-on: its next update may overwrite the DaemonSet",
  }),
  "aws-node-not-rolled": ({ name }) => ({
    cause: "On these nodes aws-node still runs with an earlier setting",
    evidence: `Its pods have another ${name} than the DaemonSet`,
    remedy: "Restart aws-node",
  }),
  "aws-node-crashing": ({ reason }) => ({
    cause: "aws-node does not stay up, so new pods on these nodes get no network",
    evidence: `Its container waits: ${reason}`,
    remedy: "Read kubectl --namespace kube-system logs daemonset/aws-node --previous",
  }),
  "version-refused": ({ version }) => ({
    cause: "This version of the VPC CNI hangs without ec2:DescribeSecurityGroups, and floods the API with pod ENI",
    evidence: `It is ${version}; 1.22.0 and 1.22.1 do so`,
    remedy: "Take 1.22.2 or later",
  }),
  "version-old": ({ version, minimum }) => ({
    cause: "This version of the VPC CNI takes an interface slot also from nodes that cannot carry a trunk",
    evidence: `It is ${version}; ${minimum} is the first without that`,
    remedy: "Take a later version of the add-on",
  }),
  "cool-down-short": ({ seconds, effective }) => ({
    cause:
      "Addresses of bound pods come back before other hosts have forgotten whose they were: connections fail now and then",
    evidence: `branch-eni-cooldown is ${seconds}, ${effective} s in effect; hosts remember for 60 s`,
    remedy: "Leave it at 60 s",
  }),
  "role-policy-missing": ({ role, refused, hasTrunks }) => ({
    cause: "The cluster's role lacks the policy that lets it make trunk and branch interfaces",
    evidence: `AmazonEKSVPCResourceController is not attached to ${role}${refused ? ", and trunks were refused" : hasTrunks ? "; nodes have trunks all the same, by another policy or from before" : "; whether another policy allows the same was not read"}`,
    remedy: "Attach it to the role of the cluster, not of the nodes; then replace nodes without a trunk",
  }),
  "webhook-missing": () => ({
    cause: "Nothing gives selected pods a branch interface: the webhook of the VPC resource controller is not there",
    evidence: "No MutatingWebhookConfiguration has mpod.vpc.k8s.aws, so selected pods start with their node's groups",
    remedy: "EKS makes vpc-resource-mutating-webhook on every cluster; ask AWS support to restore it",
  }),
  "auto-mode-old": ({ version }) => ({
    cause: "EKS Auto Mode gives pods groups of their own from Kubernetes 1.36 on",
    evidence: `The cluster has ${version}, policies, and nodes of Auto Mode only`,
    remedy: "Upgrade the cluster, or add a managed node group of a type that can carry a trunk",
  }),
  "type-without-trunk": ({ types }) => ({
    cause: "No node can carry a trunk interface",
    evidence: `${listed(types)} cannot: no branch interfaces in the VPC resource controller's table`,
    remedy: "Add nodes of a type that can, such as m6g.large; no t type can",
  }),
  "type-not-known": ({ types, listed: isListed, controller }) => ({
    cause: "The cluster's VPC resource controller does not know these instance types, and so gives no trunk",
    evidence: `${listed(types)}: ${isListed ? "in newer tables, but refused as Unsupported" : "in no table that is known here"}${controller === "" ? "" : `; the controller is ${controller}`}`,
    remedy: "Take an older type, such as m6g.large, until EKS has brought the controller up to date",
  }),
  "node-before-role-policy": () => ({
    cause: "The trunk was refused when the node came: the cluster's role got its policy later",
    evidence: "TrunkENICreationFailed with UnauthorizedOperation, and the policy is attached by now",
    remedy: REPLACE,
  }),
  "no-slot-for-trunk": ({ interfaces, most }) => ({
    cause: "The node had no interface left for a trunk when pod ENI was turned on",
    evidence: `${interfaces} of ${most} interfaces are attached, and its CNINode asks for no trunk`,
    remedy: REPLACE,
  }),
  "trunk-missing": ({ code }) => ({
    cause: "These nodes offer no branch interfaces, and why is not seen from outside",
    evidence: `No vpc.amazonaws.com/pod-eni in their allocatable resources${code === "" ? "" : `; EC2 said ${code}`}`,
    remedy: "Look at the nodes' events and at the free addresses of their subnets, then replace them",
  }),
  "ordinary-pods-without-address": ({ nodes }) => ({
    cause: "Other pods get no address: the trunk took one of the node's interfaces, and the node admits too many pods",
    evidence: `failed to assign an IP address, on ${listed(nodes)}; bound pods need none of these addresses`,
    remedy: "Use prefix delegation, larger nodes, or a lower max-pods: (interfaces - 1) x (addresses - 1) + 2",
  }),
  "branch-interfaces-used-up": ({ total, used, cooling }) => ({
    cause: "All branch interfaces of the nodes are taken",
    evidence: `${used} of ${total} in use and ${cooling} cooling down; the pods wait with Insufficient vpc.amazonaws.com/pod-eni`,
    remedy: "Add nodes, or take larger ones; interfaces of stopped pods come back after 60 to 90 s",
  }),
  "branch-interfaces-out-of-reach": ({ total, free }) => ({
    cause: "The pods wait for a branch interface, and nodes that have free ones may not run them",
    evidence: `${free} of ${total} are free; the event says what keeps the pods from those nodes`,
    remedy:
      "See the pods' node selector, affinity, tolerations and requests, or add nodes of a type with a trunk where they may run",
  }),
  "interfaces-cooling": ({ nodes }) => ({
    cause: "The pods wait for branch interfaces of stopped pods, which the scheduler counts as free",
    evidence: `On ${listed(nodes)} those in use and those cooling down are all that there are`,
    remedy: "Wait 60 to 90 s; where that happens at each rollout, keep some interfaces free",
  }),
  "policy-skipped": ({ why }) => ({
    cause: "The webhook skips this policy without a word, so the pods start with their node's groups",
    evidence: {
      "no selector": "It has neither podSelector nor serviceAccountSelector",
      "no groups": "It names no security group",
      "broken selector": "Its selector cannot be read: see operators, keys and values of its conditions",
    }[why],
    remedy: `Correct the policy. ${NEW_PODS}`,
  }),
  "policy-selects-nothing": ({ key, wanted, found }) => ({
    cause: "The policy selects no pod: the labels differ by a few characters",
    evidence: `It wants ${key}=${wanted}; a pod or ServiceAccount of its namespace has ${found}`,
    remedy: "Correct one of the two, then make the pods anew; of a ServiceAccount its labels are matched, not its name",
  }),
  "policy-takes-all": () => ({
    cause: "The policy selects every pod of its namespace, also those that are added later",
    evidence: "Its selector says nothing that a pod must have",
    remedy: "Select by a label of its own",
  }),
  "made-before-policy": ({ policy }) => ({
    cause: "The pods are older than the policy, or of the same second, and keep their node's groups",
    evidence: `${policy} was not there before them, and they have no vpc.amazonaws.com/pod-eni`,
    remedy: NEW_PODS,
  }),
  "webhook-failed-open": ({ policy }) => ({
    cause: "The webhook let the pods pass without a branch interface, or they got their labels later",
    evidence: `${policy} is older than they are and selects them, and they have no vpc.amazonaws.com/pod-eni`,
    remedy: "Make the pods anew, and look for failed-open.mutation.webhook.admission.k8s.io in the audit log",
  }),
  "resource-not-first": ({ container }) => ({
    cause: "The VPC CNI reads the first container only, and another webhook has put its own there",
    evidence: `vpc.amazonaws.com/pod-eni is on the container ${container}, which is not the first one`,
    remedy: "Make that webhook add its container at the end",
  }),
  "policy-gone": () => ({
    cause: "No policy selects the pods any more; they keep their branch interface and its groups until they end",
    remedy: NEW_PODS,
  }),
  "cannot-be-bound": ({ why }) => ({
    cause:
      why === "Windows"
        ? "A policy selects Windows pods, which never get a branch interface"
        : "A policy selects pods on their node's network, which have its groups",
    remedy: "Leave them out of the selector, and let no rule rest on it",
  }),
  "groups-differ": ({ expected, found, atNode }) => ({
    cause: atNode
      ? "The pods have their node's groups instead of their policy's"
      : "The pods' interface has other groups than their policies give now: it keeps those that it was made with",
    evidence: `Their interface carries ${listed(found)}; the policies give ${listed(expected)}`,
    remedy: NEW_PODS,
  }),
  "interface-missing": ({ interfaceId }) => ({
    cause: "The pod's branch interface is not there any more, so it has no network",
    evidence: `Its annotation names ${interfaceId}, and EC2 has none of that id`,
    remedy: "Make the pod anew",
  }),
  "no-interface-while-running": () => ({
    cause: "The pods run without the branch interface that they asked for",
    evidence: "They have the resource, and no annotation vpc.amazonaws.com/pod-eni",
    remedy: "Make them anew; where it comes again, read the log of aws-node on their node",
  }),
  "mode-changed-after-pod": ({ before, now }) => ({
    cause: "The enforcing mode reaches new pods only; these were made under the other one",
    evidence: `It was ${before} when they were made, and is ${now}`,
    remedy: NEW_PODS,
  }),
  "service-account-missing": ({ account }) => ({
    cause:
      account === ""
        ? "The pods are refused before they are made: the webhook finds no answer, most often for want of their ServiceAccount"
        : "The pods are refused before they are made: their ServiceAccount is not there",
    evidence: `FailedCreate${account === "" ? "" : `; ${account} is not there, or was not when they were made`}`,
    remedy: "Make the ServiceAccount before the workload",
  }),
  "group-missing": ({ groups }) => ({
    cause: "The policy names security groups that are not in the cluster's VPC, so its pods wait for ever",
    evidence: `EC2 does not list ${listed(groups)} there`,
    remedy: "Correct the policy, then delete the waiting pods: the controller has stopped to try for half an hour",
  }),
  "group-of-other-vpc": ({ groups }) => ({
    cause: "The policy names security groups of another VPC than the cluster's",
    evidence: listed(groups),
    remedy: "Use groups of the cluster's VPC, then delete the waiting pods",
  }),
  "too-many-groups": ({ count, quota }) => ({
    cause: "The policies together give one pod more security groups than an interface may have",
    evidence: `${count} groups, and the quota is ${quota}`,
    remedy: "Merge groups, or have the quota raised, to 16 at most",
  }),
  "subnet-full": ({ subnets }) => ({
    cause: "The subnet has no free address for the pods",
    evidence:
      subnets.length > 0 ? `No address is free in ${listed(subnets)}` : "EC2 refused the interface for that reason",
    remedy: "Free addresses or add nodes in other subnets, then delete the waiting pods",
  }),
  "allocation-failed": ({ message }) => ({
    cause: "The branch interface could not be made",
    evidence:
      message === "" ? "The pods have waited for minutes, and no event says why: events are kept for an hour" : message,
    remedy:
      message === ""
        ? "Delete the pods: the controller tries again at once, and the events of the new ones say why it fails"
        : "Fix what it names, then delete the pod: the controller has stopped to try for half an hour",
  }),
  "strict-breaks": ({ what }) => ({
    cause: `${what} does not work for bound pods in strict mode`,
    evidence: {
      "Pod Identity": "These pods get their credentials from 169.254.170.23, which they cannot reach",
      "NodeLocal DNSCache": "The DaemonSet node-local-dns is there, and bound pods cannot reach its address",
      IPVS: "kube-proxy is in IPVS mode, and bound pods leave without its translation of Service addresses",
      "Istio ambient": "The mesh captures these pods, and its probes come from an address that they cannot answer",
    }[what],
    remedy: what === "Pod Identity" ? "Use IRSA for them, or the standard mode" : "Use the standard mode",
  }),
  "tagged-groups": ({ tagged, groups }) => ({
    cause:
      "The AWS Load Balancer Controller gives up on pods with several groups unless exactly one has the cluster's tag",
    evidence: `Of ${listed(groups)} tagged ${tagged.length === 0 ? "is none" : listed(tagged)}`,
    remedy: "Tag exactly one of them with kubernetes.io/cluster/<name>",
  }),
  "no-egress": ({ groups }) => ({
    cause: "The pods can send nothing: their groups have no egress rule at all",
    evidence: `${listed(groups)}: none; Terraform and Pulumi remove the one that AWS makes`,
    remedy: "Add rules for DNS, for the database and for what else they need",
  }),
  "dns-closed": ({ protocols, missing, dnsGroups, named }) => ({
    cause: "The pods cannot resolve names",
    evidence: `53 ${protocols.join("+")}: no ${missing.join(" and no ")} rule; CoreDNS answers from ${listed(dnsGroups)}${named.length > 0 ? `, and the pods' rules name ${listed(named)}` : ""}`,
    remedy: "DNS takes 53 over UDP and TCP, out of the pods' group and into the group of the nodes that run CoreDNS",
  }),
  "probe-port-closed": ({ port, nodeGroups, groups }) => ({
    cause: "In strict mode the kubelet's probes need a rule, and there is none",
    evidence: `No rule of ${listed(groups)} admits tcp ${port} from ${listed(nodeGroups)}`,
    remedy: "Admit the port from the nodes' group",
  }),
  "database-half-closed": ({ database, port, missing, groups, databaseGroups }) => ({
    cause: `The pods do not reach ${database}: ${missing.length > 1 ? "both halves of the rule are" : "one half of the rule is"} missing`,
    evidence: `tcp ${port}: no ${missing.join(" and no ")} rule between ${listed(groups)} and ${listed(databaseGroups)}`,
    remedy: "Add it; a connection takes an egress rule of the pods and an ingress rule of the database",
  }),
  "database-open": ({ database, port, rules }) => ({
    cause: `Every pod reaches ${database}, not only the bound ones`,
    evidence: `It admits tcp ${port} from the nodes' group, from addresses or from everywhere${rules.length > 0 ? `, by ${listed(rules)}` : ""}`,
    remedy: "Take that rule away; admit the pods' groups only",
  }),
  "standard-leaves-as-node": ({ database }) => ({
    cause: `In standard mode ${database}, outside the VPC, sees the node's address and group, not the pod's`,
    evidence: "AWS_VPC_K8S_CNI_EXTERNALSNAT is not true, and the database is in another VPC",
    remedy:
      "Turn it on where routes and NAT gateways allow that, name the other VPC's ranges in AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, or take the strict mode",
  }),
  "public-subnets": ({ subnets }) => ({
    cause: "Bound pods have no way to the internet: in strict mode they keep their private address",
    evidence: `${listed(subnets)} lead out by an internet gateway`,
    remedy: "Put the nodes into subnets with a NAT gateway, where the pods need the internet",
  }),
  "proof-failed": ({ exit }) => ({
    cause: "The last run of a proof failed, and nothing else was found that explains it",
    evidence: `Its container ended with ${exit}`,
    remedy: "Read its log; the next update of its stack runs it again",
  }),
  "leaked-interfaces": ({ groups }) => ({
    cause: "Branch interfaces are left that nothing holds: their groups cannot be deleted",
    evidence: `They are available, with ${listed(groups)}`,
    remedy: "The controller removes them within an hour; where the cluster goes before, nothing does",
  }),
};
