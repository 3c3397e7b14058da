import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ipv4PrefixLength, subnetCidr } from "../model/addresses/subnets";
import { Problems, releasedAfter, releasedBy, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { token } from "./support/tokens";

/** Arguments of {@link Network}. */
export interface NetworkArgs {
  /**
   * IPv4 range of the VPC, /16 to /22; each subnet takes an eighth of it. For a new network only: subnets keep their route
   * table, so a VPC cannot be replaced under them. Default `10.42.0.0/16`.
   */
  cidr?: string;
  /** Names of the availability zones, such as `us-west-2a`. Default: looked up, ordinary zones that EKS accepts. */
  availabilityZones?: string[];
  /** Number of availability zones, 2 or 3, where none are named. Default 3. */
  availabilityZoneCount?: number;
  /** True for a NAT gateway per zone instead of a single one. Default false. */
  natGatewayPerZone?: boolean;
}

/** Default range of the VPC. */
export const DEFAULT_VPC_CIDR = "10.42.0.0/16";

/** Prefix lengths that a VPC can have: a subnet is an eighth, and EKS and RDS want room in each. */
export const VPC_PREFIX = { shortest: 16, longest: 22 };

/**
 * Zones in which EKS places no control plane interfaces.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const ZONE_IDS_REFUSED_BY_EKS: string[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Prefix bits that a subnet has more than the VPC: each is an eighth of it. */
export const SUBNET_BITS = 3;
const SLOTS = ["a", "b", "c"];

/**
 * A VPC for an EKS cluster: a public and a private subnet in two or three availability zones, an internet gateway, and a
 * NAT gateway through which private subnets reach out. It opens no port and makes no security group.
 */
export class Network extends pulumi.ComponentResource {
  /** Id of the VPC. */
  readonly vpcId: pulumi.Output<string>;
  /** Ids of the public subnets, in the order of the zones. */
  readonly publicSubnetIds: pulumi.Output<string>[];
  /** Ids of the private subnets, in the order of the zones. */
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** The private subnets for nodes: released once their way to the internet exists, without which no node joins. */
  readonly nodeSubnetIds: pulumi.Output<string>[];

  /**
   * @throws pulumi.InputPropertiesError with every problem of the address range and the zones at once, before any
   * resource is made.
   */
  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`Network "${name}"`, args, [], ["availabilityZones.*"]);
    checkNetwork(name, args, opts);
    super(token("Network"), name, {}, opts);
    const parent = { parent: this };
    const cidr = args.cidr ?? DEFAULT_VPC_CIDR;
    const slots = SLOTS.slice(0, args.availabilityZones?.length ?? args.availabilityZoneCount ?? 3);
    const zones = args.availabilityZones
      ? pulumi.output(args.availabilityZones)
      : lookUpZones(name, slots.length, this);

    const vpc = new aws.ec2.Vpc(
      `${name}-vpc`,
      { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true, tags: { Name: name } },
      parent,
    );
    const subnet = (kind: "public" | "private", slot: string, index: number): aws.ec2.Subnet =>
      new aws.ec2.Subnet(
        `${name}-${kind}-${slot}`,
        {
          vpcId: vpc.id,
          cidrBlock: subnetCidr(cidr, SUBNET_BITS, index),
          availabilityZone: zones.apply((all) => all[SLOTS.indexOf(slot)]),
          tags: {
            Name: `${name}-${kind}-${slot}`,
            [kind === "public" ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"]: "1",
          },
        },
        // A later look-up may list the zones in another order: that must not move, and so replace, a subnet.
        { ...parent, ignoreChanges: args.availabilityZones ? [] : ["availabilityZone"] },
      );
    const publicSubnets = slots.map((slot, i) => subnet("public", slot, i));
    const privateSubnets = slots.map((slot, i) => subnet("private", slot, SLOTS.length + i));

    const gateway = new aws.ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id, tags: { Name: name } }, parent);
    const publicNames = slots.map((slot) => `${name}-public-${slot}`);
    const publicWay = this.way(`${name}-public`, vpc, { gatewayId: gateway.id }, publicSubnets, publicNames);
    const natSlots = args.natGatewayPerZone ? slots : slots.slice(0, 1);
    const nats = natSlots.map((slot, i) => {
      const address = new aws.ec2.Eip(
        `${name}-nat-${slot}`,
        { domain: "vpc", tags: { Name: `${name}-nat-${slot}` } },
        // AWS maps a public address only in a VPC that has its internet gateway attached.
        { ...parent, dependsOn: [gateway] },
      );
      return new aws.ec2.NatGateway(
        `${name}-nat-${slot}`,
        { allocationId: address.id, subnetId: publicSubnets[i].id, tags: { Name: `${name}-nat-${slot}` } },
        // A NAT gateway made before its subnet routes to the internet ends in state "failed".
        { ...parent, dependsOn: publicWay },
      );
    });
    // A table for each zone, with one NAT gateway too: another number of them changes routes, which AWS does in place, and
    // moves no subnet to another table. Such a move takes the way out until the gateway there is ready, and gives the
    // association a new id, which the engine does not learn: the next change asks for one that is gone.
    const nodeWay = slots.flatMap((slot, i) => {
      const table = `${name}-private-${slot}`;
      return this.way(table, vpc, { natGatewayId: (nats[i] ?? nats[0]).id }, [privateSubnets[i]], [table]);
    });

    this.vpcId = vpc.id;
    this.publicSubnetIds = publicSubnets.map(({ id }) => id);
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);
    this.nodeSubnetIds = privateSubnets.map(({ id }) => releasedBy(id, nodeWay));
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      nodeSubnetIds: this.nodeSubnetIds,
    });
  }

  /** A route table with one way to the internet, and associations of given names for its subnets; returns what makes that way. */
  private way(
    table: string,
    vpc: aws.ec2.Vpc,
    out: { gatewayId?: pulumi.Output<string>; natGatewayId?: pulumi.Output<string> },
    subnets: aws.ec2.Subnet[],
    associationNames: string[],
  ): pulumi.Resource[] {
    const parent = { parent: this };
    const routes = new aws.ec2.RouteTable(table, { vpcId: vpc.id, tags: { Name: table } }, parent);
    const route = new aws.ec2.Route(
      `${table}-internet`,
      { routeTableId: routes.id, destinationCidrBlock: "0.0.0.0/0", ...out },
      parent,
    );
    const associations = subnets.map(
      (subnet, i) =>
        new aws.ec2.RouteTableAssociation(
          associationNames[i],
          { routeTableId: routes.id, subnetId: subnet.id },
          // A table without its route leads nowhere. A network of before, whose zones share a table, keeps that: see above.
          { ...parent, dependsOn: [route], ignoreChanges: ["routeTableId"] },
        ),
    );
    return [route, ...associations];
  }
}

