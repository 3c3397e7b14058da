/** All rules of the pack, in the order in which they are shown. */
import type { Rule } from "../rule";
import { bothHalves } from "./both-halves";
import { boundPodLabel } from "./bound-pod-label";
import { boundPodOrder } from "./bound-pod-order";
import { boundPodSpec } from "./bound-pod-spec";
import { branchCapacity } from "./branch-capacity";
import { clusterRole } from "./cluster-role";
import { databaseAdmitsBoundPods } from "./database-admits-bound-pods";
import { databaseBackups } from "./database-backups";
import { databaseEncrypted } from "./database-encrypted";
import { databasePassword } from "./database-password";
import { databasePrivate } from "./database-private";
import { kubernetesVersion } from "./kubernetes-version";
import { noDuplicateRules } from "./no-duplicate-rules";
import { noOpenIngress } from "./no-open-ingress";
import { nodeMetadata } from "./node-metadata";
import { nodeVolumes } from "./node-volumes";
import { nodesAfterPodEni } from "./nodes-after-pod-eni";
import { oneRuleStyle } from "./one-rule-style";
import { ownerAndExpiry } from "./owner-and-expiry";
import { podDns } from "./pod-dns";
import { podEgress } from "./pod-egress";
import { podGroupOrder } from "./pod-group-order";
import { podRulesNarrow } from "./pod-rules-narrow";
import { policyGroups } from "./policy-groups";
import { policySelectsPods } from "./policy-selects-pods";
import { policySelector } from "./policy-selector";
import { probePorts } from "./probe-ports";
import { rulesWithinQuota } from "./rules-within-quota";
import { standardMode } from "./standard-mode";
import { trunkCapableNodes } from "./trunk-capable-nodes";
import { vpcCniSetting } from "./vpc-cni-setting";

/**
 * The rules: doors first, then rules, pods, cluster, nodes, databases themselves, tags. One whose exceptions hold for others
 * stands before these.
 */
export const RULES: Rule[] = [
  noOpenIngress,
  databaseAdmitsBoundPods,
  oneRuleStyle,
  noDuplicateRules,
  rulesWithinQuota,
  bothHalves,
  podDns,
  podEgress,
  podRulesNarrow,
  policySelector,
  policySelectsPods,
  policyGroups,
  boundPodSpec,
  boundPodLabel,
  boundPodOrder,
  vpcCniSetting,
  probePorts,
  standardMode,
  trunkCapableNodes,
  branchCapacity,
  nodeMetadata,
  nodeVolumes,
  nodesAfterPodEni,
  podGroupOrder,
  clusterRole,
  kubernetesVersion,
  databaseEncrypted,
  databasePrivate,
  databasePassword,
  databaseBackups,
  ownerAndExpiry,
];
