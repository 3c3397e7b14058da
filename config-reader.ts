import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
import type { ConfigFault, ConfigProblem, Form } from "./config-problem";
import { arnPartition, partitionOf } from "./model/aws/partitions";
import { nearest } from "./nearest";

/** What is wrong with a value, or undefined where nothing is. */
type Found = ConfigFault | undefined;

/** What a key that nothing reads is told, where there is more to say of it. */
type UnreadKey = Extract<ConfigFault, { kind: "unread-key" }>;

/**
 * Reads single config values, typed, and collects what is wrong with them until {@link ConfigReader.finish}. A key with a
 * colon is a full one; any other belongs to the project. A value that is bad is told once: later checks skip it.
 */
export class ConfigReader {
  private readonly all = pulumi.runtime.allConfig();
  private readonly project = pulumi.getProject();
  private readonly known = new Set<string>();
  private readonly bad = new Set<string>();
  private readonly problems: ConfigProblem[] = [];

  /** Notes a problem; does nothing where there is no fault. The key can name a part of a value, as `roles[0].arn`. */
  problem(key: string, fault: Found): void {
    if (fault === undefined) return;
    this.problems.push({ key, ...fault });
    this.bad.add(key.split("[")[0]);
  }

  /** True where no problem of these keys is known. */
  good(...keys: string[]): boolean {
    return keys.every((key) => !this.bad.has(key));
  }

  /** Notes what is wrong with the value of a key, the first of several; judged only where the values of all are good. */
  check(keys: string | string[], fault: () => Found): void {
    const all = [keys].flat();
    if (this.good(...all)) this.problem(all[0], fault());
  }

  /** The same for each entry of a list. */
  checkEach(keys: string | string[], entries: string[], fault: (entry: string) => Found): void {
    const all = [keys].flat();
    if (this.good(...all)) for (const entry of entries) this.problem(all[0], fault(entry));
  }

  /** True where a key that may be left out has a value. */
  has(key: string): boolean {
    this.known.add(this.full(key));
    return this.all[this.full(key)] !== undefined;
  }

  /** A text that may be empty. */
  optional(key: string): string {
    const value = this.raw(key);
    this.check(key, () => hiddenFault(value));
    return value;
  }

