import { existsSync, readFileSync } from "fs";
import { extname } from "path";
import { UserError } from "../../user-error";
import { counted } from "../../text";
import { checkHead } from "./check-head";
import { CANARY, checkStudents, DEFAULT_RING } from "./check-students";
import { Report } from "./checks";
import { checkConfigs } from "./configs";
import { readCsvRoster } from "./read-csv";
import { readYamlRoster } from "./read-yaml";
import type { Roster, RosterProblem } from "./types";

export type { Roster, RosterProblem, Student } from "./types";

/** How a roster is judged. */
export interface RosterOptions {
  /** Day for which expiry and versions must hold, `YYYY-MM-DD`. */
  today: string;
  /** What is there is to be shown or removed: it may be past its day, or of a version that is not offered any more. */
  removal?: boolean;
}

/**
 * Reads a roster and checks all of it: form, names, accounts, duplicates, and each student's config by the checks of the
 * lab's own `config.ts`. Fails with a {@link UserError} that lists every problem with its line.
 *
 * @param program Folder of the lab's Pulumi project.
 */
export async function loadRoster(file: string, program: string, options: RosterOptions): Promise<Roster> {
  if (!existsSync(file)) throw new UserError(`There is no roster ${file}; name it with --roster`);
  const { roster, problems } = await checkRoster(file, readFileSync(file, "utf8"), program, options);
  if (problems.length > 0) throw new UserError(listProblems(file, problems));
  return roster;
}

/** Checks a roster and gives it with all that is wrong with it, in the order of the file. */
export async function checkRoster(
  file: string,
  text: string,
  program: string,
  { today, removal }: RosterOptions,
): Promise<{ roster: Roster; problems: RosterProblem[] }> {
  const kind = extname(file).toLowerCase();
  if (![".yaml", ".yml", ".csv"].includes(kind)) {
    throw new UserError(`The roster ${file} is of no known kind; use .yaml or .csv`);
  }
  const raw = kind === ".csv" ? readCsvRoster(text) : readYamlRoster(text);
  const report = new Report();
  report.problems.push(...raw.problems);
  const head = checkHead(raw.head, report, file);
  const students = checkStudents(raw, head, report);
  if (head.rings.length === 0) head.rings.push(...ringOrder(students.map(({ ring }) => ring)));
  if (!removal) await checkConfigs(raw, students, program, today, report);
  const problems = report.problems.sort((a, b) => a.line - b.line);
  return { roster: { ...head, students }, problems };
}

/** All problems, a line each with its place in the file. */
export function listProblems(file: string, problems: RosterProblem[]): string {
  const list = problems.map(({ line, text }) => `${file}:${line}: ${text}`);
  return [`The roster has ${counted(problems.length, "problem")}:`, ...list].join("\n");
}

function ringOrder(named: string[]): string[] {
  const rings = [...new Set(named)];
  const ordered = rings.includes(CANARY) ? [CANARY, ...rings.filter((ring) => ring !== CANARY)] : rings;
  return ordered.length > 0 ? ordered : [DEFAULT_RING];
}
