import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What Karpenter makes nodes of. */
export interface KarpenterNodes {
  /** Ids of the nodes' subnets. */
  subnetIds: string[];
  /** Id of the security group that nodes carry. */
  securityGroupId: pulumi.Input<string>;
  /** Name of the nodes' role. */
  role: pulumi.Input<string>;
  /** Machine image, such as `al2023@latest`; better a version. */
  amiAlias: string;
}

/**
 * Nodes that Karpenter makes for bound pods, with the same security group as those of the node group: a binding knows one
 * group of the nodes. Karpenter itself is there already.
 * Sources: https://karpenter.sh/docs/concepts/nodeclasses/ and
 * https://karpenter.sh/docs/concepts/scheduling/#pod-eni-resources-security-groups-for-pods
 */
export function karpenterNodes(name: string, args: KarpenterNodes, opts: pulumi.CustomResourceOptions): void {
  const nodeClass = new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: { name },
      spec: {
        role: args.role,
        amiSelectorTerms: [{ alias: args.amiAlias }],
        subnetSelectorTerms: args.subnetIds.map((id) => ({ id })),
        securityGroupSelectorTerms: [{ id: args.securityGroupId }],
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { volumeSize: "20Gi", volumeType: "gp3", encrypted: true } },
        ],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      },
    },
    opts,
  );
  new k8s.apiextensions.CustomResource(
    `${name}-pool`,
    {
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name },
      spec: {
        limits: { cpu: "32" },
        template: {
          spec: {
            nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass.metadata.name },
            requirements: [
              // No type of the t family has a trunk interface; all of these do.
              { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"] },
              { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["5"] },
              { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
            ],
          },
        },
      },
    },
    opts,
  );
}
