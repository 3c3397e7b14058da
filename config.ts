import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs, NetworkArgs, PodEniClusterArgs } from "./components";
import { clusterNameProblem, LOG_RETENTION_DAYS, LOG_TYPES, principalProblem } from "./components/cluster/checks";
import { instanceClassProblem } from "./components/database";
import { DEFAULT_VPC_CIDR, VPC_PREFIX } from "./components/network";
import type { CheckedConfig, ConfigFault, ConfigNote } from "./config-problem";
import { type AwsConfig, ConfigReader, partitionFault, readAws, ROLE_ARN } from "./config-reader";
import { checkRoom } from "./config-room";
import { parseCidr, isPrivate } from "./model/addresses/cidr";
import { ipv4Block, ipv4PrefixLength, isPrivateBlock, PRIVATE_RANGES } from "./model/addresses/subnets";
import { instanceTypes, nearestTrunkCapable, nodeRefusal } from "./model/aws/instance-types";
import {
  addonVersionProblem,
  isKubernetesVersion,
  KUBERNETES_VERSIONS_DATE,
  kubeProxyFits,
  kubernetesSupport,
  versionsInStandardSupport,
} from "./model/aws/kubernetes-versions";
import { ENFORCING_MODES, VPC_CNI_REFUSED_VERSIONS, vpcCniVersionProblem } from "./model/aws/vpc-cni";
import { localDay } from "./model/graph/local-day";
import { nearest } from "./nearest";
import { configNoteText } from "./words/en/config-notes";
import { configProblemsText } from "./words/en/config-problems";

/** What a stage of the lab is made of. */
interface Stage {
  /** The catalog runs on MySQL in the cluster. */
  inCluster: boolean;
  /** The catalog's pods get a security group of their own. */
  bound: boolean;
  /** The catalog starts, so that a deployment waits for it. */
  starts: boolean;
}

/** The lab's three states, in the order in which it is taught. */
export const LAB_STAGES: { [stage: string]: Stage } = {
  "in-cluster": { inCluster: true, bound: false, starts: true },
  "rds-unbound": { inCluster: false, bound: false, starts: false },
  bound: { inCluster: false, bound: true, starts: true },
};

/** Their names; values of the config key `stage`. */
export const STAGES = Object.keys(LAB_STAGES);

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
  /** One of {@link STAGES}. */
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
 * Reads the stack's config, and warns of what is to be known of it. Fails with a `RunError` that lists every problem: the
 * key, what was found, what is allowed.
 *
 * A Kubernetes version out of support is no problem of the config, which does not know whether its cluster lives: it must be
 * in the way neither of a change of stage nor of an upgrade step by step. The cluster asks AWS, and is not made with it.
 *
 * @param today Day by which versions are in support and an expiry is to come, `YYYY-MM-DD`. Default: the day where this
 * machine is.
 */
export function loadConfig(today: string = localDay(new Date())): LabConfig {
  const { config, problems, notes } = readConfig(today);
  // A RunError is printed without a stack.
  if (problems.length > 0) throw new pulumi.RunError(configProblemsText(pulumi.getStack(), problems));
  for (const note of notes) void pulumi.log.warn(configNoteText(note));
  return deepFreeze(config);
}

/** All that there is to say of the stack's config on a day, `YYYY-MM-DD`; no problem where {@link loadConfig} takes it. */
export function checkConfig(today: string): CheckedConfig {
  const { problems, notes } = readConfig(today);
  return { problems, notes };
}

/** The config, which means something only where there is no problem. */
function readConfig(today: string): CheckedConfig & { config: LabConfig } {
  const read = new ConfigReader();
  const stage = read.oneOf("stage", STAGES);
  // Of a name that is refused, the problem is all that there is to say.
  const { starts, ...made } = LAB_STAGES[stage] ?? LAB_STAGES.bound;
  const lab = { stage, ...made, probes: read.boolean("probes") };
  const tags = readTags(read, today);
  const account = readAws(read, tags);
  const network = readNetwork(read, account.region);
  const cluster = readCluster(read, account, tags);
  const note = supportNote(cluster.kubernetesVersion, today);
  const database = readDatabase(read, lab.inCluster);
  const replicas = read.integer("catalogReplicas", 1);
  checkRoom(read, network, cluster, { ...lab, replicas });
  const problems = read.finish(
    new Map([
      ["clusterName", { kind: "unread-key", why: "name-is-fixed" }],
      ["aws", { kind: "unread-key", why: "provider-is-explicit" }],
    ]),
  );
  const config = {
    ...lab,
    aws: account.provider,
    region: account.region,
    network,
    cluster: { ...cluster, existingOnly: note !== undefined },
    database,
    catalog: { replicas, awaitReady: starts },
  };
  return { config, problems, notes: note === undefined ? [] : [note] };
}

/** What is wrong with a value, or undefined where nothing is. */
type Found = ConfigFault | undefined;

