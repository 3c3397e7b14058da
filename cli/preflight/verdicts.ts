import { type Fact, type AccountFacts, SERVICE_ROLES } from "./account-facts";
import { STACK_REMEDIES, type Remedies } from "./remedies";
import { quotaLink, type QuotaName, QUOTAS } from "./quotas";
import { toolVerdicts } from "./tools";
import type { Verdict } from "./verdict";
import type { Wanted } from "./wanted";

/** Days before the end of support from which it is worth a warning. */
const SOON_DAYS = 45;

/** All verdicts on an account, from facts alone. */
export function verdicts(
  facts: AccountFacts,
  wanted: Wanted,
  today: string,
  remedies: Remedies = STACK_REMEDIES,
): Verdict[] {
  const account = accountVerdict(facts.account, wanted, remedies);
  // Without credentials every other answer is the same refusal.
  if ("error" in facts.account) return [account, ...toolVerdicts(facts)];
  return [
    account,
    ...toolVerdicts(facts),
    ...accessVerdicts(facts, wanted, remedies),
    ...Object.entries(facts.roles).map(([service, exists]) => roleVerdict(service, exists, remedies)),
    ...quotaVerdicts(facts, wanted),
    kubernetesVerdict(facts, wanted, today, remedies),
    ...wanted.addons.map(({ name, version }) => addonVerdict(name, version, facts.addons[name], wanted, remedies)),
    mysqlVerdict(facts, wanted, today),
    databaseClassVerdict(facts, wanted, remedies),
    nodeVerdict(facts, wanted, remedies),
    leftoverVerdict(facts, wanted, remedies),
  ];
}

function accountVerdict(account: Fact<string>, { accounts, role }: Wanted, remedies: Remedies): Verdict {
  const what = "Account";
  if ("error" in account) {
    const fix = role ? `Let your own identity assume ${role}` : "aws sso login, or export AWS_PROFILE";
    return { what, verdict: "fail", found: account.error, fix };
  }
  if (accounts.length > 0 && !accounts.includes(account.value)) {
    const found = `the credentials are of ${account.value}, the stack is for ${accounts.join(", ")}`;
    return { what, verdict: "fail", found, fix: remedies.account };
  }
  if (accounts.length === 0) {
    const fix = `In the stack's file: aws:allowedAccountIds: ["${account.value}"]`;
    return { what, verdict: "warn", found: `${account.value}; the stack would take any`, fix };
  }
  return { what, verdict: "ok", found: account.value };
}

/**
 * EKS makes the creator of a cluster its administrator by an access entry of its own, and refuses a second one with 409.
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessConfigRequest.html
 */
function accessVerdicts({ caller, cluster }: AccountFacts, { principals }: Wanted, { leaveOut }: Remedies): Verdict[] {
  const arn = "error" in caller ? undefined : principals.find((one) => isCaller(one, caller.value));
  if (arn === undefined) return [];
  const listed = arn.split("/").at(-1)!;
  const what = "Cluster access";
  if ("error" in cluster) return [unknownVerdict(what, cluster.error, "Allow eks:DescribeCluster")];
  // The creator of a cluster that is there may have been somebody else.
  if (cluster.value) return [{ what, verdict: "ok", found: `${listed} is listed, and the cluster is there` }];
  const found = `${listed} makes the cluster, and is its administrator by that: EKS refuses a second entry (409)`;
  return [{ what, verdict: "fail", found, fix: leaveOut(listed) }];
}

/** Whether an IAM principal is the caller. The session of a role tells its name without the path; names are unique. */
function isCaller(principal: string, caller: string): boolean {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller);
  if (!session) return principal === caller;
  const role = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principal);
  return role !== null && [1, 2, 3].every((part) => role[part] === session[part]);
}

function roleVerdict(service: string, exists: Fact<boolean>, { fix }: Remedies): Verdict {
  const { what } = SERVICE_ROLES[service];
  if ("error" in exists) return unknownVerdict(what, exists.error, "Allow iam:ListRoles");
  if (exists.value) return { what, verdict: "ok", found: "exists" };
  // RDS fails where it is missing; EKS makes its own where the caller may.
  return { what, verdict: service.startsWith("rds") ? "fail" : "warn", found: "is missing", fix };
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
    const { what } = QUOTAS[name];
    const [need, quota] = [needed[name], quotas[name]];
    const fix = quotaLink(QUOTAS[name]);
    if ("error" in need) return unknownVerdict(what, need.error, fix);
    if ("error" in quota) return unknownVerdict(what, quota.error, fix);
    const { limit, used } = quota.value;
    const of = name === "rules" ? ` in ${wanted.rules.group}` : used > 0 ? ` and ${used} in use` : "";
    const found = `${need.value} needed${of}, quota ${limit}`;
    return used + need.value > limit ? { what, verdict: "fail", found, fix } : { what, verdict: "ok", found };
  });
}

