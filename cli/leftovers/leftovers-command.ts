import { awsClients } from "../aws/clients";
import { stateOfStack } from "../engine/stack-state";
import { jsonText } from "../output";
import { readStackConfig } from "../stack-config";
import { quoted } from "../../words/en/phrases";
import { wordsOf } from "../../words";
import { languageOf } from "../language";
import { UserError } from "../user-error";
import { findLeftovers, type LabName, type Leftover } from "./find";
import { sortByState } from "./in-state";
import { printedLeftover, showByState, showUnsorted } from "./show";

/** Options of `lab leftovers`. */
export interface LeftoversOptions {
  stack: string;
  json?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
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
  const words = await wordsOf(languageOf(options.lang));
  const { project, stack, config } = readStackConfig(process.cwd(), options.stack);
  const region = config["aws:region"];
  if (!region) throw new UserError(`Pulumi.${stack}.yaml has no aws:region`);
  const roles = rolesIn(config["aws:assumeRoles"] ?? "[]");
  const lab: LabName = { student: config[`${project}:student`] || stack, stack, project, cluster: clusterName(stack) };
  const role = roles.at(-1)?.roleArn;
  const found = await findLeftovers(await clients({ region, role }), lab, region);
  const known = found.length > 0 ? await state(options.stack, process.cwd()) : { value: {} };
  if (options.json) {
    const { ours, strays } = sortByState(found, "value" in known ? known.value : undefined);
    const inState = (one: Leftover): boolean | undefined =>
      ours.includes(one) ? true : strays.includes(one) ? false : undefined;
    print(jsonText(found.map((one) => ({ ...printedLeftover(one), inState: inState(one) }))));
  } else {
    const lines =
      "error" in known
        ? showUnsorted(lab, region, found, known.error, { role, words })
        : showByState(lab, region, found, known.value, { role, words });
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
