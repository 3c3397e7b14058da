import type * as pulumi from "@pulumi/pulumi";
import { nearestTrunkCapable, NODE_REFUSALS, nodeRefusal } from "../../model/aws/instance-types";
import { addonVersionProblem, isKubernetesVersion } from "../../model/aws/kubernetes-versions";
import { ENFORCING_MODES, vpcCniVersionProblem } from "../../model/aws/vpc-cni";
import { oneOf, Problems } from "../support/checks";
import { checkProviders } from "../support/providers";
import type { PodEniClusterArgs } from "./args";

/** Kinds of control plane logs. Source: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export const LOG_TYPES: string[] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Retention periods that CloudWatch Logs knows, in days. */
export const LOG_RETENTION_DAYS: number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** AWS partitions with EKS. */
const PARTITIONS = ["aws", "aws-cn", "aws-us-gov"];

/** Throws all problems of a cluster's arguments at once. */
export function checkCluster(
  name: string,
  args: PodEniClusterArgs,
  opts: pulumi.ComponentResourceOptions | undefined,
): void {
  const problems = new Problems();
  checkControlPlane(problems, args);
  checkNodes(problems, args);
  checkAddons(problems, args);
  checkLogs(problems, args);
  checkPrincipals(problems, args);
  checkProviders(opts, ["aws"], problems);
  problems.throwFor(`PodEniCluster "${name}"`);
}

function checkControlPlane(problems: Problems, args: PodEniClusterArgs): void {
  problems.add("clusterName", clusterNameProblem(args.clusterName));
  if (!isKubernetesVersion(args.kubernetesVersion)) {
    problems.add(
      "kubernetesVersion",
      `"${args.kubernetesVersion}" is not a valid Kubernetes version; write it as 1.36`,
    );
  }
  if (args.controlPlaneSubnetIds.length < 2) {
    problems.add("controlPlaneSubnetIds", "EKS wants subnets in at least two zones");
  }
  if (args.publicAccessCidrs?.length === 0) {
    problems.add("publicAccessCidrs", "is empty; name ranges, leave it out for anywhere, or close the public endpoint");
  }
  if (args.partition !== undefined) problems.add("partition", oneOf(args.partition, PARTITIONS));
}

function checkNodes(problems: Problems, args: PodEniClusterArgs): void {
  if (args.nodeSubnetIds.length === 0) problems.add("nodeSubnetIds", "is empty; name the subnets of the nodes");
  if (args.nodeInstanceType !== undefined) problems.add("nodeInstanceType", trunkProblem(args.nodeInstanceType));
  if (args.nodeCount !== undefined && !(Number.isInteger(args.nodeCount) && args.nodeCount >= 1)) {
    problems.add("nodeCount", `${args.nodeCount} is not a number of nodes; use 1 or more`);
  }
}

function checkAddons(problems: Problems, { enforcingMode, addonVersions = {} }: PodEniClusterArgs): void {
  if (enforcingMode !== undefined) problems.add("enforcingMode", oneOf(enforcingMode, ENFORCING_MODES));
  if (addonVersions.vpcCni !== undefined) {
    problems.add("addonVersions.vpcCni", vpcCniVersionProblem(addonVersions.vpcCni));
  }
  for (const [pin, example] of [
    ["kubeProxy", "v1.35.0-eksbuild.2"],
    ["coreDns", "v1.12.4-eksbuild.1"],
  ] as const) {
    const version = addonVersions[pin];
    if (version !== undefined) problems.add(`addonVersions.${pin}`, addonVersionProblem(version, example));
  }
}

function checkLogs(problems: Problems, { logTypes = [], logRetentionDays }: PodEniClusterArgs): void {
  for (const [i, type] of logTypes.entries()) problems.add(`logTypes[${i}]`, oneOf(type, LOG_TYPES));
  if (logRetentionDays !== undefined) {
    problems.add("logRetentionDays", oneOf(String(logRetentionDays), LOG_RETENTION_DAYS.map(String)));
  }
}

function checkPrincipals(problems: Problems, args: PodEniClusterArgs): void {
  const seen = new Map<string, string>();
  for (const property of ["adminPrincipalArns", "viewerPrincipalArns"] as const) {
    for (const [i, arn] of (args[property] ?? []).entries()) {
      const path = `${property}[${i}]`;
      problems.add(path, principalProblem(arn));
      const before = seen.get(arn);
      if (before) problems.add(path, `is named at ${before} already; a principal has one access entry`);
      seen.set(arn, path);
    }
  }
}

/** Why a text cannot be an EKS cluster's name, or undefined where it can. */
export function clusterNameProblem(clusterName: string): string | undefined {
  // Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  if (/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(clusterName)) return undefined;
  return `"${clusterName}" is not a valid cluster name: 1 to 100 letters, digits, hyphens and underscores, a letter or digit first`;
}

/** Why nodes of an instance type cannot serve bound pods, with the nearest type that can; undefined where they can. */
function trunkProblem(instanceType: string): string | undefined {
  const why = nodeRefusal(instanceType);
  if (why === undefined) return undefined;
  const nearest = nearestTrunkCapable(instanceType);
  return `${instanceType} ${NODE_REFUSALS[why]}; nearest that can: ${nearest.instanceType}, ${nearest.limits.branchInterfaces} branch interfaces`;
}

/** Why a text is no IAM principal that can have an access entry, or undefined where it is one. */
export function principalProblem(arn: string): string | undefined {
  if (/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) return undefined;
  return `"${arn}" is not the ARN of an IAM role or user; write it as arn:aws:iam::<account id>:role/<name>`;
}
