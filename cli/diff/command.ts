import { printJson } from "../output";
import { policyVerdicts } from "../plan/verdicts";
import { today } from "../today";
import { UserError } from "../user-error";
import { compare, type DiffReport } from "./report";
import { markdownDiff, showDiff } from "./show";
import { sideOf } from "./sides";

/** Options of `lab diff`. */
export interface DiffOptions {
  /** A git ref or a file. */
  base: string;
  /** A git ref or a file; the working tree where it is left out. */
  head?: string;
  stack: string;
  markdown?: boolean;
  json?: boolean;
  across?: boolean;
  /** Whether an opened path is worth an exit code of its own. */
  exitCode?: boolean;
}

/** Exit code of `--exit-code` where something was opened. */
export const OPENED = 2;

/** `lab diff`: compares two plans, states or previews, prints what differs, and gives the exit code. */
export async function diffCommand(options: DiffOptions): Promise<number> {
  if (options.markdown && options.json) throw new UserError("--markdown and --json exclude each other; choose one");
  const report = await makeReport(process.cwd(), options);
  if (options.json) printJson(report);
  else if (options.markdown) process.stdout.write(markdownDiff(report));
  else console.log(showDiff(report));
  return options.exitCode && report.diff.opened.length > 0 ? OPENED : 0;
}

/** Reads both sides, at the same time, and compares them. */
export async function makeReport(project: string, options: DiffOptions): Promise<DiffReport> {
  const sides = [options.base, options.head].map((given) => sideOf(given, project, options.stack));
  // Both are waited for, so that no worktree outlives the command.
  await Promise.allSettled(sides);
  const [base, head] = await Promise.all(sides);
  // The policies of this working tree judge both sides: what they say differs only where the sides do.
  const day = today();
  return compare(base, head, options.across === true, (reading) => policyVerdicts(reading, {}, day));
}
