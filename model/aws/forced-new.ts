/**
 * Which inputs force the provider to make a resource anew, for the types whose replacement loses data or cuts traffic.
 *
 * Sources: `ForceNew` in https://github.com/hashicorp/terraform-provider-aws, `internal/service`, files rds/instance.go,
 * eks/cluster.go and eks/node_group.go, read on 2026-11-23; a preview on the real engine of the lab with another address range,
 * which replaced the same (docs/pull-requests.md); for the types that the lab does not make, what their APIs cannot update.
 */
import { entry } from "../graph/graph";

/** What is lost while, or when, a resource goes. */
export type Stake = "data" | "traffic";

/** An input that forces a replacement. */
export interface ForcedNew {
  /** Keys on the way to the value. */
  path: string[];
  /** Types of the resources whose identity the value is; what else it comes from are only things that it waits for. */
  from?: string[];
  /** True where the provider fills in a value by itself, so that leaving it out changes nothing. */
  computed?: boolean;
  /** What counts where nothing is given. */
  otherwise?: boolean;
}

/** What is to know about a type. */
export interface Replaceable {
  /** What people call it. */
  what: string;
  /** Undefined where only the replacement of others follows from it. */
  stake?: Stake;
  forcedNew: ForcedNew[];
}

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const CLUSTER = ["aws:eks/cluster:Cluster", "eks:index:Cluster"];
const ROLE = ["aws:iam/role:Role"];

const given = (...names: string[]): ForcedNew[] => names.map((name) => ({ path: name.split(".") }));
const computed = (...names: string[]): ForcedNew[] => given(...names).map((input) => ({ ...input, computed: true }));
const flag = (name: string, otherwise: boolean): ForcedNew => ({ path: name.split("."), otherwise });
const comesFrom = (name: string, ...from: string[]): ForcedNew => ({ path: [name], from });
const kubernetes = (...names: string[]): ForcedNew[] => [
  ...computed("metadata.name"),
  { path: ["metadata", "namespace"], from: ["kubernetes:core/v1:Namespace"] },
  ...given(...names),
];

const DATABASE = [
  ...computed("engine", "kmsKeyId", "snapshotIdentifier"),
  ...given("restoreToPointInTime"),
  flag("storageEncrypted", false),
];

const EKS_CLUSTER = [...given("name"), flag("bootstrapSelfManagedAddons", true)];