function readTags(read: ConfigReader, today: string): { [key: string]: string } {
  const student = read.optional("student") || pulumi.getStack();
  const tags = { student, owner: read.optional("owner"), expiry: read.optional("expiry") };
  for (const [key, value] of Object.entries(tags)) read.check(key, () => tagFault(value));
  const { expiry } = tags;
  read.check("expiry", () => {
    if (expiry === "") return undefined;
    if (!isDay(expiry)) return { kind: "malformed", form: "day", found: expiry, example: "2027-03-31" };
    return expiry < today ? { kind: "past", found: expiry, today } : undefined;
  });
  const set = Object.entries({ ...tags, project: pulumi.getProject(), stack: pulumi.getStack() });
  return Object.fromEntries(set.filter(([, value]) => value !== ""));
}

/** Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function tagFault(found: string): Found {
  if (/^aws:/i.test(found)) return { kind: "reserved-tag", found };
  if (/\/\/[^/\s]*@/.test(found)) return { kind: "secret-tag" };
  return /^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u.test(found) ? undefined : { kind: "no-tag", found };
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function readNetwork(read: ConfigReader, region: string): NetworkArgs {
  const cidr = read.string("vpcCidr");
  read.check("vpcCidr", () => vpcFault(cidr));
  const zones = read.strings("availabilityZones");
  read.check("availabilityZones", () =>
    [0, 2, 3].includes(zones.length) ? undefined : { kind: "zone-count", count: zones.length },
  );
  read.checkEach(["availabilityZones", "aws:region"], zones, (found) =>
    found.startsWith(region) && /^[a-z]$/.test(found.slice(region.length))
      ? undefined
      : { kind: "other-zone", found, region },
  );
  const count = read.integer("availabilityZoneCount", 2, 3);
  return {
    cidr,
    ...(zones.length > 0 ? { availabilityZones: zones } : { availabilityZoneCount: count }),
    natGatewayPerZone: read.boolean("natGatewayPerZone"),
  };
}

function vpcFault(found: string): Found {
  const prefix = ipv4PrefixLength(found);
  if (prefix === undefined) return { kind: "malformed", form: "vpc-range", found, example: DEFAULT_VPC_CIDR };
  const { shortest, longest } = VPC_PREFIX;
  if (prefix < shortest || prefix > longest) return { kind: "vpc-size", found, prefix, shortest, longest };
  return isPrivateBlock(found) ? undefined : { kind: "public-vpc", found, allowed: PRIVATE_RANGES };
}

/** Quotas of EKS. Source: https://docs.aws.amazon.com/general/latest/gr/eks.html#limits_eks */
const QUOTAS = { nodesPerGroup: 450, publicAccessCidrs: 40 };

function readCluster(read: ConfigReader, account: AwsConfig, nodeTags: { [key: string]: string }): ClusterConfig {
  const clusterName = `sgp-lab-${pulumi.getStack()}`;
  if (clusterNameProblem(clusterName) !== undefined)
    read.problem("stack", { kind: "cluster-name", found: clusterName });
  const kubernetesVersion = read.string("kubernetesVersion");
  // One that is newer than the table may be used.
  read.check("kubernetesVersion", () =>
    isKubernetesVersion(kubernetesVersion)
      ? undefined
      : { kind: "malformed", form: "kubernetes-version", found: kubernetesVersion, example: "1.36" },
  );
  const nodeInstanceType = read.string("nodeInstanceType");
  read.check("nodeInstanceType", () => nodeTypeFault(nodeInstanceType));
  return {
    clusterName,
    kubernetesVersion,
    ...readEndpoint(read),
    logTypes: read.strings("logTypes", LOG_TYPES),
    logRetentionDays: Number(read.oneOf("logRetentionDays", LOG_RETENTION_DAYS.map(String))),
    nodeInstanceType,
    nodeCount: read.integer("nodeCount", 1, QUOTAS.nodesPerGroup - 1, "update-adds-one"),
    enforcingMode: read.oneOf("enforcingMode", ENFORCING_MODES),
    addonVersions: readAddonVersions(read, kubernetesVersion),
    ...readPrincipals(read, account),
    // The token must be asked for with the role that made the cluster.
    assumedRoleArn: account.roleArn,
    partition: account.partition,
    nodeTags,
  };
}

function supportNote(found: string, today: string): ConfigNote | undefined {
  const { status, ends: ended } = kubernetesSupport(found, today);
  if (status !== "ended") return undefined;
  const supported = versionsInStandardSupport(today);
  return { key: "kubernetesVersion", kind: "out-of-support", found, ended, supported, asOf: KUBERNETES_VERSIONS_DATE };
}

function nodeTypeFault(found: string): Found {
  const why = nodeRefusal(found);
  if (why === undefined) return undefined;
  const trunkCapable = [...instanceTypes()].filter(([, limits]) => limits.branchInterfaces > 0).map(([name]) => name);
  const meant = why === "unlisted" ? nearest(found, trunkCapable) : undefined;
  if (meant !== undefined) return { kind: "unknown-type", found, nearest: meant };
  const { instanceType, limits } = nearestTrunkCapable(found);
  return { kind: "no-node", found, why, nearest: instanceType, branchInterfaces: limits.branchInterfaces };
}

