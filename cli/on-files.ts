import type { Command } from "commander";
import type { CheckOptions } from "./check/check-command";
import type { DiffOptions } from "./diff/diff-command";
import { language } from "./language";
import { BAD_CHECK } from "./start";

/** Adds the commands that need nothing but files: `check` and `diff`. */
export function addFileCommands(lab: Command): void {
  lab
    .command("check")
    .description("Judge the stack of a file: who reaches whom, policies, limits, and what was not judged. Offline")
    .argument(
      "<file>",
      "what pulumi stack export, pulumi preview --json or lab plan --json printed; - is standard input",
    )
    .option("--policy-config <file>", "config of the policies as JSON, as Pulumi takes it")
    .option("--from <endpoint>", "ask one question: from where, such as bound:shop/web, other pods or internet")
    .option("--to <endpoint>", "ask one question: to where, such as database:orders or dns")
    .option("--port <number>", "port of the question; every port that the target serves where it is left out")
    .option("--protocol <name>", "protocol of the question: tcp, udp, sctp, icmp, icmpv6, all or a number")
    .addOption(language())
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Exit codes: 0 nothing mandatory found, 1 a mandatory finding,
${BAD_CHECK} a bad call or a file that cannot be read.
Of a question: 0 open, 1 closed, 2 not known, or not the same on every port.`,
    )
    // What is wrong with a call is no finding.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : BAD_CHECK))
    .action(async (file: string, options: CheckOptions) => {
      process.exitCode = BAD_CHECK;
      process.exitCode = await (await import("./check/check-command")).checkCommand(file, options);
    });

  lab
    .command("diff")
    .description("Compare two plans, states or previews: what is opened, closed, rolled and lost")
    .requiredOption("-b, --base <ref|file>", "what to compare with: a git ref, or a file with a graph")
    .option("--head <ref|file>", "what to compare; the working tree where it is left out")
    .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
    .addOption(language())
    .option("--markdown", "print a table for a pull request")
    .option("--json", "print the comparison as JSON")
    .option(
      "--head-commit <ref>",
      "commit that the file of --head was planned from: what of the program differs comes first",
    )
    .option("--across", "compare different sources or stacks: bindings, paths and groups only")
    .option("--exit-code", "exit with 2 where a path was opened")
    .action(async (options: DiffOptions) => {
      process.exitCode = await (await import("./diff/diff-command")).diffCommand(options);
    });
}
