import { Command } from "commander";
import { closeLabFolder } from "./files/private";
import { writePrivately } from "./files/write";
import { guardOutput, shown } from "./output";
import { fileProblem, isUserMistake } from "./user-error";

/** Exit code of {@link ANSWERING} commands for all that is no answer; others have 1, which here is one, such as "not allowed". */
export const BAD_CHECK = 3;

/** Commands whose exit code is an answer. */
const ANSWERING = ["check", "exercise"];

/** Guards what the process prints and writes, before any command. */
export function startLab(): void {
  guardOutput(ANSWERING.includes(process.argv[2]) ? BAD_CHECK : 1);
  writePrivately();
  closeLabFolder(process.cwd());
}

/** The command `lab`, without commands of its own. */
export function labCommand(description: string): Command {
  return new Command("lab")
    .description(description)
    .configureOutput({ outputError: (text, write) => write(shown(text)) });
}

/** Runs what the user asked for; tells what went wrong in one message. */
export function run(lab: Command): void {
  lab.parseAsync().catch((error: unknown) => {
    process.exitCode ??= 1;
    if (isUserMistake(error)) return console.error((error as Error).message);
    const problem = fileProblem(error);
    if (problem !== undefined) return console.error(problem);
    console.error(error);
    console.error("This is a bug. PULUMI_DEBUG_PROMISE_LEAKS=1 shows where in the program it is.");
  });
}
