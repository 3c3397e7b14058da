import { spawnSync } from "node:child_process";
import { compareText } from "../../model/graph/values";
import { UserError } from "../user-error";

/** Files, from the project's folder on, that decide what a program says of itself, or what is made of it. */
const OF_THE_PROGRAM = [
  /^[^/]+\.(ts|js|cjs|mjs)$/,
  /^(components|model|words|policies|cli)\//,
  /(^|\/)(package(-lock)?\.json|tsconfig\.json|\.npmrc)$/,
  /^Pulumi\.yaml$/,
];
/** The same, from the repository's folder on. */
const OF_THE_REPOSITORY = [/^\.github\//, /(^|\/)\.npmrc$/, /^\.git(attributes|modules)$/];

/**
 * The files that differ between two commits, or a commit and the working tree, and on which a comparison of the two rests: the
 * program, its tools, and what runs them.
 */
export function programChanges(project: string, base: string, head: string | undefined): string[] {
  const git = (...args: string[]): string => {
    const all = ["-c", "core.quotePath=false", ...args];
    const { status, stdout, stderr } = spawnSync("git", all, {
      cwd: project,
      encoding: "utf8",
      maxBuffer: 100_000_000,
    });
    if (status !== 0) throw new UserError(`git cannot tell what differs: ${stderr}`);
    return stdout;
  };
  const prefix = git("rev-parse", "--show-prefix").trim();
  const range = head === undefined ? [base] : [base, head];
  // Without renames a file that goes elsewhere is told where it was.
  const names = git("diff", "--name-only", "--no-renames", "-z", ...range, "--").split("\0");
  // `git diff` leaves out what was never added.
  const fresh =
    head === undefined ? git("ls-files", "--others", "--exclude-standard", "--full-name", "-z").split("\0") : [];
  const counts = (name: string): boolean => {
    if (name === "") return false;
    if (OF_THE_REPOSITORY.some((pattern) => pattern.test(name))) return true;
    return name.startsWith(prefix) && OF_THE_PROGRAM.some((pattern) => pattern.test(name.slice(prefix.length)));
  };
  const depth = (name: string): number => name.split("/").length;
  // The program's own files first, which say most.
  return [...new Set([...names, ...fresh])].filter(counts).sort((a, b) => depth(a) - depth(b) || compareText(a, b));
}
