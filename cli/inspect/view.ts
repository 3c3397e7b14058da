/**
 * The one thing that every check takes: what was read, with pods and nodes, and the setting that the VPC CNI runs with.
 */
import { EnforcingMode, isTrue } from "../../model/aws/vpc-cni";
import { type Base, baseOf } from "./base";
import type { ClusterFacts } from "./cluster-facts";
import { type NodeView, nodesOf } from "./nodes";
import { type PodView, podsOf } from "./pods";
import { valueOr } from "./read";
import { awsNodeOf, type RunningSetting, settingOf } from "./vpc-cni";

/** Everything that checks look at. */
export interface View extends Base {
  /** The setting that aws-node runs with; undefined where it is not told. */
  setting?: RunningSetting;
  /** `ENABLE_POD_ENI`; undefined where it is not told, and in Auto Mode, which has no VPC CNI of one's own. */
  podEni?: boolean;
  /** The enforcing mode; undefined where it is not told or is none. */
  mode?: string;
  /** Every node is of EKS Auto Mode. */
  allAuto: boolean;
  /** There are, or can be, nodes for which VPC CNI and VPC resource controller make interfaces: not only Auto Mode and Fargate. */
  hasOrdinary: boolean;
  nodes: NodeView[];
  /** Pods of namespaces with policies, and those with a branch interface elsewhere; without those that have ended. */
  pods: PodView[];
}

/** Looks at what was read. */
export function viewOf(facts: ClusterFacts): View {
  const base = baseOf(facts);
  const awsNode = awsNodeOf(facts);
  const setting = awsNode && settingOf(awsNode.spec.template.spec);
  const pods = podsOf(base);
  const nodes = nodesOf(base);
  return {
    ...{ ...base, nodes, pods },
    ...(setting !== undefined && { setting, podEni: isTrue(setting.env.ENABLE_POD_ENI), mode: modeOf(setting) }),
    hasOrdinary: hasOrdinary(facts, nodes),
    allAuto: nodes.length > 0 && nodes.every(({ kind }) => kind === "auto"),
  };
}

function hasOrdinary({ cluster, fargateProfiles, nodes: read }: ClusterFacts, nodes: NodeView[]): boolean {
  if (nodes.some(({ kind }) => kind === "ec2")) return true;
  if (cluster.computeConfig?.enabled === true) return false;
  const isServerless = valueOr(fargateProfiles, []).length > 0;
  return ("unread" in read || nodes.length === 0) && !isServerless;
}

/** The enforcing mode of a setting; undefined where it is none. Without a value it is strict. */
export function modeOf({ env }: RunningSetting): string | undefined {
  const given = env.POD_SECURITY_GROUP_ENFORCING_MODE ?? EnforcingMode.strict;
  return [EnforcingMode.strict, EnforcingMode.standard].find((mode) => mode === given);
}
