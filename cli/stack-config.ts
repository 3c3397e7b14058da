import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ScalarTag } from "yaml";
import { nearest } from "../nearest";
import type { EnvironmentNote } from "../config-problem";
import { didYouMean, quoted, shownKey } from "../words/en/phrases";
import { limitProblem } from "./files/read";
import { isYamlMap, mapIn, readYamlFile, VALUE_LIMITS, type YamlMap } from "./files/yaml";
import { UserError } from "./user-error";

/** A stack's config as the program sees it. */
export interface StackConfig {
  project: string;
  stack: string;
  /** All values by full key, as texts; lists and objects as JSON. */
  config: { [key: string]: string };
  /** What is to be known of where values come from. Default none. */
  notes?: EnvironmentNote[];
}

/** A stack's own name, by which its file is called and which the program sees: `dev` of `acme/dev` and `acme/lab/dev`. */
export function stackName(stack: string): string {
  return stack.split("/").at(-1)!;
}

/** Refuses, with a {@link UserError}, what names no stack, or one of another project; gives the stack's own name. */
function checkedStack(given: string, project: string): string {
  const parts = given.split("/");
  const stack = stackName(given);
  if (given === "") throw new UserError("--stack needs a name; for example: --stack dev");
  if (parts.length > 3 || parts.some((part) => !NAME.test(part) || /^\.+$/.test(part))) {
    throw new UserError(
      `--stack ${quoted(given)} is not a valid stack name; use up to 100 letters, digits, -, _ and ., ` +
        "perhaps behind organization/ or organization/project/",
    );
  }
  if (parts.length < 3 || parts[1] === project) return stack;
  throw new UserError(`--stack ${given} is of project ${parts[1]}, this is ${project}; run it there, or name ${stack}`);
}

/** A name of a stack as every backend takes it. Source: https://www.pulumi.com/docs/iac/concepts/stacks/#stack-names */
const NAME = /^[\w.-]{1,100}$/;

/**
 * Reads a stack's config as Pulumi does: the defaults of `Pulumi.yaml`, over them `Pulumi.<stack>.yaml`, over them the
 * `overrides` (`key=value`). A key without a namespace belongs to the project. Encrypted values are left out where `Pulumi.yaml`
 * declares their key, and else stand as {@link ENCRYPTED}: nothing here can decrypt them. The stack may be named with its
 * organisation and project. Fails with a {@link UserError} where a file is missing, cannot be read, or holds what Pulumi
 * would not take.
 *
 * @param settingsIn folder of `Pulumi.<stack>.yaml`. Default: the one of `Pulumi.yaml`
 */
export function readStackConfig(
  directory: string,
  stackOrPath: string,
  overrides: string[] = [],
  settingsIn: string = directory,
): StackConfig {
  const projectFile = join(directory, "Pulumi.yaml");
  if (!existsSync(projectFile)) throw new UserError(`There is no ${projectFile}; run this in the project's folder`);
  const { content: project } = readYamlFile(projectFile, PULUMI_SCALARS);
  const { name } = project;
  if (typeof name !== "string" || name === "") {
    throw new UserError("Pulumi.yaml names no project; it needs a line like name: my-project");
  }
  const stack = checkedStack(stackOrPath, name);
  const stackFile = join(settingsIn, `Pulumi.${stack}.yaml`);
  if (!existsSync(stackFile)) throw new UserError(missingStack(settingsIn, stack));
  const { content: settings } = readYamlFile(stackFile, PULUMI_SCALARS);
  const problems = unknownSettings(settings).map((problem) => `${stackFile}: ${problem}`);

  const config: { [key: string]: string } = {};
  const declared = new Set<string>();
  for (const { key, value: found } of entriesOf(mapIn(project, "config", projectFile), name, projectFile, problems)) {
    const value = isYamlMap(found) ? (found.default ?? found.value) : found;
    declared.add(key);
    if (value !== undefined && value !== null) config[key] = asText(value);
  }
  for (const { key, value } of entriesOf(mapIn(settings, "config", stackFile), name, stackFile, problems)) {
    if (!isEncrypted(value)) config[key] = asText(value);
    else if (declared.has(key)) delete config[key];
    else config[key] = ENCRYPTED;
  }
  for (const { key, value } of entriesOf(overridden(overrides, problems), name, "--config", problems))
    config[key] = value;
  if (problems.length > 0) throw new UserError(firstOf(problems).join("\n"));
  return { project: name, stack, config, notes: environmentNotes(settings, `Pulumi.${stack}.yaml`) };
}

