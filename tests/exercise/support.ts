import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Compared, labOf } from "../../cli/exercise/check";
import { EXERCISES, type Exercise } from "../../cli/exercise/exercises";
import { ROOT } from "../support/program";

/** An exercise by its name. */
export function exercise(name: Exercise["name"]): Exercise {
  return EXERCISES.find((one) => one.name === name)!;
}

/** A folder for copies, below the repository, where the packages are; `remove` takes it away. */
export function copiesFolder(): { folder: string; remove: () => void } {
  const above = join(ROOT, ".lab");
  mkdirSync(above, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(above, "exercises-of-a-test-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

let healthy: Promise<Compared> | undefined;

/** The lab's own program, planned once. */
export function ownLab(): Promise<Compared> {
  healthy ??= labOf(ROOT);
  return healthy;
}

/** The text of each file of a copy, by its path. */
export function filesIn(copy: string): { [path: string]: string } {
  const found = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map(({ parentPath, name }) => relative(copy, join(parentPath, name)));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(copy, path), "utf8")]));
}

/** Edits a file as a student does; fails where what is to be replaced is not there. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
}
