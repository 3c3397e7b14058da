import { type Words, wordsOf } from "../../../words";
import { quoted } from "../../../words/en/phrases";
import { languageOf } from "../../language";
import { printJson } from "../../output";
import { wrap } from "../../text";
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
  const words = await wordsOf(languageOf(options.lang));
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
  else console.log(wrap(words.fleet.roster.rendered(file, students.length)).join("\n"));
  for (const line of secretsTodo(roster, options, namespace, words)) console.error(line);
}

/** How the secrets come to where the rendered file refers to. */
function secretsTodo(
  roster: Roster,
  { target, roster: file }: FleetCommandOptions,
  namespace: string,
  { fleet: { roster: say } }: Words,
): string[] {
  const commands = neededSecrets(roster).map(({ variable, secret, key }) =>
    target === "operator"
      ? `  printf %s "$${variable}" | kubectl create secret generic ${secret} --namespace ${namespace} --from-file=${key}=/dev/stdin`
      : `  printf %s "$${variable}" | gh secret set ${variable} --env fleet`,
  );
  const first = target === "operator" ? [`  kubectl create namespace ${namespace}`] : [];
  return [
    ...(commands.length > 0 ? [say.secrets, ...first, ...commands] : []),
    ...(target === "github" && holdsSecret(roster.backend)
      ? wrap(say.secretBackend(file, withoutUrlSecrets(roster.backend)))
      : []),
  ];
}
