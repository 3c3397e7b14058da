import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { counted, shellWord } from "../text";

/** A stack whose state in a backend of files cannot be read, since a run was killed while it wrote it. */
export interface DamagedState {
  stack: string;
  /** The file of the state. */
  file: string;
  /** What is wrong with it: its content, or the attributes that the backend keeps beside it. */
  broken: "content" | "attributes";
  /** The newest whole copy; it may be the file itself. Undefined where there is none. */
  copy?: { file: string; since: Date; resources: number };
}

/**
 * The stacks of a project whose state was cut in the middle of a write. One of them keeps the CLI from listing any. Empty where the
 * backend is not one of files.
 *
 * The backend keeps the attributes of `dev.json` in `dev.json.attrs` and writes these first, then renames `dev.json.<time>.tmp`
 * (https://github.com/google/go-cloud/blob/master/blob/fileblob/fileblob.go); the state before a write is in `dev.json.bak`, that
 * after each update in `backups` and `history` (https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/state.go).
 *
 * @param cwd From which a relative URL is told.
 */
export function damagedStates(backendUrl: string | undefined, project: string, cwd: string): DamagedState[] {
  const root = folderOf(backendUrl, cwd);
  if (root === undefined) return [];
  const stacks = join(root, "stacks", project);
  return filesIn(stacks)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file): DamagedState[] => {
      const whole = contentOf(file) !== undefined;
      if (whole && !hasBrokenAttributes(file)) return [];
      const stack = basename(file, ".json");
      const siblings = filesIn(stacks).filter((name) => name.startsWith(`${file}.`) && !name.endsWith(".attrs"));
      const kept = ["backups", "history"].flatMap((kind) => filesIn(join(root, kind, project, stack)));
      const copies = [file, ...siblings, ...kept].flatMap(copyIn);
      const copy = copies.sort((a, b) => b.since.getTime() - a.since.getTime()).at(0);
      return [{ stack, file, broken: whole ? "attributes" : "content", copy }];
    });
}

/** What happened to a state, what to do, and the one command that restores it. */
export function restoring({ stack, file, broken, copy }: DamagedState, cwd: string) {
  const what =
    `The state of stack ${stack} cannot be read: a run was killed while it wrote it, and ` +
    (broken === "content"
      ? `${basename(file)} is empty or cut.`
      : `what the backend keeps beside ${basename(file)} is empty or cut.`);
  if (copy === undefined) {
    return {
      what,
      todo: `No whole copy of it is left there: put a copy of your own in the place of ${shown(file, cwd)}.`,
      commands: [],
    };
  }
  const { since, resources } = copy;
  const restore = copy.file === file ? [] : [`cp ${shown(copy.file, cwd)} \\\n  ${shown(file, cwd)} && \\\n`];
  return {
    what,
    todo:
      `The newest whole copy has ${counted(resources, "resource")}, of ${since.toISOString()}. This restores it; ` +
      "what was being made then is looked for in AWS by the next run:",
    commands: [`${restore.join("")}rm -f ${shown(`${file}.attrs`, cwd)}`],
  };
}

/** Where a backend of files keeps its files. */
function folderOf(url: string | undefined, cwd: string): string | undefined {
  if (!url?.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).replace(/\?.*$/, "");
  return join(resolve(cwd, decoded(path).replace(/^~(?=\/|$)/, homedir())), ".pulumi");
}

/** A path without its escapes; as it is where a percent sign is only that. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** The resources of a whole checkpoint; undefined where the file is none. */
function contentOf(file: string): unknown[] | undefined {
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint?: { latest?: { resources?: unknown[] } };
    };
    return checkpoint && (checkpoint.latest?.resources ?? []);
  } catch {
    return undefined;
  }
}

function copyIn(file: string): NonNullable<DamagedState["copy"]>[] {
  const resources = contentOf(file);
  return resources ? [{ file, since: statSync(file).mtime, resources: resources.length }] : [];
}

function hasBrokenAttributes(file: string): boolean {
  try {
    JSON.parse(readFileSync(`${file}.attrs`, "utf8"));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** A path for a command: short where it lies in the folder that the user stands in. */
function shown(file: string, cwd: string): string {
  const inside = relative(cwd, file);
  return shellWord(inside.startsWith("..") ? file : inside);
}
