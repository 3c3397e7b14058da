import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComponentResource } from "@pulumi/pulumi";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema, type PackageSpec } from "@pulumi/pulumi/provider/experimental/schema";
import * as components from "../components";
import type { WorkspaceManifest } from "./manifest";

const DIRECTORY = join(__dirname, "../components");

/** The schema of the component package, made as `pulumi package get-schema` makes it. */
export function schemaOf(): PackageSpec {
  const manifest = JSON.parse(readFileSync(join(DIRECTORY, "package.json"), "utf8")) as WorkspaceManifest;
  const names = Object.entries(components)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof ComponentResource)
    .map(([name]) => name);
  const found = new Analyzer(DIRECTORY, manifest.name, manifest, new Set(names)).analyze();
  const { version, description } = manifest as { version: string; description?: string };
  const args = [found.components, found.typeDefinitions, found.dependencies] as const;
  // As a file has it: without what is undefined.
  return JSON.parse(JSON.stringify(generateSchema(manifest.name, version, description ?? "", ...args))) as PackageSpec;
}
