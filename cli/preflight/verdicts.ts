import { type AccountFacts, type Fact } from "./account-facts";
import { quotaLink, type QuotaName, QUOTAS } from "./quotas";
import { toolVerdicts } from "./tools";
import type { Fix, Found, Subject, Verdict } from "./verdict";
import type { Wanted } from "./wanted";

/** Days before the end of support from which it is worth a warning. */
const SOON_DAYS = 45;

/** All verdicts on an account, from facts alone. */
export function verdicts(facts: AccountFacts, wanted: Wanted, today: string): Verdict[] {
  const account = accountVerdict(facts.account, wanted);
  // Without credentials every other answer is the same refusal.
  if ("error" in facts.account) return [account, ...toolVerdicts(facts)];
  return [
    account,
    ...toolVerdicts(facts),
    ...accessVerdicts(facts, wanted),
    ...Object.entries(facts.roles).map(([service, exists]) => roleVerdict(service, exists)),
    ...quotaVerdicts(facts, wanted),
    kubernetesVerdict(facts, wanted, today),
    ...wanted.addons.map(({ name, version }) => addonVerdict(name, version, facts.addons[name], wanted)),
    mysqlVerdict(facts, wanted, today),
    databaseClassVerdict(facts, wanted),
    nodeVerdict(facts, wanted),
    leftoverVerdict(facts, wanted),
  ];
}

const ok = (subject: Subject, found: Found): Verdict => ({ subject, verdict: "ok", found });
const warn = (subject: Subject, found: Found, fix?: Fix): Verdict => ({ subject, verdict: "warn", found, fix });
const fail = (subject: Subject, found: Found, fix: Fix): Verdict => ({ subject, verdict: "fail", found, fix });

/** What AWS does not tell, with the actions of IAM that it may want. */
const notAsked = (subject: Subject, error: string, ...actions: string[]): Verdict =>
  warn(subject, { kind: "not asked", error }, { kind: "allow", actions });

function accountVerdict(account: Fact<string>, { accounts, role }: Wanted): Verdict {
  const subject: Subject = { kind: "account" };
  if ("error" in account) {
    const found: Found = { kind: "refused", error: account.error };
    return fail(subject, found, role ? { kind: "assume", role } : { kind: "sign in" });
  }
  const { value } = account;
  if (accounts.length === 0) {
    return warn(subject, { kind: "any account", account: value }, { kind: "name account", account: value });
  }
  if (accounts.includes(value)) return ok(subject, { kind: "value", value });
  return fail(subject, { kind: "other account", account: value, accounts }, { kind: "right account" });
}

/**
 * EKS makes the creator of a cluster its administrator by an access entry of its own, and refuses a second one with 409.
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessConfigRequest.html
 */
function accessVerdicts({ caller, cluster }: AccountFacts, { principals }: Wanted): Verdict[] {
  const arn = "error" in caller ? undefined : principals.find((one) => isCaller(one, caller.value));
  if (arn === undefined) return [];
  const principal = arn.split("/").at(-1)!;
  const subject: Subject = { kind: "cluster access" };
  if ("error" in cluster) return [notAsked(subject, cluster.error, "eks:DescribeCluster")];
  // The creator of a cluster that is there may have been somebody else.
  if (cluster.value) return [ok(subject, { kind: "has access", principal })];
  return [fail(subject, { kind: "second access", principal }, { kind: "leave out", principal })];
}

/** Whether an IAM principal is the caller. The session of a role tells its name without the path; names are unique. */
function isCaller(principal: string, caller: string): boolean {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller);
  if (!session) return principal === caller;
  const role = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principal);
  return role !== null && [1, 2, 3].every((part) => role[part] === session[part]);
}

function roleVerdict(service: string, exists: Fact<boolean>): Verdict {
  const subject: Subject = { kind: "service role", service };
  if ("error" in exists) return notAsked(subject, exists.error, "iam:ListRoles");
  if (exists.value) return ok(subject, { kind: "exists" });
  // RDS fails where it is missing; EKS makes its own where the caller may.
  const verdict = service.startsWith("rds") ? fail : warn;
  return verdict(subject, { kind: "missing" }, { kind: "create roles" });
}

function quotaVerdicts({ quotas, nodeVcpus }: AccountFacts, wanted: Wanted): Verdict[] {
  const vcpus: Fact<number> = "error" in nodeVcpus ? nodeVcpus : { value: nodeVcpus.value * wanted.nodeCount };
  const needed: { [name in QuotaName]: Fact<number> } = {
    vcpus,
    addresses: { value: wanted.addresses },
    vpcs: { value: wanted.vpcs },
    // One for each zone at most: a lab has one, or one in each.
    natGateways: { value: Math.min(1, wanted.natGateways) },
    rules: { value: wanted.rules.count },
  };
  return (Object.keys(QUOTAS) as QuotaName[]).map((name): Verdict => {
    const subject: Subject = { kind: "quota", quota: name };
    const [need, quota] = [needed[name], quotas[name]];
    const fix: Fix = { kind: "link", link: quotaLink(QUOTAS[name]) };
    if ("error" in need) return warn(subject, { kind: "not asked", error: need.error }, fix);
    if ("error" in quota) return warn(subject, { kind: "not asked", error: quota.error }, fix);
    const { limit, used } = quota.value;
    const group = name === "rules" ? { group: wanted.rules.group } : {};
    const found: Found = { kind: "quota", needed: need.value, used, limit, ...group };
    return used + need.value > limit ? fail(subject, found, fix) : ok(subject, found);
  });
}

