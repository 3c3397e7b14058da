import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";
import { partitionOf, partitionProblem } from "./model/aws/partitions";

/**
 * Reads single config values, typed, and collects what is wrong with them until {@link ConfigReader.finish}. A key with a
 * colon is a full one; any other belongs to the project. A value that is bad is told once: later checks skip it.
 */
export class ConfigReader {
  private readonly all = pulumi.runtime.allConfig();
  private readonly project = pulumi.getProject();
  private readonly known = new Set<string>();
  private readonly bad = new Set<string>();
  private readonly problems: { key: string; reason: string }[] = [];

  /** Notes a problem; does nothing where the reason is undefined. The key can name a part of a value, as `roles[0].arn`. */
  problem(key: string, reason: string | undefined): void {
    if (reason === undefined) return;
    this.problems.push({ key: /\s/.test(key) || INVISIBLE.test(key) ? quoted(key) : key, reason });
    this.bad.add(key.split("[")[0]);
  }

  /** True where no problem of these keys is known. */
  good(...keys: string[]): boolean {
    return keys.every((key) => !this.bad.has(key));
  }

  /** Notes what is wrong with the value of a key, the first of several; judged only where the values of all are good. */
  check(keys: string | string[], reason: () => string | undefined): void {
    const all = [keys].flat();
    if (this.good(...all)) this.problem(all[0], reason());
  }

  /** The same for each entry of a list. */
  checkEach(keys: string | string[], entries: string[], reason: (entry: string) => string | undefined): void {
    const all = [keys].flat();
    if (this.good(...all)) for (const entry of entries) this.problem(all[0], reason(entry));
  }

  /** True where a key that may be left out has a value. */
  has(key: string): boolean {
    this.known.add(this.full(key));
    return this.all[this.full(key)] !== undefined;
  }

  /** A text that may be empty. */
  optional(key: string): string {
    const value = this.raw(key);
    this.check(key, () => hiddenProblem(value));
    return value;
  }

  /** A text that must not be empty. */
  string(key: string): string {
    const value = this.optional(key);
    this.check(key, () => (value === "" ? "is empty; give it a value, or remove it to get its default" : undefined));
    return value;
  }

  oneOf(key: string, allowed: string[]): string {
    const value = this.string(key);
    this.check(key, () => notAllowed(value, allowed));
    return value;
  }

  boolean(key: string): boolean {
    return this.oneOf(key, ["true", "false"]) === "true";
  }

  /** A whole number in a range; `note` says why it ends there. */
  integer(key: string, min: number, max: number = Infinity, note: string = ""): number {
    const text = this.string(key);
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    this.check(key, () => {
      if (Number.isSafeInteger(value) && value >= min && value <= max) return undefined;
      const range = max === Infinity ? `, ${min} or more` : ` from ${min} to ${max}`;
      return `${quoted(text)} is not allowed; use a whole number${range}${note && ` (${note})`}`;
    });
    return value;
  }

  /** A list of texts, each one of `allowed` where that is given. */
  strings(key: string, allowed?: string[]): string[] {
    const entries = this.list(key);
    const seen = new Set<unknown>();
    for (const [i, entry] of entries.entries()) {
      if (typeof entry !== "string") {
        this.problem(key, `entry ${i} is ${quoted(entry)}, which is no text; put it in quotes, or remove it`);
      } else if (entry === "") this.problem(key, `entry ${i} is empty; remove it`);
      else if (seen.has(entry)) this.problem(key, `names ${quoted(entry)} twice; name it once`);
      else this.problem(key, hiddenProblem(entry) ?? (allowed && notAllowed(entry, allowed)));
      seen.add(entry);
    }
    return this.good(key) ? (entries as string[]) : [];
  }

  /** A list of anything; empty where the value is none. */
  list(key: string): unknown[] {
    const text = this.raw(key);
    const value = parsed(text);
    if (Array.isArray(value)) return value;
    this.check(key, () => `${quoted(text)} is no list; set its entries with pulumi config set --path '${key}[0]' …`);
    return [];
  }

  /** Refuses keys that nothing reads, then fails with all problems. `messages` are for some of these keys, or namespaces. */
  finish(messages: Map<string, string>): void {
    for (const key of Object.keys(this.all)) if (!this.known.has(key)) this.unread(key, messages);
    if (this.problems.length === 0) return;
    const count = this.problems.length === 1 ? "a problem" : `${this.problems.length} problems`;
    const lines = this.problems.map(({ key, reason }) => `  ${key}: ${reason}`);
    // A RunError is printed without a stack.
    throw new pulumi.RunError(`The config of stack "${pulumi.getStack()}" has ${count}:\n${lines.join("\n")}`);
  }

