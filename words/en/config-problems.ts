import type { ConfigFault, ConfigProblem, Form } from "../../config-problem";
import { NODE_REFUSALS } from "../../model/aws/instance-types";
import { didYouMean, quoted, shownKey } from "./phrases";

/** Problems that are told at once: who has more has one cause for them, mostly. */
const MOST_PROBLEMS = 100;

/** All that is wrong with the config of a stack, a line each. */
export function configProblemsText(stack: string, problems: ConfigProblem[]): string {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => `  ${shownKey(problem.key)}: ${configProblemText(problem)}`);
  const left = problems.length - MOST_PROBLEMS;
  const more = left > 0 ? [`  and ${left} more`] : [];
  return [`The config of stack "${stack}" has ${count}:`, ...lines, ...more].join("\n");
}

/** What is wrong with a value, what is allowed, and what to do; the key stands before it. */
export function configProblemText(problem: ConfigProblem): string {
  const text = TEXTS[problem.kind] as (problem: ConfigProblem) => string;
  return text(problem);
}

type Texts = { [K in ConfigFault["kind"]]: (problem: Extract<ConfigFault, { kind: K }> & { key: string }) => string };

const TEXTS: Texts = {
  missing: ({ key, example }) =>
    example === undefined
      ? "is missing or encrypted; Pulumi.yaml has its default, and nothing here is a secret"
      : `is missing; set it with pulumi config set ${key} ${example}`,
  empty: () => "is empty; give it a value, or remove it to get its default",
  "empty-list": ({ of }) => `is empty; name ${of === "account" ? "the" : "a"} ${of}, or remove the key`,
  "space-around": ({ found }) => `${quoted(found)} begins or ends with a space; remove the space`,
  "unseen-character": ({ found }) => `${quoted(found)} has a character that cannot be seen; type it anew`,
  "not-one-of": ({ found, allowed, nearest }) =>
    `${quoted(found)} is not allowed; use ${allowed.join(", ")}${didYouMean(nearest)}`,
  "no-number": ({ found, min, max, because }) => {
    const range = max === undefined ? `, ${min} or more` : ` from ${min} to ${max}`;
    const why =
      because === "zero-is-none"
        ? " (0 for no backups)"
        : because === "update-adds-one"
          ? ` (EKS allows ${max! + 1} in a group, and an update adds one)`
          : "";
    return `${quoted(found)} is not allowed; use a whole number${range}${why}`;
  },
  malformed: ({ key, form, found, example, nearest }) => {
    const { isNone, how } = FORMS[form];
    const what = found === undefined ? "is missing" : `${quoted(found)} ${isNone}`;
    return `${what}; ${how?.(example, key) ?? `write it as ${example}`}${didYouMean(nearest)}`;
  },
  "no-list": ({ key, found }) =>
    `${quoted(found)} is not a list; set its entries with pulumi config set --path '${key}[0]' …`,
  "too-deep": ({ levels }) => `nests deeper than ${levels} levels; nothing that is read here does`,
  "entry-no-text": ({ index, found }) =>
    `entry ${index} is ${quoted(found)}, which is not a text; put it in quotes, or remove it`,
  "entry-empty": ({ index }) => `entry ${index} is empty; remove it`,
  twice: ({ found }) => `names ${quoted(found)} twice; name it once`,
  "too-many-ranges": ({ count, limit }) => `has ${count} ranges; EKS allows ${limit}, so use wider ones`,
  "unknown-key": ({ nearest }) =>
    `is not a config key of this program${didYouMean(nearest) || "; Pulumi.yaml lists them"}`,
  "unread-key": ({ why, nearest }) => `${UNREAD[why]}${didYouMean(nearest)}`,
  "place-in-value": ({ key, whole }) =>
    `is a place in ${whole}; remove it, and set it with pulumi config set --path '${key}' …`,
  "other-namespace": ({ instead }) => `belongs to no namespace that is read; write it as ${instead}`,
  "reserved-tag": ({ found }) => `${quoted(found)} cannot be a tag: AWS keeps aws: for itself; begin it otherwise`,
  "no-tag": ({ found }) => `${quoted(found)} cannot be a tag; use up to 256 letters, digits, spaces and _.:/=+-@`,
  "secret-tag": () => "holds a user or password in a URL, and tags are no secret; take out what is before its @",
  past: ({ found, today }) => `${found} is past; name a day from ${today} on`,
  "vpc-size": ({ found, prefix, shortest, longest }) =>
    `${quoted(found)} is a /${prefix}; use /${shortest} to /${longest}, since each subnet takes an eighth of it`,
  "public-vpc": ({ found, allowed }) => `${quoted(found)} is not private; take a part of ${allowed.join(", ")}`,
  "private-caller": ({ found }) =>
    `${quoted(found)} is private, and the public endpoint is never called from there; ` +
    "name the address seen on the internet",
  "zone-count": ({ count }) => `names ${count}; name 2 or 3 zones, or none to look them up`,
  "other-zone": ({ found, region }) =>
    `${quoted(found)} is not a valid availability zone of ${region}; name ${region}a, ${region}b or another`,
  "zone-for-region": ({ found, region }) => `${quoted(found)} is an availability zone; write its region, ${region}`,
  "unknown-partition": ({ found }) => `${quoted(found)} is in a partition that this program does not know; use another`,
  "other-partition": ({ found, partition, expected }) =>
    `${quoted(found)} is in partition ${partition}, but aws:region is in ${expected}; take both from the same one`,
  "other-account": ({ account, allowed }) =>
    `belongs to account ${account}, but aws:allowedAccountIds has ${allowed.join(", ")}; make them agree`,
  "several-roles": ({ count }) => `names ${count} roles; ${ONE_ROLE}`,
  "external-id": () => `is set; ${ONE_ROLE}`,
  "unknown-field": ({ found, allowed, nearest }) =>
    `${quoted(found)} is nothing that a role has; use ${allowed.join(", ")}${didYouMean(nearest)}`,
  "deploying-role": ({ found }) => `${quoted(found)} is the role that deploys, and so an admin already; remove it`,
  "admin-already": ({ found }) => `${quoted(found)} is an admin already; a principal has one access entry`,
  "cluster-name": ({ found }) =>
    `its name becomes the cluster's: "${found}" is not a valid cluster name: ` +
    "1 to 100 letters, digits, hyphens and underscores, a letter or digit first; make another stack",
  "vpc-cni-version": ({ found, why }) =>
    why === "hangs"
      ? `version ${found} hangs on clusters with pod ENI (1.22.0 and 1.22.1 do); take 1.22.2 or later`
      : `version ${found} is below 1.20.4, the first that keeps interface slots on nodes without a trunk; take a later one`,
  "newer-kube-proxy": ({ found, kubernetesVersion }) =>
    `${found} is newer than Kubernetes ${kubernetesVersion}; use v${kubernetesVersion}… or an earlier one`,
  "unknown-type": ({ found, nearest }) =>
    `${quoted(found)} is not a valid EC2 instance type that can carry a trunk interface${didYouMean(nearest)}`,
  "no-node": ({ found, why, nearest, branchInterfaces }) =>
    `${found} ${NODE_REFUSALS[why]}; nearest that can: ${nearest}, ${branchInterfaces} branch interfaces`,
  "closed-endpoint": () => "is set while endpointPublicAccess is false; empty it or open the endpoint",
  "no-tls": () => "is true, but the catalog cannot speak TLS; leave it off, or use stage in-cluster",
  "branch-interfaces": ({ needed, total, byPods, coolDown: { min, max }, nodes, instanceType }) => {
    const why = `${byPods.map((pods) => `${pods.name} ${pods.needed}`).join(", ")}: running, and cooling for ${min} to ${max} s`;
    return `bound pods take ${needed} branch interfaces at worst (${why}), ${nodes} x ${instanceType} has ${total}; ${MORE}`;
  },
  "pod-addresses": ({ needed, total, byPods, nodes, instanceType }) => {
    const why = byPods.map(({ name, pods }) => `${name} ${pods}`).join(", ");
    return `other pods take ${needed} addresses (${why}), ${nodes} x ${instanceType} has ${total} beside the trunk; ${MORE}`;
  },
  "pod-places": ({ needed, total, nodes, instanceType }) =>
    `${needed} pods run at once, the kubelets of ${nodes} x ${instanceType} take ${total}; ${MORE}`,
  "subnet-addresses": ({ each, needed, total, nodes, instanceType }) =>
    `${nodes} x ${instanceType} take ${needed} addresses (${each} each, without pods), ` +
    `the private subnets have ${total}; use fewer nodes or a wider range`,
};

