/**
 * What an inspection has found of a cluster and its nodes, in English.
 */
import { type FindingTexts, listed } from "./inspect-finding";

const value = (text: string): string => (text === "" ? "not set" : `"${text}"`);
const REPLACE = "Replace the node: drain it, and let its group make another one";

/** English. */
export const clusterTexts = {
  "pod-eni-off": ({ found }) => ({
    cause: "The VPC CNI gives pods no branch interfaces: ENABLE_POD_ENI is off",
    evidence: `aws-node runs with ENABLE_POD_ENI ${value(found)}`,
    remedy: "Turn it on, then replace the nodes: those whose interfaces are all in use never get a trunk",
  }),
  "vpc-cni-missing": () => ({
    cause: "The cluster has no VPC CNI, and nothing else gives pods branch interfaces",
    evidence: "There is no DaemonSet aws-node in kube-system, and no EKS add-on vpc-cni",
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
} satisfies Partial<FindingTexts>;
