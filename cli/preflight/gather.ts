import { findLeftovers } from "../leftovers/find";
import { redactor } from "../secrets/redact";
import { orAbsent } from "../aws/absent";
import type { AwsClients } from "../aws/clients";
import { type Fact, type AccountFacts, type QuotaFact, SERVICE_ROLES } from "./account-facts";
import { gatherUse } from "./gather-use";
import { type QuotaName, QUOTAS } from "./quotas";
import type { Wanted } from "./wanted";

/** Asks AWS for all facts, side by side. Reads only. A question that fails is a fact with an error, never a failure. */
export async function gatherFacts(clients: AwsClients, wanted: Wanted): Promise<Omit<AccountFacts, "tools">> {
  const { region, student, stack, project } = wanted;
  const [identity, cluster, roles, use, kubernetes, addons, mysql, databaseClass, zones, nodeZones, leftovers] =
    await Promise.all([
      fact(() => identityOf(clients)),
      fact(() => clusterExists(clients, wanted)),
      byKey(Object.keys(SERVICE_ROLES), (service) => roleExists(clients, service)),
      fact(() => gatherUse(clients, wanted)),
      fact(() => kubernetesSupport(clients, wanted)),
      byKey(
        wanted.addons.map(({ name }) => name),
        (name) => addonVersions(clients, name, wanted.kubernetesVersion),
      ),
      fact(() => mysqlVersion(clients, wanted)),
      fact(() => canOrder(clients, wanted)),
      fact(() => zonesOf(clients)),
      fact(() => zonesOffering(clients, wanted.nodeInstanceType)),
      fact(() => findLeftovers(clients, { student, stack, project, cluster: wanted.cluster }, region)),
    ]);
  const quotas = await byKey(Object.keys(QUOTAS) as QuotaName[], async (name): Promise<QuotaFact> => {
    if ("error" in use) throw new Error(use.error);
    return { limit: await limitOf(clients, name), used: use.value.used[name] };
  });
  const nodeVcpus: Fact<number> = "error" in use ? use : { value: use.value.nodeVcpus };
  const account: Fact<string> = "error" in identity ? identity : { value: identity.value.account };
  const caller: Fact<string> = "error" in identity ? identity : { value: identity.value.arn };
  return {
    account,
    caller,
    cluster,
    roles,
    quotas,
    nodeVcpus,
    kubernetes,
    addons,
    mysql,
    databaseClass,
    zones,
    nodeZones,
    leftovers,
  };
}

/** The answer, or the first line of why there is none. */
export async function fact<T>(ask: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    const { name, message } = error as Error;
    const text = redactor(process.env)(message.split("\n")[0]);
    return { error: name && name !== "Error" && !text.includes(name) ? `${name}: ${text}` : text };
  }
}

async function byKey<K extends string, T>(keys: K[], ask: (key: K) => Promise<T>): Promise<{ [key in K]: Fact<T> }> {
  const entries = await Promise.all(keys.map(async (key): Promise<[K, Fact<T>]> => [key, await fact(() => ask(key))]));
  return Object.fromEntries(entries) as { [key in K]: Fact<T> };
}

async function identityOf({ sts }: AwsClients): Promise<{ account: string; arn: string }> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, arn: Arn };
}

async function clusterExists({ eks }: AwsClients, { cluster: name }: Wanted): Promise<boolean> {
  const { DescribeClusterCommand } = await import("@aws-sdk/client-eks");
  return (await orAbsent(eks.send(new DescribeClusterCommand({ name })))) !== undefined;
}

/** Service-linked roles are told by their path, which is the service's; nobody else can make one there. */
async function roleExists({ iam }: AwsClients, service: string): Promise<boolean> {
  const { ListRolesCommand } = await import("@aws-sdk/client-iam");
  const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: `/aws-service-role/${service}/` }));
  return (Roles ?? []).length > 0;
}

async function limitOf({ quotas }: AwsClients, name: QuotaName): Promise<number> {
  const sdk = await import("@aws-sdk/client-service-quotas");
  const { service: ServiceCode, code: QuotaCode } = QUOTAS[name];
  try {
    const answer = await quotas.send(new sdk.GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
    return answer.Quota?.Value ?? NaN;
  } catch (error) {
    // An account that never changed it has no value of its own.
    if (!(error as Error).name.startsWith("NoSuchResource")) throw error;
    const answer = await quotas.send(new sdk.GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode }));
    return answer.Quota?.Value ?? NaN;
  }
}