function checkNetwork(name: string, args: NetworkArgs, opts: pulumi.ComponentResourceOptions | undefined): void {
  const problems = new Problems();
  problems.add("cidr", vpcCidrProblem(args.cidr ?? DEFAULT_VPC_CIDR));
  const zones = args.availabilityZones;
  if (zones && args.availabilityZoneCount !== undefined && zones.length !== args.availabilityZoneCount) {
    problems.add("availabilityZoneCount", `${zones.length} zones are named; leave the count out or make it that`);
  }
  const count = zones?.length ?? args.availabilityZoneCount ?? 3;
  if (count !== 2 && count !== 3) {
    problems.add(zones ? "availabilityZones" : "availabilityZoneCount", `${count} zones; use 2 or 3`);
  }
  if (zones && new Set(zones).size !== zones.length) problems.add("availabilityZones", "names a zone twice");
  checkProviders(opts, ["aws"], problems);
  problems.throwFor(`Network "${name}"`);
}

/** Why a text cannot be the VPC's range, or undefined where it can. */
function vpcCidrProblem(text: string): string | undefined {
  const prefix = ipv4PrefixLength(text);
  if (prefix === undefined)
    return `"${text}" is not an IPv4 range whose address is its first; write it as ${DEFAULT_VPC_CIDR}`;
  const { shortest, longest } = VPC_PREFIX;
  if (prefix >= shortest && prefix <= longest) return undefined;
  return `"${text}" is a /${prefix}; use /${shortest} to /${longest}, since each subnet takes an eighth of it`;
}

function lookUpZones(name: string, count: number, parent: pulumi.Resource): pulumi.Output<string[]> {
  const { names } = aws.getAvailabilityZonesOutput(
    {
      state: "available",
      excludeZoneIds: ZONE_IDS_REFUSED_BY_EKS,
      filters: [
        { name: "zone-type", values: ["availability-zone"] },
        { name: "opt-in-status", values: ["opt-in-not-required"] },
      ],
    },
    { parent },
  );
  const problems = names.apply((found) =>
    found.length >= count
      ? []
      : [
          `the region offers ${found.length} ordinary zones (${found.join(", ")}), ${count} are wanted; name zones or choose another region`,
        ],
  );
  return releasedAfter(names, `Network "${name}"`, "availabilityZoneCount", problems);
}
