/**
 * Asks AWS for everything that an inspection rests on: whole lists, page by page, never one call a pod. Reads only.
 */
import type { Filter } from "@aws-sdk/client-ec2";
import type { Addon, Cluster, FargateProfile, Nodegroup } from "@aws-sdk/client-eks";
import { orAbsent } from "../aws/absent";
import type { AwsClients } from "../aws/clients";
import { allPages } from "../aws/pages";
import { valueOr, attempt, type Read } from "./read";
import type { AwsFacts, DatabaseFact, ClusterFacts } from "./cluster-facts";

/** The cluster itself; undefined where there is none of that name. */
export async function describeCluster({ eks }: AwsClients, name: string): Promise<Read<Cluster | undefined>> {
  const { DescribeClusterCommand } = await import("@aws-sdk/client-eks");
  return attempt(
    "eks:DescribeCluster",
    async () => (await orAbsent(eks.send(new DescribeClusterCommand({ name }))))?.cluster,
  );
}

/** Everything else that AWS knows, side by side. */
export async function gatherAws(clients: AwsClients, cluster: Cluster): Promise<AwsFacts> {
  const name = cluster.name!;
  const vpcId = cluster.resourcesVpcConfig?.vpcId ?? "";
  const [addon, rolePolicies, nodegroups, fargateProfiles, groupsPerInterface, rulesPerGroup, databases, network] =
    await Promise.all([
      attempt("eks:DescribeAddon", () => vpcCniAddon(clients, name)),
      attempt("iam:ListAttachedRolePolicies", () => attachedPolicies(clients, cluster)),
      attempt("eks:ListNodegroups", () => nodegroupsOf(clients, name)),
      attempt("eks:ListFargateProfiles", () => fargateProfilesOf(clients, name)),
      attempt("servicequotas:GetServiceQuota", () => quotaOf(clients, GROUPS_PER_INTERFACE)),
      attempt("servicequotas:GetServiceQuota", () => quotaOf(clients, RULES_PER_GROUP)),
      attempt("rds:DescribeDBInstances", () => databasesOf(clients)),
      networkOf(clients, vpcId),
    ]);
  const rules = await rulesOf(clients, network.groups, databases);
  return {
    ...{ cluster, addon, rolePolicies, nodegroups, fargateProfiles, databases },
    quotas: { groupsPerInterface, rulesPerGroup },
    ...network,
    rules,
  };
}

/**
 * Quotas of Amazon VPC. Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html and the codes in
 * https://docs.aws.amazon.com/eks/latest/best-practices/known_limits_and_service_quotas.html
 */
const GROUPS_PER_INTERFACE = "L-2AFB9258";
const RULES_PER_GROUP = "L-0EA8095F";

async function quotaOf({ quotas }: AwsClients, QuotaCode: string): Promise<number> {
  const sdk = await import("@aws-sdk/client-service-quotas");
  const { Quota } = await quotas.send(new sdk.GetServiceQuotaCommand({ ServiceCode: "vpc", QuotaCode }));
  if (Quota?.Value === undefined) throw Object.assign(new Error("no value"), { name: "NoValue" });
  return Quota.Value;
}

async function vpcCniAddon({ eks }: AwsClients, clusterName: string): Promise<Addon | undefined> {
  const { DescribeAddonCommand } = await import("@aws-sdk/client-eks");
  return (await orAbsent(eks.send(new DescribeAddonCommand({ clusterName, addonName: "vpc-cni" }))))?.addon;
}

