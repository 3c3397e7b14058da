/** What enforces a binding: the VPC CNI of nodes, or EKS Auto Mode. */
import * as pulumi from "@pulumi/pulumi";
import { autoModeProblem } from "../../model/aws/kubernetes-versions";
import {
  AUTO_MODE,
  ENFORCED_BY,
  ENFORCING_MODE,
  ENFORCING_MODE_SOURCE,
  SETTING_SOURCES,
  SettingSource,
} from "../../model/aws/enforced-by";
import { vpcCniProblems, vpcCniVersionProblem } from "../../model/aws/vpc-cni";
import { isLiteral, oneOf, type Problems } from "../support/checks";
import type { ClusterHandle, VpcCni } from "./args";

/** What gives bound pods their branch interfaces; values of `BindingOutputs.enforcedBy`. */
export const Enforcement = {
  /** The VPC CNI and the VPC resource controller, as `vpcCni` is set. */
  vpcCni: "vpc-cni",
  /** EKS Auto Mode: not tried on AWS, which documents only a part of it. */
  autoMode: AUTO_MODE as typeof AUTO_MODE,
} as const;

/** Notes what is wrong with what enforces a binding, as far as it is known at once. */
export function checkEnforcement({ vpcCni, autoMode }: ClusterHandle, problems: Problems): void {
  if ((vpcCni === undefined) === (autoMode === undefined)) {
    const found = vpcCni === undefined ? "names neither vpcCni nor autoMode" : "names both vpcCni and autoMode";
    problems.add("cluster", `${found}; give exactly one, autoMode for EKS Auto Mode`);
  }
  for (const reason of vpcCni ? literalVpcCniProblems(vpcCni) : []) problems.add("cluster.vpcCni", reason);
  if (isLiteral(vpcCni?.source)) problems.add("cluster.vpcCni.source", oneOf(vpcCni.source, SETTING_SOURCES));
  const version = autoMode?.kubernetesVersion;
  if (isLiteral(version)) problems.add("cluster.autoMode.kubernetesVersion", autoModeProblem(version));
}

/** What is wrong with a VPC CNI setting as far as it is known at once. */
function literalVpcCniProblems({ podEni, enforcingMode, disableTcpEarlyDemux, version }: VpcCni): string[] {
  const mode = isLiteral(enforcingMode) ? enforcingMode : undefined;
  return vpcCniProblems({
    podEni: isLiteral(podEni) ? podEni : true,
    enforcingMode: mode ?? "standard",
    disableTcpEarlyDemux: isLiteral(disableTcpEarlyDemux) ? disableTcpEarlyDemux : true,
    version: isLiteral(version) ? version : "",
  });
}

/** Where something is wrong, and what once it is known. */
export interface Gate {
  /** Property path. */
  at: string;
  /** Reasons, none where all is well. */
  found: pulumi.Output<string[]>;
}

/**
 * What is wrong with what enforces a binding once it is known. Of a VPC CNI the version is judged by itself: a preview that
 * does not know it yet still refuses pod ENI that is off.
 */
export function enforcementGates({ vpcCni, autoMode }: ClusterHandle): Gate[] {
  if (autoMode) {
    return [
      {
        at: "cluster.autoMode.kubernetesVersion",
        found: pulumi.output(autoMode.kubernetesVersion).apply((version) => listed(autoModeProblem(version))),
      },
    ];
  }
  const { podEni, enforcingMode, disableTcpEarlyDemux, version } = vpcCni!;
  const ofSource = sourceOf(vpcCni!).apply((known) => listed(oneOf(known, SETTING_SOURCES)));
  const setting = pulumi
    .all([podEni, enforcingMode, disableTcpEarlyDemux])
    .apply(([eni, mode, earlyDemuxOff]) =>
      vpcCniProblems({ podEni: eni, enforcingMode: mode, disableTcpEarlyDemux: earlyDemuxOff, version: "" }),
    );
  const ofVersion = pulumi.output(version).apply((known) => listed(vpcCniVersionProblem(known)));
  return [
    ...[setting, ofVersion].map((found) => ({ at: "cluster.vpcCni", found })),
    { at: "cluster.vpcCni.source", found: ofSource },
  ];
}

/** Where a VPC CNI setting is known from. */
export function sourceOf({ source }: VpcCni): pulumi.Output<string> {
  return pulumi.output(source).apply((known) => known ?? SettingSource.declared);
}

/** What a SecurityGroupPolicy says of what enforces it, for whoever judges it later: nothing else about the policy tells. */
export function enforcementAnnotations(
  { vpcCni }: ClusterHandle,
  domain: string,
): { [key: string]: pulumi.Input<string> } {
  if (vpcCni === undefined) return { [`${domain}/${ENFORCED_BY}`]: AUTO_MODE };
  return {
    [`${domain}/${ENFORCING_MODE}`]: vpcCni.enforcingMode,
    [`${domain}/${ENFORCING_MODE_SOURCE}`]: sourceOf(vpcCni),
  };
}

function listed(problem: string | undefined): string[] {
  return problem === undefined ? [] : [problem];
}

/**
 * What of it pods keep from their start, as texts: they must be made anew where it changes. A newer version of the VPC CNI
 * changes nothing for a pod. Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/README.md
 * (POD_SECURITY_GROUP_ENFORCING_MODE)
 */
export function keptByPods({ vpcCni }: ClusterHandle): pulumi.Output<string[]> {
  if (vpcCni === undefined) return pulumi.output([AUTO_MODE]);
  return pulumi
    .all([vpcCni.enforcingMode, vpcCni.disableTcpEarlyDemux])
    .apply(([mode, earlyDemuxOff]) => [`mode ${mode}`, `early demux off ${earlyDemuxOff}`]);
}
