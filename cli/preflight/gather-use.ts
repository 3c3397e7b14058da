import type { _InstanceType, Tag } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../aws/clients";
import { allPages } from "../aws/pages";
import { isStandard, type QuotaName } from "./quotas";
import type { Wanted } from "./wanted";

/** What others than this lab use of each quota, and the vCPUs of one of its nodes. */
export interface Use {
  used: { [name in QuotaName]: number };
  nodeVcpus: number;
}

/** Counts what an account uses in its region. What carries this lab's own tags does not count: it is not made twice. */
export async function gatherUse({ ec2 }: AwsClients, wanted: Wanted): Promise<Use> {
  const sdk = await import("@aws-sdk/client-ec2");
  const active = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  const living = [{ Name: "state", Values: ["pending", "available", "deleting"] }];
  const InstanceTypes = [wanted.nodeInstanceType as _InstanceType];
  const [types, instances, addresses, vpcs, gateways, subnets] = await Promise.all([
    ec2.send(new sdk.DescribeInstanceTypesCommand({ InstanceTypes })),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeInstancesCommand({ Filters: active, NextToken })),
      (page) => (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []),
    ),
    ec2.send(new sdk.DescribeAddressesCommand({})),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeVpcsCommand({ NextToken })),
      (page) => page.Vpcs,
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeNatGatewaysCommand({ Filter: living, NextToken })),
      (page) => page.NatGateways,
    ),
    allPages(
      (NextToken) => ec2.send(new sdk.DescribeSubnetsCommand({ NextToken })),
      (page) => page.Subnets,
    ),
  ]);
  const foreign = ({ Tags }: { Tags?: Tag[] }): boolean => !isOwn(Tags, wanted);
  const onDemand = instances
    .filter(foreign)
    .filter(({ InstanceLifecycle, InstanceType }) => !InstanceLifecycle && isStandard(InstanceType ?? ""));
  const zoneOf = new Map(subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
  const perZone = new Map<string | undefined, number>();
  for (const { SubnetId } of gateways.filter(foreign)) {
    perZone.set(zoneOf.get(SubnetId), (perZone.get(zoneOf.get(SubnetId)) ?? 0) + 1);
  }
  return {
    used: {
      vcpus: onDemand
        .map(({ CpuOptions }) => (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 1))
        .reduce((sum, count) => sum + count, 0),
      addresses: (addresses.Addresses ?? []).filter(foreign).length,
      vpcs: vpcs.filter(foreign).length,
      natGateways: Math.max(0, ...perZone.values()),
      rules: 0,
    },
    nodeVcpus: types.InstanceTypes?.[0]?.VCpuInfo?.DefaultVCpus ?? NaN,
  };
}

function isOwn(tags: Tag[] | undefined, { student, project }: Wanted): boolean {
  const has = (key: string, value: string): boolean =>
    (tags ?? []).some((tag) => tag.Key === key && tag.Value === value);
  return has("student", student) && has("project", project);
}
