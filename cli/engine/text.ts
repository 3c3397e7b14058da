import { redactor } from "../secrets/redact";

const WIDTH = 80;

/** Something that stops the run: what is wrong, what to do, and commands to copy. */
export interface Problem {
  what: string;
  todo: string;
  commands?: string[];
}

/** Breaks a text into lines of at most 80 columns; a single longer word stays whole. */
export function wrap(text: string, indent = ""): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}

/** The lines of a command to copy, never broken anew. */
export function indented(command: string, indent = "  "): string[] {
  return command.split("\n").map((line) => indent + line);
}

/** All problems as one message, numbered where there are several. */
export function formatProblems(title: string, problems: readonly Problem[]): string {
  const lines = wrap(title);
  problems.forEach((problem, index) => {
    const indent = problems.length > 1 ? " ".repeat(`${index + 1}. `.length) : "";
    const what = wrap(problem.what, indent);
    if (indent) what[0] = `${index + 1}. ${what[0].trimStart()}`;
    lines.push("", ...what, ...wrap(problem.todo, indent));
    lines.push(...(problem.commands ?? []).flatMap((command) => indented(command, `${indent}  `)));
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
