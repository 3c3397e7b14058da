import { existsSync } from "node:fs";
import { join } from "node:path";
import { isYamlMap, mapIn, readYamlFile } from "../files/yaml";
import { UserError } from "../user-error";

/** A config key that `Pulumi.yaml` declares. */
export interface DeclaredKey {
  type: string;
  default?: unknown;
}

/** What `Pulumi.yaml` says about the lab's project. */
export interface Project {
  name: string;
  /** Keys that a stack may set, without namespace. */
  keys: { [key: string]: DeclaredKey };
  /** The whole file with its entry point named, for a workspace elsewhere. */
  text: string;
}

/** Reads the project in a folder, made ready to be run from another folder. */
export function readProject(directory: string): Project {
  const file = join(directory, "Pulumi.yaml");
  if (!existsSync(file)) throw new UserError(`There is no ${file}; run this in the project's folder`);
  const { document, content } = readYamlFile(file);
  const { name } = content;
  if (typeof name !== "string" || name === "") {
    throw new UserError(`${file} names no project; it needs a line like name: my-project`);
  }
  const config = Object.entries(mapIn(content, "config", file));
  const declared = config.filter(([key, one]) => isYamlMap(one) && one.type !== undefined && !key.includes(":"));
  document.set("main", directory);
  // The roster names the backend; one of the project's own would win over it.
  document.delete("backend");
  return { name, keys: Object.fromEntries(declared) as Project["keys"], text: document.toString() };
}

/** The config of a stack as the program sees it: the project's defaults, over them the stack's values, all as texts. */
export function effectiveConfig(project: Project, config: { [key: string]: unknown }): { [key: string]: string } {
  const defaults = Object.entries(project.keys)
    .filter(([, declared]) => declared.default !== undefined)
    .map(([key, declared]): [string, unknown] => [`${project.name}:${key}`, declared.default]);
  return Object.fromEntries(
    [...defaults, ...Object.entries(config)].map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
