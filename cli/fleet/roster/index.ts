import { extname } from "node:path";
import { UserError } from "../../user-error";
import { readText, WRITTEN } from "../../files/read";
import { oneLine } from "../../diff/safe-text";
import { counted } from "../../text";
import { bareUrl, withoutUrlSecrets } from "../../secrets/urls";
import { checkHead } from "./check-head";
import { CANARY, checkStudents, DEFAULT_RING } from "./check-students";
import { Report } from "./checks";
import { checkConfigs } from "./configs";
import { readCsvRoster } from "./read-csv";
import { readYamlRoster } from "./read-yaml";
import type { Roster, RosterOptions, RosterProblem } from "./types";

export type { Roster, RosterNote, RosterProblem, Student } from "./types";

/**
 * Reads a roster and checks all of it: form, names, accounts, duplicates, and each student's config by the checks of the
 * lab's own `config.ts`. Fails with a {@link UserError} that lists every problem with its line.
 *
 * @param program Folder of the lab's Pulumi project.
 */
export async function loadRoster(file: string, program: string, options: RosterOptions): Promise<Roster> {
  const { roster, problems } = await checkRoster(file, readRoster(file), program, options);
  if (problems.length > 0) throw new UserError(listProblems(file, problems));
  // A roster that others read names a backend without its password, and the environment the whole.
  const whole = process.env.PULUMI_BACKEND_URL ?? "";
  return bareUrl(whole) === bareUrl(roster.backend) ? { ...roster, backend: whole } : roster;
}

function readRoster(file: string): string {
  return readText(file, {
    name: `The roster ${file}`,
    megabytes: WRITTEN,
    todo: "name the class's file with --roster",
  });
}

/** Checks a roster and gives it with all that is wrong with it, in the order of the file. */
export async function checkRoster(
  file: string,
  text: string,
  program: string,
  { today, removal, pastDay, stage }: RosterOptions,
): Promise<{ roster: Roster; problems: RosterProblem[] }> {
  const kind = extname(file).toLowerCase();
  if (![".yaml", ".yml", ".csv"].includes(kind)) {
    throw new UserError(`The roster ${file} is of no known kind; use .yaml or .csv`);
  }
  // What old spreadsheets end lines with is no end of a line to the readers.
  text = text.replace(/\r\n?/g, "\n");
  const raw = kind === ".csv" ? readCsvRoster(text) : readYamlRoster(text);
  const report = new Report();
  const formless = raw.problems.filter(({ unreadable }) => unreadable);
  report.problems.push(...raw.problems);
  const head = checkHead(raw.head, report, file);
  const students = checkStudents(raw, head, report);
  if (head.rings.length === 0) head.rings.push(...ringOrder(students.map(({ ring }) => ring)));
  if (stage !== undefined) for (const student of students) student.config = { ...student.config, stage };
  const noted =
    removal || formless.length > 0 ? [] : await checkConfigs(raw, students, program, { today, pastDay }, report);
  const notes = noted.map(({ note, students: of }) => ({ note, students: of.length < students.length ? of : [] }));
  const told = formless.length > 0 ? formless : report.problems;
  const different = new Map(told.map((problem) => [`${problem.line}: ${problem.text}`, problem]));
  const problems = [...different.values()].sort((a, b) => a.line - b.line);
  return { roster: { ...head, students, notes }, problems };
}

/** Problems that are told at once; who has more has one cause for them, mostly. */
const MOST = 100;
/** Columns of one problem. */
const LONGEST = 400;

/** The problems, a line each with its place in the file; without secrets, and with nothing that steers a terminal. */
export function listProblems(file: string, problems: RosterProblem[]): string {
  const list = problems
    .slice(0, MOST)
    .map(({ line, text }) => oneLine(`${file}:${line}: ${withoutUrlSecrets(text)}`, LONGEST));
  const more = problems.length > MOST ? [`and ${problems.length - MOST} more`] : [];
  return [`The roster has ${counted(problems.length, "problem")}:`, ...list, ...more].join("\n");
}

function ringOrder(named: string[]): string[] {
  const rings = [...new Set(named)];
  const ordered = rings.includes(CANARY) ? [CANARY, ...rings.filter((ring) => ring !== CANARY)] : rings;
  return ordered.length > 0 ? ordered : [DEFAULT_RING];
}
