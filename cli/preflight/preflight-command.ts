import { wordsOf } from "../../words";
import { languageOf } from "../language";
import { jsonText } from "../output";
import { readStackConfig } from "../stack-config";
import { today } from "../today";
import { preflight, type PreflightOptions } from "./check";
import { printedPreflight, showVerdicts } from "./show";

/** Options of `lab preflight`. */
export interface PreflightCommandOptions {
  stack: string;
  config?: string[];
  fix?: boolean;
  json?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
}

/** `lab preflight`: checks one stack's account and this machine. Exit code 1 where the lab would fail. */
export async function preflightCommand(options: PreflightCommandOptions): Promise<void> {
  if (!(await runPreflight(options))) process.exitCode = 1;
}

/** Where a preflight prints, and whom it asks. */
export interface PreflightSurroundings {
  print?: (text: string) => void;
  clients?: PreflightOptions["clients"];
}

/** Checks, prints, and gives whether the lab can be built. */
export async function runPreflight(
  options: PreflightCommandOptions,
  { print = console.log, clients }: PreflightSurroundings = {},
): Promise<boolean> {
  const words = await wordsOf(languageOf(options.lang));
  const program = process.cwd();
  const stack = readStackConfig(program, options.stack, options.config ?? []);
  const found = await preflight(stack, {
    program,
    today: today(),
    fix: options.fix,
    tools: true,
    clients,
  });
  print(options.json ? jsonText(printedPreflight(found)) : showVerdicts(found, words).join("\n"));
  return found.verdicts.every(({ verdict }) => verdict !== "fail");
}
