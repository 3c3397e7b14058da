import { InputPropertiesError, RunError } from "@pulumi/pulumi/errors";
import { Command } from "commander";
import type { PlanOptions } from "./plan/command";
import { UserError } from "./user-error";

// Each command loads its own code: a plan must not wait for what only a fleet needs.
const lab = new Command("lab")
  .description("Security groups for pods on Amazon EKS: plan and deploy the lab.")
  .enablePositionalOptions();

lab
  .command("plan")
  .description("Show what a stack builds and who can reach what. Offline: no network, CLI or account")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("-c, --config <key=value>", "try another config value; may be repeated", collect, [])
  .option("--json", "print the plan as JSON")
  .action(async (options: PlanOptions) => (await import("./plan/command")).planCommand(options));

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
      process.exitCode = await runEngine(command, args, { cwd: process.cwd() });
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Errors that are a user's mistake carry their whole text in the message; any other one is a bug and shows its stack. */
function isUserMistake(error: unknown): boolean {
  return error instanceof UserError || RunError.isInstance(error) || InputPropertiesError.isInstance(error);
}

lab.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  console.error(isUserMistake(error) ? (error as Error).message : error);
});
