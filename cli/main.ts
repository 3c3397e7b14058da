import type { GraphOptions } from "./diff/graph";
import { addFleetCommand } from "./fleet/fleet-command";
import { language } from "./language";
import type { LeftoversOptions } from "./leftovers/leftovers-command";
import type { PlanOptions } from "./plan/plan-command";
import type { PreflightCommandOptions } from "./preflight/preflight-command";
import type { ExerciseOptions } from "./exercise/exercise-command";
import { addInspectCommand } from "./on-clusters";
import { addFileCommands } from "./on-files";
import { BAD_CHECK, labCommand, run, startLab } from "./start";

// Each command loads its own code: a plan must not wait for what only a fleet needs.
/** The command `lab` with all that the repository has. */
export const lab = labCommand(
  "Security groups for pods on Amazon EKS: plan and deploy the lab.",
).enablePositionalOptions();

lab
  .command("plan")
  .description("Show what a stack builds and who can reach what. Offline: no network, CLI or account")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("-c, --config <key=value>", "try another config value; may be repeated", collect)
  .option("--directory <folder>", "folder of the program, such as that of an exercise; default is the current one")
  .option("--verbose", "show each rule, resources, the binding, rule counts and all notes, too")
  .addOption(language())
  .option("--json", "print the plan as JSON")
  .option("--html <file>", "also write the plan as one web page")
  .option("--svg <file>", "also write the picture of who reaches what")
  .option("--force", "overwrite files that are no pages of a plan")
  .action(async (options: PlanOptions) => (await import("./plan/plan-command")).planCommand(options));

addFileCommands(lab);

lab
  .command("graph")
  .description("Plan the program of a commit, run alone, and print its graph for lab diff. Offline")
  .argument("<ref>", "a git ref")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("--isolated", "fail where the program cannot be kept from the network and from other processes")
  .action(async (ref: string, options: GraphOptions) => (await import("./diff/graph")).graphCommand(ref, options));

lab
  .command("preflight")
  .description("Check whether a stack can be built in its account. Reads only, but for --fix")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("-c, --config <key=value>", "try another config value; may be repeated", collect)
  .option("--fix", "create missing service-linked roles")
  .addOption(language())
  .option("--json", "print the verdicts as JSON")
  .action(async (options: PreflightCommandOptions) =>
    (await import("./preflight/preflight-command")).preflightCommand(options),
  );

lab
  .command("leftovers")
  .description("Ask AWS what it still has of a stack's lab. Reads only")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .addOption(language())
  .option("--json", "print what was found as JSON")
  .action(async (options: LeftoversOptions) =>
    (await import("./leftovers/leftovers-command")).leftoversCommand(options),
  );

addInspectCommand(lab);

lab
  .command("exercise")
  .description("Ten mistakes to find and to mend, each in a copy of the program. Offline")
  .argument("[number]", "1 to 10: sets the exercise up, or shows its task again; all are listed where it is left out")
  .option("--check", "plan the copy and say whether the exercise is solved")
  .option("--solve", "put the fix into the copy, and explain it")
  .option("--reset", "make the copy anew, with the mistake in it; what you changed there is lost")
  .addOption(language())
  .option("--json", "print the list, or what --check finds, as JSON")
  .addHelpText(
    "after",
    `
Exit codes of --check: 0 solved, 1 not yet.
Of all: ${BAD_CHECK} a bad call, or a program that does not run.`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : BAD_CHECK))
  .action(async (number: string | undefined, options: ExerciseOptions) => {
    process.exitCode = BAD_CHECK;
    process.exitCode = await (await import("./exercise/exercise-command")).exerciseCommand(number, options);
  });

addFleetCommand(lab);

for (const command of ["preview", "up", "destroy"] as const) {
  lab
    .command(command)
    .description(`Run pulumi ${command} on the lab; further arguments go to pulumi`)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument("[arguments...]")
    .passThroughOptions()
    .action(async (args: string[]) => {
      const { runEngine } = await import("./engine");
      const skipped = args.includes("--no-preflight");
      process.exitCode = await runEngine(
        command,
        args.filter((arg) => arg !== "--no-preflight"),
        {
          cwd: process.cwd(),
          ...(command === "up" && !skipped && { preflight: (await import("./preflight/before-up")).beforeUp }),
        },
      );
    });
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

if (require.main === module) {
  startLab();
  void run(lab);
}
