/**
 * Everything that an inspection has read, before anybody judges it.
 */
import type { NetworkInterface, RouteTable, SecurityGroup, SecurityGroupRule, Subnet, Vpc } from "@aws-sdk/client-ec2";
import type { Addon, Cluster, FargateProfile, Nodegroup } from "@aws-sdk/client-eks";
import type * as k8s from "./kubernetes-types";
import type { Read } from "./read";
import type { Target } from "./target";

/** A database, as far as it matters who reaches it. */
export interface DatabaseFact {
  /** `instance`, or `cluster` with all of its instances. */
  kind: "instance" | "cluster";
  identifier: string;
  /** Id under which a state may know it. */
  resourceId?: string;
  engine?: string;
  address?: string;
  port?: number;
  vpcId?: string;
  subnetIds: string[];
  groupIds: string[];
  /** True where it, or an instance of it, is publicly accessible. */
  isPublic?: boolean;
}

/** What AWS says. */
export interface AwsFacts {
  cluster: Cluster;
  /** The VPC CNI add-on; undefined where the cluster has none. */
  addon: Read<Addon | undefined>;
  /** Names of the managed policies attached to the cluster's role. */
  rolePolicies: Read<string[]>;
  nodegroups: Read<Nodegroup[]>;
  fargateProfiles: Read<FargateProfile[]>;
  /** Security groups of one network interface, and rules of one group and direction. */
  quotas: { groupsPerInterface: Read<number>; rulesPerGroup: Read<number> };
  vpcs: Read<Vpc[]>;
  subnets: Read<Subnet[]>;
  /** The groups of the cluster's VPC, and of databases elsewhere. */
  groups: Read<SecurityGroup[]>;
  rules: Read<SecurityGroupRule[]>;
  /** All network interfaces of the cluster's VPC. */
  interfaces: Read<NetworkInterface[]>;
  routeTables: Read<RouteTable[]>;
  databases: Read<DatabaseFact[]>;
}

/** What the cluster says. */
export interface KubernetesFacts {
  nodes: Read<k8s.Node[]>;
  pods: Read<k8s.Pod[]>;
  policies: Read<k8s.Policy[]>;
  serviceAccounts: Read<k8s.KubernetesObject[]>;
  cniNodes: Read<k8s.CniNode[]>;
  daemonSets: Read<k8s.DaemonSet[]>;
  /** Former templates of the DaemonSet aws-node. */
  revisions: Read<k8s.ControllerRevision[]>;
  /** ConfigMaps of kube-system that are read here. */
  configMaps: Read<k8s.ConfigMap[]>;
  /** Names of the webhooks that change what is created. */
  webhooks: Read<string[]>;
  events: Read<k8s.Event[]>;
  eniConfigs: Read<k8s.EniConfig[]>;
}

/** All of it. */
export interface ClusterFacts extends AwsFacts, KubernetesFacts {
  /** Groups that policies name and the cluster's VPC has not: those that are of another VPC of this account. */
  strangers: Read<SecurityGroup[]>;
  target: Target;
  /** When it was read, ISO 8601. */
  at: string;
}

/** A fact of {@link ClusterFacts} that is read on its own. */
export type FactName = Exclude<keyof AwsFacts | keyof KubernetesFacts, "cluster" | "quotas">;
