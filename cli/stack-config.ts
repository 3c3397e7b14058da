import { existsSync, readdirSync, readFileSync } from "fs";
import { join } from "path";
import { parseDocument } from "yaml";
import { UserError } from "./user-error";

/** A stack's config as the program sees it. */
export interface StackConfig {
  project: string;
  stack: string;
  /** All values by full key, as texts; lists and objects as JSON. */
  config: { [key: string]: string };
}

interface ProjectFile {
  name?: string;
  config?: { [key: string]: { default?: unknown; value?: unknown } | string | number | boolean | null };
}

interface StackFile {
  config?: { [key: string]: unknown };
}

/**
 * Reads a stack's config as Pulumi does: the defaults of `Pulumi.yaml`, over them `Pulumi.<stack>.yaml`, over them the
 * `overrides` (`key=value`). A key without a namespace belongs to the project. Encrypted values are left out: nothing here
 * can decrypt them. Fails with a {@link UserError} where a file is missing or cannot be read.
 */
export function readStackConfig(directory: string, stack: string, overrides: string[] = []): StackConfig {
  const project = readYaml(join(directory, "Pulumi.yaml")) as ProjectFile;
  const name = project.name;
  if (!name) throw new UserError("Pulumi.yaml names no project; it needs a line like name: my-project");
  const stackFile = join(directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(stackFile)) throw new UserError(missingStack(directory, stack));
  const full = (key: string): string => (key.includes(":") ? key : `${name}:${key}`);

  const config: { [key: string]: string } = {};
  for (const [key, declared] of Object.entries(project.config ?? {})) {
    const value = declared !== null && typeof declared === "object" ? (declared.value ?? declared.default) : declared;
    if (value !== undefined && value !== null) config[full(key)] = asText(value);
  }
  for (const [key, value] of Object.entries((readYaml(stackFile) as StackFile | null)?.config ?? {})) {
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
  return `There is no Pulumi.${stack}.yaml; stacks with a file: ${stacks.join(", ") || "none"}`;
}

function readYaml(file: string): unknown {
  if (!existsSync(file)) throw new UserError(`There is no ${file}; run this in the project's folder`);
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error) throw new UserError(`${file} cannot be read: ${error.message.split("\n")[0]}`);
  return document.toJS();
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isEncrypted(value: unknown): boolean {
  return value !== null && typeof value === "object" && "secure" in value;
}
