import { type Command, InvalidArgumentError, Option } from "commander";
import { language } from "../language";
import { DEFAULT_TIME_LIMIT, type FleetCommandOptions } from "./options";

/** The longest that a timer can wait, 2^31 - 1 ms, in whole minutes: one that is set for longer fires at once. */
const LONGEST_MINUTES = Math.floor((2 ** 31 - 1) / 60_000);
/** More than any machine carries. */
const MOST_AT_ONCE = 1000;
/** Accounts or locks that somebody may have counted. */
const MOST_COUNTED = 1_000_000;

/** Adds `lab fleet` and its subcommands. Their code is loaded when one of them runs. */
export function addFleetCommand(lab: Command): void {
  const fleet = lab.command("fleet").description("Run the lab for a class of accounts, from one roster");
  const sub = (name: string, description: string): Command =>
    fleet
      .command(name)
      .description(description)
      .option("--roster <file>", "the class, in YAML or CSV", "roster.yaml")
      .addOption(language())
      .option("--json", "print the result as JSON");
  const chosen = (command: Command): Command =>
    command.option("--only <id,id>", "only these students").option("--ring <name>", "only this ring");
  const parallel = (command: Command, otherwise = "by this machine's cores and memory"): Command =>
    chosen(command).option("--parallel <n>", `students at once; default ${otherwise}`, upTo(MOST_AT_ONCE));
  const running = (command: Command): Command =>
    parallel(command).option(
      "--time-limit <minutes>",
      "longest time for one student",
      upTo(LONGEST_MINUTES),
      DEFAULT_TIME_LIMIT,
    );
  const changing = (command: Command): Command =>
    running(command).option(
      "--unlock [n]",
      "take locks of ended runs away; with their number, where nobody can be asked",
      counted,
    );
  const deploying = (command: Command): Command =>
    changing(command).option("--all", "also those that an earlier run has brought there");

  sub("validate", "Check a roster: form, accounts, duplicates, each student's config").action(
    async (options: FleetCommandOptions) => (await import("./actions")).validate(options),
  );
  parallel(sub("preflight", "Check each account before anything is built; reads only"), "16")
    .option("--fix", "create missing service-linked roles")
    .action(async (options: FleetCommandOptions) => (await import("./preflight")).fleetPreflight(options));
  running(sub("preview", "Preview each student's stack")).action(async (options: FleetCommandOptions) =>
    (await import("./actions")).operateAll("preview", options),
  );
  deploying(sub("up", "Deploy each student's stack; again, only what is missing, changed or failed")).action(
    async (options: FleetCommandOptions) => (await import("./actions")).operateAll("up", options),
  );
  deploying(sub("stage", "Move each student's lab to a stage; the next up brings it back to the roster's"))
    .argument("<name>", "in-cluster, rds-unbound or bound")
    .action(async (stage: string, options: FleetCommandOptions) =>
      (await import("./actions")).operateAll("up", { ...options, stage }),
    );
  parallel(sub("status", "Show for each student: deployed, binding, probes, cost, expiry")).action(
    async (options: FleetCommandOptions) => (await import("./actions")).status(options),
  );
  changing(sub("destroy", "Destroy each student's stack, and ask AWS what is left"))
    .option("--expired", "only those past their expiry")
    .option("--confirm <n>", "the number of accounts, where nobody can be asked", counted)
    .action(async (options: FleetCommandOptions) => (await import("./actions")).operateAll("destroy", options));
  parallel(sub("leftovers", "Ask AWS what it still has of each student's lab; reads only"), "16").action(
    async (options: FleetCommandOptions) => (await import("./leftovers")).fleetLeftovers(options),
  );
  chosen(sub("hand-out", "Write what each student gets: access, namespaces, the plan's page, the end; one folder each"))
    .option("--out <folder>", "new folder for all of it", "fleet-hand-out")
    .action(async (options: FleetCommandOptions) => (await import("./hand-out")).handOut(options));
  chosen(sub("render", "Write the class for the Pulumi Kubernetes Operator, or as a GitHub workflow"))
    .addOption(
      new Option("--target <kind>", "where it is to run").choices(["operator", "github"]).makeOptionMandatory(),
    )
    .option("--out <folder>", "where the files go", "fleet-rendered")
    .option("--image <ref>", "operator: image with this program and the aws CLI")
    .option("--namespace <name>", "operator: namespace of the stacks", "lab-fleet")
    .action(async (options: FleetCommandOptions) => (await import("./render")).render(options));
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
    if (!(value <= most)) throw new InvalidArgumentError(`use a whole number from 1 to ${most}`);
    return value;
  };
}

/** A number that is compared with a count: kept as the text that it was typed as. */
function counted(text: string): string {
  return String(upTo(MOST_COUNTED)(text));
}
