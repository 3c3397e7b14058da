import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { minorSteps } from "../../model/aws/kubernetes-versions";
import { releasedAfter } from "../support/checks";
import type { PodEniClusterArgs } from "./args";

/**
 * The control plane's subnets, released only where a cluster of this name lives that has the version, or one from which EKS
 * gets there in one step. What is above the version passes: EKS upgrades by itself what leaves support, which the stack's
 * state does not tell; and whether a cluster may go back is for EKS to say.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
 */
export function subnetsOfExisting(
  name: string,
  args: PodEniClusterArgs,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  const { clusterName, kubernetesVersion } = args;
  const problems = aws.eks.getClustersOutput({}, { parent }).names.apply((names): pulumi.Output<string[]> => {
    if (!names.includes(clusterName)) {
      const why = `is for a cluster that lives, and there is none named ${clusterName}`;
      return pulumi.output([`${kubernetesVersion} ${why}; make it with a version in standard support`]);
    }
    return aws.eks.getClusterOutput({ name: clusterName }, { parent }).version.apply((living) => {
      if (minorSteps(living, kubernetesVersion) <= 1) return [];
      return [`${clusterName} runs ${living}, and EKS upgrades by one minor version at a time; take the one after it`];
    });
  });
  const subnetIds = pulumi.all(args.controlPlaneSubnetIds);
  return releasedAfter(subnetIds, `PodEniCluster "${name}"`, "kubernetesVersion", problems);
}