async function attachedPolicies({ iam }: AwsClients, { roleArn }: Cluster): Promise<string[]> {
  const { ListAttachedRolePoliciesCommand } = await import("@aws-sdk/client-iam");
  const RoleName = roleName(roleArn);
  const policies = await allPages(
    (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
    (page) => page.AttachedPolicies,
    (page) => (page.IsTruncated ? page.Marker : undefined),
  );
  return policies.map(({ PolicyName }) => PolicyName ?? "");
}

/** The name at the end of a role's ARN. */
export function roleName(arn: string | undefined): string {
  return arn?.split("/").at(-1) ?? "";
}

async function nodegroupsOf({ eks }: AwsClients, clusterName: string): Promise<Nodegroup[]> {
  const sdk = await import("@aws-sdk/client-eks");
  const names = await allPages(
    (nextToken) => eks.send(new sdk.ListNodegroupsCommand({ clusterName, nextToken })),
    (page) => page.nodegroups,
    (page) => page.nextToken,
  );
  const answers = await Promise.all(
    names.map((nodegroupName) => eks.send(new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName }))),
  );
  return answers.flatMap(({ nodegroup }) => nodegroup ?? []);
}

async function fargateProfilesOf({ eks }: AwsClients, clusterName: string): Promise<FargateProfile[]> {
  const sdk = await import("@aws-sdk/client-eks");
  const names = await allPages(
    (nextToken) => eks.send(new sdk.ListFargateProfilesCommand({ clusterName, nextToken })),
    (page) => page.fargateProfileNames,
    (page) => page.nextToken,
  );
  const answers = await Promise.all(
    names.map((fargateProfileName) =>
      eks.send(new sdk.DescribeFargateProfileCommand({ clusterName, fargateProfileName })),
    ),
  );
  return answers.flatMap(({ fargateProfile }) => fargateProfile ?? []);
}

/** Most items of a page that EC2 gives. */
const MaxResults = 1000;

async function networkOf({ ec2 }: AwsClients, vpcId: string): Promise<Omit<AwsFacts, Others>> {
  const sdk = await import("@aws-sdk/client-ec2");
  const Filters: Filter[] = [{ Name: "vpc-id", Values: [vpcId] }];
  const [vpcs, subnets, groups, interfaces, routeTables] = await Promise.all([
    attempt(
      "ec2:DescribeVpcs",
      async () => (await ec2.send(new sdk.DescribeVpcsCommand({ VpcIds: [vpcId] }))).Vpcs ?? [],
    ),
    attempt("ec2:DescribeSubnets", () =>
      allPages(
        (NextToken) => ec2.send(new sdk.DescribeSubnetsCommand({ Filters, NextToken })),
        (page) => page.Subnets,
      ),
    ),
    attempt("ec2:DescribeSecurityGroups", () =>
      allPages(
        (NextToken) => ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters, MaxResults, NextToken })),
        (page) => page.SecurityGroups,
      ),
    ),
    attempt("ec2:DescribeNetworkInterfaces", () =>
      allPages(
        (NextToken) => ec2.send(new sdk.DescribeNetworkInterfacesCommand({ Filters, MaxResults, NextToken })),
        (page) => page.NetworkInterfaces,
      ),
    ),
    attempt("ec2:DescribeRouteTables", () =>
      allPages(
        (NextToken) => ec2.send(new sdk.DescribeRouteTablesCommand({ Filters, NextToken })),
        (page) => page.RouteTables,
      ),
    ),
  ]);
  return { vpcs, subnets, groups, interfaces, routeTables };
}

type Others =
  | "cluster"
  | "addon"
  | "rolePolicies"
  | "nodegroups"
  | "fargateProfiles"
  | "quotas"
  | "databases"
  | "rules";

/** Groups of one request: EC2 takes 200 values of a filter. */
const VALUES_OF_A_FILTER = 200;

/** The rules of the groups of the VPC, and of databases elsewhere. */
async function rulesOf(
  { ec2 }: AwsClients,
  groups: AwsFacts["groups"],
  databases: Read<DatabaseFact[]>,
): Promise<AwsFacts["rules"]> {
  if ("unread" in groups) return { unread: { ...groups.unread, call: "ec2:DescribeSecurityGroupRules" } };
  const sdk = await import("@aws-sdk/client-ec2");
  const here = groups.value.map(({ GroupId }) => GroupId!);
  const elsewhere = valueOr(databases, []).flatMap(({ groupIds }) => groupIds);
  const ids = [...new Set([...here, ...elsewhere])];
  const parts = Array.from({ length: Math.ceil(ids.length / VALUES_OF_A_FILTER) }, (_, index) =>
    ids.slice(index * VALUES_OF_A_FILTER, (index + 1) * VALUES_OF_A_FILTER),
  );
  return attempt("ec2:DescribeSecurityGroupRules", async () => {
    const found = await Promise.all(
      parts.map((Values) =>
        allPages(
          (NextToken) =>
            ec2.send(
              new sdk.DescribeSecurityGroupRulesCommand({
                Filters: [{ Name: "group-id", Values }],
                MaxResults,
                NextToken,
              }),
            ),
          (page) => page.SecurityGroupRules,
        ),
      ),
    );
    return found.flat();
  });
}

