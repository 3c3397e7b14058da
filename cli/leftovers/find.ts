import type { Filter, NetworkInterface } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../aws/clients";
import { allPages } from "../aws/pages";
import { KINDS, OF_A_CLUSTER } from "./kinds";

/** Kinds of what is told by an id or a name of its own. */
export type LeftoverKind =
  | "instance"
  | "NAT gateway"
  | "public address"
  | "volume"
  | "network interface"
  | "security group"
  | "subnet"
  | "route table"
  | "internet gateway"
  | "launch template"
  | "VPC"
  | "log group";

/** Something of a lab that AWS still has. */
export interface Leftover {
  /** What it is; undefined where its name says so, as the end of an ARN does. */
  kind?: LeftoverKind;
  /** Its id, its name, or the end of its ARN: `eni-0123…`, `rds db:catalog-db-1a2b3c4`. */
  name: string;
  /** Command that removes it; undefined where only AWS's tag index names it, which may lag hours behind. */
  command?: string;
  /** The id or ARN under which a state knows it; undefined for what AWS itself makes for a lab, which no state has. */
  id?: string;
}

/** Whose lab. */
export interface LabName {
  /** Tag `student` of everything in it. */
  student: string;
  /** Tag `stack`: a student may have several in an account. */
  stack: string;
  /** Tag `project`. */
  project: string;
  /** Name of its EKS cluster, which the interfaces of its pods carry. */
  cluster: string;
}

/** Everything of a lab that AWS still has in the clients' region. Reads only. */
export async function findLeftovers(clients: AwsClients, lab: LabName, region: string): Promise<Leftover[]> {
  const found = await Promise.all([
    inNetwork(clients, lab, region),
    logsOf(clients, lab, region),
    byTagIndex(clients, lab, region),
  ]);
  return found.flat();
}

/** What belongs to EC2 is asked for by its own calls: the tag index lists it for an hour after its end. */
async function inNetwork({ ec2 }: AwsClients, lab: LabName, region: string): Promise<Leftover[]> {
  const sdk = await import("@aws-sdk/client-ec2");
  const own: Filter[] = [
    { Name: "tag:student", Values: [lab.student] },
    { Name: "tag:stack", Values: [lab.stack] },
    { Name: "tag:project", Values: [lab.project] },
  ];
  const cli = (command: string): string => `aws ec2 ${command} --region ${region}`;
  const byAws = (kind: LeftoverKind, id: string | undefined, command: string): Leftover => ({
    kind,
    name: String(id),
    command: cli(`${command} ${id}`),
  });
  const entry = (kind: LeftoverKind, id: string | undefined, command: string): Leftover => ({
    ...byAws(kind, id, command),
    id,
  });
  const alive = { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] };
  const interfaces = (Filters: Filter[]): Promise<NetworkInterface[]> =>
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeNetworkInterfacesCommand({ Filters, NextToken })),
      (page) => page.NetworkInterfaces,
    );
  const [running, gateways, addresses, volumes, enis, groups, parts, vpcs] = await Promise.all([
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeInstancesCommand({ Filters: [...own, alive], NextToken })),
      (page) => page.Reservations?.flatMap(({ Instances }) => Instances ?? []),
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeNatGatewaysCommand({ Filter: own, NextToken })),
      (page) => page.NatGateways,
    ),
    ec2.send(new sdk.DescribeAddressesCommand({ Filters: own })),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeVolumesCommand({ Filters: own, NextToken })),
      (page) => page.Volumes,
    ),
    Promise.all([own, ...ofCluster(lab.cluster)].map(interfaces)),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters: own, NextToken })),
      (page) => page.SecurityGroups,
    ),
    partsOfNetwork(ec2, own),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeVpcsCommand({ Filters: own, NextToken })),
      (page) => page.Vpcs,
    ),
  ]);
  const standing = gateways.filter(({ State }) => State !== "deleted");
  const eniIds = new Set(enis.flat().map(({ NetworkInterfaceId }) => NetworkInterfaceId));
  return [
    ...running.map((one) => byAws("instance", one.InstanceId, "terminate-instances --instance-ids")),
    ...standing.map((one) => entry("NAT gateway", one.NatGatewayId, "delete-nat-gateway --nat-gateway-id")),
    ...(addresses.Addresses ?? []).map((one) =>
      entry("public address", one.AllocationId, "release-address --allocation-id"),
    ),
    ...volumes.map((one) => byAws("volume", one.VolumeId, "delete-volume --volume-id")),
    ...[...eniIds].map((id) => byAws("network interface", id, "delete-network-interface --network-interface-id")),
    ...groups.map((one) => entry("security group", one.GroupId, "delete-security-group --group-id")),
    ...parts.map(({ kind, id, commands }) => ({ kind, name: id, id, command: commands.map(cli).join(" && ") })),
    ...vpcs.map((one) => entry("VPC", one.VpcId, "delete-vpc --vpc-id")),
  ];
}

