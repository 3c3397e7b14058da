import { createHash } from "node:crypto";
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../engine/process";
import { UserError } from "../user-error";
import { withoutCredentials } from "./child";
import { undoing } from "./held";
import { oneLine } from "./safe-text";

/** Folder of installed dependencies, under the project: one for each lockfile that was met. */
export const CACHE_FOLDER = join(".lab", "cache");

/**
 * Gives a checked-out tree the dependencies that its own lockfile names: those of the working tree where its lockfile is the
 * same, else an install of its own, which is kept for the next time. Install scripts do not run. A tree without a lockfile
 * gets none.
 */
export async function linkDependencies(tree: string, project: string): Promise<void> {
  const lockfile = join(tree, "package-lock.json");
  if (!existsSync(lockfile)) return;
  const lock = readFileSync(lockfile, "utf8");
  const workspaces = workspacesOf(lock);
  const from = isInstalled(project, lock) ? project : await installed(tree, project, lock, workspaces);
  for (const folder of ["", ...workspaces]) {
    const modules = join(from, folder, "node_modules");
    if (existsSync(modules)) linkModules(modules, join(tree, folder, "node_modules"));
  }
}

interface Lock {
  packages?: { [path: string]: { version?: string; link?: boolean } };
}

/** Folders of the workspaces of a lockfile, as far as they lie inside the project. */
function workspacesOf(lock: string): string[] {
  const paths = Object.keys((parse(lock) as Lock).packages ?? {});
  return paths.filter(
    (path) => path !== "" && !path.split("/").some((part) => part === "node_modules" || part === ".."),
  );
}

function parse(lock: string): object {
  try {
    return JSON.parse(lock) as object;
  } catch {
    throw new UserError("the package-lock.json of the commit to compare with is not JSON");
  }
}

/** True where the working tree has this lockfile, and what it names is installed. */
function isInstalled(project: string, lock: string): boolean {
  const [own, hidden] = [join(project, "package-lock.json"), join(project, "node_modules", ".package-lock.json")];
  if (!existsSync(own) || !existsSync(hidden) || readFileSync(own, "utf8") !== lock) return false;
  const wanted = (parse(lock) as Lock).packages ?? {};
  // After a pull without `npm ci` the installed versions are those of an older lockfile.
  const there = Object.entries((parse(readFileSync(hidden, "utf8")) as Lock).packages ?? {});
  return there.every(([path, { version }]) => wanted[path] !== undefined && wanted[path].version === version);
}

async function installed(tree: string, project: string, lock: string, workspaces: string[]): Promise<string> {
  const key = [lock, process.versions.modules, process.platform, process.arch].join("\n");
  const name = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const kept = join(project, CACHE_FOLDER, name);
  if (existsSync(kept)) return kept;
  const staging = `${kept}.${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  for (const folder of ["", ...workspaces]) {
    const manifest = join(tree, folder, "package.json");
    if (!existsSync(manifest)) continue;
    mkdirSync(join(staging, folder), { recursive: true });
    cpSync(manifest, join(staging, folder, "package.json"));
  }
  cpSync(join(tree, "package-lock.json"), join(staging, "package-lock.json"));
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const stop = new AbortController();
  const undo = (): void => {
    stop.abort();
    if (!done) rmSync(staging, { recursive: true, force: true, maxRetries: 3 });
  };
  let done = false;
  const { code, stderr } = await undoing(undo, async () => {
    const env = withoutCredentials(process.env);
    const ended = await capture("npm", args, { cwd: staging, env, signal: stop.signal });
    done = ended.code === 0;
    return ended;
  });
  if (code !== 0) {
    throw new UserError(`the dependencies of the commit to compare with cannot be installed: ${oneLine(stderr, 600)}`);
  }
  if (existsSync(kept)) rmSync(staging, { recursive: true, force: true });
  else renameSync(staging, kept);
  return kept;
}

/** Makes `to` show what is in `from`. Links to workspaces are made anew, so that they lead into the tree of `to`. */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    // Caches in there are of the other tree, which must not take over what this one puts into them.
    if (entry.startsWith(".") && entry !== ".bin") continue;
    const [source, target] = [join(from, entry), join(to, entry)];
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.startsWith("@")) linkModules(source, target);
    else symlinkSync(source, target);
  }
}

/** Removes what an interrupted install left in the cache. */
export function sweepCache(project: string): void {
  const folder = join(project, CACHE_FOLDER);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder)) {
    const [, owner] = /\.(\d+)$/.exec(entry) ?? [];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}
