import { at, ofType } from "../../model/graph/graph";
import { wordsOf } from "../../words";
import { type HandOut, handOutText } from "../../words/en/hand-out";
import { handOutText as inJapanese } from "../../words/ja/hand-out";
import { clusterName } from "../leftovers/leftovers-command";
import { languageOf } from "../language";
import { planPage } from "../page";
import { makePlan, type MadePlan } from "../plan/make";
import { printJson } from "../output";
import { stagePlans } from "../plan/stages";
import { policyVerdicts } from "../plan/verdicts";
import { wrap } from "../text";
import { today } from "../today";
import { chooseStudents } from "./choose";
import { checkedFolder } from "../files/write";
import { type Files, writePrivateFolder } from "./files";
import type { FleetCommandOptions } from "./options";
import { effectiveConfig, readProject } from "./project";
import { loadRoster, type Student } from "./roster";
import { roleAccount } from "./roster/checks";
import { stackValues } from "./stack-values";

/** File with the plan's page in each student's folder. */
const PAGE = "plan.html";

/** `lab fleet hand-out`: writes a folder for each student with all that they need to know; whole or not at all. */
export async function handOut(options: FleetCommandOptions): Promise<void> {
  const { out = "fleet-hand-out" } = options;
  checkedFolder("--out", out);
  const words = await wordsOf(languageOf(options.lang));
  const program = process.cwd();
  const day = today();
  const roster = await loadRoster(options.roster, program, { today: day });
  const students = chooseStudents(roster, options, day);
  const project = readProject(program);
  const files: Files = {};
  for (const student of students) {
    const config = effectiveConfig(project, stackValues(student, project));
    const stack = { project: project.name, stack: student.id, config };
    const made = await makePlan(program, stack);
    const of = handOutOf(student, roster.fleet, made);
    files[`${student.id}/README.md`] = handOutText(of);
    files[`${student.id}/README.ja.md`] = inJapanese(of);
    const stages = await stagePlans(program, stack, made);
    files[`${student.id}/${PAGE}`] = planPage(made, { words, verdicts: policyVerdicts(made.reading, {}, day), stages });
  }
  writePrivateFolder(out, files);
  const unknown = students.filter(({ principal }) => principal === "").map(({ id }) => id);
  if (options.json) printJson({ folder: out, students: students.length, unknown });
  else {
    const { roster: say } = words.fleet;
    console.log(wrap(say.handedOut(out, students.length)).join("\n"));
    if (unknown.length > 0) console.log(wrap(say.noPrincipal(unknown)).join("\n"));
  }
}

/** What one student is told, from the roster and their own plan. */
export function handOutOf(student: Student, fleet: string, { plan }: MadePlan): HandOut {
  const { id, account, region, principal, expiry } = student;
  const cluster = clusterName(id);
  const [, partition] = student.role.split(":");
  const namespaces = ofType(plan, "kubernetes:core/v1:Namespace").flatMap(({ inputs }) => {
    const name = at(inputs, "metadata", "name");
    return typeof name === "string" ? [name] : [];
  });
  // Roles of IAM Identity Center are signed in to, and nobody can assume them.
  const assumed = roleAccount(principal) !== undefined && !principal.includes(":role/aws-reserved/");
  return {
    ...{ student: id, fleet, account, region, cluster, principal, expiry, namespaces, page: PAGE },
    clusterArn: `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`,
    ...(assumed ? { assumed: principal } : {}),
  };
}
