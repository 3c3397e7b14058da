import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { attempt, checkedFolder, makeFolder, writeFiles } from "../files/write";
import { UserError } from "../user-error";

/** Files to be written, by path in a folder. */
export interface Files {
  [path: string]: string;
}

/**
 * Writes a file whole or not at all, over nothing but a file that begins with the same `mark`. Fails with a
 * {@link UserError} where something else is in its place.
 */
export function writeMarked(out: string, name: string, mark: string, text: string): string {
  const file = join(checkedFolder("--out", out), name);
  writeFiles([
    {
      ...{ option: "--out", given: file, text: () => mark + text, mayReplace: (there) => there.startsWith(mark) },
      otherwise: "is there, and was not written by this command; move it away, or use another --out",
    },
  ]);
  return file;
}

/**
 * Writes a new folder, whole or not at all, that its owner alone can read: folders 0700, files 0600. Fails with a
 * {@link UserError} where there is something of that name already.
 */
export function writePrivateFolder(out: string, files: Files): void {
  const folder = resolve(checkedFolder("--out", out));
  attempt(out, () => {
    if (existsSync(folder) && !(statSync(folder).isDirectory() && readdirSync(folder).length === 0)) {
      throw new UserError(`${out} is there already; move it away, or use another --out`);
    }
    makeFolder(dirname(folder));
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
