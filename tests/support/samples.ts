import type {
  ClusterHandle,
  DatabaseArgs,
  PodEniClusterArgs,
  PodSecurityGroupBindingArgs,
  SecurityGroupPeer,
} from "../../components";
import type { LookUps } from "./deploy-mocks";

/** Id of a VPC that exists already. */
export const VPC_ID = "vpc-0a1b2c3d4e5f60718";

/** Id of the cluster security group of a cluster that exists already. */
export const CLUSTER_GROUP = "sg-0c0c0c0c0c0c0c0c0";

/** Subnets in three zones. */
export const SUBNET_IDS = ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"];

/** A VPC CNI setting that fits. */
export const VPC_CNI = {
  podEni: true,
  enforcingMode: "strict",
  disableTcpEarlyDemux: true,
  version: "v1.21.1-eksbuild.1",
};

/** The VPC CNI add-on of an existing cluster, as a look-up answers; with a setting that fits, but for what is given. */
export function fittingAddon(env: { [name: string]: string } = {}, addonVersion = VPC_CNI.version): LookUps {
  const configurationValues = JSON.stringify({
    env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "strict", ...env },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },
  });
  return { "aws:eks/getAddon:getAddon": () => ({ addonVersion, configurationValues }) };
}

/** A platform engineer's existing cluster, known by ids alone. */
export function existingCluster(vpcCni: Partial<ClusterHandle["vpcCni"]> = {}): ClusterHandle {
  return { vpcId: VPC_ID, clusterSecurityGroupId: CLUSTER_GROUP, vpcCni: { ...VPC_CNI, ...vpcCni } };
}

/** Arguments of a binding on an existing cluster. */
export function bindingArgs(args: Partial<PodSecurityGroupBindingArgs> = {}): PodSecurityGroupBindingArgs {
  return { cluster: existingCluster(), namespace: "shop", ...args };
}

/** Something with a security group, known by its id alone. */
export function peer(name: string, digit = "a"): SecurityGroupPeer {
  return { name, securityGroupId: `sg-${digit.repeat(17)}` };
}

/** Arguments of a database. */
export function databaseArgs(args: Partial<DatabaseArgs> = {}): DatabaseArgs {
  return { vpcId: VPC_ID, subnetIds: SUBNET_IDS, databaseName: "orders", username: "orders_user", ...args };
}

/** Arguments of a cluster. */
export function clusterArgs(args: Partial<PodEniClusterArgs> = {}): PodEniClusterArgs {
  return {
    clusterName: "shop",
    kubernetesVersion: "1.35",
    vpcId: VPC_ID,
    controlPlaneSubnetIds: SUBNET_IDS,
    nodeSubnetIds: SUBNET_IDS,
    ...args,
  };
}

/** Where pods live. */
export const HOME = { namespace: "shop", serviceAccountName: "shop" };

/** A MySQL database as a workload connects to it. */
export const MYSQL = {
  address: "orders.example.com",
  port: 3306,
  databaseName: "orders",
  username: "orders_user",
  password: "Secret0123456789",
};
