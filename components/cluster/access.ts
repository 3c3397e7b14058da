import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../support/hash";

/** Access policies of EKS. Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const ADMIN_POLICY = "AmazonEKSClusterAdminPolicy";
const VIEWER_POLICY = "AmazonEKSAdminViewPolicy";

/** Access entries of people other than the one that deploys; a resource is named by a hash of its principal. */
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
    const child = `${name}-${kind}-${shortHash(arn)}`;
    const entry = new aws.eks.AccessEntry(child, { clusterName, principalArn: arn }, { parent });
    return new aws.eks.AccessPolicyAssociation(
      child,
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
