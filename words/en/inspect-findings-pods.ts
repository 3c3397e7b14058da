/**
 * What an inspection has found of policies, pods and their paths, in English.
 */
import { type FindingTexts, listed } from "./inspect-finding";

const NEW_PODS = "Make the pods anew; what a policy says reaches only new pods";

/** English. */
export const podTexts = {
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
} satisfies Partial<FindingTexts>;
