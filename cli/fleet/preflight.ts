import { en, type Words, wordsOf } from "../../words";
import { languageOf } from "../language";
import { clusterName } from "../leftovers/leftovers-command";
import { makePlan } from "../plan/make";
import { checkAccount, type PreflightOptions } from "../preflight/check";
import { verdictTexts } from "../preflight/show";
import type { FixedRole, Verdict } from "../preflight/verdict";
import { type Wanted, wantedOf } from "../preflight/wanted";
import { columns, shellWord, wrap } from "../text";
import { today } from "../today";
import { askAll } from "./ask-all";
import { chooseStudents } from "./choose";
import { printJson } from "../output";
import type { FleetCommandOptions } from "./options";
import { effectiveConfig, type Project, readProject } from "./project";
import { loadRoster, type Student } from "./roster";
import { groupKey } from "./run/failure";
import { stackValues } from "./stack-values";

/** What was found in one account. */
export interface AccountReport {
  student: string;
  account: string;
  region: string;
  verdicts: Verdict[];
  fixed: FixedRole[];
}

/** `lab fleet preflight`: checks each student's account through the role that will build there. */
export async function fleetPreflight(
  options: FleetCommandOptions,
  clients?: PreflightOptions["clients"],
): Promise<void> {
  const words = await wordsOf(languageOf(options.lang));
  const program = process.cwd();
  const day = today();
  const roster = await loadRoster(options.roster, program, { today: day, pastDay: true });
  const students = chooseStudents(roster, options, day);
  const wanted = await wantedOfAll(students, readProject(program), program);
  const check = { program, today: day, fix: options.fix, clients };
  const reports = await askAll(students, options, async ({ id, account, region }): Promise<AccountReport> => {
    const { verdicts, fixed } = await checkAccount(wanted.get(id)!, check);
    return { student: id, account, region, verdicts, fixed };
  });
  const file = shellWord(roster.file);
  if (options.json) printJson(reports.map((report) => printed(report, file)));
  else console.log(showReports(reports, file, words).join("\n"));
  if (reports.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === "fail"))) process.exitCode = 1;
}

/** Plans each different config once: students of one class mostly share theirs. */
async function wantedOfAll(students: Student[], project: Project, program: string): Promise<Map<string, Wanted>> {
  const planned = new Map<string, Wanted>();
  const result = new Map<string, Wanted>();
  for (const student of students) {
    // The last day of a lab is nothing that its account must give.
    const values = stackValues({ ...student, expiry: "" }, project);
    const config = effectiveConfig(project, values);
    const key = JSON.stringify({ ...student.config, region: student.region });
    const base =
      planned.get(key) ??
      wantedOf(await makePlan(program, { project: project.name, stack: student.id, config }), config);
    planned.set(key, base);
    result.set(student.id, {
      ...base,
      accounts: [student.account],
      role: student.role,
      student: student.id,
      stack: student.id,
      // Students of one class share all but these.
      principals: ["adminPrincipals", "viewerPrincipals"].flatMap(
        (name) => (values[`${project.name}:${name}`] ?? []) as string[],
      ),
      cluster: clusterName(student.id),
    });
  }
  return result;
}

/** A report as JSON has it. */
function printed({ verdicts, fixed, ...account }: AccountReport, roster: string): unknown {
  return {
    ...account,
    verdicts: verdicts.map((one) => verdictTexts(one, en, roster)),
    fixed: fixed.map(en.preflight.fixedText),
  };
}

/** A line for each account, then what is wrong, equal findings together. `roster` is its file, as a shell takes it. */
export function showReports(reports: AccountReport[], roster: string, words: Words = en): string[] {
  const { ofClass: say, fixedText } = words.preflight;
  const count = (report: AccountReport, kind: Verdict["verdict"]): string =>
    String(report.verdicts.filter(({ verdict }) => verdict === kind).length);
  const rows = reports.map((report) => [
    report.student,
    report.account,
    report.region,
    count(report, "ok"),
    count(report, "warn"),
    count(report, "fail"),
  ]);
  const lines = columns([say.columns, ...rows]);
  for (const { student, fixed } of reports)
    for (const done of fixed) lines.push(...wrap(words.fleet.summary.of(student, fixedText(done)), 0, 2));
  for (const [text, { fix, students }] of findings(reports, roster, words)) {
    lines.push("", ...wrap(`${text} (${words.amounts.students(students.length)})`, 0, 2));
    if (fix) lines.push(...wrap(`> ${fix}`, 2, 4));
    lines.push(...wrap(students.join(", "), 4));
  }
  const bad = reports.filter(({ verdicts }) => verdicts.some(({ verdict }) => verdict === "fail")).length;
  return [...lines, "", ...wrap(bad > 0 ? say.notReady(bad, reports.length) : say.ready)];
}

function findings(
  reports: AccountReport[],
  roster: string,
  words: Words,
): Map<string, { fix?: string; students: string[] }> {
  const { marks, ofClass: say } = words.preflight;
  const groups = new Map<string, { fix?: string; students: string[] }>();
  // Failures before warnings.
  for (const kind of ["fail", "warn"] as const) {
    for (const { student, account, verdicts } of reports) {
      for (const one of verdicts.filter(({ verdict }) => verdict === kind)) {
        const { what, found, fix } = verdictTexts(one, words, roster);
        const key = groupKey(say.finding(marks[kind], what, found), { id: student, account });
        const group = groups.get(key) ?? { fix, students: [] };
        group.students.push(student);
        groups.set(key, group);
      }
    }
  }
  return groups;
}
