import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs, NetworkArgs, PodEniClusterArgs } from "./components";
import { BACKOFF_LIMIT } from "./components";
import {
  clusterNameProblem,
  LOG_RETENTION_DAYS,
  LOG_TYPES,
  principalProblem,
  trunkProblem,
} from "./components/cluster/checks";
import { instanceClassProblem } from "./components/database";
import { SUBNET_BITS, vpcCidrProblem } from "./components/network";
import { type AwsConfig, ConfigReader, didYouMean, quoted, readAws, UNREAD_AWS_KEY } from "./config-reader";
import {
  branchProblem,
  CORE_DNS_PODS,
  jobPods,
  type PodCount,
  recreatedPods,
  roomProblem,
  subnetProblem,
} from "./model/capacity/capacity";
import { instanceTypeLimits, instanceTypes } from "./model/aws/instance-types";
import { addonVersionProblem, kubeProxyProblem, kubernetesProblem } from "./model/aws/kubernetes-versions";
import { localDay } from "./model/graph/local-day";
import { partitionProblem } from "./model/aws/partitions";
import { privateRangeProblem, publicRangeProblem, subnetAddresses, subnetCidr } from "./model/addresses/subnets";
import { ENFORCING_MODES, vpcCniVersionProblem } from "./model/aws/vpc-cni";

/** The lab's three states, in the order in which it is taught; values of the config key `stage`. */
export const STAGES = ["in-cluster", "rds-unbound", "bound"];

/** The cluster's arguments, without what the network gives. */
type ClusterConfig = Omit<PodEniClusterArgs, "vpcId" | "controlPlaneSubnetIds" | "nodeSubnetIds">;

/** The config of one stack: checked across its keys, grouped as the components take it, frozen. */
export interface LabConfig {
  /** Arguments of the AWS provider. */
  aws: aws.ProviderArgs;
  network: NetworkArgs;
  cluster: ClusterConfig;
  database: Omit<DatabaseArgs, "vpcId" | "subnetIds">;
  catalog: { replicas: number; awaitReady: boolean };
  /** `in-cluster`, `rds-unbound` or `bound`. */
  stage: string;
  /** True where the catalog runs on MySQL in the cluster. */
  inCluster: boolean;
  /** True where the catalog's pods get a security group of their own. */
  bound: boolean;
  /** True where every update proves who reaches the database. */
  probes: boolean;
  region: string;
}

/**
 * Reads the stack's config. Fails with a `RunError` that lists every problem: the key, what was found, what is allowed.
 *
 * @param today Day for which versions must be in support, `YYYY-MM-DD`.
 */
export function loadConfig(today: string = localDay(new Date())): LabConfig {
  const read = new ConfigReader();
  const stage = read.oneOf("stage", STAGES);
  const lab = { stage, inCluster: stage === "in-cluster", bound: stage === "bound", probes: read.boolean("probes") };
  const tags = readTags(read, today);
  const account = readAws(read, tags);
  const network = readNetwork(read, account.region);
  const cluster = readCluster(read, account, tags, today);
  const database = readDatabase(read, lab.inCluster);
  const replicas = read.integer("catalogReplicas", 1);
  checkRoom(read, network, cluster, { ...lab, replicas });
  const fixed = "is derived from the stack's name: a change would replace the cluster; make another stack";
  read.finish(
    new Map([
      ["clusterName", fixed],
      ["aws", UNREAD_AWS_KEY],
    ]),
  );
  return deepFreeze({
    ...lab,
    aws: account.provider,
    region: account.region,
    network,
    cluster,
    database,
    catalog: { replicas, awaitReady: stage !== "rds-unbound" },
  });
}

function readTags(read: ConfigReader, today: string): { [key: string]: string } {
  const student = read.optional("student") || pulumi.getStack();
  const tags = { student, owner: read.optional("owner"), expiry: read.optional("expiry") };
  for (const [key, value] of Object.entries(tags)) read.check(key, () => tagProblem(value));
  const { expiry } = tags;
  read.check("expiry", () => {
    if (expiry && !isDay(expiry)) return `${quoted(expiry)} is no day; write it in quotes, as "2027-03-31"`;
    return expiry && expiry < today ? `${expiry} is past; name a day from ${today} on` : undefined;
  });
  const set = Object.entries({ ...tags, project: pulumi.getProject(), stack: pulumi.getStack() });
  return Object.fromEntries(set.filter(([, value]) => value !== ""));
}

/** Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function tagProblem(value: string): string | undefined {
  if (/^aws:/i.test(value)) return `${quoted(value)} cannot be a tag: AWS keeps aws: for itself; begin it otherwise`;
  if (/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u.test(value)) return undefined;
  return `${quoted(value)} cannot be a tag; use up to 256 letters, digits, spaces and _.:/=+-@`;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Each subnet is an eighth of the VPC. */