  /** A text that must not be empty. */
  string(key: string): string {
    const value = this.optional(key);
    this.check(key, () => (value === "" ? { kind: "empty" } : undefined));
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

  /** A whole number in a range, without an end where `max` is undefined; `because` is why it ends there. */
  integer(
    key: string,
    min: number,
    max?: number,
    because?: Extract<ConfigFault, { kind: "no-number" }>["because"],
  ): number {
    const text = this.string(key);
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    this.check(key, () => {
      const isAllowed = Number.isSafeInteger(value) && value >= min && value <= (max ?? Infinity);
      return isAllowed ? undefined : { kind: "no-number", found: text, min, max, because };
    });
    return value;
  }

  /** A list of texts, each one of `allowed` where that is given. */
  strings(key: string, allowed?: string[]): string[] {
    const entries = this.list(key);
    const seen = new Set<unknown>();
    for (const [i, entry] of entries.entries()) {
      if (typeof entry !== "string") {
        this.problem(key, { kind: "entry-no-text", index: i, found: entry });
      } else if (entry === "") this.problem(key, { kind: "entry-empty", index: i });
      else if (seen.has(entry)) this.problem(key, { kind: "twice", found: entry });
      else this.problem(key, hiddenFault(entry) ?? (allowed && notAllowed(entry, allowed)));
      seen.add(entry);
    }
    return this.good(key) ? (entries as string[]) : [];
  }

  /** A list of anything; empty where the value is none. */
  list(key: string): unknown[] {
    const text = this.raw(key);
    const value = parsed(text);
    if (isDeeper(value, MOST_LEVELS)) this.check(key, () => ({ kind: "too-deep", levels: MOST_LEVELS }));
    else if (Array.isArray(value)) return value;
    this.check(key, () => ({ kind: "no-list", found: text }));
    return [];
  }

  /** Adds the keys that nothing reads, and gives all problems. `more` is for some of these keys, or namespaces. */
  finish(more: Map<string, UnreadKey>): ConfigProblem[] {
    for (const key of Object.keys(this.all)) if (!this.known.has(key)) this.unread(key, more);
    return this.problems;
  }

  private unread(key: string, more: Map<string, UnreadKey>): void {
    const [namespace, name] = key.split(/:(.*)/s);
    const shown = namespace === this.project ? name : key;
    const whole = shown.split(/[.[]/)[0];
    const meant = nearest(key, this.known)?.replace(`${this.project}:`, "");
    const unreadKey = more.get(shown) ?? more.get(namespace);
    if (whole !== shown && this.known.has(this.full(whole))) this.problem(shown, { kind: "place-in-value", whole });
    else if (unreadKey !== undefined) this.problem(shown, { ...unreadKey, nearest: meant });
    else if (namespace === this.project) this.problem(shown, { kind: "unknown-key", nearest: meant });
    // To Pulumi another case is another namespace, which no provider reads.
    else if (namespace.trim().toLowerCase() === "aws") {
      this.problem(key, { kind: "other-namespace", instead: `aws:${name}` });
    } else if (distance(namespace, this.project) <= this.project.length / 4) {
      this.problem(key, { kind: "other-namespace", instead: `${this.project}:${name}` });
    }
  }

  private full(key: string): string {
    return key.includes(":") ? key : `${this.project}:${key}`;
  }

  private raw(key: string): string {
    this.known.add(this.full(key));
    const value = this.all[this.full(key)];
    if (value === undefined) this.problem(key, { kind: "missing" });
    return value ?? "";
  }
}

function notAllowed(found: string, allowed: string[]): Found {
  if (allowed.includes(found)) return undefined;
  const meant = /^[\d.-]*$/.test(found) ? undefined : nearest(found, allowed);
  return { kind: "not-one-of", found, allowed, nearest: meant };
}

/** Why a text is not what it looks like, or undefined where it is. */
function hiddenFault(found: string): Found {
  if (found !== found.trim()) return { kind: "space-around", found };
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(found) ? { kind: "unseen-character", found } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Most levels of lists and maps in a value; none that is read has more than three. */
const MOST_LEVELS = 20;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** A role of `aws:assumeRoles`, with any of {@link ASSUME_ROLE_FIELDS}. */
interface AssumeRole {
  roleArn: string;
}

/** Names that AWS takes for a session, and for who is behind it. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/**
 * Fields of a role and the form of each.
 * Sources: https://www.pulumi.com/registry/packages/aws/api-docs/provider/#providerassumerole,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const ASSUME_ROLE_FIELDS: { [field: string]: { form: Form; example: string; fits: (value: unknown) => boolean } } = {
  roleArn: { form: "role", example: "", fits: () => true },
  duration: { form: "role-time", example: "1h", fits: (value) => isText(value) && isSessionTime(value) },
  policy: { form: "role-policy", example: "", fits: (value) => isText(value) && isMap(parsed(value)) },
  policyArns: { form: "role-texts", example: '["arn:aws:iam::aws:policy/ReadOnlyAccess"]', fits: isTexts },
  sessionName: { form: "role-session", example: "lab", fits: (value) => isText(value) && SESSION_NAME.test(value) },
  sourceIdentity: { form: "role-session", example: "ada", fits: (value) => isText(value) && SESSION_NAME.test(value) },
  tags: {
    form: "role-tags",
    example: '{"team":"platform"}',
    fits: (value) => isMap(value) && isTexts(Object.values(value)),
  },
  transitiveTagKeys: { form: "role-texts", example: '["team"]', fits: isTexts },
};

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isMap(value: unknown): value is { [key: string]: unknown } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether a text is a time of 15 minutes to 12 hours, as Go writes it: the times that AWS gives a role for. */
function isSessionTime(text: string): boolean {
  if (!/^(\d+(\.\d+)?(h|m|s))+$/.test(text)) return false;
  const seconds = { h: 3600, m: 60, s: 1 };
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * seconds[unit as "h" | "m" | "s"], 0);
  return total >= 900 && total <= 43_200;
}

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
    if (region === "") return { kind: "missing", example: "us-west-2" };
    if (REGIONS.includes(region as aws.Region)) return undefined;
    const zoneOf = REGIONS.find((known) => new RegExp(`^${known}[a-z]$`).test(region));
    if (OTHER_PARTITIONS.test(region)) return { kind: "unknown-partition", found: region };
    if (zoneOf) return { kind: "zone-for-region", found: region, region: zoneOf };
    return {
      kind: "malformed",
      form: "region",
      found: region,
      example: "us-west-2",
      nearest: nearest(region, REGIONS),
    };
  });
  return region;
}

