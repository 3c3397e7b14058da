import type { Command } from "commander";
import type { InspectOptions } from "./inspect/inspect-command";
import { language } from "./language";

/** Adds the command that looks into a living cluster, whatever made it: `inspect`. */
export function addInspectCommand(lab: Command): void {
  lab
    .command("inspect")
    .description("Look into a living cluster: can it serve bound pods, which are bound, and why not. Reads only")
    .option("-s, --stack <name>", "stack whose cluster is looked into; dev where no cluster is named")
    .option("--cluster <name>", "any EKS cluster, whatever made it")
    .option("--region <region>", "region of --cluster; default AWS_REGION")
    .option("--role-arn <arn>", "role to assume for --cluster, in AWS and for the cluster's token")
    .option("-n, --namespace <name>", "pods of this namespace only")
    .option("--pod <name>", "one pod's story, from its admission to its packets")
    .option("--json", "print the inspection as JSON, which lab check and lab diff read, too")
    .option("--html <file>", "also write the inspection as one web page")
    .addOption(language())
    .addHelpText(
      "after",
      `
Exit codes: 1 an error was found, or there is no cluster;
else 2 something could not be read; else 0.`,
    )
    .action(async (options: InspectOptions) => {
      process.exitCode = await (await import("./inspect/inspect-command")).inspectCommand(options);
    });
}
