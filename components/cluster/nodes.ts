import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isArm } from "../../model/aws/instance-types";
import type { AttachedRole } from "./roles";

/** What {@link nodeGroup} needs. */
export interface NodeGroupArgs {
  clusterName: pulumi.Output<string>;
  kubernetesVersion: string;
  instanceType: string;
  nodeCount: number;
  nodeSubnetIds: pulumi.Input<string>[];
  nodeTags?: { [key: string]: string };
  role: AttachedRole;
  /** What must exist before the first node. */
  after: pulumi.Resource[];
  parent: pulumi.Resource;
}

const VOLUME_GIB = 20;

/**
 * A managed node group with a launch template of our own. The template names no security group, so nodes carry the one
 * that EKS makes.
 */
export function nodeGroup(name: string, args: NodeGroupArgs): aws.eks.NodeGroup {
  const template = new aws.ec2.LaunchTemplate(
    `${name}-nodes`,
    {
      updateDefaultVersion: true,
      // Hop limit 1: a pod that reached the node's credentials could move interfaces into the pod security group.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeSize: VOLUME_GIB, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: { Name: `${name}-node`, ...args.nodeTags },
      })),
    },
    { parent: args.parent },
  );
  return new aws.eks.NodeGroup(
    `${name}-nodes`,
    {
      clusterName: args.clusterName,
      version: args.kubernetesVersion,
      nodeRoleArn: args.role.role.arn,
      subnetIds: args.nodeSubnetIds,
      instanceTypes: [args.instanceType],
      amiType: isArm(args.instanceType) ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      scalingConfig: { minSize: args.nodeCount, desiredSize: args.nodeCount, maxSize: args.nodeCount },
      updateConfig: { maxUnavailable: 1 },
    },
    // A node whose role lacks a policy never becomes ready, and one that is drained needs it to the end.
    { parent: args.parent, dependsOn: [...args.role.attachments, ...args.after] },
  );
}
