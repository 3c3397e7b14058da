import { wordsOf } from "../../words";
import { languageOf } from "../language";
import { printJson } from "../output";
import { policyVerdicts } from "../plan/verdicts";
import { today } from "../today";
import { UserError } from "../user-error";
import { compare, type DiffReport, printedReport, type Side } from "./report";
import { markdownDiff, showDiff } from "./show";
import { programChanges } from "./program-changes";
import { checkSides, refuseRef, sideOf, WORKING_TREE } from "./sides";
import { commitOf } from "./worktree";

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
  /** Of a head that is a file, the commit that it was planned from. */
  headCommit?: string;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
  /** Whether an opened path is worth an exit code of its own. */
  exitCode?: boolean;
}

/** Exit code of `--exit-code` where something was opened. */
export const OPENED = 2;

/** `lab diff`: compares two plans, states or previews, prints what differs, and gives the exit code. */
export async function diffCommand(options: DiffOptions): Promise<number> {
  if (options.markdown && options.json) throw new UserError("--markdown and --json exclude each other; choose one");
  const words = await wordsOf(languageOf(options.lang));
  const report = await makeReport(process.cwd(), options);
  if (options.json) printJson(printedReport(report));
  else if (options.markdown) process.stdout.write(markdownDiff(report, words));
  else console.log(showDiff(report, words));
  return options.exitCode && report.diff.opened.length > 0 ? OPENED : 0;
}

/** Reads both sides, at the same time, and compares them. */
export async function makeReport(project: string, options: DiffOptions): Promise<DiffReport> {
  const ofHead = headCommit(project, options);
  checkSides([options.base, options.head], project);
  const sides = [options.base, options.head].map((given) => sideOf(given, project, options.stack));
  // Both are waited for, so that no worktree outlives the command.
  await Promise.allSettled(sides);
  const [base, head] = await Promise.all(sides);
  return reportOf(project, base, head, { across: options.across, ofHead });
}

/** Compares two sides. `ofHead` is the commit of a head that is a file. */
export function reportOf(
  project: string,
  base: Side,
  head: Side,
  { across = false, ofHead }: { across?: boolean; ofHead?: string },
): DiffReport {
  // The policies of this working tree judge both sides: what they say differs only where the sides do.
  const day = today();
  const changes = base.commit === undefined ? undefined : changesSince(project, base.commit, head, ofHead);
  return compare(base, head, across, (reading) => policyVerdicts(reading, {}, day), changes);
}

function headCommit(project: string, { headCommit: given }: DiffOptions): string | undefined {
  return given === undefined ? undefined : (commitOf(project, given) ?? refuseRef(given));
}

/** The files of the program that differ; undefined where the head is a file of nobody knows which commit. */
function changesSince(project: string, base: string, head: Side, given?: string): string[] | undefined {
  const commit = given ?? head.commit;
  if (commit === undefined && head.name !== WORKING_TREE) return undefined;
  return programChanges(project, base, commit);
}