function readEndpoint(read: ConfigReader): Pick<ClusterConfig, "endpointPublicAccess" | "publicAccessCidrs"> {
  const key = "publicAccessCidrs";
  const endpointPublicAccess = read.boolean("endpointPublicAccess");
  const cidrs = read.strings(key);
  read.checkEach(key, cidrs, callerFault);
  read.check([key, "endpointPublicAccess"], () =>
    !endpointPublicAccess && cidrs.length > 0 ? { kind: "closed-endpoint" } : undefined,
  );
  const limit = QUOTAS.publicAccessCidrs;
  read.check(key, () => (cidrs.length > limit ? { kind: "too-many-ranges", count: cidrs.length, limit } : undefined));
  return { endpointPublicAccess, publicAccessCidrs: cidrs.length > 0 ? cidrs : undefined };
}

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
function callerFault(found: string): Found {
  const block = ipv4Block(found);
  if (block !== found) {
    return { kind: "malformed", form: "ipv4-range", found, example: block ?? "203.0.113.0/24" };
  }
  return isPrivate(parseCidr(found)!) ? { kind: "private-caller", found } : undefined;
}

function readAddonVersions(read: ConfigReader, kubernetesVersion: string): ClusterConfig["addonVersions"] {
  const version = (key: string, example: string): string => {
    const pinned = read.optional(key);
    read.check(key, () => {
      const isOne = pinned === "" || addonVersionProblem(pinned, example) === undefined;
      return isOne ? undefined : { kind: "malformed", form: "addon-version", found: pinned, example };
    });
    return pinned;
  };
  const vpcCni = version("vpcCniVersion", "v1.21.1-eksbuild.1");
  const kubeProxy = version("kubeProxyVersion", "v1.35.0-eksbuild.2");
  const coreDns = version("coreDnsVersion", "v1.12.4-eksbuild.1");
  read.check("vpcCniVersion", () => {
    if (vpcCni === "" || vpcCniVersionProblem(vpcCni) === undefined) return undefined;
    const hangs = VPC_CNI_REFUSED_VERSIONS.some((refused) => vpcCni.startsWith(`v${refused}-`));
    return { kind: "vpc-cni-version", found: vpcCni, why: hangs ? "hangs" : "too-old" };
  });
  read.check(["kubeProxyVersion", "kubernetesVersion"], () =>
    kubeProxy === "" || kubeProxyFits(kubeProxy, kubernetesVersion)
      ? undefined
      : { kind: "newer-kube-proxy", found: kubeProxy, kubernetesVersion },
  );
  return { vpcCni: vpcCni || undefined, kubeProxy: kubeProxy || undefined, coreDns: coreDns || undefined };
}

function readPrincipals(
  read: ConfigReader,
  { roleArn, partition }: AwsConfig,
): Pick<ClusterConfig, "adminPrincipalArns" | "viewerPrincipalArns"> {
  const principals = (key: string): string[] => {
    const arns = read.strings(key);
    read.checkEach(key, arns, (found) =>
      principalProblem(found) === undefined
        ? partitionFault(found, partition)
        : { kind: "malformed", form: "principal", found, example: ROLE_ARN },
    );
    // EKS makes an entry for whoever makes the cluster, and refuses a second one.
    read.checkEach(key, arns, (found) => (found === roleArn ? { kind: "deploying-role", found } : undefined));
    return arns;
  };
  const adminPrincipalArns = principals("adminPrincipals");
  const viewerPrincipalArns = principals("viewerPrincipals");
  read.checkEach(["viewerPrincipals", "adminPrincipals"], viewerPrincipalArns, (found) =>
    adminPrincipalArns.includes(found) ? { kind: "admin-already", found } : undefined,
  );
  return { adminPrincipalArns, viewerPrincipalArns };
}

function readDatabase(read: ConfigReader, inCluster: boolean): LabConfig["database"] {
  const requireTls = read.boolean("databaseRequireTls");
  read.check(["databaseRequireTls", "stage"], () => (requireTls && !inCluster ? { kind: "no-tls" } : undefined));
  const instanceClass = read.string("databaseInstanceClass");
  read.check("databaseInstanceClass", () =>
    instanceClassProblem(instanceClass) === undefined
      ? undefined
      : { kind: "malformed", form: "instance-class", found: instanceClass, example: "db.t4g.micro" },
  );
  return {
    databaseName: "catalog",
    username: "catalog_user",
    instanceClass,
    requireTls,
    backupRetentionDays: read.integer("databaseBackupRetentionDays", 0, 35, "zero-is-none"),
    deletionProtection: read.boolean("databaseDeletionProtection"),
    finalSnapshot: read.boolean("databaseFinalSnapshot"),
  };
}

/** Freezes a value with all that it holds. */
function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (inner !== null && typeof inner === "object") deepFreeze(inner as object);
  return Object.freeze(value);
}