/** Stands for a value that only Pulumi can decrypt, of a key that the project does not declare. */
const ENCRYPTED = "(encrypted)";

/** Problems that are told at once. */
const MOST_PROBLEMS = 20;

function firstOf(problems: string[]): string[] {
  const more = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** The values of a map by full key. Tells of keys that are none, that are the same, and of values that are too much. */
function entriesOf<T>(
  map: { [key: string]: T },
  project: string,
  where: string,
  problems: string[],
): { key: string; value: T }[] {
  const written = new Map<string, string>();
  return Object.entries(map).flatMap(([given, value]) => {
    const problem = (text: string): never[] => {
      problems.push(`${where}: ${shownKey(shortened(given))} ${text}`);
      return [];
    };
    const parts = given.split(":");
    // `project:config:key` is how Pulumi wrote keys once, and still reads them.
    if (parts.length === 3 && parts[1] === "config") parts.splice(1, 1);
    if (parts.length > 2 || parts.includes(""))
      return problem("is not a valid config key; write it as key or namespace:key");
    const key = parts.length === 1 ? `${project}:${given}` : parts.join(":");
    const before = written.get(key);
    if (before !== undefined) return problem(`is the same key as ${shownKey(before)}; keep one of them`);
    written.set(key, given);
    const tooMuch = limitProblem(value, VALUE_LIMITS);
    return tooMuch === undefined ? [{ key, value }] : problem(tooMuch);
  });
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Values of options by their keys; the last of one key counts, as with `pulumi --config`. */
function overridden(overrides: string[], problems: string[]): { [key: string]: string } {
  const values = new Map<string, string>();
  for (const override of overrides) {
    const [key, value] = override.split(/=(.*)/s);
    if (!key || value === undefined)
      problems.push(`--config ${override === "" ? '""' : shownKey(shortened(override))}: write it as key=value`);
    else values.set(key, value);
  }
  return Object.fromEntries(values);
}

/**
 * What a stack's file may hold. Source: `ProjectStack` in `sdk/go/common/workspace/project.go` of pulumi/pulumi
 */
const SETTINGS = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

function unknownSettings(settings: YamlMap): string[] {
  return Object.keys(settings)
    .filter((key) => !SETTINGS.includes(key))
    .map((key) => {
      const hint = didYouMean(nearest(key, SETTINGS)) || `; a stack's file has ${SETTINGS.join(", ")}`;
      return `${shownKey(shortened(key))} is not a setting of a stack${hint}`;
    });
}

/** What follows from values that are kept in Pulumi ESC; only Pulumi can open an environment. */
function environmentNotes({ environment }: YamlMap, file: string): EnvironmentNote[] {
  const imported: unknown = isYamlMap(environment) ? (environment.imports ?? environment) : environment;
  const names = (Array.isArray(imported) ? imported : [imported]).filter((one) => one !== undefined && one !== null);
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).map((name) => (typeof name === "string" ? shownKey(shortened(name)) : quoted(name)));
  return [{ kind: "environment", file, environments: shown }];
}

function missingStack(directory: string, stack: string): string {
  const stacks = readdirSync(directory)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((found) => found !== undefined);
  const shown = [...stacks.slice(0, 20), ...(stacks.length > 20 ? [`and ${stacks.length - 20} more`] : [])];
  const remedy = `choose one with --stack, or make it with pulumi stack init ${stack}`;
  return `There is no Pulumi.${stack}.yaml; stacks with a file: ${shown.join(", ") || "none"}; ${remedy}`;
}

/**
 * Plain scalars that Pulumi's YAML library reads otherwise than YAML 1.2: a day becomes a time, digits after a zero are
 * octal. Seen with Pulumi 3.259; the program must meet the same text in a plan as in a deployment.
 */
const PULUMI_SCALARS: ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:timestamp",
    default: true,
    test: /^\d{4}-\d{1,2}-\d{1,2}$/,
    resolve: (text) => {
      const day = text.replace(/-(\d)(?!\d)/g, "-0$1");
      const time = new Date(`${day}T00:00:00Z`);
      return !isNaN(time.getTime()) && time.toISOString().startsWith(day) ? `${day} 00:00:00 +0000 UTC` : text;
    },
  },
  {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: /^[-+]?\d[\d_]*$/,
    resolve: (text) => {
      const digits = text.replaceAll("_", "");
      return /^[-+]?0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
    },
  },
];

function asText(value: unknown): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** True where a value is encrypted, or has an encrypted one inside. */
function isEncrypted(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0][0] === "secure" && typeof entries[0][1] === "string") return true;
  return entries.some(([, inner]) => isEncrypted(inner));
}
