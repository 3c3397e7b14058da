/**
 * The network interfaces of a cluster's VPC, by what they belong to.
 */
import type { NetworkInterface, Tag } from "@aws-sdk/client-ec2";
import { contains, parseCidr } from "../../model/addresses/cidr";
import { compareText, pushTo } from "../../model/graph/values";
import type { ClusterFacts } from "./cluster-facts";
import type { Node } from "./kubernetes-types";
import { valueOr } from "./read";

/**
 * Tags of trunk and branch interfaces. Source:
 * https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/config/type.go; of Auto Mode
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSNetworkingPolicy.html
 */
const TRUNK_TAG = "vpcresources.k8s.aws/trunk-eni-id";
const OWNER_TAG = "eks:eni:owner";
const CONTROLLER = "eks-vpc-resource-controller";
const AUTO_MODE_TAG = "sgp.eks.amazonaws.com/managed";

/** Interfaces by what they belong to. */
export interface Interfaces {
  byId: Map<string, NetworkInterface>;
  /** The one that has a private address, alone or in a prefix that is delegated to it. */
  byAddress(address: string | undefined): NetworkInterface | undefined;
  /** Of an instance, without branch interfaces. */
  ofInstance(instance: string): NetworkInterface[];
  /** The trunk of an instance. */
  trunkOf(instance: string): NetworkInterface | undefined;
  /** The branches of a trunk. */
  branchesOf(trunk: string): NetworkInterface[];
  /** All branch interfaces of this cluster. */
  branches: NetworkInterface[];
}

/** Sorts interfaces; none where they could not be read. */
export function interfacesOf({ interfaces, target }: Pick<ClusterFacts, "interfaces" | "target">): Interfaces {
  const all = valueOr(interfaces, []);
  const byId = new Map(all.map((one) => [one.NetworkInterfaceId!, one]));
  const addresses = new Map<string, NetworkInterface>();
  const attached = new Map<string, NetworkInterface[]>();
  const branches = all.filter((one) => isBranch(one, target.cluster));
  const byTrunk = new Map<string, NetworkInterface[]>();
  for (const one of all) {
    for (const { PrivateIpAddress } of one.PrivateIpAddresses ?? []) addresses.set(PrivateIpAddress ?? "", one);
    if (one.PrivateIpAddress) addresses.set(one.PrivateIpAddress, one);
    for (const { Ipv6Address } of one.Ipv6Addresses ?? []) addresses.set(Ipv6Address ?? "", one);
    if (one.Attachment?.InstanceId && one.InterfaceType !== "branch") pushTo(attached, one.Attachment.InstanceId, one);
  }
  for (const one of branches) pushTo(byTrunk, tagOf(one.TagSet, TRUNK_TAG) ?? "", one);
  const ofInstance = (instance: string): NetworkInterface[] => attached.get(instance) ?? [];
  return {
    ...{ byId, branches, ofInstance },
    byAddress: (address) => (address ? (addresses.get(address) ?? withPrefix(all, address)) : undefined),
    trunkOf: (instance) => ofInstance(instance).find(({ InterfaceType }) => InterfaceType === "trunk"),
    branchesOf: (trunk) => byTrunk.get(trunk) ?? [],
  };
}

/** The interface to which a prefix with an address is delegated. */
function withPrefix(all: NetworkInterface[], address: string): NetworkInterface | undefined {
  const range = parseCidr(address);
  const has = (prefix: string | undefined): boolean => {
    const outer = range && prefix !== undefined ? parseCidr(prefix) : undefined;
    return outer !== undefined && contains(outer, range!);
  };
  return all.find(
    ({ Ipv4Prefixes = [], Ipv6Prefixes = [] }) =>
      Ipv4Prefixes.some((one) => has(one.Ipv4Prefix)) || Ipv6Prefixes.some((one) => has(one.Ipv6Prefix)),
  );
}

function isBranch({ TagSet, InterfaceType }: NetworkInterface, cluster: string): boolean {
  const isOfCluster = tagOf(TagSet, `kubernetes.io/cluster/${cluster}`) !== undefined;
  if (tagOf(TagSet, AUTO_MODE_TAG) !== undefined) return tagOf(TagSet, "eks:eks-cluster-name") === cluster;
  const isOwn = tagOf(TagSet, OWNER_TAG) === CONTROLLER && isOfCluster;
  return isOwn && InterfaceType !== "trunk" && tagOf(TagSet, TRUNK_TAG) !== undefined;
}

/** Value of a tag; undefined where it is not there. */
export function tagOf(tags: Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}

/** Ids of the groups of an interface, sorted. */
export function groupIdsOf({ Groups }: NetworkInterface): string[] {
  return (Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []).sort(compareText);
}

/** The EC2 instance of a node; undefined where it is none, as on Fargate. */
export function instanceOf({ spec }: Node): string | undefined {
  return /\b(i-[0-9a-f]+)$/.exec(spec?.providerID ?? "")?.[1];
}

/** The interface that a node was started with: it carries the node's own groups. */
export function primaryOf(interfaces: Interfaces, node: Node): NetworkInterface | undefined {
  const all = interfaces.ofInstance(instanceOf(node) ?? "");
  return all.find(({ Attachment }) => Attachment?.DeviceIndex === 0 && (Attachment.NetworkCardIndex ?? 0) === 0);
}
