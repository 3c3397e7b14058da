import * as fs from "node:fs";
import { join } from "node:path";

/** Folder of all that the program keeps of its own, under the project. */
export const LAB_FOLDER = ".lab";

/** What others may do with a file. */
const OTHERS = 0o077;

/** Makes a folder, and those above it, for its user alone: 0700. */
export function makePrivateFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * Takes the rights of others from `.lab` and all in it: it has states, logs and results. Installed packages are left as they
 * are; nobody else comes through the folder above them. Does nothing where `.lab` is closed already, or not there.
 */
export function closeLabFolder(project: string): void {
  const folder = join(project, LAB_FOLDER);
  const found = fs.statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || (found.mode & OTHERS) === 0) return;
  close(folder);
}

function close(path: string): void {
  const { mode } = fs.statSync(path);
  fs.chmodSync(path, mode & 0o700);
  for (const entry of fs.readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") close(inner);
    else if (entry.isFile()) fs.chmodSync(inner, 0o600);
  }
}