  private unread(key: string, messages: Map<string, string>): void {
    const [namespace, name] = key.split(/:(.*)/s);
    const shown = namespace === this.project ? name : key;
    const whole = shown.split(/[.[]/)[0];
    const meant = didYouMean(key, this.known).replace(`${this.project}:`, "");
    const message = messages.get(shown) ?? messages.get(namespace);
    if (whole !== shown && this.known.has(this.full(whole))) {
      const how = `pulumi config set --path '${shown}' …`;
      this.problem(shown, `is a place in ${whole}; remove it, and set it with ${how}`);
    } else if (message !== undefined) this.problem(shown, `${message}${meant}`);
    else if (namespace === this.project) {
      this.problem(shown, `is not a config key of this program${meant || "; Pulumi.yaml lists them"}`);
    } else if (distance(namespace, this.project) <= this.project.length / 4) {
      this.problem(key, `belongs to no namespace that is read; write it as ${this.project}:${name}`);
    }
  }

  private full(key: string): string {
    return key.includes(":") ? key : `${this.project}:${key}`;
  }

  private raw(key: string): string {
    this.known.add(this.full(key));
    const value = this.all[this.full(key)];
    if (value === undefined)
      this.problem(key, "is missing or encrypted; Pulumi.yaml has its default, and nothing here is a secret");
    return value ?? "";
  }
}

/** A value as messages show it: in quotes, invisible characters escaped, not too long. */
export function quoted(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(value).replace(new RegExp(INVISIBLE, "gu"), escaped);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** `; did you mean …?` where one of the candidates is near; else nothing. */
export function didYouMean(value: string, candidates: Iterable<string>): string {
  const byLowerCase = new Map([...candidates].map((candidate) => [candidate.toLowerCase(), candidate]));
  const wanted = value.toLowerCase();
  const nearest = closest(wanted, [...byLowerCase.keys()]);
  const name = wanted.replace(/^.*:/, "");
  return distance(wanted, nearest) <= Math.max(2, name.length / 3) ? `; did you mean ${byLowerCase.get(nearest)}?` : "";
}

function notAllowed(value: string, allowed: string[]): string | undefined {
  if (allowed.includes(value)) return undefined;
  const meant = /^[\d.-]*$/.test(value) ? "" : didYouMean(value, allowed);
  return `${quoted(value)} is not allowed; use ${allowed.join(", ")}${meant}`;
}

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Why a text is not what it looks like, or undefined where it is. */
function hiddenProblem(text: string): string | undefined {
  if (text !== text.trim()) return `${quoted(text)} begins or ends with a space; remove the space`;
  return INVISIBLE.test(text) ? `${quoted(text)} has a character that cannot be seen; type it anew` : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an unread key of the AWS provider is told: the program's provider is explicit, and takes nothing by itself. */
export const UNREAD_AWS_KEY =
  "is not passed on to AWS, which gets aws:region, aws:assumeRoles and aws:allowedAccountIds; " +
  "remove it (profile and credentials come from the environment)";

/** A role of `aws:assumeRoles`, with any of {@link ASSUME_ROLE_FIELDS}. */
interface AssumeRole {
  roleArn: string;
}

const ASSUME_ROLE_FIELDS = [
  "roleArn",
  "duration",
  "policy",
  "policyArns",
  "sessionName",
  "sourceIdentity",
  "tags",
  "transitiveTagKeys",
];

/**
 * Why neither a chain nor an external id is passed on: the kubeconfig could not follow, and the first Kubernetes object fails.
 * Source: https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
const ONE_ROLE =
  "aws eks get-token, which the kubeconfig calls, assumes one role and knows no external id; " +
  "name the last role alone, and run as an AWS profile that may assume it";

/** Regions of partitions whose names the program does not know: the isolated ones, and the European Sovereign Cloud. */
const OTHER_PARTITIONS = /^(us-iso|eu-iso|eusc)/;

const REGIONS = Object.values(aws.Region).filter((region) => !OTHER_PARTITIONS.test(region));

/** How the stack reaches AWS. */
export interface AwsConfig {
  region: string;
  /** Undefined where the region is bad. */
  partition?: string;
  /** Arguments of the one explicit provider. */
  provider: aws.ProviderArgs;
  /** The role that is assumed; undefined where none is. */
  roleArn?: string;
}

/** Reads region, roles and accounts of the stack; the provider puts the tags on everything. */
export function readAws(read: ConfigReader, tags: { [key: string]: string }): AwsConfig {
  const region = readRegion(read);
  const partition = read.good("aws:region") ? partitionOf(region) : undefined;
  const allowedAccountIds = readAccounts(read);
  const assumeRoles = readRoles(read, partition, allowedAccountIds);
  return {
    region,
    partition,
    provider: { region, assumeRoles, allowedAccountIds, defaultTags: { tags } },
    roleArn: assumeRoles?.[0].roleArn,
  };
}

/** The AWS region, which has no default: an account must never be used in a region by accident. */
function readRegion(read: ConfigReader): string {
  const key = "aws:region";
  const region = read.has(key) ? read.optional(key) : "";
  read.check(key, () => {
    if (region === "") return "is missing; set it with pulumi config set aws:region us-west-2";
    if (REGIONS.includes(region as aws.Region)) return undefined;
    const zoneOf = REGIONS.find((known) => new RegExp(`^${known}[a-z]$`).test(region));
    if (OTHER_PARTITIONS.test(region))
      return `"${region}" is in a partition that this program does not know; use another`;
    if (zoneOf) return `${quoted(region)} is an availability zone; write its region, ${zoneOf}`;
    return `${quoted(region)} is no AWS region; write it as us-west-2${didYouMean(region, REGIONS)}`;
  });
  return region;
}

function readAccounts(read: ConfigReader): string[] | undefined {
  const key = "aws:allowedAccountIds";
  if (!read.has(key)) return undefined;
  const entries = read.list(key);
  read.check(key, () => (entries.length === 0 ? "is empty; name the account, or remove the key" : undefined));
  // `pulumi config set --path` stores digits as a number; without quotes in the file, a leading zero is lost.
  const ids = entries.map((entry) => (typeof entry === "number" ? String(entry) : entry));
  for (const [i, id] of ids.entries()) {
    const place = `${key}[${i}]`;
    if (typeof id === "string" && /^\d{12}$/.test(id)) {
      if (ids.indexOf(id) < i) read.problem(place, `names ${id} twice; name it once`);
      continue;
    }
    const lost = typeof entries[i] === "number" && /^\d{1,11}$/.test(String(id));
    const hint = lost ? `, as "${String(id).padStart(12, "0")}" if a leading zero was lost` : "";
    read.problem(place, `${quoted(entries[i])} is no account id; write its 12 digits in quotes${hint}`);
  }
  return read.good(key) ? (ids as string[]) : undefined;
}

function readRoles(read: ConfigReader, partition?: string, accounts?: string[]): AssumeRole[] | undefined {
  const key = "aws:assumeRoles";
  if (!read.has(key)) return undefined;
  const roles = read.list(key);
  read.check(key, () => {
    if (roles.length === 0) return "is empty; name a role, or remove the key";
    return roles.length > 1 ? `names ${roles.length} roles; ${ONE_ROLE}` : undefined;
  });
  for (const [i, role] of roles.entries()) {
    const place = `${key}[${i}]`;
    if (role === null || typeof role !== "object" || Array.isArray(role)) {
      const how = `set it with pulumi config set --path '${place}.roleArn' …`;
      read.problem(place, `${quoted(role)} is no role with a roleArn; ${how}`);
      continue;
    }
    for (const field of Object.keys(role).filter((name) => !ASSUME_ROLE_FIELDS.includes(name))) {
      if (field === "externalId") {
        read.problem(`${place}.externalId`, `is set; ${ONE_ROLE}`);
        continue;
      }
      const allowed = `use ${ASSUME_ROLE_FIELDS.join(", ")}${didYouMean(field, ASSUME_ROLE_FIELDS)}`;
      read.problem(place, `${quoted(field)} is nothing that a role has; ${allowed}`);
    }
    read.problem(`${place}.roleArn`, roleProblem((role as AssumeRole).roleArn, partition, accounts));
  }
  return read.good(key) ? (roles as AssumeRole[]) : undefined;
}

function roleProblem(arn: unknown, partition?: string, accounts?: string[]): string | undefined {
  const account =
    typeof arn === "string" ? /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(arn)?.[1] : undefined;
  if (!account) {
    const found = arn === undefined ? "is missing" : `${quoted(arn)} is no role`;
    return `${found}; write it as arn:aws:iam::<account id>:role/<name>`;
  }
  if (accounts && !accounts.includes(account)) {
    return `belongs to account ${account}, but aws:allowedAccountIds has ${accounts.join(", ")}; make them agree`;
  }
  return partitionProblem(arn as string, partition);
}
