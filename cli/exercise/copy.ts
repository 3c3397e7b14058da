/**
 * The copy of the program on which an exercise is done: what a student may change is copied, all else is the repository's own.
 */
import * as fs from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { unique } from "../../model/graph/values";
import { LAB_FOLDER, makePrivateFolder } from "../files/private";
import { readText, WRITTEN } from "../files/read";
import { attempt } from "../files/write";
import { UserError } from "../user-error";
import type { Change } from "./exercises";

/** Stack of each copy. Its settings stand beside this file: a student's own stack may be in another stage. */
export const STACK = "dev";

/** What of the project's folder is copied: all that a student may change. */
const COPIED = /^([^/]+\.ts|Pulumi\.yaml|components)$/;
/** What of a copied folder is none of the program. */
const LEFT_OUT = /[\\/](node_modules|dist)$/;
/** What the program needs and the copy shares with the project. Packages are found there anyway, in a folder above. */
const LINKED = ["model", "words"];

/** For an editor, which else takes the copy for a program without types. */
const tsconfig = (base: string): string => `${JSON.stringify({ extends: base, include: ["*.ts", "components"] })}\n`;

/** Folder of the copies, from the project's on. */
export const EXERCISES_FOLDER = join(LAB_FOLDER, "exercises");

/** A path as the user sees it, from where the command runs. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path);
}

/** True where a copy is there. Fails with a {@link UserError} where something else is in its place. */
export function isThere(folder: string): boolean {
  const found = attempt(shownPath(folder), () => fs.lstatSync(folder, { throwIfNoEntry: false }));
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw new UserError(`${shownPath(folder)} is there, and is not a folder; move it away`);
}

/**
 * Makes the copy with the changes in it, in place of one that is there. It is made aside and then renamed, so it is whole or not
 * there. Fails with a {@link UserError} where the program is not as the changes expect it, or the system refuses.
 */
export function setUp(project: string, folder: string, changes: Change[]): void {
  const aside = (what: string): string => join(dirname(folder), `.${relative(dirname(folder), folder)}.${what}.part`);
  const [fresh, old] = [aside("new"), aside("old")];
  const remove = (path: string): void => fs.rmSync(path, { recursive: true, force: true });
  attempt(shownPath(folder), () => {
    // An interrupted one may have left them.
    [fresh, old].forEach(remove);
    try {
      makePrivateFolder(fresh);
      fill(project, fresh);
      const { texts, differ } = changed(fresh, changes, "right", "wrong");
      if (differ.length > 0) throw new UserError(otherProgram(differ));
      write(fresh, texts);
      replace(folder, fresh, old);
    } finally {
      [fresh, old].forEach(remove);
    }
  });
}

/** Puts a folder in the place of another one, which is moved to `old` and comes back where that fails. */
function replace(folder: string, fresh: string, old: string): void {
  const wasThere = isThere(folder);
  if (wasThere) fs.renameSync(folder, old);
  try {
    fs.renameSync(fresh, folder);
  } catch (error) {
    if (wasThere) fs.renameSync(old, folder);
    throw error;
  }
}

function otherProgram(files: string[]): string {
  return `The exercise cannot be set up: ${files.join(" and ")} of this folder ${files.length > 1 ? "have" : "has"} other lines than
it changes. Exercises start from the program as it was committed; see your changes with git diff, put them
aside with git stash, or call this in another clone`;
}

function fill(project: string, folder: string): void {
  for (const name of fs.readdirSync(project).filter((one) => COPIED.test(one))) {
    const filter = (path: string): boolean => !LEFT_OUT.test(path);
    // What a link leads to, and not the link: a change in the copy would else be one in the project.
    fs.cpSync(fs.realpathSync(join(project, name)), join(folder, name), { recursive: true, dereference: true, filter });
  }
  const settings = `Pulumi.${STACK}.yaml`;
  fs.copyFileSync(join(__dirname, settings), join(folder, settings));
  fs.writeFileSync(join(folder, "tsconfig.json"), tsconfig(join(relative(folder, project), "tsconfig.json")));
  // On Windows a junction needs no rights of an administrator.
  for (const name of LINKED) fs.symlinkSync(relative(folder, join(project, name)), join(folder, name), "junction");
}

/**
 * Puts the right lines into a copy, and nothing else; false where they are all there already. Fails with a {@link UserError}
 * where a student has changed these lines, and writes nothing then.
 */
export function solve(folder: string, changes: Change[]): boolean {
  const { texts, differ } = changed(folder, changes, "wrong", "right");
  if (differ.length > 0) {
    const files = differ.map((file) => shownPath(join(folder, file))).join(" and ");
    throw new UserError(`${files}: you have edited the lines that the answer changes, so nothing was changed.
See what is left with --check, or start again with --reset and then --solve`);
  }
  attempt(shownPath(folder), () => write(folder, texts));
  return texts.size > 0;
}

/**
 * The files of TypeScript in a copy that a student has changed, so that they have neither the exercise's text nor the program's.
 */
export function editedFiles(project: string, folder: string, changes: Change[]): string[] {
  const { texts } = changed(folder, changes, "wrong", "right");
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !LINKED.some((linked) => name.startsWith(join(linked, sep))));
  return names
    .filter((name) => {
      const own = join(project, name);
      return !fs.existsSync(own) || (texts.get(name) ?? read(join(folder, name))) !== read(own);
    })
    .map((name) => join(folder, name));
}

/** What becomes of files when each change is made from one of its texts to the other. */
interface Changed {
  /** Text by file, of those that become other than they are. */
  texts: Map<string, string>;
  /** Files that have neither text of a change. */
  differ: string[];
}

function changed(folder: string, changes: Change[], from: "right" | "wrong", to: "right" | "wrong"): Changed {
  const texts = new Map<string, string>();
  const differ: string[] = [];
  for (const file of unique(changes.map((change) => change.file))) {
    const before = read(join(folder, file));
    let text = before;
    for (const change of changes.filter((one) => one.file === file)) {
      if (count(text, change[from]) === 1) text = text.replace(change[from], () => change[to]);
      else if (count(text, change[to]) !== 1) differ.push(file);
    }
    if (text !== before) texts.set(file, text);
  }
  return { texts, differ: unique(differ) };
}

function read(file: string): string {
  return readText(file, { name: shownPath(file), megabytes: WRITTEN });
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function write(folder: string, texts: Map<string, string>): void {
  for (const [file, text] of texts) {
    const target = join(folder, file);
    fs.writeFileSync(`${target}.part`, text);
    fs.renameSync(`${target}.part`, target);
  }
}
