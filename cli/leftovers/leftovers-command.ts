import { awsClients } from "../aws/clients";
import { stateOfStack } from "../engine/stack-state";
import type { StackState } from "../pulumi/state";
import { jsonText } from "../output";
import { readStackConfig } from "../stack-config";
import { quoted } from "../../words/en/phrases";
import { counted, wrap } from "../text";
import { UserError } from "../user-error";
import { findLeftovers, type LabName, type Leftover } from "./find";
import { sortByState } from "./in-state";

/** Options of `lab leftovers`. */
export interface LeftoversOptions {
  stack: string;
  json?: boolean;
}

/** What `lab leftovers` asks; tests bring their own. */
export interface LeftoversSurroundings {
  clients?: typeof awsClients;
  state?: typeof stateOfStack;
  print?: (text: string) => void;
}

/** `lab leftovers`: asks AWS what it still has of a stack's lab. Exit code 1 where there is something. */
export async function leftoversCommand(
  options: LeftoversOptions,
  { clients = awsClients, state = stateOfStack, print = console.log }: LeftoversSurroundings = {},
): Promise<void> {
  const { project, stack, config } = readStackConfig(process.cwd(), options.stack);
  const region = config["aws:region"];
  if (!region) throw new UserError(`Pulumi.${stack}.yaml has no aws:region`);
  const roles = rolesIn(config["aws:assumeRoles"] ?? "[]");
  const lab: LabName = { student: config[`${project}:student`] || stack, project, cluster: clusterName(stack) };
  const role = roles.at(-1)?.roleArn;
  const found = await findLeftovers(await clients({ region, role }), lab, region);
  const known = found.length > 0 ? await state(options.stack, process.cwd()) : { value: {} };
  if (options.json) {
    const { ours, strays } = sortByState(found, "value" in known ? known.value : undefined);
    const inState = (one: Leftover): boolean | undefined =>
      ours.includes(one) ? true : strays.includes(one) ? false : undefined;
    print(jsonText(found.map((one) => ({ ...one, inState: inState(one) }))));
  } else {
    const lines =
      "error" in known
        ? [
            ...showLeftovers({ ...lab, stack }, region, found, role),
            "",
            ...wrap(
              `Not known is what of it is in the state of stack ${stack}, which npm run destroy removes: ${known.error}`,
            ),
          ]
        : showByState({ ...lab, stack }, region, found, known.value, role);
    print(lines.join("\n"));
  }
  if (found.length > 0) process.exitCode = 1;
}

/** The roles of a config; fails with a {@link UserError} where it has none in its right form. */
function rolesIn(text: string): { roleArn?: string }[] {
  try {
    const roles: unknown = JSON.parse(text);
    if (Array.isArray(roles) && roles.every((role) => typeof role === "object" && role !== null))
      return roles as { roleArn?: string }[];
  } catch {
    // What is no JSON is no list either.
  }
  throw new UserError(`aws:assumeRoles: ${quoted(text)} is not a list of roles; npm run lab -- plan tells more`);
}

/** The name of a stack's cluster, as `config.ts` makes it. */
export function clusterName(stack: string): string {
  return `sgp-lab-${stack}`;
}

/** Whose lab it is, and which stack, where that has another name. */
interface Whose {
  student: string;
  stack?: string;
}

const nameOf = ({ student, stack }: Whose): string =>
  stack === undefined || stack === student ? `the lab of ${student}` : `the lab of ${student} (stack ${stack})`;

/** What is left as text, with the command that removes each, and the role that may do so. */
export function showLeftovers(whose: Whose, region: string, found: Leftover[], role?: string): string[] {
  if (found.length === 0) return [`AWS has nothing of ${nameOf(whose)} in ${region}.`];
  return [
    ...wrap(`AWS still has ${counted(found.length, "thing")} of ${nameOf(whose)} in ${region}:`),
    // The commands name no account: with other credentials they miss, or hit somebody else's.
    ...(role ? wrap(`Remove it as ${role}:`) : []),
    ...found.flatMap(({ what, fix }) => ["", ...wrap(what, 2, 4), `    ${fix}`]),
  ];
}

/** The same, told apart by the state: a destroy removes what that has, and nobody but the user what it has not. */
function showByState(
  whose: LabName & { stack: string },
  region: string,
  found: Leftover[],
  state: StackState,
  role?: string,
): string[] {
  if (found.length === 0) return showLeftovers(whose, region, found);
  const { ours, strays, byAws } = sortByState(found, state);
  const commands = (list: Leftover[]): string[] =>
    list.flatMap(({ what, fix }) => ["", ...wrap(what, 2, 4), `    ${fix}`]);
  const block = (title: string, list: Leftover[], lines: string[]): string[] =>
    list.length > 0 ? ["", ...wrap(title), ...lines] : [];
  return [
    ...wrap(`AWS still has ${counted(found.length, "thing")} of ${nameOf(whose)} in ${region}.`),
    ...(role && ours.length < found.length ? wrap(`Remove it as ${role}:`) : []),
    ...block("In no state: it bills on until it is removed by hand.", strays, commands(strays)),
    ...block(
      "Made by AWS for the lab. It goes with what it belongs to, or by hand where that has gone:",
      byAws,
      commands(byAws),
    ),
    ...block(
      `In the state of stack ${whose.stack}, and removed by npm run destroy -- --stack ${whose.stack}:`,
      ours,
      ours.flatMap(({ what }) => wrap(what, 2, 4)),
    ),
  ];
}
