import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Port on which Aurora PostgreSQL listens. */
const PORT = 5432;

/** What the pods need of a database. */
export interface Aurora {
  /** The database as an end of a path. */
  target: { name: string; securityGroupId: pulumi.Output<string>; port: number };
  /** Host name of the writer. */
  host: pulumi.Output<string>;
  /** Name of the database in the cluster. */
  databaseName: string;
  /** Id of the cluster in ARNs of its users. */
  resourceId: pulumi.Output<string>;
}

/**
 * Aurora PostgreSQL with a security group that has no rule. Pods sign in with their role; the master user's password is kept
 * by RDS in Secrets Manager, and is in no state.
 */
export function aurora(
  name: string,
  args: { vpcId: string; subnetIds: string[]; databaseName: string },
  opts: pulumi.CustomResourceOptions,
): Aurora {
  const { vpcId, subnetIds, databaseName } = args;
  const group = new aws.ec2.SecurityGroup(name, { vpcId, description: "Aurora of orders", tags: { Name: name } }, opts);
  const subnets = new aws.rds.SubnetGroup(name, { subnetIds }, opts);
  const cluster = new aws.rds.Cluster(
    name,
    {
      // Without a version RDS takes its default; pin one with engineVersion, as `aws rds describe-db-engine-versions` names it.
      ...{ engine: "aurora-postgresql", databaseName, port: PORT },
      masterUsername: "orders_admin",
      manageMasterUserPassword: true,
      iamDatabaseAuthenticationEnabled: true,
      ...{ dbSubnetGroupName: subnets.name, vpcSecurityGroupIds: [group.id] },
      storageEncrypted: true,
      backupRetentionPeriod: 7,
      deletionProtection: true,
      finalSnapshotIdentifier: `${name}-final`,
      serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 4 },
    },
    opts,
  );
  new aws.rds.ClusterInstance(
    name,
    {
      clusterIdentifier: cluster.id,
      engine: "aurora-postgresql",
      instanceClass: "db.serverless",
      publiclyAccessible: false,
    },
    opts,
  );
  return {
    target: { name, securityGroupId: group.id, port: PORT },
    ...{ host: cluster.endpoint, databaseName, resourceId: cluster.clusterResourceId },
  };
}
