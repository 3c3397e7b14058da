/**
 * What a preflight says of an account.
 */
import type { FixedRole, Fix, Found, Subject, Tool, Verdict } from "../../cli/preflight/verdict";
import { leftoverName } from "./leftovers";

/** The word of a verdict, of at most 4 columns. */
export const marks: { [verdict in Verdict["verdict"]]: string } = { ok: "ok", warn: "warn", fail: "fail" };

const TOOLS: { [tool in Tool]: string } = { pulumi: "Pulumi CLI", aws: "AWS CLI" };

const SERVICES: { [service: string]: string } = {
  "rds.amazonaws.com": "RDS service role",
  "eks.amazonaws.com": "EKS service role",
  "eks-nodegroup.amazonaws.com": "Node group service role",
};

/** Quotas by the names that AWS gives them. */
const QUOTAS: { [quota in Extract<Subject, { kind: "quota" }>["quota"]]: string } = {
  vcpus: "On-demand standard vCPUs",
  addresses: "Elastic IP addresses",
  vpcs: "VPCs per Region",
  natGateways: "NAT gateways per zone",
  rules: "Rules per security group",
};

/** What a verdict is about. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "account":
      return "Account";
    case "cluster access":
      return "Cluster access";
    case "earlier labs":
      return "Earlier labs";
    case "tool":
      return TOOLS[subject.tool];
    case "service role":
      return SERVICES[subject.service];
    case "quota":
      return QUOTAS[subject.quota];
    case "Kubernetes":
    case "MySQL":
      return `${subject.kind} ${subject.version}`;
    case "add-on":
      return `Add-on ${subject.addon}`;
    case "type":
      return subject.type;
  }
}

/** What was found, without a full stop. */
export function foundText(found: Found): string {
  switch (found.kind) {
    case "value":
      return found.value;
    case "refused":
      return found.error;
    case "not asked":
      return `could not be asked: ${found.error}`;
    case "other account":
      return `the credentials are of ${found.account}, the stack is for ${found.accounts.join(", ")}`;
    case "any account":
      return `${found.account}; the stack would take any`;
    case "has access":
      return `${found.principal} is listed, and the cluster is there`;
    case "second access":
      return `${found.principal} makes the cluster, and is its administrator by that: EKS refuses a second entry (409)`;
    case "exists":
      return "exists";
    case "missing":
      return "is missing";
    case "no version":
      return "tells no version";
    case "not on the PATH":
      return "is not on the PATH";
    case "too old":
      return `${found.version}; ${found.needed} or later is needed`;
    case "quota": {
      const beside =
        found.group !== undefined ? ` in ${found.group}` : found.used > 0 ? ` and ${found.used} in use` : "";
      return `${found.needed} needed${beside}, quota ${found.limit}`;
    }
    case "not offered":
      return `${found.by} does not offer it here`;
    case "extended support":
      return `in extended support${found.ends === undefined ? "" : ` since ${found.ends}`}: $0.60 an hour`;
    case "standard support":
      return `${before(found.version)}in standard support${found.ends === undefined ? "" : ` until ${found.ends}`}`;
    case "standard support ends soon":
      return `${before(found.version)}in standard support only until ${found.ends}`;
    case "left standard support":
      return `left standard support on ${found.ends}`;
    case "unsupported":
      return "not supported any more";
    case "no add-on":
      return `none for Kubernetes ${found.kubernetesVersion}`;
    case "default add-on":
      return `AWS's default, up to ${found.newest}`;
    case "version not offered":
      return `${found.version} is not offered`;
    case "can be ordered":
      return "can be ordered";
    case "cannot be ordered":
      return "cannot be ordered here";
    case "offered in":
      return `offered in ${found.zones.join(", ")}`;
    case "not offered in":
      return `not offered in ${found.zones.join(", ")}`;
    case "nothing left":
      return "nothing left";
    case "left": {
      const [first, ...others] = found.leftovers;
      const more = others.length > 0 ? ` and ${others.length} more` : "";
      return `${leftoverName(first)}${more} tagged ${found.student}: left, or in use`;
    }
  }
}

function before(version: string | undefined): string {
  return version === undefined ? "" : `${version}, `;
}

/** A command of `lab`: for one stack, or for the students of a roster. */
export function labCommand(command: string, roster: string | undefined, option = ""): string {
  const call = roster === undefined ? command : `fleet ${command} --roster ${roster} --only …`;
  return `npm run lab -- ${call}${option}`;
}

/** The command that sets a key of a stack's config. */
export function setCommand(key: string, value: string | undefined): string {
  return `pulumi config set ${key} ${value === undefined ? "…" : `'${value}'`}`;
}

/** What to do: by commands for one stack, or by a change of the roster, which is what a class's stacks follow. */
export function fixText(fix: Fix, roster?: string): string {
  switch (fix.kind) {
    case "sign in":
      return "aws sso login, or export AWS_PROFILE";
    case "assume":
      return `Let your own identity assume ${fix.role}`;
    case "right account":
      return roster === undefined
        ? "Use that account's credentials, or aws:assumeRoles"
        : `Correct the student's account or role in ${roster}`;
    case "name account":
      return `In the stack's file: aws:allowedAccountIds: ["${fix.account}"]`;
    case "leave out":
      return roster === undefined
        ? `Take ${fix.principal} out of adminPrincipals and viewerPrincipals`
        : `Take ${fix.principal} out of the student's row and the config in ${roster}`;
    case "allow":
      return `Allow ${list(fix.actions)}`;
    case "create roles":
      return labCommand("preflight", roster, " --fix");
    case "ask leftovers":
      return labCommand("leftovers", roster);
    case "link":
      return fix.link;
    case "set": {
      const set =
        roster === undefined
          ? setCommand(fix.key, fix.value)
          : `Set config.${fix.key}${fix.value === undefined ? "" : `: ${fix.value}`} in ${roster}`;
      return fix.orRegion ? `${set}, or use another region` : set;
    }
    case "pin":
      return `Pin one of ${fix.versions.join(", ")}`;
    case "other region":
      return "Use another region";
    case "newer release":
      return "Take a newer release of the lab";
    case "install":
      return fix.tool === "pulumi" ? "npm ci, or pulumi.com/docs/install" : "Install version 2: aws.amazon.com/cli";
  }
}

function list(actions: string[]): string {
  return actions.length < 2 ? actions.join("") : `${actions.slice(0, -1).join(", ")} and ${actions.at(-1)}`;
}

/** What was done about a role. */
export function fixedText(fixed: FixedRole): string {
  switch (fixed.outcome) {
    case "created":
      return `created ${fixed.role}`;
    case "exists":
      return `${fixed.role} exists by now`;
    case "failed":
      return `could not create ${fixed.role}: ${fixed.error}`;
  }
}

/** The first lines, and the last. */
export const frame = {
  title: (stack: string, student: string, region: string): string =>
    `Preflight of stack ${stack}${student === stack ? "" : ` (${student})`} in ${region}.`,
  unchanged: " Nothing was changed.",
  fails: (count: number): string => `${count} ${count === 1 ? "thing" : "things"} would make the lab fail.`,
  warns: (count: number): string => `The lab can be built; ${count} ${count === 1 ? "warning" : "warnings"}.`,
  well: "The lab can be built.",
};

/** Of a class. */
export const ofClass = {
  columns: ["STUDENT", "ACCOUNT", "REGION", "OK", "WARN", "FAIL"],
  finding: (mark: string, what: string, found: string): string => `${mark}: ${what}: ${found}`,
  notReady: (bad: number, all: number): string => `${bad} of ${all} accounts are not ready.`,
  ready: "All accounts are ready.",
};