function readNetwork(read: ConfigReader, region: string): NetworkArgs {
  const cidr = read.string("vpcCidr");
  read.check("vpcCidr", () => vpcCidrProblem(cidr));
  read.check("vpcCidr", () => privateRangeProblem(cidr));
  const zones = read.strings("availabilityZones");
  read.check("availabilityZones", () =>
    [0, 2, 3].includes(zones.length) ? undefined : `names ${zones.length}; name 2 or 3 zones, or none to look them up`,
  );
  const zoneProblem = (zone: string): string | undefined =>
    zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length))
      ? undefined
      : `${quoted(zone)} is no availability zone of ${region}; name ${region}a, ${region}b or another`;
  read.checkEach(["availabilityZones", "aws:region"], zones, zoneProblem);
  const count = read.integer("availabilityZoneCount", 2, 3);
  return {
    cidr,
    ...(zones.length > 0 ? { availabilityZones: zones } : { availabilityZoneCount: count }),
    natGatewayPerZone: read.boolean("natGatewayPerZone"),
  };
}

/** Quotas of EKS. Source: https://docs.aws.amazon.com/general/latest/gr/eks.html#limits_eks */
const QUOTAS = { nodesPerGroup: 450, publicAccessCidrs: 40 };

function readCluster(
  read: ConfigReader,
  account: AwsConfig,
  nodeTags: { [key: string]: string },
  today: string,
): ClusterConfig {
  const clusterName = `sgp-lab-${pulumi.getStack()}`;
  const nameProblem = clusterNameProblem(clusterName);
  if (nameProblem) read.problem("stack", `its name becomes the cluster's: ${nameProblem}; make another stack`);
  const kubernetesVersion = read.string("kubernetesVersion");
  read.check("kubernetesVersion", () => kubernetesProblem(kubernetesVersion, today));
  const nodeInstanceType = read.string("nodeInstanceType");
  read.check("nodeInstanceType", () => nodeTypeProblem(nodeInstanceType));
  const mostNodes = QUOTAS.nodesPerGroup - 1;
  return {
    clusterName,
    kubernetesVersion,
    ...readEndpoint(read),
    logTypes: read.strings("logTypes", LOG_TYPES),
    logRetentionDays: Number(read.oneOf("logRetentionDays", LOG_RETENTION_DAYS.map(String))),
    nodeInstanceType,
    nodeCount: read.integer("nodeCount", 1, mostNodes, "EKS allows 450 in a group, and an update adds one"),
    enforcingMode: read.oneOf("enforcingMode", ENFORCING_MODES),
    addonVersions: readAddonVersions(read, kubernetesVersion),
    ...readPrincipals(read, account),
    // The token must be asked for with the role that made the cluster.
    assumedRoleArn: account.roleArn,
    partition: account.partition,
    nodeTags,
  };
}

function nodeTypeProblem(type: string): string | undefined {
  if (instanceTypeLimits(type)) return trunkProblem(type);
  const trunkCapable = [...instanceTypes()].filter(([, limits]) => limits.branchInterfaces > 0).map(([name]) => name);
  const meant = didYouMean(type, trunkCapable);
  const problem = `${quoted(type)} is no EC2 instance type that can carry a trunk interface`;
  return meant ? `${problem}${meant}` : trunkProblem(type);
}

function readEndpoint(read: ConfigReader): Pick<ClusterConfig, "endpointPublicAccess" | "publicAccessCidrs"> {
  const key = "publicAccessCidrs";
  const endpointPublicAccess = read.boolean("endpointPublicAccess");
  const cidrs = read.strings(key);
  const closed = "is set while endpointPublicAccess is false; empty it or open the endpoint";
  read.checkEach(key, cidrs, publicRangeProblem);
  read.check([key, "endpointPublicAccess"], () => (!endpointPublicAccess && cidrs.length > 0 ? closed : undefined));
  read.check(key, () => {
    const most = QUOTAS.publicAccessCidrs;
    return cidrs.length > most ? `has ${cidrs.length} ranges; EKS allows ${most}, so use wider ones` : undefined;
  });
  return { endpointPublicAccess, publicAccessCidrs: cidrs.length > 0 ? cidrs : undefined };
}