function readAccounts(read: ConfigReader): string[] | undefined {
  const key = "aws:allowedAccountIds";
  if (!read.has(key)) return undefined;
  const entries = read.list(key);
  read.check(key, () => (entries.length === 0 ? { kind: "empty-list", of: "account" } : undefined));
  // `pulumi config set --path` stores digits as a number; without quotes in the file, a leading zero is lost.
  const ids = entries.map((entry) => (typeof entry === "number" ? String(entry) : entry));
  for (const [i, id] of ids.entries()) {
    const place = `${key}[${i}]`;
    if (typeof id === "string" && /^\d{12}$/.test(id)) {
      if (ids.indexOf(id) < i) read.problem(place, { kind: "twice", found: entries[i] });
      continue;
    }
    const lost = typeof entries[i] === "number" && /^\d{1,11}$/.test(String(id));
    const example = lost ? String(id).padStart(12, "0") : "";
    read.problem(place, { kind: "malformed", form: "account-id", found: entries[i], example });
  }
  return read.good(key) ? (ids as string[]) : undefined;
}

function readRoles(read: ConfigReader, partition?: string, accounts?: string[]): AssumeRole[] | undefined {
  const key = "aws:assumeRoles";
  if (!read.has(key)) return undefined;
  const roles = read.list(key);
  read.check(key, () => {
    if (roles.length === 0) return { kind: "empty-list", of: "role" };
    // Neither a chain nor an external id is passed on: the kubeconfig could not follow, and the first Kubernetes object fails.
    // Source: https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
    return roles.length > 1 ? { kind: "several-roles", count: roles.length } : undefined;
  });
  for (const [i, role] of roles.entries()) {
    const place = `${key}[${i}]`;
    if (!isMap(role)) {
      read.problem(place, { kind: "malformed", form: "role-entry", found: role, example: "" });
      continue;
    }
    for (const [field, value] of Object.entries(role)) read.problem(...fieldFault(place, field, value));
    read.problem(`${place}.roleArn`, roleFault(role.roleArn, partition, accounts));
  }
  return read.good(key) ? (roles as AssumeRole[]) : undefined;
}

/** What is wrong with a field of a role, and its key. */
function fieldFault(place: string, field: string, found: unknown): [string, Found] {
  if (field === "externalId") return [`${place}.externalId`, { kind: "external-id" }];
  const allowed = Object.keys(ASSUME_ROLE_FIELDS);
  if (!allowed.includes(field))
    return [place, { kind: "unknown-field", found: field, allowed, nearest: nearest(field, allowed) }];
  const { form, example, fits } = ASSUME_ROLE_FIELDS[field];
  return [`${place}.${field}`, fits(found) ? undefined : { kind: "malformed", form, found, example }];
}

/** An ARN of a role, with placeholders. */
export const ROLE_ARN = "arn:aws:iam::<account id>:role/<name>";

function roleFault(arn: unknown, partition?: string, accounts?: string[]): Found {
  const account =
    typeof arn === "string" ? /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(arn)?.[1] : undefined;
  if (!account) return { kind: "malformed", form: "role", found: arn, example: ROLE_ARN };
  if (accounts && !accounts.includes(account)) return { kind: "other-account", account, allowed: accounts };
  return partitionFault(arn as string, partition);
}

/** Why an ARN does not fit the region's partition; undefined where it does, or where the partition is not known. */
export function partitionFault(found: string, expected: string | undefined): Found {
  const partition = arnPartition(found);
  if (expected === undefined || partition === expected) return undefined;
  return { kind: "other-partition", found, partition, expected };
}