/** The groups that policies name and the cluster's VPC has not, wherever they are in this account. Asked only where there are any. */
export function strangersOf(
  { ec2 }: AwsClients,
  { groups, policies }: Pick<ClusterFacts, "groups" | "policies">,
): Promise<ClusterFacts["strangers"]> {
  const here = new Set(valueOr(groups, []).map(({ GroupId }) => GroupId));
  const named = valueOr(policies, []).flatMap(({ spec }) => spec?.securityGroups?.groupIds ?? []);
  const Values = "value" in groups ? [...new Set(named)].filter((id) => !here.has(id)) : [];
  return attempt("ec2:DescribeSecurityGroups", async () => {
    if (Values.length === 0) return [];
    const sdk = await import("@aws-sdk/client-ec2");
    // By a filter: of an id that is nowhere EC2 then says nothing, instead of refusing.
    const Filters = [{ Name: "group-id", Values: Values.slice(0, VALUES_OF_A_FILTER) }];
    return (await ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups ?? [];
  });
}

async function databasesOf({ rds }: AwsClients): Promise<DatabaseFact[]> {
  const sdk = await import("@aws-sdk/client-rds");
  const [instances, clusters] = await Promise.all([
    allPages(
      (Marker) => rds.send(new sdk.DescribeDBInstancesCommand({ Marker })),
      (page) => page.DBInstances,
      (page) => page.Marker,
    ),
    allPages(
      (Marker) => rds.send(new sdk.DescribeDBClustersCommand({ Marker })),
      (page) => page.DBClusters,
      (page) => page.Marker,
    ),
  ]);
  const groupIds = (groups: { VpcSecurityGroupId?: string }[] | undefined): string[] =>
    (groups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
  const isPublic = (cluster: string | undefined): boolean | undefined => {
    const told = instances
      .filter(({ DBClusterIdentifier }) => DBClusterIdentifier === cluster)
      .map(({ PubliclyAccessible }) => PubliclyAccessible);
    return told.length === 0 || told.includes(undefined) ? undefined : told.includes(true);
  };
  const alone = instances.filter(({ DBClusterIdentifier }) => !DBClusterIdentifier);
  const inside = new Map(instances.map((one) => [one.DBClusterIdentifier, one.DBSubnetGroup]));
  return [
    ...alone.map((one): DatabaseFact => ({
      ...{ kind: "instance", identifier: one.DBInstanceIdentifier!, resourceId: one.DbiResourceId },
      ...{ engine: one.Engine, address: one.Endpoint?.Address, port: one.Endpoint?.Port },
      ...{ vpcId: one.DBSubnetGroup?.VpcId, groupIds: groupIds(one.VpcSecurityGroups) },
      isPublic: one.PubliclyAccessible,
      subnetIds: (one.DBSubnetGroup?.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
    })),
    ...clusters.map((one): DatabaseFact => {
      const place = inside.get(one.DBClusterIdentifier);
      return {
        ...{ kind: "cluster", identifier: one.DBClusterIdentifier!, resourceId: one.DbClusterResourceId },
        ...{ engine: one.Engine, address: one.Endpoint, port: one.Port },
        ...{ vpcId: place?.VpcId, groupIds: groupIds(one.VpcSecurityGroups) },
        isPublic: isPublic(one.DBClusterIdentifier),
        subnetIds: (place?.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
      };
    }),
  ];
}
