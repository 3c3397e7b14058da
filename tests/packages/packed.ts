import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/program";

/** Folders that are packages; each with the name of its own package.json. */
export const WORKSPACES = ["cli", "components", "model", "policies"];

const run = promisify(execFile);

const NEEDED = [...WORKSPACES, "words", "packaging", "package.json", "tsconfig.json", "loader.cjs"];
const FILES_OF_PACKAGES = ["LICENSE", "CHANGELOG.md", "nearest.ts"];

/** A package.json, as far as the tests ask. */
export interface Manifest {
  name: string;
  version: string;
  main?: string;
  private?: boolean;
  exports?: { [entry: string]: unknown };
  dependencies?: { [name: string]: string };
  peerDependencies?: { [name: string]: string };
  peerDependenciesMeta?: { [name: string]: { optional: boolean } };
}

/** The package.json of a folder. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** A new folder outside the repository. */
export function newFolder(name: string): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `lab-${name}-`)));
}

/** Packs all workspaces in a copy of the repository, as a release does, and gives the copy, with the tarballs in it. */
export async function packAll(): Promise<string> {
  const copy = newFolder("pack");
  for (const entry of [...NEEDED, ...FILES_OF_PACKAGES]) {
    cpSync(join(ROOT, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => !/[\\/](dist|node_modules)$|\.tgz$/.test(path),
    });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  await run("npm", ["pack", "--workspaces", "--loglevel=error", "--offline"], { cwd: copy });
  return copy;
}

/**
 * Unpacks a tarball as npm installs it. Links its dependencies, and what else a user has, from the repository's
 * `node_modules`.
 */
export function install(into: string, tarball: string, others: string[]): string {
  execFileSync("tar", ["-xzf", tarball, "-C", into]);
  const { name, dependencies = {} } = manifestOf(join(into, "package"));
  const folder = join(into, "node_modules", name);
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(join(into, "package"), folder);
  for (const other of [...Object.keys(dependencies), ...others]) {
    const link = join(into, "node_modules", other);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(ROOT, "node_modules", other), link);
  }
  return folder;
}

/** All files under a folder, from it on. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
