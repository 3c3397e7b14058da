import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { quoted } from "../../words/en/phrases";
import { UserError } from "../user-error";
import { readText } from "./read";
import { systemReason } from "./reason";

/** A file to write where a user says. */
export interface Output {
  /** The option that names the file. */
  option: string;
  /** As the user wrote it. */
  given: string;
  text: () => string;
  /** Whether a file that is there already may be written over; asked with its text. An empty one always may. */
  mayReplace: (text: string) => boolean;
  /** What a file is that may not, and what to do: the end of a sentence. */
  otherwise: string;
}

/** Larger files are none that this program has written. */
const LARGEST = 100;

/**
 * Writes files, all of them whole or none, links followed. Fails with a {@link UserError} that lists each that cannot be written:
 * where something else is in its place, where two are the same, where the system refuses.
 */
export function writeFiles(outputs: Output[]): void {
  const all = outputs.map((output) => ({ ...output, target: realPath(resolve(output.given)) }));
  const problems = all.flatMap((output) => problemOf(output));
  for (const [i, one] of all.entries()) {
    const other = all.slice(0, i).find(({ target }) => isSame(target, one.target));
    if (other) problems.push(`${other.option} ${other.given} and ${one.option} ${one.given} are one file; name two`);
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  const texts = all.map(({ text }) => text());
  // The library for atomic writes has no way to hold back one file until another is whole, too.
  const parts = all.map(({ target }) => join(dirname(target), `.${basename(target)}.${randomUUID()}.part`));
  const folders: string[] = [];
  try {
    for (const [i, { given, target }] of all.entries()) {
      attempt(given, () => {
        const made = makeFolder(dirname(target));
        if (made !== undefined) folders.push(made);
        fs.writeFileSync(parts[i], texts[i], { flag: "wx" });
        fs.chmodSync(parts[i], 0o666 & ~usersMask());
      });
    }
    for (const [i, { given, target }] of all.entries()) attempt(given, () => fs.renameSync(parts[i], target));
  } catch (error) {
    for (const part of parts) fs.rmSync(part, { force: true });
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Refuses, with a {@link UserError}, a name of a folder that is none or cannot be seen whole. */
export function checkedFolder(option: string, given: string): string {
  const problem = nameProblem(option, given, "folder");
  if (problem !== undefined) throw new UserError(problem);
  return given;
}

/** Why a text names nothing that can be written: it is empty, cannot be seen whole, or was meant for an option. */
function nameProblem(option: string, given: string, what: "file" | "folder"): string | undefined {
  if (given.trim() === "" || /[\p{C}\p{Zl}\p{Zp}]/u.test(given) || (what === "file" && /[/\\]$/.test(given)))
    return `${option} ${quoted(given)} is not a ${what}; name one`;
  if (!given.startsWith("-")) return undefined;
  const meant = given === "-" ? "there is no output to stdout here" : "it looks like an option";
  return `${option} ${quoted(given)}: ${meant}; name a ${what}, as ./${given} where that is meant`;
}

/** Does what touches a file; what the system says against it is told as a mistake. */
export function attempt<T>(given: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : new UserError(`${given} cannot be written: ${reason}`);
  }
}

/** Makes a folder that a user names, and gives the first that was not there before. */
export function makeFolder(folder: string): string | undefined {
  if (fs.existsSync(folder)) return undefined;
  const above = dirname(folder);
  const first = above === folder ? undefined : makeFolder(above);
  // One by one: below /proc, where nothing can be made, Node tries to make all at once for ever.
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o777 & ~usersMask());
  return first ?? folder;
}

/** Where a path leads, as far as it exists. */
function realPath(path: string): string {
  try {
    return fs.realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}

function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((path) => fs.statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Why an output must not be written. */
function problemOf({ option, given, target, mayReplace, otherwise }: Output & { target: string }): string[] {
  const problem = nameProblem(option, given, "file");
  if (problem !== undefined) return [problem];
  const found = attempt(given, () => fs.lstatSync(target, { throwIfNoEntry: false }));
  if (found === undefined) return [];
  if (!found.isFile()) return [`${option} ${given} is there, and is not a file to write to; name another`];
  if (found.size === 0 || isReplaceable(target, mayReplace)) return [];
  return [`${option} ${given} ${otherwise}`];
}

function isReplaceable(target: string, mayReplace: Output["mayReplace"]): boolean {
  try {
    return mayReplace(readText(target, { megabytes: LARGEST }));
  } catch (error) {
    if (error instanceof UserError) return mayReplace("");
    throw error;
  }
}

let mask: number | undefined;

/** From now on all that this process and its children write is for its user alone, but for files that the user names. */
export function writePrivately(): void {
  mask ??= process.umask(0o077);
}

function usersMask(): number {
  return mask ?? process.umask();
}
