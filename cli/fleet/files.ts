import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "fs";
import { basename, dirname, join, resolve } from "path";
import { quoted } from "../../words/en/phrases";
import { fileProblem, UserError } from "../user-error";

/** Files to be written, by path in a folder. */
export interface Files {
  [path: string]: string;
}

/**
 * Writes a file whole or not at all, over nothing but a file that begins with the same `mark`. Fails with a
 * {@link UserError} where something else is in its place.
 */
export function writeMarked(out: string, name: string, mark: string, text: string): string {
  const file = join(checkedFolder(out), name);
  return told(() => {
    mkdirSync(out, { recursive: true });
    if (existsSync(file) && !(statSync(file).isFile() && readFileSync(file, "utf8").startsWith(mark))) {
      throw new UserError(`${file} is there, and was not written by this command; move it away, or use another --out`);
    }
    writeFileSync(`${file}.part`, mark + text);
    renameSync(`${file}.part`, file);
    return file;
  });
}

/**
 * Writes a new folder, whole or not at all, that its owner alone can read: folders 0700, files 0600. Fails with a
 * {@link UserError} where there is something of that name already.
 */
export function writePrivateFolder(out: string, files: Files): void {
  const folder = resolve(checkedFolder(out));
  told(() => {
    if (existsSync(folder) && !(statSync(folder).isDirectory() && readdirSync(folder).length === 0)) {
      throw new UserError(`${out} is there already; move it away, or use another --out`);
    }
    mkdirSync(dirname(folder), { recursive: true });
    const part = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(part, dirname(path)), { recursive: true, mode: 0o700 });
        writeFileSync(join(part, path), text, { mode: 0o600 });
      }
      // In place of an empty folder, too.
      renameSync(part, folder);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Refuses, with a {@link UserError}, a name of --out that is none or cannot be seen whole. */
export function checkedFolder(out: string): string {
  if (out.trim() !== "" && !/[\p{C}\p{Zl}\p{Zp}]/u.test(out)) return out;
  throw new UserError(`--out ${quoted(out)} is no folder; name one`);
}

function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const problem = fileProblem(error);
    throw problem === undefined ? error : new UserError(problem);
  }
}