function readAddonVersions(read: ConfigReader, kubernetesVersion: string): ClusterConfig["addonVersions"] {
  const version = (key: string, example: string): string => {
    const pinned = read.optional(key);
    if (pinned !== "") read.check(key, () => addonVersionProblem(pinned, example));
    return pinned;
  };
  const vpcCni = version("vpcCniVersion", "v1.21.1-eksbuild.1");
  const kubeProxy = version("kubeProxyVersion", "v1.35.0-eksbuild.2");
  const coreDns = version("coreDnsVersion", "v1.12.4-eksbuild.1");
  if (vpcCni !== "") read.check("vpcCniVersion", () => vpcCniVersionProblem(vpcCni));
  const skew = (): string | undefined => kubeProxyProblem(kubeProxy, kubernetesVersion);
  if (kubeProxy !== "") read.check(["kubeProxyVersion", "kubernetesVersion"], skew);
  return { vpcCni: vpcCni || undefined, kubeProxy: kubeProxy || undefined, coreDns: coreDns || undefined };
}

function readPrincipals(
  read: ConfigReader,
  { roleArn, partition }: AwsConfig,
): Pick<ClusterConfig, "adminPrincipalArns" | "viewerPrincipalArns"> {
  const principals = (key: string): string[] => {
    const arns = read.strings(key);
    read.checkEach(key, arns, (arn) => principalProblem(arn) ?? partitionProblem(arn, partition));
    // EKS makes an entry for whoever makes the cluster, and refuses a second one.
    read.checkEach(key, arns, (arn) =>
      arn === roleArn ? `${quoted(arn)} is the role that deploys, and so an admin already; remove it` : undefined,
    );
    return arns;
  };
  const adminPrincipalArns = principals("adminPrincipals");
  const viewerPrincipalArns = principals("viewerPrincipals");
  const twice = (arn: string): string | undefined =>
    adminPrincipalArns.includes(arn) ? `"${arn}" is an admin already; a principal has one access entry` : undefined;
  read.checkEach(["viewerPrincipals", "adminPrincipals"], viewerPrincipalArns, twice);
  return { adminPrincipalArns, viewerPrincipalArns };
}

function readDatabase(read: ConfigReader, inCluster: boolean): LabConfig["database"] {
  const requireTls = read.boolean("databaseRequireTls");
  const noTls = "is true, but the catalog cannot speak TLS; leave it off, or use stage in-cluster";
  read.check(["databaseRequireTls", "stage"], () => (requireTls && !inCluster ? noTls : undefined));
  const instanceClass = read.string("databaseInstanceClass");
  read.check("databaseInstanceClass", () => instanceClassProblem(instanceClass));
  return {
    databaseName: "catalog",
    username: "catalog_user",
    instanceClass,
    requireTls,
    backupRetentionDays: read.integer("databaseBackupRetentionDays", 0, 35, "0 for no backups"),
    deletionProtection: read.boolean("databaseDeletionProtection"),
    finalSnapshot: read.boolean("databaseFinalSnapshot"),
  };
}

interface Lab {
  inCluster: boolean;
  bound: boolean;
  probes: boolean;
  replicas: number;
}

/** Checks that the subnets have room for the nodes, and the nodes for the pods of a stage. */
function checkRoom(read: ConfigReader, network: NetworkArgs, cluster: ClusterConfig, lab: Lab): void {
  if (!read.good("nodeInstanceType", "nodeCount")) return;
  const instanceType = cluster.nodeInstanceType!;
  const nodes = { instanceType, limits: instanceTypeLimits(instanceType)!, count: cluster.nodeCount! };
  const pods = (name: string, count: number, when = true): PodCount[] => (when ? [{ name, pods: count }] : []);
  const { inCluster, bound, probes, replicas } = lab;
  const ordinaryPods = [
    ...pods("CoreDNS", CORE_DNS_PODS),
    ...pods("probe-unlabelled", 1, probes),
    ...pods("probe-elsewhere", 1, probes),
    ...pods("catalog", replicas, !bound),
    ...pods("catalog-mysql", 1, inCluster),
  ];
  const probe = probes ? [jobPods("probe-bound", BACKOFF_LIMIT.connects)] : [];
  const boundPods = bound ? [recreatedPods("catalog", replicas), ...probe] : [];
  if (read.good("stage", "probes", "catalogReplicas")) {
    read.problem("catalogReplicas", branchProblem(nodes, boundPods));
    read.problem("nodeInstanceType", roomProblem(nodes, ordinaryPods, boundPods));
  }
  if (read.good("vpcCidr", "availabilityZones", "availabilityZoneCount")) {
    const zones = network.availabilityZones?.length ?? network.availabilityZoneCount!;
    const addresses = zones * subnetAddresses(subnetCidr(network.cidr!, SUBNET_BITS, 0));
    read.problem("nodeCount", subnetProblem(nodes, addresses));
  }
}

/** Freezes a value with all that it holds. */
function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (inner !== null && typeof inner === "object") deepFreeze(inner as object);
  return Object.freeze(value);
}