/** What costs nothing, and keeps a VPC from being deleted; and launch templates. */
async function partsOfNetwork(
  ec2: AwsClients["ec2"],
  Filters: Filter[],
): Promise<{ kind: LeftoverKind; id: string; commands: string[] }[]> {
  const sdk = await import("@aws-sdk/client-ec2");
  const [subnets, tables, internet, templates] = await Promise.all([
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeSubnetsCommand({ Filters, NextToken })),
      (page) => page.Subnets,
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeRouteTablesCommand({ Filters, NextToken })),
      (page) => page.RouteTables,
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeInternetGatewaysCommand({ Filters, NextToken })),
      (page) => page.InternetGateways,
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeLaunchTemplatesCommand({ Filters, NextToken })),
      (page) => page.LaunchTemplates,
    ),
  ]);
  const named = (kind: LeftoverKind, id: string | undefined, ...commands: string[]) => ({ kind, id: id!, commands });
  return [
    ...subnets.map(({ SubnetId: id }) => named("subnet", id, `delete-subnet --subnet-id ${id}`)),
    ...tables.map(({ RouteTableId: id }) => named("route table", id, `delete-route-table --route-table-id ${id}`)),
    ...internet.map(({ InternetGatewayId: id, Attachments = [] }) =>
      named(
        ...(["internet gateway", id] as const),
        ...Attachments.map(({ VpcId }) => `detach-internet-gateway --internet-gateway-id ${id} --vpc-id ${VpcId}`),
        `delete-internet-gateway --internet-gateway-id ${id}`,
      ),
    ),
    ...templates.map(({ LaunchTemplateId: id }) =>
      named("launch template", id, `delete-launch-template --launch-template-id ${id}`),
    ),
  ];
}

/**
 * The network interfaces that are made from within a cluster, and that nobody removes once it is gone: the VPC CNI's, and
 * the trunks and branches of the VPC resource controller. The controller itself tells them by the same tags:
 * https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/master/pkg/aws/ec2/api/cleanup/eni_cleanup.go
 */
function ofCluster(cluster: string): Filter[][] {
  return [
    [{ Name: "tag:cluster.k8s.amazonaws.com/name", Values: [cluster] }],
    [
      { Name: `tag:kubernetes.io/cluster/${cluster}`, Values: ["owned"] },
      { Name: "tag:eks:eni:owner", Values: ["eks-vpc-resource-controller"] },
    ],
  ];
}

/**
 * The logs of a cluster by name: EKS may write its last ones after the group was deleted, which makes the group anew,
 * without tags, and in the way of the next lab of that name.
 */
async function logsOf({ logs }: AwsClients, { cluster }: LabName, region: string): Promise<Leftover[]> {
  const { DescribeLogGroupsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const name = `/aws/eks/${cluster}/cluster`;
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return (logGroups ?? [])
    .filter(({ logGroupName }) => logGroupName === name)
    .map(() => ({
      id: name,
      kind: "log group",
      name,
      command: `aws logs delete-log-group --log-group-name ${name} --region ${region}`,
    }));
}

/** All else comes from the tag index, page by page. */
async function byTagIndex(clients: AwsClients, lab: LabName, region: string): Promise<Leftover[]> {
  const arns = (await taggedArns(clients, lab)).filter(
    (arn) => !/^arn:aws[a-z-]*:(ec2|logs):/.test(arn) && !OF_A_CLUSTER.test(arn),
  );
  const found = await Promise.all(arns.map((arn) => confirmed(clients, arn, region)));
  return found.filter((leftover) => leftover !== undefined);
}

async function taggedArns({ tagging }: AwsClients, { student, stack, project }: LabName): Promise<string[]> {
  const { GetResourcesCommand } = await import("@aws-sdk/client-resource-groups-tagging-api");
  const arns: string[] = [];
  let token: string | undefined;
  do {
    const page = await tagging.send(
      new GetResourcesCommand({
        TagFilters: [
          { Key: "student", Values: [student] },
          { Key: "stack", Values: [stack] },
          { Key: "project", Values: [project] },
        ],
        ...(token ? { PaginationToken: token } : {}),
      }),
    );
    for (const { ResourceARN } of page.ResourceTagMappingList ?? []) if (ResourceARN) arns.push(ResourceARN);
    token = page.PaginationToken || undefined;
  } while (token);
  return arns;
}

/**
 * What the tag index names, if its own service still has it: the index lists what has gone for hours
 * (https://github.com/aws/aws-sdk/issues/676). Where the service does not say, the index is believed.
 */
async function confirmed(clients: AwsClients, arn: string, region: string): Promise<Leftover | undefined> {
  const told: Leftover = { id: arn, name: shortArn(arn) };
  for (const { arn: pattern, ask, remove } of KINDS) {
    const names = pattern.exec(arn)?.slice(1);
    if (!names) continue;
    try {
      await ask(clients, names);
      return { ...told, command: `aws ${remove(names)} --region ${region}` };
    } catch (error) {
      return /NotFound/.test((error as Error).name) ? undefined : told;
    }
  }
  return told;
}

/** An ARN without partition, region and account: `rds db:catalog-db-1a2b3c4`. */
function shortArn(arn: string): string {
  const [, , service, , , ...rest] = arn.split(":");
  return `${service} ${rest.join(":")}`;
}
