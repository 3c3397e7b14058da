import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A security group with its rules. */
export interface NodeSecurityGroup {
  group: aws.ec2.SecurityGroup;
  rules: pulumi.Resource[];
}

/**
 * A security group that nodes carry instead of the cluster security group, with the rules that both then need.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function nodeSecurityGroup(
  name: string,
  args: { vpcId: string; clusterSecurityGroupId: string },
  opts: pulumi.CustomResourceOptions,
): NodeSecurityGroup {
  const { vpcId, clusterSecurityGroupId } = args;
  const group = new aws.ec2.SecurityGroup(name, { vpcId, description: "Nodes", tags: { Name: name } }, opts);
  const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
  const securityGroupId = group.id;
  const rules = [
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-each-other`,
      {
        securityGroupId,
        referencedSecurityGroupId: group.id,
        ipProtocol: "-1",
        description: "Nodes and ordinary pods reach each other",
      },
      opts,
    ),
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-kubelet`,
      {
        securityGroupId,
        referencedSecurityGroupId: clusterSecurityGroupId,
        ...tcp(10250),
        description: "The control plane reaches the kubelets: logs, exec, metrics",
      },
      opts,
    ),
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      { securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", description: "Nodes and ordinary pods reach all" },
      opts,
    ),
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-api`,
      {
        securityGroupId: clusterSecurityGroupId,
        referencedSecurityGroupId: group.id,
        ...tcp(443),
        description: "Nodes and ordinary pods reach the Kubernetes API",
      },
      opts,
    ),
  ];
  return { group, rules };
}
