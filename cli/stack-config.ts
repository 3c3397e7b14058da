import { existsSync, readdirSync, readFileSync } from "fs";
import { join } from "path";
import { parseDocument, type ScalarTag } from "yaml";
import { UserError } from "./user-error";

/** A stack's config as the program sees it. */
export interface StackConfig {
  project: string;
  stack: string;
  /** All values by full key, as texts; lists and objects as JSON. */
  config: { [key: string]: string };
}

interface YamlMap {
  [key: string]: unknown;
}

/** A stack's own name, by which its file is called and which the program sees: `dev` of `acme/dev` and `acme/lab/dev`. */
export function stackName(stack: string): string {
  return stack.split("/").at(-1)!;
}

/**
 * Reads a stack's config as Pulumi does: the defaults of `Pulumi.yaml`, over them `Pulumi.<stack>.yaml`, over them the
 * `overrides` (`key=value`). A key without a namespace belongs to the project. Encrypted values are left out: nothing here
 * can decrypt them. The stack may be named with its organisation and project. Fails with a {@link UserError} where a file is missing or cannot be read.
 */
export function readStackConfig(directory: string, stackOrPath: string, overrides: string[] = []): StackConfig {
  const stack = stackName(stackOrPath);
  if (stack === "") throw new UserError("--stack needs a name; for example: --stack dev");
  const projectFile = join(directory, "Pulumi.yaml");
  if (!existsSync(projectFile)) throw new UserError(`There is no ${projectFile}; run this in the project's folder`);
  const project = readYaml(projectFile);
  const { name } = project;
  if (typeof name !== "string" || name === "") {
    throw new UserError("Pulumi.yaml names no project; it needs a line like name: my-project");
  }
  const stackFile = join(directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(stackFile)) throw new UserError(missingStack(directory, stack));
  const full = (key: string): string => (key.includes(":") ? key : `${name}:${key}`);

  const config: { [key: string]: string } = {};
  for (const [key, declared] of Object.entries(configOf(project, projectFile))) {
    const value = isMap(declared) ? (declared.default ?? declared.value) : declared;
    if (value !== undefined && value !== null) config[full(key)] = asText(value);
  }
  for (const [key, value] of Object.entries(configOf(readYaml(stackFile), stackFile))) {
    if (isEncrypted(value)) delete config[full(key)];
    else config[full(key)] = asText(value);
  }
  for (const override of overrides) {
    const [key, value] = override.split(/=(.*)/s);
    if (!key || value === undefined) throw new UserError(`--config ${override}: write it as key=value`);
    config[full(key)] = value;
  }
  return { project: name, stack, config };
}

function missingStack(directory: string, stack: string): string {
  const stacks = readdirSync(directory)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((found) => found !== undefined);
  const remedy = `choose one with --stack, or make it with pulumi stack init ${stack}`;
  return `There is no Pulumi.${stack}.yaml; stacks with a file: ${stacks.join(", ") || "none"}; ${remedy}`;
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

function readYaml(file: string): YamlMap {
  let content: unknown;
  try {
    const document = parseDocument(readFileSync(file, "utf8"), { customTags: (tags) => [...PULUMI_SCALARS, ...tags] });
    if (document.errors.length > 0) throw document.errors[0];
    content = document.toJS() ?? {};
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  if (!isMap(content)) throw new UserError(`${file} holds no settings; it needs lines like name: value`);
  return content;
}

function configOf(content: YamlMap, file: string): YamlMap {
  const config = content.config ?? {};
  if (!isMap(config)) throw new UserError(`${file}: config holds no keys; it needs lines like key: value`);
  return config;
}

function isMap(value: unknown): value is YamlMap {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

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
