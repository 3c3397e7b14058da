import { readStackConfig } from "../stack-config";
import { preflight } from "./check";
import { showVerdicts } from "./show";

/** Options of `lab preflight`. */
export interface PreflightCommandOptions {
  stack: string;
  config: string[];
  fix?: boolean;
  json?: boolean;
}

/** `lab preflight`: checks one stack's account and this machine. Exit code 1 where the lab would fail. */
export async function preflightCommand(options: PreflightCommandOptions): Promise<void> {
  if (!(await runPreflight(options))) process.exitCode = 1;
}

/** Checks, prints, and gives whether the lab can be built. */
export async function runPreflight(options: PreflightCommandOptions): Promise<boolean> {
  const program = process.cwd();
  const stack = readStackConfig(program, options.stack, options.config);
  const today = new Date().toISOString().slice(0, 10);
  const found = await preflight(stack, { program, today, fix: options.fix, tools: true });
  if (options.json) console.log(JSON.stringify(found, undefined, 2));
  else {
    for (const line of found.fixed) console.log(line);
    console.log(showVerdicts(found.wanted, found.verdicts).join("\n"));
  }
  return found.verdicts.every(({ verdict }) => verdict !== "fail");
}
