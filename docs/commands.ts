/**
 * Runs the commands that a document shows, as a reader types them, in a project folder of their own, and gives what they print.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exerciseCommand, type ExerciseOptions } from "../cli/exercise/exercise-command";
import { LAB_FOLDER } from "../cli/files/private";
import { lab } from "../cli/main";
import { isUserMistake } from "../cli/user-error";
import { CLUSTER_CASES } from "../tests/inspect/cases-cluster";
import { POD_CASES } from "../tests/inspect/cases-pods";
import { healthy, run as inspectWorld } from "../tests/inspect/world";
import type { Language } from "../words";
import { outcomeOf } from "./outcomes";

const ROOT = join(__dirname, "..");

/** How a block is made; written in parentheses in its marker, apart by semicolons. */
export interface BlockOptions {
  /** `parts 2-4`: which parts of the output, as blank lines part it, are shown, counted from 1; `[…]` stands for the others. Default all. */
  parts?: [number, number][];
  /** `case <title>`: which of the broken clusters of `tests/inspect` answers `lab inspect`. Default the healthy one. */
  case?: string;
}

/** The options of a marker. @throws Error where one is not known */
export function readOptions(text = ""): BlockOptions {
  const options: BlockOptions = {};
  for (const one of text.split(";").map((part) => part.trim())) {
    const [, name, value] = /^(parts|case) (.+)$/.exec(one) ?? [];
    if (name === "parts") {
      options.parts = value.split(",").map((range) => {
        const [from, to = from] = range.trim().split("-").map(Number);
        return [from, to];
      });
    } else if (name === "case") options.case = value;
    else if (one !== "") throw new Error(`"${one}" is no option of a block; use parts or case`);
  }
  return options;
}

// The command is called as it is, but for what has been checked before.
lab.commands
  .find((one) => one.name() === "exercise")!
  .action(async (number: string | undefined, options: ExerciseOptions) => {
    await exerciseCommand(number, options, undefined, outcomeOf);
  });

/** A reader's project folder and shell. */
export class Shell {
  private made: string | undefined;

  constructor(private readonly language: Language) {}

  /** The folder, made when it is first needed. Its files are real, since a plan runs them anew; folders are shared, and no command changes them. */
  private get folder(): string {
    if (this.made !== undefined) return this.made;
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "lab-docs-")));
    for (const entry of readdirSync(ROOT, { withFileTypes: true })) {
      const [from, to] = [join(ROOT, entry.name), join(folder, entry.name)];
      if (entry.isFile()) copyFileSync(from, to);
      else if (!entry.name.startsWith(".")) symlinkSync(from, to);
    }
    // The guide has its reader make it.
    mkdirSync(join(folder, LAB_FOLDER));
    return (this.made = folder);
  }

  /** A fenced block with the commands and what each prints. */
  async block(commands: string[], options: BlockOptions = {}): Promise<string> {
    const lines: string[] = [];
    for (const command of commands) {
      const { typed, printed } = await this.run(command, options);
      lines.push(`$ ${typed}`, ...(printed === "" ? [] : cut(printed, options.parts)));
    }
    return ["```text", ...lines, "```", ""].join("\n");
  }

  /** Removes the folder. */
  close(): void {
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true });
  }

  private async run(command: string, { case: title }: BlockOptions): Promise<{ typed: string; printed: string }> {
    const [call, file] = command.split(" > ");
    const args = argumentsOf(call);
    const isTold = !args.includes("--json") && takesLanguage(args);
    const language = isTold && this.language !== "en" ? ["--lang", this.language] : [];
    // npm takes what stands before -- for itself.
    const typed = [call, ...(language.length > 0 && !/ -- /.test(call) ? ["--"] : []), ...language].join(" ");
    const all = [...args, ...language];
    const printed = args[0] === "inspect" ? await inspectRecorded(all, title) : await this.printed(all);
    if (file === undefined) return { typed, printed };
    writeFileSync(join(this.folder, file), `${printed}\n`);
    return { typed: command, printed: "" };
  }

  /** What the command prints, to either stream. */
  private async printed(args: string[]): Promise<string> {
    const { log, error } = console;
    const { exitCode } = process;
    const folder = process.cwd();
    const lines: string[] = [];
    console.log = console.error = (text?: unknown): void => void lines.push(String(text));
    process.chdir(this.folder);
    try {
      await lab.parseAsync(args, { from: "user" });
    } catch (problem) {
      if (!isUserMistake(problem)) throw problem;
      lines.push((problem as Error).message);
    } finally {
      process.chdir(folder);
      process.exitCode = exitCode;
      Object.assign(console, { log, error });
    }
    return lines.join("\n");
  }
}

/** The arguments of `lab` in a command line. @throws Error where it is not one of the project's own offline commands */
function argumentsOf(call: string): string[] {
  const [, start, rest] = /^npm (?:(start)|run (?:--silent )?lab)(?: -- (.+))?$/.exec(call) ?? [];
  if (start === undefined && rest === undefined) throw new Error(`"${call}" is not run; use npm start or npm run lab`);
  const words = [...(rest ?? "").matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
  return start === undefined ? words : ["plan", ...words];
}

function takesLanguage([name]: string[]): boolean {
  const command = lab.commands.find((one) => one.name() === name);
  if (command === undefined) throw new Error(`lab has no command ${name}`);
  return command.options.some(({ long }) => long === "--lang");
}

/** What `lab inspect` says of a recorded cluster: nobody has another one everywhere. */
async function inspectRecorded(args: string[], title: string | undefined): Promise<string> {
  const world = healthy();
  if (title !== undefined) {
    const found = [...CLUSTER_CASES, ...POD_CASES].find((one) => one.title === title);
    if (found === undefined) throw new Error(`tests/inspect has no case "${title}"`);
    found.breaks(world);
  }
  const valueOf = (name: string): string | undefined =>
    args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  return (await inspectWorld(world, { pod: valueOf("--pod"), lang: valueOf("--lang") })).text;
}

/** Some parts of a text, as lines. @throws Error where the text has fewer */
function cut(text: string, parts: [number, number][] | undefined): string[] {
  if (parts === undefined) return text.split("\n");
  // What begins with an indented line goes on with the part before it.
  const sections = text.split(/\n\n(?! )/);
  const blocks: string[] = [];
  let next = 1;
  for (const [from, to] of parts) {
    if (to > sections.length) throw new Error(`the output has ${sections.length} parts, not ${to}`);
    if (from > next) blocks.push("[…]");
    blocks.push(...sections.slice(from - 1, to));
    next = to + 1;
  }
  if (next <= sections.length) blocks.push("[…]");
  return blocks.join("\n\n").split("\n");
}
