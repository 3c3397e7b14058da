import type { Filter } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../preflight/clients";

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
  const [network, tagged] = await Promise.all([inNetwork(clients, lab, region), byTagIndex(clients, lab)]);
  return [...network, ...tagged];
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

/** All else comes from the tag index, page by page. */
async function byTagIndex({ tagging }: AwsClients, { student, project }: LabName): Promise<Leftover[]> {
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
  return arns
    .filter((arn) => !/^arn:aws[a-z-]*:ec2:/.test(arn))
    .map((arn) => ({ what: shortArn(arn), mend: "AWS's tag index names it; it may lag some minutes behind" }));
}

/** An ARN without partition, region and account: `rds db:catalog-db-1a2b3c4`. */
function shortArn(arn: string): string {
  const [, , service, , , ...rest] = arn.split(":");
  return `${service} ${rest.join(":")}`;
}
