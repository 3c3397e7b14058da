import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";

/** The keys of the AWS provider that the program passes on; an explicit provider ignores all others. */
const AWS_KEYS = ["region", "assumeRoles", "allowedAccountIds"];

interface AssumeRole {
  roleArn: string;
}

/** Reads single config values, typed, and collects what is wrong with them until {@link ConfigReader.finish}. */
export class ConfigReader {
  private readonly all = pulumi.runtime.allConfig();
  private readonly known = new Set<string>();
  private readonly problems: { key: string; reason: string }[] = [];

  constructor(private readonly project: string) {}

  /** Notes a problem; does nothing where the reason is undefined. */
  problem(key: string, reason: string | undefined): void {
    if (reason !== undefined) this.problems.push({ key, reason });
  }

  string(key: string): string {
    this.known.add(key);
    const value = this.all[`${this.project}:${key}`];
    if (value === undefined) this.problem(key, "is missing; Pulumi.yaml has its default");
    return value ?? "";
  }

  oneOf(key: string, allowed: string[]): string {
    const value = this.string(key);
    if (!allowed.includes(value)) this.problem(key, `"${value}" is not allowed; use ${allowed.join(", ")}`);
    return value;
  }

  boolean(key: string): boolean {
    return this.oneOf(key, ["true", "false"]) === "true";
  }

  integer(key: string): number {
    const value = this.string(key);
    if (/^-?\d+$/.test(value)) return Number(value);
    this.problem(key, `"${value}" is not a whole number`);
    return NaN;
  }

  positive(key: string): number {
    const value = this.integer(key);
    if (value < 1) this.problem(key, `${value} is too few; use 1 or more`);
    return value;
  }

  /** A list of strings, each one of `allowed` where that is given. */
  strings(key: string, allowed?: string[]): string[] {
    const value = parsed(this.string(key));
    if (!Array.isArray(value) || value.some((entry) => typeof entry !== "string")) {
      this.problem(key, `is not a list of texts; set it with pulumi config set --path '${key}[0]' …`);
      return [];
    }
    for (const entry of value as string[]) {
      if (allowed && !allowed.includes(entry)) {
        this.problem(key, `"${entry}" is not allowed; use ${allowed.join(", ")}`);
      }
    }
    return value as string[];
  }

  /** The AWS region, which has no default: an account must never be used in a region by accident. */
  region(): string {
    const region = this.all["aws:region"];
    if (!region) this.problem("aws:region", "is missing; set it with pulumi config set aws:region us-west-2");
    else if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
      this.problem("aws:region", `"${region}" is no region; write it as us-west-2`);
    }
    return region ?? "";
  }

  /** Arguments of the one explicit AWS provider: region, role and accounts of the stack's config, and tags on everything. */
  awsProvider(region: string, tags: { [key: string]: string }): aws.ProviderArgs {
    const allowedAccountIds = this.accountIds();
    const assumeRoles = this.assumeRoles(allowedAccountIds);
    return { region, assumeRoles, allowedAccountIds, defaultTags: { tags } };
  }

  private accountIds(): string[] | undefined {
    const text = this.all["aws:allowedAccountIds"];
    if (text === undefined) return undefined;
    const value = parsed(text);
    if (!Array.isArray(value)) {
      this.problem("aws:allowedAccountIds", "is not a list; set it with --path 'aws:allowedAccountIds[0]'");
      return undefined;
    }
    return value.map((id, i) => {
      // `pulumi config set --path` stores digits as a number, and drops leading zeros.
      const digits = String(id);
      if (!/^\d{12}$/.test(digits)) {
        this.problem(
          `aws:allowedAccountIds[${i}]`,
          `"${digits}" is no account id; quote its 12 digits in the stack's file`,
        );
      }
      return digits;
    });
  }

  private assumeRoles(accounts: string[] | undefined): AssumeRole[] | undefined {
    const text = this.all["aws:assumeRoles"];
    if (text === undefined) return undefined;
    const roles = parsed(text);
    if (!Array.isArray(roles) || roles.length === 0) {
      this.problem("aws:assumeRoles", "is not a list of roles; set it with --path 'aws:assumeRoles[0].roleArn'");
      return undefined;
    }
    for (const [i, role] of (roles as (AssumeRole | null)[]).entries()) {
      const key = `aws:assumeRoles[${i}].roleArn`;
      const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(role?.roleArn ?? "")?.[1];
      if (!account)
        this.problem(key, `"${role?.roleArn ?? ""}" is no role; write it as arn:aws:iam::<account id>:role/<name>`);
      else if (i === roles.length - 1 && accounts && !accounts.includes(account)) {
        this.problem(key, "belongs to an account that aws:allowedAccountIds does not list; make them agree");
      }
    }
    return roles as AssumeRole[];
  }

  /** Refuses keys that nothing reads, then fails with all problems. `special` has messages of their own for some keys. */
  finish(special: { [key: string]: string }): void {
    for (const key of Object.keys(this.all)) {
      const [namespace, name] = key.split(/:(.*)/s);
      if (namespace === "aws" && !AWS_KEYS.includes(name)) {
        this.problem(key, `is not passed on to AWS; the program knows ${AWS_KEYS.join(", ")}`);
      }
      if (namespace === this.project && !this.known.has(name)) this.problem(name, special[name] ?? this.unknown(name));
    }
    if (this.problems.length === 0) return;
    const count = this.problems.length === 1 ? "a problem" : `${this.problems.length} problems`;
    const lines = this.problems.map(({ key, reason }) => `  ${key}: ${reason}`);
    // A RunError is printed without a stack.
    throw new pulumi.RunError(`The config of stack "${pulumi.getStack()}" has ${count}:\n${lines.join("\n")}`);
  }

  private unknown(name: string): string {
    const nearest = closest(name, [...this.known]);
    const meant = distance(name, nearest) <= Math.max(2, name.length / 3) ? `; did you mean ${nearest}?` : "";
    return `is not a config key of this program${meant || "; Pulumi.yaml lists them"}`;
  }
}

/** A reader for the config of a project. */
export function configReader(project: string): ConfigReader {
  return new ConfigReader(project);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
