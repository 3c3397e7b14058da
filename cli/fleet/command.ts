import { type Command, InvalidArgumentError, Option } from "commander";
import { localDay } from "../../model/graph/local-day";

/** Options of `lab fleet`, as far as a subcommand has them. */
export interface FleetCommandOptions {
  roster: string;
  only?: string;
  ring?: string;
  parallel?: number;
  timeLimit: number;
  all?: boolean;
  /** True, or the number of locks as a text. */
  unlock?: boolean | string;
  expired?: boolean;
  confirm?: string;
  json?: boolean;
  fix?: boolean;
  target?: string;
  out?: string;
  image?: string;
  namespace?: string;
}

/** Longest time for one student in minutes. */
export const DEFAULT_TIME_LIMIT = 60;

/** Adds `lab fleet` and its subcommands. Their code is loaded when one of them runs. */
export function addFleetCommand(lab: Command): void {
  const fleet = lab.command("fleet").description("Run the lab for a class of accounts, from one roster");
  const sub = (name: string, description: string): Command =>
    fleet
      .command(name)
      .description(description)
      .option("--roster <file>", "the class, in YAML or CSV", "roster.yaml")
      .option("--json", "print the result as JSON");
  const chosen = (command: Command): Command =>
    command.option("--only <id,id>", "only these students").option("--ring <name>", "only this ring");
  const parallel = (command: Command, otherwise = "by this machine's cores and memory"): Command =>
    chosen(command).option("--parallel <n>", `students at once; default ${otherwise}`, positive);
  const running = (command: Command): Command =>
    parallel(command).option("--time-limit <minutes>", "longest time for one student", positive, DEFAULT_TIME_LIMIT);
  const changing = (command: Command): Command =>
    running(command).option(
      "--unlock [n]",
      "take locks of ended runs away; with their number, where nobody can be asked",
    );

  sub("validate", "Check a roster: form, accounts, duplicates, each student's config").action(
    async (options: FleetCommandOptions) => (await import("./actions")).validate(options),
  );
  parallel(sub("preflight", "Check each account before anything is built; reads only"), "16")
    .option("--fix", "create missing service-linked roles")
    .action(async (options: FleetCommandOptions) => (await import("./preflight")).fleetPreflight(options));
  running(sub("preview", "Preview each student's stack")).action(async (options: FleetCommandOptions) =>
    (await import("./actions")).operateAll("preview", options),
  );
  changing(sub("up", "Deploy each student's stack; again, only what is missing, changed or failed"))
    .option("--all", "also those that an earlier run has deployed")
    .action(async (options: FleetCommandOptions) => (await import("./actions")).operateAll("up", options));
  parallel(sub("status", "Show for each student: deployed, binding, probes, cost, expiry")).action(
    async (options: FleetCommandOptions) => (await import("./actions")).status(options),
  );
  changing(sub("destroy", "Destroy each student's stack, and ask AWS what is left"))
    .option("--expired", "only those past their expiry")
    .option("--confirm <n>", "the number of accounts, where nobody can be asked")
    .action(async (options: FleetCommandOptions) => (await import("./actions")).operateAll("destroy", options));
  parallel(sub("leftovers", "Ask AWS what it still has of each student's lab; reads only"), "16").action(
    async (options: FleetCommandOptions) => (await import("./leftovers")).fleetLeftovers(options),
  );
  chosen(sub("render", "Write the class for the Pulumi Kubernetes Operator, or as a GitHub workflow"))
    .addOption(
      new Option("--target <kind>", "where it is to run").choices(["operator", "github"]).makeOptionMandatory(),
    )
    .option("--out <folder>", "where the files go", "fleet-rendered")
    .option("--image <ref>", "operator: image with this program and the aws CLI")
    .option("--namespace <name>", "operator: namespace of the stacks", "lab-fleet")
    .action(async (options: FleetCommandOptions) => (await import("./render")).render(options));
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("use a whole number, 1 or more");
  return Number(text);
}

/** The day today where this machine is, `YYYY-MM-DD`. */
export function today(): string {
  return localDay(new Date());
}
