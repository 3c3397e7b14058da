/**
 * A network as it stands in AWS, as plain data with nothing unknown: what a graph is written from, and what an answer about
 * that graph is held against. Things name each other by their names.
 */

/** Name of the security group that EKS makes for the cluster; every other group is one of {@link World.groups}. */
export const CLUSTER_GROUP = "cluster";

export interface World {
  vpcs: Vpc[];
  subnets: Subnet[];
  groups: SecurityGroup[];
  prefixLists: PrefixList[];
  rules: Rule[];
  cluster: Cluster;
  nodeGroups: NodeGroup[];
  /** Custom networking where there is any: one for each zone that has nodes. */
  eniConfigs: EniConfig[];
  /** `AWS_VPC_K8S_CNI_EXTERNALSNAT`: without it, ordinary pods leave the VPC with the address and groups of their node. */
  externalSnat: boolean;
  accounts: ServiceAccount[];
  policies: Policy[];
  workloads: Workload[];
  databases: Database[];
}

export interface Vpc {
  name: string;
  /** IPv4 ranges, the primary one first. */
  ranges: string[];
  ipv6?: string;
}

export interface Subnet {
  name: string;
  vpc: string;
  cidr: string;
  /** Range of the addresses that instances get besides the IPv4 ones. */
  ipv6?: string;
  zone: string;
}

export interface SecurityGroup {
  name: string;
  vpc: string;
}

export interface PrefixList {
  name: string;
  cidrs: string[];
}

/** One rule resource, or one block inside a group; `standalone` has exactly one peer and none that is `self`. */
export interface Rule {
  direction: "ingress" | "egress";
  group: string;
  style: "standalone" | "old" | "inline";
  /** As it is spelled: `tcp`, `udp`, `icmp`, `-1`, or a number. */
  protocol: string;
  /** First and last port; type and code of ICMP, -1 for all; left out where the protocol has none. */
  ports?: { from: number; to: number };
  peers: Peer[];
}

export type Peer = { group: string } | { self: true } | { cidr: string } | { prefixList: string };

/** The one cluster; it is in the first VPC. */
export interface Cluster {
  /** Subnets of the control plane's interfaces. */
  subnets: string[];
  /** Groups of the control plane's interfaces besides {@link CLUSTER_GROUP}. */
  groups: string[];
  publicEndpoint: boolean;
}

export interface NodeGroup {
  name: string;
  subnets: string[];
  /** Groups of its launch template; undefined where the nodes carry {@link CLUSTER_GROUP}. */
  groups?: string[];
  /** True where the template gives them to a network interface. */
  onInterface: boolean;
}

export interface EniConfig {
  zone: string;
  subnet: string;
  /** Groups of ordinary pods; empty where they carry those of their node. */
  groups: string[];
}

export interface Labels {
  [key: string]: string;
}

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

export interface ServiceAccount {
  namespace: string;
  name: string;
  labels: Labels;
}

export interface Policy {
  name: string;
  namespace: string;
  podSelector?: Selector;
  serviceAccountSelector?: Selector;
  groups: string[];
}

export interface Workload {
  name: string;
  namespace: string;
  labels: Labels;
  /** Name of a ServiceAccount of the world; undefined for `default`, which has no labels. */
  account?: string;
  hostNetwork: boolean;
  ports: number[];
}

export interface Database {
  name: string;
  kind: "instance" | "cluster";
  engine: "mysql" | "postgres";
  /** Undefined where the engine's own port is taken. */
  port?: number;
  groups: string[];
  vpc: string;
  /** Subnets of its subnet group; undefined where the graph has none, so that it is somewhere in its VPC. */
  subnets?: string[];
}

/** The thing of a name. */
export function named<T extends { name: string }>(things: T[], name: string): T {
  const found = things.find((thing) => thing.name === name);
  if (found === undefined) throw new Error(`The world has no ${name}`);
  return found;
}
