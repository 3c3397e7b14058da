import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ConfigReader, configReader } from "./config-reader";
import type { DatabaseArgs, NetworkArgs, PodEniClusterArgs } from "./components";
import { BACKOFF_LIMIT } from "./components";
import {
  clusterNameProblem,
  LOG_RETENTION_DAYS,
  LOG_TYPES,
  principalProblem,
  trunkProblem,
} from "./components/cluster/checks";
import { vpcCidrProblem } from "./components/network";
import { branchCapacity, type BoundPods, jobPods, recreatedPods } from "./model/capacity";
import { instanceTypeLimits } from "./model/instance-types";
import { kubernetesSupport, KUBERNETES_VERSIONS_DATE, versionsInStandardSupport } from "./model/kubernetes-versions";
import { ENFORCING_MODES, vpcCniVersionProblem } from "./model/vpc-cni";
import { ipv4PrefixLength } from "./model/subnets";

/** The lab's three states, in the order in which it is taught; values of the config key `stage`. */
export const STAGES = ["in-cluster", "rds-unbound", "bound"];

/** The config of one stack: checked across its keys, grouped as the components take it, frozen. */
export interface LabConfig {
  /** Arguments of the AWS provider. */
  aws: aws.ProviderArgs;
  network: NetworkArgs;
  cluster: Omit<PodEniClusterArgs, "vpcId" | "controlPlaneSubnetIds" | "nodeSubnetIds">;
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
export function loadConfig(today: string = new Date().toISOString().slice(0, 10)): LabConfig {
  const read = configReader(pulumi.getProject());
  const stage = read.oneOf("stage", STAGES);
  const region = read.region();
  const bound = stage === "bound";
  const inCluster = stage === "in-cluster";
  const providerArgs = read.awsProvider(region, readTags(read, today));
  const network = readNetwork(read);
  const cluster = readCluster(read, providerArgs, region, today);
  const database = readDatabase(read, inCluster);
  const probes = read.boolean("probes");
  const replicas = read.positive("catalogReplicas");
  const probePods = probes ? [jobPods("probe-bound", BACKOFF_LIMIT.connects)] : [];
  const boundPods = bound ? [recreatedPods("catalog", replicas), ...probePods] : [];
  read.problem("catalogReplicas", capacityProblem(cluster, boundPods));
  read.finish({
    clusterName:
      "is derived from the stack's name and cannot be set: a change would replace the cluster. Make another stack",
  });
  return Object.freeze({
    aws: providerArgs,
    network,
    cluster,
    database,
    catalog: { replicas, awaitReady: stage !== "rds-unbound" },
    stage,
    inCluster,
    bound,
    probes,
    region,
  });
}

function readTags(read: ConfigReader, today: string): { [key: string]: string } {
  const student = read.string("student") || pulumi.getStack();
  const tags = { student, owner: read.string("owner"), expiry: read.string("expiry") };
  for (const [key, value] of Object.entries(tags)) {
    // Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    if (!/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u.test(value)) {
      read.problem(key, `"${value}" cannot be a tag; use up to 256 letters, digits, spaces and _.:/=+-@`);
    }
  }
  const { expiry } = tags;
  if (expiry && !isDay(expiry)) read.problem("expiry", `"${expiry}" is not a day; write it as 2027-03-31`);
  else if (expiry && expiry < today) read.problem("expiry", `${expiry} is past; name a day from ${today} on`);
  const set = Object.entries({ ...tags, project: pulumi.getProject(), stack: pulumi.getStack() });
  return Object.fromEntries(set.filter(([, value]) => value !== ""));
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function readNetwork(read: ConfigReader): NetworkArgs {
  const cidr = read.string("vpcCidr");
  read.problem("vpcCidr", vpcCidrProblem(cidr));
  const zones = read.strings("availabilityZones");
  const count = read.integer("availabilityZoneCount");
  if (zones.length !== 0 && zones.length !== 2 && zones.length !== 3) {
    read.problem("availabilityZones", `names ${zones.length} zones; name 2 or 3, or none to look them up`);
  }
  if (new Set(zones).size !== zones.length) read.problem("availabilityZones", "names a zone twice");
  if (count !== 2 && count !== 3) read.problem("availabilityZoneCount", `${count} zones; use 2 or 3`);
  return {
    cidr,
    ...(zones.length > 0 ? { availabilityZones: zones } : { availabilityZoneCount: count }),
    natGatewayPerZone: read.boolean("natGatewayPerZone"),
  };
}

function readCluster(
  read: ConfigReader,
  provider: aws.ProviderArgs,
  region: string,
  today: string,
): LabConfig["cluster"] {
  const clusterName = `sgp-lab-${pulumi.getStack()}`;
  const nameProblem = clusterNameProblem(clusterName);
  if (nameProblem) read.problem("stack", `its name becomes the cluster's: ${nameProblem}`);
  const kubernetesVersion = read.string("kubernetesVersion");
  read.problem("kubernetesVersion", kubernetesProblem(kubernetesVersion, today));
  const nodeInstanceType = read.string("nodeInstanceType");
  read.problem("nodeInstanceType", trunkProblem(nodeInstanceType));
  const vpcCni = read.string("vpcCniVersion") || undefined;
  if (vpcCni) read.problem("vpcCniVersion", vpcCniVersionProblem(vpcCni));
  const publicAccessCidrs = read.strings("publicAccessCidrs");
  for (const cidr of publicAccessCidrs) {
    if (ipv4PrefixLength(cidr) === undefined) {
      read.problem("publicAccessCidrs", `"${cidr}" is no IPv4 range; write it as 203.0.113.0/24`);
    }
  }
  const endpointPublicAccess = read.boolean("endpointPublicAccess");
  if (!endpointPublicAccess && publicAccessCidrs.length > 0) {
    read.problem("publicAccessCidrs", "is set while endpointPublicAccess is false; empty it or open the endpoint");
  }
  const [admins, viewers] = [read.strings("adminPrincipals"), read.strings("viewerPrincipals")];
  for (const arn of admins) read.problem("adminPrincipals", principalProblem(arn));
  for (const arn of viewers) read.problem("viewerPrincipals", principalProblem(arn));
  for (const arn of viewers.filter((viewer) => admins.includes(viewer))) {
    read.problem("viewerPrincipals", `"${arn}" is an admin already; a principal has one access entry`);
  }
  const roles = provider.assumeRoles as { roleArn: string }[] | undefined;
  return {
    clusterName,
    kubernetesVersion,
    endpointPublicAccess,
    publicAccessCidrs: publicAccessCidrs.length > 0 ? publicAccessCidrs : undefined,
    logTypes: read.strings("logTypes", LOG_TYPES),
    logRetentionDays: Number(read.oneOf("logRetentionDays", LOG_RETENTION_DAYS.map(String))),
    nodeInstanceType,
    nodeCount: read.positive("nodeCount"),
    enforcingMode: read.oneOf("enforcingMode", ENFORCING_MODES),
    addonVersions: {
      vpcCni,
      kubeProxy: read.string("kubeProxyVersion") || undefined,
      coreDns: read.string("coreDnsVersion") || undefined,
    },
    adminPrincipalArns: admins,
    viewerPrincipalArns: viewers,
    // The token must be asked for with the role that made the cluster: the last of the chain.
    assumedRoleArn: roles?.at(-1)?.roleArn,
    partition: partitionOf(region),
    nodeTags: (provider.defaultTags as { tags: { [key: string]: string } }).tags,
  };
}

/** The AWS partition of a region. Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function kubernetesProblem(version: string, today: string): string | undefined {
  const { status, ends } = kubernetesSupport(version, today);
  if (status === "malformed") return `"${version}" is no Kubernetes version; write it as "1.35"`;
  if (status !== "ended") return undefined;
  const supported = versionsInStandardSupport(today).join(", ") || "a later one";
  const when = ends ? `on ${ends}` : "long ago";
  return `${version} left standard support ${when} and costs six times as much; use ${supported} (table of ${KUBERNETES_VERSIONS_DATE})`;
}

function readDatabase(read: ConfigReader, inCluster: boolean): LabConfig["database"] {
  const requireTls = read.boolean("databaseRequireTls");
  if (requireTls && !inCluster) {
    read.problem(
      "databaseRequireTls",
      "is true, but the catalog cannot speak TLS; leave it off, or use stage in-cluster",
    );
  }
  const instanceClass = read.string("databaseInstanceClass");
  if (!/^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass)) {
    read.problem("databaseInstanceClass", `"${instanceClass}" is no RDS instance class; write it as db.t4g.micro`);
  }
  const days = read.integer("databaseBackupRetentionDays");
  if (days < 0 || days > 35) read.problem("databaseBackupRetentionDays", `${days} days; use 0 (no backups) to 35`);
  return {
    databaseName: "catalog",
    username: "catalog_user",
    instanceClass,
    requireTls,
    backupRetentionDays: days,
    deletionProtection: read.boolean("databaseDeletionProtection"),
    finalSnapshot: read.boolean("databaseFinalSnapshot"),
  };
}

function capacityProblem(cluster: LabConfig["cluster"], pods: BoundPods[]): string | undefined {
  const limits = instanceTypeLimits(cluster.nodeInstanceType!);
  if (!limits || limits.branchInterfaces === 0) return undefined;
  const { needed, total, byPods } = branchCapacity(limits, cluster.nodeCount!, pods);
  if (needed <= total) return undefined;
  const who = byPods.map((entry) => `${entry.name} ${entry.needed}`).join(", ");
  return (
    `bound pods take ${needed} branch interfaces at worst (${who}: running, and cooling for 60 to 90 s), ` +
    `${cluster.nodeCount} x ${cluster.nodeInstanceType} has ${total}; use fewer pods, more nodes or a larger type`
  );
}