/** The types whose replacement can be told without asking a provider. */
const TABLE: { [type: string]: Replaceable } = {
  "aws:rds/instance:Instance": {
    ...{ what: "database", stake: "data" },
    forcedNew: [
      ...DATABASE,
      ...computed("dbName", "username", "identifier", "identifierPrefix", "availabilityZone", "timezone"),
      ...computed("characterSetName", "ncharCharacterSetName"),
      ...given("customIamInstanceProfile"),
    ],
  },
  "aws:rds/cluster:Cluster": {
    ...{ what: "database cluster", stake: "data" },
    forcedNew: [
      ...DATABASE,
      ...computed("databaseName", "masterUsername", "clusterIdentifier", "clusterIdentifierPrefix", "engineMode"),
      comesFrom("dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"),
    ],
  },
  "aws:ebs/volume:Volume": {
    ...{ what: "volume", stake: "data" },
    forcedNew: [...given("availabilityZone"), ...computed("kmsKeyId", "snapshotId"), flag("encrypted", false)],
  },
  "aws:efs/fileSystem:FileSystem": {
    ...{ what: "file system", stake: "data" },
    forcedNew: [
      ...computed("creationToken", "kmsKeyId", "performanceMode", "availabilityZoneName"),
      flag("encrypted", false),
    ],
  },
  "aws:s3/bucket:Bucket": { what: "bucket", stake: "data", forcedNew: computed("bucket", "bucketPrefix") },
  "aws:dynamodb/table:Table": {
    ...{ what: "table", stake: "data" },
    forcedNew: [...computed("name"), ...given("hashKey", "rangeKey")],
  },
  "kubernetes:core/v1:PersistentVolumeClaim": {
    ...{ what: "volume claim", stake: "data" },
    forcedNew: kubernetes("spec.accessModes", "spec.storageClassName", "spec.volumeName", "spec.selector"),
  },
  "kubernetes:apps/v1:StatefulSet": {
    ...{ what: "stateful workload", stake: "data" },
    forcedNew: kubernetes("spec.selector", "spec.serviceName", "spec.volumeClaimTemplates", "spec.podManagementPolicy"),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    ...{ what: "security group", stake: "traffic" },
    forcedNew: [...given("description", "namePrefix"), ...given("name"), comesFrom("vpcId", VPC)],
  },
  "eks:index:Cluster": {
    ...{ what: "cluster", stake: "traffic" },
    forcedNew: [...EKS_CLUSTER, comesFrom("serviceRole", ...ROLE)],
  },
  "aws:eks/cluster:Cluster": {
    ...{ what: "cluster", stake: "traffic" },
    forcedNew: [
      ...EKS_CLUSTER,
      comesFrom("roleArn", ...ROLE),
      flag("accessConfig.bootstrapClusterCreatorAdminPermissions", true),
      ...computed("kubernetesNetworkConfig.ipFamily", "kubernetesNetworkConfig.serviceIpv4Cidr"),
    ],
  },
  "aws:eks/nodeGroup:NodeGroup": {
    ...{ what: "node group", stake: "traffic" },
    forcedNew: [
      ...computed("amiType", "capacityType", "diskSize", "instanceTypes", "nodeGroupName", "nodeGroupNamePrefix"),
      comesFrom("clusterName", ...CLUSTER),
      comesFrom("nodeRoleArn", ...ROLE),
      comesFrom("subnetIds", SUBNET),
      { path: ["launchTemplate", "id"], from: ["aws:ec2/launchTemplate:LaunchTemplate"] },
      ...given("remoteAccess"),
    ],
  },
  "aws:eks/addon:Addon": {
    ...{ what: "add-on", stake: "traffic" },
    forcedNew: [...given("addonName"), comesFrom("clusterName", ...CLUSTER)],
  },
  "aws:ec2/vpc:Vpc": {
    ...{ what: "VPC", stake: "traffic" },
    forcedNew: [...computed("cidrBlock"), ...given("ipv4IpamPoolId", "ipv4NetmaskLength")],
  },
  "aws:ec2/subnet:Subnet": {
    ...{ what: "subnet", stake: "traffic" },
    forcedNew: [
      ...given("cidrBlock", "outpostArn"),
      ...computed("availabilityZone", "availabilityZoneId"),
      comesFrom("vpcId", VPC),
    ],
  },
  "aws:ec2/natGateway:NatGateway": {
    ...{ what: "NAT gateway", stake: "traffic" },
    forcedNew: [
      comesFrom("subnetId", SUBNET),
      comesFrom("allocationId", "aws:ec2/eip:Eip"),
      ...computed("connectivityType"),
    ],
  },
  "kubernetes:core/v1:Namespace": {
    ...{ what: "namespace, with all in it,", stake: "traffic" },
    forcedNew: computed("metadata.name"),
  },
  "kubernetes:apps/v1:Deployment": { what: "workload", stake: "traffic", forcedNew: kubernetes("spec.selector") },
  // The provider replaces these for new content, so that what mounts them rolls.
  "kubernetes:core/v1:ConfigMap": { what: "settings", forcedNew: kubernetes("data", "binaryData") },
  "kubernetes:core/v1:Secret": { what: "secret", forcedNew: kubernetes("data", "stringData", "type") },
  "aws:iam/role:Role": { what: "role", forcedNew: given("name", "namePrefix", "path") },
  "aws:rds/subnetGroup:SubnetGroup": { what: "subnet group", forcedNew: given("name", "namePrefix") },
  "aws:ec2/launchTemplate:LaunchTemplate": { what: "launch template", forcedNew: given("name", "namePrefix") },
};

/** What is to know about a type; undefined of a type that is not listed. */
export function replaceable(type: string): Replaceable | undefined {
  return entry(TABLE, type);
}
