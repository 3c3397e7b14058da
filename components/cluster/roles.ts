import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A role and the attachments without which it is of no use. */
export interface AttachedRole {
  role: aws.iam.Role;
  attachments: aws.iam.RolePolicyAttachment[];
}

/** Role of the control plane; the second policy lets the VPC resource controller make trunk and branch interfaces. */
export function clusterRole(name: string, partition: string, parent: pulumi.Resource): AttachedRole {
  const policies = ["AmazonEKSClusterPolicy", "AmazonEKSVPCResourceController"];
  return attachedRole(`${name}-cluster`, "eks.amazonaws.com", policies, partition, parent);
}

/** Role of the nodes. */
export function nodeRole(name: string, partition: string, parent: pulumi.Resource): AttachedRole {
  const policies = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];
  return attachedRole(`${name}-node`, "ec2.amazonaws.com", policies, partition, parent);
}

function attachedRole(
  name: string,
  service: string,
  policies: string[],
  partition: string,
  parent: pulumi.Resource,
): AttachedRole {
  const role = new aws.iam.Role(
    name,
    { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: service }) },
    { parent },
  );
  const attachments = policies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.name, policyArn: `arn:${partition}:iam::aws:policy/${policy}` },
        { parent },
      ),
  );
  return { role, attachments };
}
