import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A role that pods of one ServiceAccount take by its token, and with which they may sign in to Aurora as one user. */
export interface PodRole {
  /** Namespace. */
  namespace: string;
  /** Name of the ServiceAccount. */
  serviceAccountName: string;
  /** ARN of the cluster's OIDC provider. */
  oidcProviderArn: string;
  /** Region of the database. */
  region: string;
  /** Id of the Aurora cluster, `cluster-…`. */
  resourceId: pulumi.Output<string>;
  /** Name of the user in the database. */
  user: string;
}

/**
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
 */
export function podRole(name: string, args: PodRole, opts: pulumi.CustomResourceOptions): aws.iam.Role {
  const { namespace, serviceAccountName, oidcProviderArn, region, resourceId, user } = args;
  const [, partition, , , account] = oidcProviderArn.split(":");
  const issuer = oidcProviderArn.split(":oidc-provider/")[1];
  const role = new aws.iam.Role(
    name,
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: oidcProviderArn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccountName}`,
                [`${issuer}:aud`]: "sts.amazonaws.com",
              },
            },
          },
        ],
      }),
    },
    opts,
  );
  new aws.iam.RolePolicy(
    name,
    {
      role: role.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "rds-db:connect",
            Resource: pulumi.interpolate`arn:${partition}:rds-db:${region}:${account}:dbuser:${resourceId}/${user}`,
          },
        ],
      }),
    },
    opts,
  );
  return role;
}
