import type { AwsClients } from "../aws/clients";

/** A kind of thing that the tag index names, and how its own service is asked for one. */
export interface Kind {
  /** Finds the thing's names in its ARN. */
  arn: RegExp;
  /** Asks the service; it answers with a status, if it has any, or fails with an error whose name says "not found". */
  ask: (clients: AwsClients, names: string[]) => Promise<string | undefined>;
  /** Arguments of the `aws` CLI that remove it. */
  remove: (names: string[]) => string;
  /** What takes AWS minutes to make. */
  slow?: Slow;
}

/** A thing that is there before it is ready. What depends on it would take a half-made one for a whole one. */
export interface Slow {
  /** Its type in a state. */
  type: string;
  /** The inputs by which it is named. */
  named: string[];
  /** Its status when it is ready. */
  ready: string;
  /** Arguments of the `aws` CLI that wait for that. */
  wait: (names: string[]) => string;
}

/** The kinds that a lab makes outside of EC2. What belongs to a cluster (add-ons, access entries) goes with it. */
export const KINDS: Kind[] = [
  {
    arn: /:rds:[^:]*:[^:]*:db:(.+)$/,
    async ask({ rds }, [DBInstanceIdentifier]) {
      const { DescribeDBInstancesCommand } = await import("@aws-sdk/client-rds");
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      return DBInstances?.[0]?.DBInstanceStatus;
    },
    remove: ([name]) => `rds delete-db-instance --skip-final-snapshot --db-instance-identifier ${name}`,
    slow: {
      type: "aws:rds/instance:Instance",
      named: ["identifier"],
      ready: "available",
      wait: ([name]) => `rds wait db-instance-available --db-instance-identifier ${name}`,
    },
  },
  {
    arn: /:rds:[^:]*:[^:]*:subgrp:(.+)$/,
    async ask({ rds }, [DBSubnetGroupName]) {
      const { DescribeDBSubnetGroupsCommand } = await import("@aws-sdk/client-rds");
      const { DBSubnetGroups } = await rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName }));
      return DBSubnetGroups?.[0]?.SubnetGroupStatus;
    },
    remove: ([name]) => `rds delete-db-subnet-group --db-subnet-group-name ${name}`,
  },
  {
    arn: /:rds:[^:]*:[^:]*:pg:(.+)$/,
    async ask({ rds }, [DBParameterGroupName]) {
      const { DescribeDBParameterGroupsCommand } = await import("@aws-sdk/client-rds");
      await rds.send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName }));
      return undefined;
    },
    remove: ([name]) => `rds delete-db-parameter-group --db-parameter-group-name ${name}`,
  },
  {
    arn: /:eks:[^:]*:[^:]*:cluster\/(.+)$/,
    async ask({ eks }, [name]) {
      const { DescribeClusterCommand } = await import("@aws-sdk/client-eks");
      return (await eks.send(new DescribeClusterCommand({ name }))).cluster?.status;
    },
    remove: ([name]) => `eks delete-cluster --name ${name}`,
    slow: {
      type: "aws:eks/cluster:Cluster",
      named: ["name"],
      ready: "ACTIVE",
      wait: ([name]) => `eks wait cluster-active --name ${name}`,
    },
  },
  {
    arn: /:eks:[^:]*:[^:]*:nodegroup\/([^/]+)\/([^/]+)/,
    async ask({ eks }, [clusterName, nodegroupName]) {
      const { DescribeNodegroupCommand } = await import("@aws-sdk/client-eks");
      return (await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup?.status;
    },
    remove: ([cluster, group]) => `eks delete-nodegroup --cluster-name ${cluster} --nodegroup-name ${group}`,
    slow: {
      type: "aws:eks/nodeGroup:NodeGroup",
      named: ["clusterName", "nodeGroupName"],
      ready: "ACTIVE",
      wait: ([cluster, group]) => `eks wait nodegroup-active --cluster-name ${cluster} --nodegroup-name ${group}`,
    },
  },
  {
    arn: /:ssm:[^:]*:[^:]*:parameter\/(.+)$/,
    async ask({ ssm }, [name]) {
      const { DescribeParametersCommand } = await import("@aws-sdk/client-ssm");
      const filter = { Key: "Name", Option: "Equals", Values: [parameterName(name)] };
      // Its description only: the value is a password.
      const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
      if (!Parameters?.length) throw Object.assign(new Error(name), { name: "ParameterNotFound" });
      return undefined;
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
