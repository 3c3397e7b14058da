import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../support/hash";

/** Access policies of EKS. Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const ADMIN_POLICY = "AmazonEKSClusterAdminPolicy";
const VIEWER_POLICY = "AmazonEKSAdminViewPolicy";

/**
 * Access entries of people other than the one that deploys. An entry is named by its principal alone: EKS refuses a second
 * one, which another name for a viewer who becomes an admin would ask for.
 */
export function accessEntries(
  name: string,
  clusterName: pulumi.Output<string>,
  partition: string,
  principals: { adminPrincipalArns?: string[]; viewerPrincipalArns?: string[] },
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const grants = [
    ...(principals.adminPrincipalArns ?? []).map((arn) => ({ arn, policy: ADMIN_POLICY, kind: "admin" })),
    ...(principals.viewerPrincipalArns ?? []).map((arn) => ({ arn, policy: VIEWER_POLICY, kind: "viewer" })),
  ];
  return grants.map(({ arn, policy, kind }) => {
    const hash = shortHash(arn);
    const entry = new aws.eks.AccessEntry(`${name}-access-${hash}`, { clusterName, principalArn: arn }, { parent });
    return new aws.eks.AccessPolicyAssociation(
      `${name}-${kind}-${hash}`,
      {
        clusterName,
        principalArn: entry.principalArn,
        policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
        accessScope: { type: "cluster" },
      },
      { parent },
    );
  });
}
