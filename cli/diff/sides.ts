import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../../words/en/phrases";
import { readGraphFile } from "../sources";
import { UserError } from "../user-error";
import { planInChild, requireLabCommand } from "./child";
import { linkDependencies, sweepCache } from "./dependencies";
import { undoing } from "./held";
import type { Side } from "./report";
import { oneLine } from "./safe-text";
import { commitOf, withWorktree } from "./worktree";

/** What the working tree is called where no head is given. */
export const WORKING_TREE = "the working tree";

/**
 * One side of a comparison: a file with a graph, else a git ref, which is planned in a temporary worktree with its own
 * dependencies; the working tree where neither is given. A file goes before a ref of the same name: `refs/heads/…` is
 * always a ref.
 */
export async function sideOf(given: string | undefined, project: string, stack: string): Promise<Side> {
  if (given === undefined) {
    const home = mkdtempSync(join(tmpdir(), "lab-diff-"));
    const plan = () => planInChild(project, stack, home, WORKING_TREE);
    return { ...(await undoing(() => rmSync(home, { recursive: true, force: true }), plan)), name: WORKING_TREE };
  }
  if (isFile(given)) return { ...readGraphFile(given), name: given };
  const commit = commitOf(project, given) ?? refuseRef(given);
  sweepCache(project);
  return withWorktree(project, commit, async ({ directory, home }) => {
    // Before anything of a strange program is installed.
    requireLabCommand(directory, given);
    await linkDependencies(directory, project);
    return { ...(await planInChild(directory, stack, home, given)), name: given, commit };
  });
}

/** Refuses, with a {@link UserError} that lists them, what is neither a file nor a commit; before anything is planned. */
export function checkSides(given: (string | undefined)[], project: string): void {
  const problems = given.flatMap((one) =>
    one === undefined || isFile(one) || commitOf(project, one) !== undefined ? [] : [refProblem(one)],
  );
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

function refProblem(given: string): string {
  const name = given === "" || /\p{C}/u.test(given) ? quoted(given) : oneLine(given);
  return `${name} is neither a file nor a commit of this repository; perhaps git fetch is due`;
}

/** Refuses, with a {@link UserError}, what is no commit. */
export function refuseRef(given: string): never {
  throw new UserError(refProblem(given));
}

function isFile(path: string): boolean {
  try {
    // A pipe or a device is none that can be read, and is told so; a folder can have the name of a branch.
    return !statSync(path).isDirectory();
  } catch {
    // Nothing of that name, or none that a file system could have.
    return false;
  }
}