/** A version out of standard support is in the way of a new cluster alone, as the program has it. */
function kubernetesVerdict(
  { kubernetes, cluster }: AccountFacts,
  { kubernetesVersion: version }: Wanted,
  today: string,
): Verdict {
  const subject: Subject = { kind: "Kubernetes", version };
  const fix: Fix = { kind: "set", key: "kubernetesVersion" };
  if ("error" in kubernetes) return notAsked(subject, kubernetes.error, "eks:DescribeClusterVersions");
  if (!kubernetes.value) return fail(subject, { kind: "not offered", by: "EKS" }, fix);
  const { status, ends } = kubernetes.value;
  const late = "value" in cluster && cluster.value ? warn : fail;
  if (/EXTENDED/.test(status)) return late(subject, { kind: "extended support", ends }, fix);
  if (/UNSUPPORTED/.test(status)) return late(subject, { kind: "unsupported" }, fix);
  if (isSoon(ends, today)) return warn(subject, { kind: "standard support ends soon", ends }, fix);
  return ok(subject, { kind: "standard support", ends });
}

function addonVerdict(
  addon: string,
  version: string | undefined,
  offered: Fact<string[]>,
  { kubernetesVersion }: Wanted,
): Verdict {
  const subject: Subject = { kind: "add-on", addon };
  if ("error" in offered) return notAsked(subject, offered.error, "eks:DescribeAddonVersions");
  const [newest] = offered.value;
  if (newest === undefined) {
    return fail(subject, { kind: "no add-on", kubernetesVersion }, { kind: "set", key: "kubernetesVersion" });
  }
  if (version === undefined) return ok(subject, { kind: "default add-on", newest });
  if (offered.value.includes(version)) return ok(subject, { kind: "value", value: version });
  const fix: Fix = { kind: "pin", versions: offered.value.slice(0, 3) };
  return fail(subject, { kind: "version not offered", version }, fix);
}

function mysqlVerdict({ mysql }: AccountFacts, { databaseVersion }: Wanted, today: string): Verdict {
  const subject: Subject = { kind: "MySQL", version: databaseVersion };
  if ("error" in mysql) return notAsked(subject, mysql.error, "rds:DescribeDBEngineVersions");
  const { version, ends } = mysql.value;
  if (version === undefined) return fail(subject, { kind: "not offered", by: "RDS" }, { kind: "other region" });
  if (ends === undefined) return ok(subject, { kind: "value", value: version });
  if (ends <= today) return fail(subject, { kind: "left standard support", ends }, { kind: "newer release" });
  if (isSoon(ends, today)) return warn(subject, { kind: "standard support ends soon", version, ends });
  return ok(subject, { kind: "standard support", version, ends });
}

function databaseClassVerdict({ databaseClass }: AccountFacts, { databaseInstanceClass: type }: Wanted): Verdict {
  const subject: Subject = { kind: "type", type };
  if ("error" in databaseClass) {
    return notAsked(subject, databaseClass.error, "rds:DescribeOrderableDBInstanceOptions");
  }
  if (databaseClass.value) return ok(subject, { kind: "can be ordered" });
  return fail(subject, { kind: "cannot be ordered" }, { kind: "set", key: "databaseInstanceClass", orRegion: true });
}

function nodeVerdict({ zones, nodeZones }: AccountFacts, wanted: Wanted): Verdict {
  const subject: Subject = { kind: "type", type: wanted.nodeInstanceType };
  if ("error" in nodeZones) return notAsked(subject, nodeZones.error, "ec2:DescribeInstanceTypeOfferings");
  if ("error" in zones) return notAsked(subject, zones.error, "ec2:DescribeAvailabilityZones");
  const used = wanted.zones.length > 0 ? wanted.zones : zones.value;
  const offered = used.filter((zone) => nodeZones.value.includes(zone));
  const missing = used.filter((zone) => !nodeZones.value.includes(zone));
  if (missing.length === 0) return ok(subject, { kind: "offered in", zones: offered });
  const fix: Fix =
    offered.length > 1
      ? { kind: "set", key: "availabilityZones", value: JSON.stringify(offered.slice(0, 2)) }
      : { kind: "set", key: "nodeInstanceType", orRegion: true };
  // A node group starts where it can; a zone without the type only makes it less even.
  const verdict = offered.length > 0 ? warn : fail;
  return verdict(subject, { kind: "not offered in", zones: missing }, fix);
}

function leftoverVerdict({ leftovers }: AccountFacts, { student }: Wanted): Verdict {
  const subject: Subject = { kind: "earlier labs" };
  if ("error" in leftovers) {
    return notAsked(subject, leftovers.error, "ec2:Describe*", "logs:DescribeLogGroups", "tag:GetResources");
  }
  if (leftovers.value.length === 0) return ok(subject, { kind: "nothing left" });
  return warn(subject, { kind: "left", leftovers: leftovers.value, student }, { kind: "ask leftovers" });
}

function isSoon(day: string | undefined, today: string): boolean {
  return day !== undefined && Date.parse(day) - Date.parse(today) < SOON_DAYS * 86_400_000;
}
