import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../user-error";
import { undoing } from "./held";
import { oneLine } from "./safe-text";

/** A commit, checked out beside the working tree. */
export interface Worktree {
  /** The folder of the project inside the checked-out tree. */
  directory: string;
  /** An empty folder that goes away with the tree. */
  home: string;
}

/** The commit that a git ref means; undefined where it means none. Fails where there is no repository. */
export function commitOf(directory: string, ref: string): string | undefined {
  const found = git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if ((found.error as { code?: string } | undefined)?.code === "ENOENT")
    throw new UserError("git is not there; it is needed to compare with a commit");
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Checks a commit out into a folder of its own, which is removed whatever happens meanwhile. */
export async function withWorktree<T>(
  directory: string,
  commit: string,
  use: (tree: Worktree) => Promise<T>,
): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lab-diff-")));
  const tree = join(folder, "tree");
  const remove = (): void => {
    git(directory, "worktree", "remove", "--force", tree);
    rmSync(folder, { recursive: true, force: true });
    git(directory, "worktree", "prune");
  };
  return undoing(remove, async () => {
    const added = git(directory, "worktree", "add", "--detach", "--quiet", tree, commit);
    if (added.status !== 0) throw new UserError(`git cannot check out ${commit}: ${oneLine(added.stderr)}`);
    // The project can be a folder of a larger repository.
    const prefix = git(directory, "rev-parse", "--show-prefix").stdout.trim();
    return use({ directory: join(tree, prefix), home: folder });
  });
}

function git(directory: string, ...args: string[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } {
  // A hook of the user's must neither run in the strange tree nor change it.
  const all = ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", ...args];
  return spawnSync("git", all, { cwd: directory, encoding: "utf8", env: { ...process.env, GIT_LFS_SKIP_SMUDGE: "1" } });
}
