import type { Filter } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../preflight/clients";
import { KINDS, OF_A_CLUSTER } from "./kinds";

/** Something of a lab that AWS still has. */
export interface Leftover {
  /** `network interface eni-0123…`. */
  what: string;
  /** Command that removes it, or where to do so. */
  mend: string;
}

/** Whose lab. */
export interface LabName {
  /** Tag `student` of everything in it. */
  student: string;
  /** Tag `project`. */
  project: string;
  /** Name of its EKS cluster, which branch interfaces carry. */
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
    { Name: "tag:project", Values: [lab.project] },
  ];
  const cli = (command: string): string => `aws ec2 ${command} --region ${region}`;
  const entry = (kind: string, id: string | undefined, command: string): Leftover => ({
    what: `${kind} ${id}`,
    mend: cli(`${command} ${id}`),
  });
  const alive = { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] };
  const [instances, gateways, addresses, volumes, interfaces, ofCluster, groups, vpcs] = await Promise.all([
    ec2.send(new sdk.DescribeInstancesCommand({ Filters: [...own, alive] })),
    ec2.send(new sdk.DescribeNatGatewaysCommand({ Filter: own })),
    ec2.send(new sdk.DescribeAddressesCommand({ Filters: own })),
    ec2.send(new sdk.DescribeVolumesCommand({ Filters: own })),
    ec2.send(new sdk.DescribeNetworkInterfacesCommand({ Filters: own })),
    // The controller in the cluster makes these, and nobody else removes them once the cluster is gone.
    ec2.send(
      new sdk.DescribeNetworkInterfacesCommand({
        Filters: [{ Name: "tag:cluster.k8s.amazonaws.com/name", Values: [lab.cluster] }],
      }),
    ),
    ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters: own })),
    ec2.send(new sdk.DescribeVpcsCommand({ Filters: own })),
  ]);
  const running = (instances.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  const standing = (gateways.NatGateways ?? []).filter(({ State }) => State !== "deleted");
  const enis = [...(interfaces.NetworkInterfaces ?? []), ...(ofCluster.NetworkInterfaces ?? [])];
  const eniIds = new Set(enis.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
  return [
    ...running.map((one) => entry("instance", one.InstanceId, "terminate-instances --instance-ids")),
    ...standing.map((one) => entry("NAT gateway", one.NatGatewayId, "delete-nat-gateway --nat-gateway-id")),
    ...(addresses.Addresses ?? []).map((one) =>
      entry("public address", one.AllocationId, "release-address --allocation-id"),
    ),
    ...(volumes.Volumes ?? []).map((one) => entry("volume", one.VolumeId, "delete-volume --volume-id")),
    ...[...eniIds].map((id) => entry("network interface", id, "delete-network-interface --network-interface-id")),
    ...(groups.SecurityGroups ?? []).map((one) =>
      entry("security group", one.GroupId, "delete-security-group --group-id"),
    ),
    ...(vpcs.Vpcs ?? []).map((one) => entry("VPC", one.VpcId, "delete-vpc --vpc-id")),
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
      what: `log group ${name}`,
      mend: `aws logs delete-log-group --log-group-name ${name} --region ${region}`,
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

async function taggedArns({ tagging }: AwsClients, { student, project }: LabName): Promise<string[]> {
  const { GetResourcesCommand } = await import("@aws-sdk/client-resource-groups-tagging-api");
  const arns: string[] = [];
  let token: string | undefined;
  do {
    const page = await tagging.send(
      new GetResourcesCommand({
        TagFilters: [
          { Key: "student", Values: [student] },
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
  const what = shortArn(arn);
  const doubtful = { what, mend: "AWS's tag index names it, which may lag hours behind; look in the console" };
  for (const { arn: pattern, ask, remove } of KINDS) {
    const names = pattern.exec(arn)?.slice(1);
    if (!names) continue;
    try {
      await ask(clients, names);
      return { what, mend: `aws ${remove(names)} --region ${region}` };
    } catch (error) {
      return /NotFound/.test((error as Error).name) ? undefined : doubtful;
    }
  }
  return doubtful;
}

/** An ARN without partition, region and account: `rds db:catalog-db-1a2b3c4`. */
function shortArn(arn: string): string {
  const [, , service, , , ...rest] = arn.split(":");
  return `${service} ${rest.join(":")}`;
}