/** What a value that has not its form is told, and how to write it; `write it as …` where nothing else stands here. */
const FORMS: { [form in Form]: { isNone: string; how?: (example: string, key: string) => string } } = {
  "account-id": {
    isNone: "is not a valid account id",
    how: (example) =>
      `write its 12 digits in quotes${example === "" ? "" : `, as "${example}" if a leading zero was lost`}`,
  },
  "addon-version": {
    isNone: "is not a valid add-on version",
    how: (example) => `write it as ${example}, or leave it empty for AWS's default`,
  },
  day: { isNone: "is not a valid day", how: (example) => `write it in quotes, as "${example}"` },
  "instance-class": { isNone: "is not a valid RDS instance class" },
  "ipv4-range": { isNone: "is not a valid IPv4 range" },
  "kubernetes-version": {
    isNone: "is not a valid Kubernetes version",
    how: (example) => `write it in quotes, as "${example}"`,
  },
  principal: { isNone: "is not the ARN of an IAM role or user" },
  region: { isNone: "is not a valid AWS region" },
  role: { isNone: "is not a valid role" },
  "role-entry": {
    isNone: "is not a valid role with a roleArn",
    how: (_example, key) => `set it with pulumi config set --path '${key}.roleArn' …`,
  },
  "role-policy": { isNone: "is not a valid policy", how: () => "write it as JSON in a text, or leave it out" },
  "role-session": {
    isNone: "is not a valid name of a session",
    how: (example) => `use 2 to 64 letters, digits and _+=,.@-, as ${example}`,
  },
  "role-tags": { isNone: "is not a map of texts", how: (example) => `write it as ${example}` },
  "role-texts": { isNone: "is not a list of texts", how: (example) => `write it as ${example}` },
  "role-time": { isNone: "is not a valid time from 15m to 12h" },
  "vpc-range": { isNone: "is not an IPv4 range whose address is its first" },
};

const UNREAD: { [why in Extract<ConfigFault, { kind: "unread-key" }>["why"]]: string } = {
  "provider-is-explicit":
    "is not passed on to AWS, which gets aws:region, aws:assumeRoles and aws:allowedAccountIds; " +
    "remove it (profile and credentials come from the environment)",
  "name-is-fixed": "is derived from the stack's name: a change would replace the cluster; make another stack",
};

const ONE_ROLE =
  "aws eks get-token, which the kubeconfig calls, assumes one role and knows no external id; " +
  "name the last role alone, and run as an AWS profile that may assume it";

const MORE = "use fewer pods, more nodes or a larger type";