/** A version out of standard support is in the way of a new cluster alone, as the program has it. */
function kubernetesVerdict(
  { kubernetes, cluster }: AccountFacts,
  { kubernetesVersion }: Wanted,
  today: string,
  { set }: Remedies,
): Verdict {
  const what = `Kubernetes ${kubernetesVersion}`;
  const fix = set("kubernetesVersion");
  if ("error" in kubernetes) return unknownVerdict(what, kubernetes.error, "Allow eks:DescribeClusterVersions");
  if (!kubernetes.value) return { what, verdict: "fail", found: "EKS does not offer it here", fix };
  const { status, ends } = kubernetes.value;
  const late = "value" in cluster && cluster.value ? "warn" : "fail";
  const until = ends ? ` until ${ends}` : "";
  if (/EXTENDED/.test(status))
    return { what, verdict: late, found: `in extended support since ${ends}: $0.60 an hour`, fix };
  if (/UNSUPPORTED/.test(status)) return { what, verdict: late, found: "not supported any more", fix };
  if (ends && isSoon(ends, today)) return { what, verdict: "warn", found: `in standard support only${until}`, fix };
  return { what, verdict: "ok", found: `in standard support${until}` };
}

function addonVerdict(
  name: string,
  version: string | undefined,
  offered: Fact<string[]>,
  wanted: Wanted,
  { set }: Remedies,
): Verdict {
  const what = `Add-on ${name}`;
  if ("error" in offered) return unknownVerdict(what, offered.error, "Allow eks:DescribeAddonVersions");
  const [newest] = offered.value;
  if (newest === undefined) {
    return {
      what,
      verdict: "fail",
      found: `none for Kubernetes ${wanted.kubernetesVersion}`,
      fix: set("kubernetesVersion"),
    };
  }
  if (version === undefined) return { what, verdict: "ok", found: `AWS's default, up to ${newest}` };
  if (offered.value.includes(version)) return { what, verdict: "ok", found: version };
  return {
    what,
    verdict: "fail",
    found: `${version} is not offered`,
    fix: `Pin one of ${offered.value.slice(0, 3).join(", ")}`,
  };
}

function mysqlVerdict({ mysql }: AccountFacts, { databaseVersion }: Wanted, today: string): Verdict {
  const what = `MySQL ${databaseVersion}`;
  if ("error" in mysql) return unknownVerdict(what, mysql.error, "Allow rds:DescribeDBEngineVersions");
  const { version, ends } = mysql.value;
  if (version === undefined)
    return { what, verdict: "fail", found: "RDS does not offer it here", fix: "Use another region" };
  if (ends && ends <= today) {
    return {
      what,
      verdict: "fail",
      found: `left standard support on ${ends}`,
      fix: "Take a newer release of the lab",
    };
  }
  if (ends && isSoon(ends, today))
    return { what, verdict: "warn", found: `${version}, in standard support only until ${ends}` };
  return { what, verdict: "ok", found: `${version}${ends ? `, in standard support until ${ends}` : ""}` };
}

function databaseClassVerdict(
  { databaseClass }: AccountFacts,
  { databaseInstanceClass }: Wanted,
  { set }: Remedies,
): Verdict {
  const what = databaseInstanceClass;
  if ("error" in databaseClass)
    return unknownVerdict(what, databaseClass.error, "Allow rds:DescribeOrderableDBInstanceOptions");
  if (databaseClass.value) return { what, verdict: "ok", found: "can be ordered" };
  return {
    what,
    verdict: "fail",
    found: "cannot be ordered here",
    fix: `${set("databaseInstanceClass")}, or use another region`,
  };
}

function nodeVerdict({ zones, nodeZones }: AccountFacts, wanted: Wanted, { set }: Remedies): Verdict {
  const what = wanted.nodeInstanceType;
  if ("error" in nodeZones) return unknownVerdict(what, nodeZones.error, "Allow ec2:DescribeInstanceTypeOfferings");
  if ("error" in zones) return unknownVerdict(what, zones.error, "Allow ec2:DescribeAvailabilityZones");
  const used = wanted.zones.length > 0 ? wanted.zones : zones.value;
  const offered = used.filter((zone) => nodeZones.value.includes(zone));
  const missing = used.filter((zone) => !nodeZones.value.includes(zone));
  if (missing.length === 0) return { what, verdict: "ok", found: `offered in ${offered.join(", ")}` };
  const fix =
    offered.length > 1
      ? set("availabilityZones", JSON.stringify(offered.slice(0, 2)))
      : `${set("nodeInstanceType")}, or use another region`;
  // A node group starts where it can; a zone without the type only makes it less even.
  return { what, verdict: offered.length > 0 ? "warn" : "fail", found: `not offered in ${missing.join(", ")}`, fix };
}

function leftoverVerdict({ leftovers }: AccountFacts, { student }: Wanted, remedies: Remedies): Verdict {
  const what = "Earlier labs";
  if ("error" in leftovers)
    return unknownVerdict(what, leftovers.error, "Allow ec2:Describe*, logs:DescribeLogGroups and tag:GetResources");
  if (leftovers.value.length === 0) return { what, verdict: "ok", found: "nothing left" };
  const [first] = leftovers.value;
  const more = leftovers.value.length > 1 ? ` and ${leftovers.value.length - 1} more` : "";
  return {
    what,
    verdict: "warn",
    found: `${first}${more} tagged ${student}: left, or in use`,
    fix: remedies.leftovers,
  };
}

function unknownVerdict(what: string, error: string, fix: string): Verdict {
  return { what, verdict: "warn", found: `could not be asked: ${error}`, fix };
}

function isSoon(day: string, today: string): boolean {
  return Date.parse(day) - Date.parse(today) < SOON_DAYS * 86_400_000;
}
