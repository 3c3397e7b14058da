import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A role and the attachments without which it is of no use. */
export interface NodeRole {
  arn: pulumi.Output<string>;
  name: pulumi.Output<string>;
  attachments: pulumi.Resource[];
}

const POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];

/** Role of nodes. Source: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
export function nodeRole(name: string, opts: pulumi.CustomResourceOptions): NodeRole {
  const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" });
  const role = new aws.iam.Role(name, { assumeRolePolicy }, opts);
  const attachments = POLICIES.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        opts,
      ),
  );
  return { arn: role.arn, name: role.name, attachments };
}
