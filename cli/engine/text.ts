import { redactor } from "../secrets/redact";
import { wrap } from "../text";

/** Something that stops the run: what is wrong, what to do, and commands to copy. */
export interface Problem {
  what: string;
  todo: string;
  commands?: string[];
}

/** The lines of a command to copy, never broken anew. */
export function indented(command: string, indent = "  "): string[] {
  return command.split("\n").map((line) => indent + line);
}

/** All problems as one message, numbered where there are several. */
export function formatProblems(title: string, problems: readonly Problem[]): string {
  const lines = wrap(title);
  problems.forEach((problem, index) => {
    const number = problems.length > 1 ? `${index + 1}. ` : "";
    const indent = number.length;
    lines.push("", ...wrap(`${number}${problem.what}`, 0, indent), ...wrap(problem.todo, indent));
    lines.push(...(problem.commands ?? []).flatMap((command) => indented(command, " ".repeat(indent + 2))));
  });
  return lines.join("\n");
}

/** The line of a tool's error output that says what happened, without account ids and keys. */
export function errorLine(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const error = lines.find((line) => /^error: ./.test(line))?.slice("error: ".length);
  const line = error ?? lines.filter((text) => text !== "").at(-1) ?? "it printed no reason";
  return redactor(process.env)(line).replace(/\b\d{8}(\d{4})\b/g, "********$1");
}
