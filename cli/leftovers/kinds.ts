import type { AwsClients } from "../preflight/clients";

/** A kind of thing that the tag index names, and how its own service is asked for one. */
export interface Kind {
  /** Finds the thing's names in its ARN. */
  arn: RegExp;
  /** Asks the service; it answers, or fails with an error whose name says "not found". */
  ask: (clients: AwsClients, names: string[]) => Promise<unknown>;
  /** Arguments of the `aws` CLI that remove it. */
  remove: (names: string[]) => string;
}

/** The kinds that a lab makes outside of EC2. What belongs to a cluster (add-ons, access entries) goes with it. */
export const KINDS: Kind[] = [
  {
    arn: /:rds:[^:]*:[^:]*:db:(.+)$/,
    async ask({ rds }, [DBInstanceIdentifier]) {
      const { DescribeDBInstancesCommand } = await import("@aws-sdk/client-rds");
      return rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    },
    remove: ([name]) => `rds delete-db-instance --skip-final-snapshot --db-instance-identifier ${name}`,
  },
  {
    arn: /:rds:[^:]*:[^:]*:subgrp:(.+)$/,
    async ask({ rds }, [DBSubnetGroupName]) {
      const { DescribeDBSubnetGroupsCommand } = await import("@aws-sdk/client-rds");
      return rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName }));
    },
    remove: ([name]) => `rds delete-db-subnet-group --db-subnet-group-name ${name}`,
  },
  {
    arn: /:rds:[^:]*:[^:]*:pg:(.+)$/,
    async ask({ rds }, [DBParameterGroupName]) {
      const { DescribeDBParameterGroupsCommand } = await import("@aws-sdk/client-rds");
      return rds.send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName }));
    },
    remove: ([name]) => `rds delete-db-parameter-group --db-parameter-group-name ${name}`,
  },
  {
    arn: /:eks:[^:]*:[^:]*:cluster\/(.+)$/,
    async ask({ eks }, [name]) {
      const { DescribeClusterCommand } = await import("@aws-sdk/client-eks");
      return eks.send(new DescribeClusterCommand({ name }));
    },
    remove: ([name]) => `eks delete-cluster --name ${name}`,
  },
  {
    arn: /:eks:[^:]*:[^:]*:nodegroup\/([^/]+)\/([^/]+)/,
    async ask({ eks }, [clusterName, nodegroupName]) {
      const { DescribeNodegroupCommand } = await import("@aws-sdk/client-eks");
      return eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }));
    },
    remove: ([cluster, group]) => `eks delete-nodegroup --cluster-name ${cluster} --nodegroup-name ${group}`,
  },
  {
    arn: /:ssm:[^:]*:[^:]*:parameter\/(.+)$/,
    async ask({ ssm }, [name]) {
      const { DescribeParametersCommand } = await import("@aws-sdk/client-ssm");
      const filter = { Key: "Name", Option: "Equals", Values: [parameterName(name)] };
      // Its description only: the value is a password.
      const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
      if (!Parameters?.length) throw Object.assign(new Error(name), { name: "ParameterNotFound" });
    },
    remove: ([name]) => `ssm delete-parameter --name ${parameterName(name)}`,
  },
];

/** What vanishes with a cluster, and is not worth a line of its own. */
export const OF_A_CLUSTER = /:eks:[^:]*:[^:]*:(addon|access-entry|podidentityassociation)\//;

/** An ARN leaves out the slash with which a name in a hierarchy begins. */
function parameterName(name: string): string {
  return name.includes("/") ? `/${name}` : name;
}
