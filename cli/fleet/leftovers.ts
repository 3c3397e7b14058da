import { pushTo } from "../../model/graph/values";
import { en, type Words, wordsOf } from "../../words";
import { languageOf } from "../language";
import { findLeftovers, type Leftover } from "../leftovers/find";
import { clusterName } from "../leftovers/leftovers-command";
import { printedLeftover, showLeftovers } from "../leftovers/show";
import { type AwsClients, awsClients, type AwsTarget } from "../aws/clients";
import type { Fact } from "../preflight/account-facts";
import { fact } from "../preflight/gather";
import { shellWord, wrap } from "../text";
import { today } from "../today";
import { askAll } from "./ask-all";
import { chooseStudents } from "./choose";
import { printJson } from "../output";
import type { FleetCommandOptions } from "./options";
import { readProject } from "./project";
import { loadRoster, type Student } from "./roster";
import { groupKey } from "./run/failure";

/** What AWS still has of one student's lab, or why it could not be asked. */
export interface LeftoverReport extends Pick<Student, "account" | "region" | "role"> {
  student: string;
  leftovers: Fact<Leftover[]>;
}

/** `lab fleet leftovers`: asks each student's account. Exit code 1 where there is something, or nobody answers. */
export async function fleetLeftovers(
  options: FleetCommandOptions,
  clientsOf: (target: AwsTarget) => Promise<AwsClients> = awsClients,
): Promise<void> {
  const words = await wordsOf(languageOf(options.lang));
  const program = process.cwd();
  const day = today();
  const roster = await loadRoster(options.roster, program, { today: day, removal: true });
  const { name: project } = readProject(program);
  const ask = async (student: Student): Promise<LeftoverReport> => {
    const { id, account, region, role } = student;
    const leftovers = await fact(() => leftoversOf(student, project, clientsOf));
    return { student: id, account, region, role, leftovers };
  };
  const reports = await askAll(chooseStudents(roster, options, day), options, ask);
  if (options.json) printJson(reports.map(printed));
  else console.log(showLeftoverReports(reports, roster.file, words).join("\n"));
  if (reports.some(({ leftovers }) => "error" in leftovers || leftovers.value.length > 0)) process.exitCode = 1;
}

/** Everything that AWS still has of one student's lab, asked for as the role that builds it. */
export async function leftoversOf(
  { id, region, role }: Student,
  project: string,
  clientsOf: (target: AwsTarget) => Promise<AwsClients> = awsClients,
): Promise<Leftover[]> {
  const clients = await clientsOf({ region, role, sessionName: `lab-fleet-${id}` });
  return findLeftovers(clients, { student: id, stack: id, project, cluster: clusterName(id) }, region);
}

/** A report as JSON has it. */
function printed({ leftovers, ...student }: LeftoverReport): unknown {
  return { ...student, leftovers: "error" in leftovers ? leftovers : { value: leftovers.value.map(printedLeftover) } };
}

/** What is left of each lab, then the accounts that could not be asked, equal reasons together, then a line for all. */
export function showLeftoverReports(reports: LeftoverReport[], roster: string, words: Words = en): string[] {
  const { ofClass: say } = words.leftovers;
  const lines: string[] = [];
  const notAsked = new Map<string, string[]>();
  let clean = 0;
  for (const { student, account, region, role, leftovers } of reports) {
    if ("error" in leftovers) {
      const key = groupKey(leftovers.error, { id: student, account });
      pushTo(notAsked, key, student);
    } else if (leftovers.value.length === 0) clean++;
    else lines.push(...showLeftovers({ student }, region, leftovers.value, { role, words }), "");
  }
  for (const [reason, students] of notAsked) {
    lines.push(...wrap(say.notAsked(students.length, reason), 0, 2), ...wrap(students.join(", "), 4));
    lines.push(...wrap(`> ${say.fix(shellWord(roster))}`, 2, 4), "");
  }
  const nobodyAsked = reports.every(({ leftovers }) => "error" in leftovers);
  return [...lines, ...wrap(nobodyAsked ? say.nobodyAsked(reports.length) : say.nothing(clean, reports.length))];
}
