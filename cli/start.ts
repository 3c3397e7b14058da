import { Command } from "commander";
import { closeLabFolder } from "./files/private";
import { writePrivately } from "./files/write";
import { guardOutput, printAtOnce, shown } from "./output";
import { awsProblem, fileProblem, isUserMistake } from "./user-error";

/** Exit code of {@link ANSWERING} commands for all that is no answer; others have 1, which here is one, such as "not allowed". */
export const BAD_CHECK = 3;

/** Commands whose exit code is an answer. */
const ANSWERING = ["check", "exercise"];

/** Guards what the process prints and writes, before any command. */
export function startLab(): void {
  const code = ANSWERING.includes(process.argv[2]) ? BAD_CHECK : 1;
  guardOutput(code);
  writePrivately();
  closeLabFolder(workingFolder(code));
}

function workingFolder(code: number): string {
  try {
    return process.cwd();
  } catch {
    console.error("The folder in which this runs is not there any more; go to the project's folder");
    return process.exit(code);
  }
}

/** The command `lab`, without commands of its own. */
export function labCommand(description: string): Command {
  return new Command("lab")
    .description(description)
    .configureOutput({ writeOut: printAtOnce, outputError: (text, write) => write(cut(shown(text))) });
}

/** Characters of a line of a message: what the user wrote can stand in it, and have any length. */
const LONGEST_LINE = 1000;

function cut(message: string): string {
  return message.replaceAll(/[^\n]+/g, (line) =>
    line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line,
  );
}

/** Runs what the user asked for; tells what went wrong in one message. */
export async function run(lab: Command): Promise<void> {
  try {
    await lab.parseAsync();
  } catch (error) {
    process.exitCode ??= 1;
    if (isUserMistake(error)) return console.error(cut((error as Error).message));
    const problem = fileProblem(error) ?? awsProblem(error);
    if (problem !== undefined) return console.error(problem);
    console.error(error);
    console.error("This is a bug. PULUMI_DEBUG_PROMISE_LEAKS=1 shows where in the program it is.");
  }
}
