/**
 * The VPCs and subnets of a graph, and which addresses something in them can have.
 */
import { type AddressRange, type Family, mergeRanges, parseCidr } from "../addresses/cidr";
import { at, type GraphResource, type Json } from "../graph/graph";
import { isUnknown, listOf, unique } from "../graph/values";
import type { Completeness, Incomplete } from "./completeness";

/** The addresses that something can have. */
export interface Addresses {
  /** Ranges that together hold all of them, as far as the graph has these. */
  ranges: AddressRange[];
  /** Why it can have others, or what it has is not told; undefined where the ranges hold all of them. */
  incomplete?: Incomplete;
  /** Whether it has an address of each family. */
  has: Has;
  /** The VPC that it is in: a URN of the graph, else a literal id; undefined where it is not told. */
  vpc?: string;
}

/** Whether something is so. */
export type Presence = "yes" | "maybe" | "no";

/** Whether there is an address of each family. */
export interface Has {
  4: Presence;
  6: Presence;
}

/** IPv4 alone, as everything in a VPC has it that is not told otherwise. */
export const IPV4_ONLY: Has = { 4: "yes", 6: "no" };

const VPC_TYPES = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"];
const SUBNET_TYPE = "aws:ec2/subnet:Subnet";
const ASSOCIATIONS: { type: string; property: string }[] = [
  { type: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", property: "cidrBlock" },
  { type: "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation", property: "ipv6CidrBlock" },
];

/** The VPCs and subnets of one graph. */
export class Vpcs {
  private readonly vpcs = new Map<string, Addresses>();
  private readonly subnets = new Map<string, GraphResource>();
  private merged?: AddressRange[];

  constructor(
    ordered: GraphResource[],
    private readonly resources: Map<string, GraphResource>,
    private readonly completeness: Completeness,
  ) {
    for (const resource of ordered) {
      if (VPC_TYPES.includes(resource.type)) this.vpcs.set(resource.urn, this.readVpc(resource));
      if (resource.type === SUBNET_TYPE) this.subnets.set(resource.urn, resource);
    }
    for (const { type, property } of ASSOCIATIONS) {
      for (const resource of ordered.filter((one) => one.type === type)) this.associate(resource, property);
    }
  }

  /** All ranges of all VPCs of the graph. */
  allRanges(): AddressRange[] {
    this.merged ??= mergeRanges([...this.vpcs.values()].flatMap(({ ranges }) => ranges));
    return this.merged;
  }

  /** True where the graph makes or reads a VPC. */
  hasAny(): boolean {
    return this.vpcs.size > 0;
  }

  /** The VPC that an input of a resource means: a URN of the graph, else a literal id; undefined where it is not known. */
  vpcOf(owner: GraphResource, property = "vpcId"): string | undefined {
    const [found, ...more] = this.refer(
      owner,
      property,
      owner.inputs[property] ?? at(owner.outputs, property),
      VPC_TYPES,
    ).keys;
    return more.length === 0 ? found : undefined;
  }

  /** The VPCs of subnets. */
  vpcsOfSubnets(subnets: string[]): (string | undefined)[] {
    return unique(subnets.map((urn) => (this.subnets.has(urn) ? this.vpcOf(this.subnets.get(urn)!) : undefined)));
  }

  /** The subnets that an input of a resource means, and whether that is all of them. */
  subnetsOf(owner: GraphResource, property: string, value: Json | undefined): { keys: string[]; isAll: boolean } {
    return this.refer(owner, property, value, [SUBNET_TYPE], true);
  }

  /** The zones of subnets; undefined where one is not told. */
  zonesOf(subnets: string[]): string[] | undefined {
    const zones = subnets.map((urn) => this.subnets.get(urn)?.inputs.availabilityZone);
    const known = zones.filter((zone): zone is string => typeof zone === "string" && !isUnknown(zone));
    return known.length === zones.length && zones.length > 0 ? unique(known) : undefined;
  }

  /** How many VPCs the graph has, or names. */
  get count(): number {
    return this.vpcs.size;
  }

  /** The subnets of the graph with a tag, in one VPC. */
  taggedSubnets(tag: string, vpc: string | undefined): string[] {
    return [...this.subnets.values()]
      .filter(({ inputs }) => at(inputs.tags, tag) !== undefined || isUnknown(inputs.tags))
      .filter((subnet) => vpc === undefined || this.vpcOf(subnet) === vpc)
      .map(({ urn }) => urn);
  }

  /** The addresses in a VPC: of all subnets that are or will be in it. */
  inVpc(vpc: string | undefined): Addresses {
    const found = vpc === undefined ? undefined : this.vpcs.get(vpc);
    if (found !== undefined) return found;
    const incomplete: Incomplete =
      vpc === undefined ? { kind: "not known", name: "the VPC" } : { kind: "outside", name: vpc };
    return { ranges: [], incomplete, has: { 4: "yes", 6: "maybe" }, ...(vpc !== undefined && { vpc }) };
  }

  /** The addresses in some subnets; where one is not told, those of its VPC. */
  inSubnets(keys: string[], isAll: boolean, vpc: string | undefined): Addresses {
    if (keys.length === 0 || !isAll) return this.inVpc(vpc);
    return this.together(keys.map((key) => this.inSubnet(key, vpc)));
  }

  /** The addresses of several places. */
  together(places: Addresses[]): Addresses {
    if (places.length === 0) return this.inVpc(undefined);
    const theOnly = <T>(values: T[]): T | undefined => (unique(values).length === 1 ? values[0] : undefined);
    const has = (family: Family): Presence => theOnly(places.map((place) => place.has[family])) ?? "maybe";
    const vpc = theOnly(places.map((place) => place.vpc));
    return {
      ranges: mergeRanges(places.flatMap(({ ranges }) => ranges)),
      incomplete: places.map(({ incomplete }) => incomplete).find(Boolean),
      has: { 4: has(4), 6: has(6) },
      ...(vpc !== undefined && { vpc }),
    };
  }

  /** Addresses, and those in further subnets of the graph. */
  alsoIn(addresses: Addresses, subnets: string[], vpc: string | undefined): Addresses {
    return subnets.length === 0
      ? addresses
      : this.together([addresses, ...subnets.map((key) => this.inSubnet(key, vpc))]);
  }

  private inSubnet(key: string, vpc: string | undefined): Addresses {
    const subnet = this.subnets.get(key);
    if (subnet === undefined) return { ...this.inVpc(vpc), incomplete: { kind: "outside", name: key } };
    const { inputs, external, name } = subnet;
    const around = this.inVpc(this.vpcOf(subnet) ?? vpc);
    const { ranges, isOpen } = rangesOf([inputs.cidrBlock, inputs.ipv6CidrBlock]);
    const gives = inputs.assignIpv6AddressOnCreation;
    const hasIpv6 =
      isUnknown(gives) || external ? "maybe" : gives === true || inputs.ipv6Native === true ? "yes" : "no";
    const common = { has: { 4: inputs.ipv6Native === true ? "no" : "yes", 6: hasIpv6 } as Has, vpc: around.vpc };
    if (external) return { ranges, incomplete: { kind: "only read", name }, ...common };
    // A subnet lies in its VPC, wherever that is.
    if (isOpen || (listOf(inputs.cidrBlock).length === 0 && inputs.ipv6Native !== true))
      return { ...around, ...common };
    return { ranges, ...common };
  }

  private readVpc(resource: GraphResource): Addresses {
    const { inputs, outputs, urn, name, external, type } = resource;
    const blocks = ["cidrBlock", "ipv6CidrBlock"].map((key) => inputs[key] ?? at(outputs, key));
    const { ranges, isOpen } = rangesOf(blocks);
    const isDefault = type !== VPC_TYPES[0];
    const wantsIpv6 =
      [inputs.ipv6CidrBlock, inputs.ipv6IpamPoolId, at(outputs, "ipv6CidrBlock")].some(
        (value) => listOf(value).length > 0,
      ) || (inputs.assignGeneratedIpv6CidrBlock ?? false) !== false;
    const isUntold = isOpen || listOf(inputs.cidrBlock).length === 0 || isDefault;
    return {
      ranges,
      incomplete: this.completeness.of(urn) ?? (isUntold ? { kind: "not known", name } : undefined),
      has: { 4: "yes", 6: wantsIpv6 || external || isDefault ? "maybe" : "no" },
      vpc: urn,
    };
  }

  private associate(resource: GraphResource, property: string): void {
    const { keys } = this.refer(resource, "vpcId", resource.inputs.vpcId, VPC_TYPES);
    const { ranges, isOpen } = rangesOf([resource.inputs[property]]);
    const isUntold = isOpen || ranges.length === 0 || resource.external === true;
    // Where it is not told which VPC gets the range, every one may.
    const targets = keys.length === 0 ? [...this.vpcs.keys()] : keys;
    for (const key of targets) {
      const vpc = this.vpcs.get(key);
      if (vpc === undefined) continue;
      const isOpenHere = isUntold || targets.length > 1 || keys.length === 0;
      this.vpcs.set(key, {
        ...vpc,
        ranges: [...vpc.ranges, ...ranges],
        incomplete: vpc.incomplete ?? (isOpenHere ? { kind: "not known", name: resource.name } : undefined),
        ...(property !== "cidrBlock" && { has: { ...vpc.has, 6: "maybe" } }),
      });
    }
  }

  /** Resources of some types that an input means, by ids and sources; literal ids of nothing here as they are. */
  private refer(
    { propertyDependencies }: GraphResource,
    property: string,
    value: Json | undefined,
    types: string[],
    isList = false,
  ): { keys: string[]; isAll: boolean } {
    const isType = (urn: string): boolean => types.includes(this.resources.get(urn)?.type ?? "");
    const sources = (propertyDependencies[property] ?? []).filter(isType);
    const isElsewhere = (propertyDependencies[property] ?? []).some(
      (urn) => this.resources.get(urn)?.type === "pulumi:pulumi:StackReference",
    );
    const tokens = listOf(value);
    const literal = tokens.filter((token): token is string => typeof token === "string" && !isUnknown(token));
    const keys = literal.map((id) => {
      if (isType(id)) return id;
      const byId = this.completeness.byId(id);
      return byId !== undefined && isType(byId.urn) ? byId.urn : id;
    });
    const unknown = tokens.filter(isUnknown).length;
    const strange = keys.filter((key) => !isType(key));
    const open = sources.filter((urn) => !keys.includes(urn));
    if (unknown === 0 && (strange.length === 0 || open.length === 0))
      return { keys: unique(keys), isAll: tokens.length > 0 };
    // In a policy's graph ids are known, and whose they are is not.
    if (unknown === 0) return { keys: sources, isAll: !isElsewhere && tokens.length <= sources.length };
    // Beside what a list comes from that is not known at all, other ids can be written into it.
    const isEnough = open.length > 0 && (Array.isArray(value) || !isList) && open.length >= unknown;
    return { keys: unique([...keys, ...open]), isAll: isEnough && !isElsewhere };
  }
}

function rangesOf(blocks: (Json | undefined)[]): { ranges: AddressRange[]; isOpen: boolean } {
  const given = blocks.flatMap(listOf);
  const found = given.map((block) => (typeof block === "string" && !isUnknown(block) ? parseCidr(block) : undefined));
  return { ranges: found.filter((range) => range !== undefined), isOpen: found.includes(undefined) };
}

/** The ranges of one family. */
export function ofFamily(ranges: AddressRange[], family: Family): AddressRange[] {
  return ranges.filter((range) => range.family === family);
}
