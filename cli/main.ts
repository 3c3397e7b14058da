import { Command } from "commander";
import type { CheckOptions } from "./check/command";
import type { DiffOptions } from "./diff/command";
import type { GraphOptions } from "./diff/graph";
import { addFleetCommand } from "./fleet/command";
import { language } from "./language";
import type { PlanOptions } from "./plan/command";
import type { PreflightCommandOptions } from "./preflight/command";
import { closeLabFolder } from "./files/private";
import { writePrivately } from "./files/write";
import { guardOutput, shown } from "./output";
import { fileProblem, isUserMistake } from "./user-error";
import type { InspectOptions } from "./inspect/command";

/** Exit code of `check` for all that is no answer; others have 1, which here means "closed" or "not allowed". */
const BAD_CHECK = 3;

guardOutput(process.argv[2] === "check" ? BAD_CHECK : 1);
writePrivately();
closeLabFolder(process.cwd());

// Each command loads its own code: a plan must not wait for what only a fleet needs.
const lab = new Command("lab")
  .description("Security groups for pods on Amazon EKS: plan and deploy the lab.")
  .enablePositionalOptions()
  .configureOutput({ outputError: (text, write) => write(shown(text)) });

lab
  .command("plan")
  .description("Show what a stack builds and who can reach what. Offline: no network, CLI or account")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("-c, --config <key=value>", "try another config value; may be repeated", collect, [])
  .option("--verbose", "show each rule, resources, the binding, rule counts and all notes, too")
  .addOption(language())
  .option("--json", "print the plan as JSON")
  .option("--html <file>", "also write the plan as one web page")
  .option("--svg <file>", "also write the picture of who reaches what")
  .option("--force", "overwrite files that are no pages of a plan")
  .action(async (options: PlanOptions) => (await import("./plan/command")).planCommand(options));

lab
  .command("check")
  .description("Judge the stack of a file: who reaches whom, policies, limits, and what was not judged. Offline")
  .argument("<file>", "what pulumi stack export, pulumi preview --json or lab plan --json printed; - is standard input")
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
Exit codes: 0 nothing mandatory found, 1 a mandatory finding, ${BAD_CHECK} a bad call or a file that cannot be read.
Of a question: 0 open, 1 closed, 2 not known, or not the same on every port.`,
  )
  // What is wrong with a call is no finding.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : BAD_CHECK))
  .action(async (file: string, options: CheckOptions) => {
    process.exitCode = BAD_CHECK;
    process.exitCode = await (await import("./check/command")).checkCommand(file, options);
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
    process.exitCode = await (await import("./diff/command")).diffCommand(options);
  });

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
  .option("-c, --config <key=value>", "try another config value; may be repeated", collect, [])
  .option("--fix", "create missing service-linked roles")
  .option("--json", "print the verdicts as JSON")
  .action(async (options: PreflightCommandOptions) => (await import("./preflight/command")).preflightCommand(options));

lab
  .command("leftovers")
  .description("Ask AWS what it still has of a stack's lab. Reads only")
  .option("-s, --stack <name>", "stack whose config is used", process.env.PULUMI_STACK ?? "dev")
  .option("--json", "print what was found as JSON")
  .action(async (options: { stack: string; json?: boolean }) =>
    (await import("./leftovers/command")).leftoversCommand(options),
  );

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
Exit codes: 1 an error was found, or there is no cluster; else 2 something could not be read; else 0.`,
  )
  .action(async (options: InspectOptions) => {
    process.exitCode = await (await import("./inspect/command")).inspectCommand(options);
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

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

lab.parseAsync().catch((error: unknown) => {
  process.exitCode ??= 1;
  if (isUserMistake(error)) return console.error((error as Error).message);
  const problem = fileProblem(error);
  if (problem !== undefined) return console.error(problem);
  console.error(error);
  console.error("This is a bug. PULUMI_DEBUG_PROMISE_LEAKS=1 shows where in the program it is.");
});
