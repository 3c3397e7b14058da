import { awsClients } from "../preflight/clients";
import { readStackConfig } from "../stack-config";
import { counted, wrap } from "../text";
import { UserError } from "../user-error";
import { findLeftovers, type LabName, type Leftover } from "./find";

/** `lab leftovers`: asks AWS what it still has of a stack's lab. Exit code 1 where there is something. */
export async function leftoversCommand(options: { stack: string; json?: boolean }): Promise<void> {
  const { project, config } = readStackConfig(process.cwd(), options.stack);
  const region = config["aws:region"];
  if (!region) throw new UserError(`Pulumi.${options.stack}.yaml has no aws:region`);
  const roles = JSON.parse(config["aws:assumeRoles"] ?? "[]") as { roleArn?: string }[];
  const lab: LabName = {
    student: config[`${project}:student`] || options.stack,
    project,
    cluster: clusterName(options.stack),
  };
  const role = roles.at(-1)?.roleArn;
  const found = await findLeftovers(await awsClients({ region, role }), lab, region);
  console.log(options.json ? JSON.stringify(found, undefined, 2) : showLeftovers(lab, region, found, role).join("\n"));
  if (found.length > 0) process.exitCode = 1;
}

/** The name of a stack's cluster, as `config.ts` makes it. */
export function clusterName(stack: string): string {
  return `sgp-lab-${stack}`;
}

/** What is left as text, with the command that removes each, and the role that may do so. */
export function showLeftovers(
  { student }: Pick<LabName, "student">,
  region: string,
  found: Leftover[],
  role?: string,
): string[] {
  if (found.length === 0) return [`AWS has nothing of the lab of ${student} in ${region}.`];
  return [
    `AWS still has ${counted(found.length, "thing")} of the lab of ${student} in ${region}:`,
    // The commands name no account: with other credentials they miss, or hit somebody else's.
    ...(role ? wrap(`Remove it as ${role}:`) : []),
    ...found.flatMap(({ what, mend }) => ["", ...wrap(what, 2, 4), `    ${mend}`]),
  ];
}