async function kubernetesSupport(
  { eks }: AwsClients,
  wanted: Wanted,
): Promise<{ status: string; ends?: string } | undefined> {
  const { DescribeClusterVersionsCommand } = await import("@aws-sdk/client-eks");
  const version = wanted.kubernetesVersion;
  const { clusterVersions } = await eks.send(new DescribeClusterVersionsCommand({ clusterVersions: [version] }));
  const found = clusterVersions?.find(({ clusterVersion }) => clusterVersion === version);
  if (!found) return undefined;
  const status = String(found.versionStatus ?? found.status ?? "unknown").toUpperCase();
  return { status, ends: found.endOfStandardSupportDate?.toISOString().slice(0, 10) };
}

async function addonVersions({ eks }: AwsClients, addonName: string, kubernetesVersion: string): Promise<string[]> {
  const { DescribeAddonVersionsCommand } = await import("@aws-sdk/client-eks");
  const { addons } = await eks.send(new DescribeAddonVersionsCommand({ addonName, kubernetesVersion }));
  return (addons ?? []).flatMap(({ addonVersions: list }) =>
    (list ?? []).map(({ addonVersion }) => addonVersion ?? ""),
  );
}

async function mysqlVersion({ rds }: AwsClients, wanted: Wanted): Promise<{ version?: string; ends?: string }> {
  const sdk = await import("@aws-sdk/client-rds");
  const EngineVersion = wanted.databaseVersion;
  const major = EngineVersion.split(".").slice(0, 2).join(".");
  const [offered, majors] = await Promise.all([
    rds.send(new sdk.DescribeDBEngineVersionsCommand({ Engine: "mysql", EngineVersion })),
    // Older partitions lack this call; without it only the end of support is not known.
    rds
      .send(new sdk.DescribeDBMajorEngineVersionsCommand({ Engine: "mysql", MajorEngineVersion: major }))
      .catch(() => undefined),
  ]);
  const cycles = majors?.DBMajorEngineVersions?.[0]?.SupportedEngineLifecycles ?? [];
  const standard = cycles.find(({ LifecycleSupportName: name }) => name === "open-source-rds-standard-support");
  return {
    // Oldest first; stand-ins of AWS answer with other engines, too.
    version: offered.DBEngineVersions?.filter((one) => one.Engine === "mysql")
      .map((one) => one.EngineVersion ?? "")
      .filter((version) => version === EngineVersion || version.startsWith(`${EngineVersion}.`))
      .at(-1),
    ends: standard?.LifecycleSupportEndDate?.toISOString().slice(0, 10),
  };
}

async function canOrder({ rds }: AwsClients, { databaseInstanceClass, databaseVersion }: Wanted): Promise<boolean> {
  const { DescribeOrderableDBInstanceOptionsCommand } = await import("@aws-sdk/client-rds");
  const command = new DescribeOrderableDBInstanceOptionsCommand({
    Engine: "mysql",
    EngineVersion: databaseVersion,
    DBInstanceClass: databaseInstanceClass,
    Vpc: true,
  });
  return ((await rds.send(command)).OrderableDBInstanceOptions ?? []).length > 0;
}

async function zonesOf({ ec2 }: AwsClients): Promise<string[]> {
  const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [
    { Name: "zone-type", Values: ["availability-zone"] },
    { Name: "opt-in-status", Values: ["opt-in-not-required"] },
    { Name: "state", Values: ["available"] },
  ];
  const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({ Filters }));
  return (AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName ?? "").sort();
}

async function zonesOffering({ ec2 }: AwsClients, instanceType: string): Promise<string[]> {
  const { DescribeInstanceTypeOfferingsCommand } = await import("@aws-sdk/client-ec2");
  const command = new DescribeInstanceTypeOfferingsCommand({
    LocationType: "availability-zone",
    Filters: [{ Name: "instance-type", Values: [instanceType] }],
  });
  return ((await ec2.send(command)).InstanceTypeOfferings ?? []).map(({ Location }) => Location ?? "").sort();
}
