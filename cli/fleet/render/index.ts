import { quoted } from "../../../words/en/phrases";
import { printJson } from "../../output";
import { counted } from "../../text";
import { today } from "../../today";
import { UserError } from "../../user-error";
import { chooseStudents } from "../choose";
import { checkedFolder } from "../../files/write";
import { writeMarked } from "../files";
import type { FleetCommandOptions } from "../options";
import { readProject } from "../project";
import { loadRoster, type Roster } from "../roster";
import { withoutUrlSecrets } from "../../secrets/urls";
import { checkFileName, checkImage, checkNamespace } from "./checks";
import { githubWorkflow } from "./github";
import { operatorManifests } from "./operator";
import { holdsSecret, neededSecrets } from "./secrets";

/** First line of all that is rendered: only such a file is written over. */
const MARK = "# Written by lab fleet render; made anew from the roster.\n";

/** `lab fleet render`: writes the class for a machine that is not this one. */
export async function render(options: FleetCommandOptions): Promise<void> {
  const { target, out = "fleet-rendered" } = options;
  const namespace = checkNamespace(options.namespace ?? "lab-fleet");
  const image = target === "operator" ? checkImage(options.image) : "";
  const rosterFile = target === "operator" ? "" : checkFileName(options.roster);
  checkedFolder("--out", out);
  const day = today();
  const whole = await loadRoster(options.roster, process.cwd(), { today: day });
  const students = chooseStudents(whole, options, day);
  // A ring of nobody would be a job of nobody.
  const rings = whole.rings.filter((name) => students.some(({ ring }) => ring === name));
  const roster = { ...whole, students, rings };
  if (/^file:/i.test(roster.backend)) {
    throw new UserError(
      `backend ${quoted(roster.backend)} is a folder of this machine; use s3://…, or another that can be shared`,
    );
  }
  const [name, text] =
    target === "operator"
      ? ["stacks.yaml", operatorManifests(roster, readProject(process.cwd()), { image, namespace })]
      : [`fleet-${roster.fleet}.yaml`, githubWorkflow(roster, rosterFile)];
  const file = writeMarked(out, name, MARK, text);
  if (options.json) printJson({ file, students: students.length });
  else console.log(`${file}: ${counted(students.length, "student")}. docs/fleet.md says how to use it.`);
  for (const line of secretsTodo(roster, options, namespace)) console.error(line);
}

/** How the secrets come to where the rendered file refers to. */
function secretsTodo(roster: Roster, { target, roster: file }: FleetCommandOptions, namespace: string): string[] {
  const commands = neededSecrets(roster).map(({ variable, secret, key }) =>
    target === "operator"
      ? `  printf %s "$${variable}" | kubectl create secret generic ${secret} --namespace ${namespace} --from-file=${key}=/dev/stdin`
      : `  printf %s "$${variable}" | gh secret set ${variable} --env fleet`,
  );
  const first = target === "operator" ? [`  kubectl create namespace ${namespace}`] : [];
  return [
    ...(commands.length > 0 ? ["No secret was written. Once, from a shell that has them:", ...first, ...commands] : []),
    ...(target === "github" && holdsSecret(roster.backend)
      ? [`Before ${file} comes into a repository, take the secret out of backend: ${withoutUrlSecrets(roster.backend)}`]
      : []),
  ];
}
