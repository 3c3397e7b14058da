import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import { tmpdir } from "node:os";
import { makePrivateFolder } from "../files/private";
import { STATE_FOLDER } from "./backend";
import { changeStack } from "./change";
import { CommandFailed, commandsOf } from "./commands";
import { decide, notices } from "./decide";
import { childEnvironment, lookAround, probe } from "./engine-facts";
import type { progressOf } from "../pulumi/made";
import { runAside, runInFront } from "./process";
import { changesStack, type EngineCommand, type EngineRequest, type Environment, parseRequest } from "./request";
import { errorLine, formatProblems, type Problem } from "./text";

export type { EngineCommand } from "./request";

/** Where and how the engine runs; all but the folder have defaults for real use. */
export interface EngineOptions {
  /** The Pulumi project. */
  cwd: string;
  /** The environment to look at and to hand on. */
  env?: Environment;
  /** Whether a person can be asked. */
  interactive?: boolean;
  /** Asks a yes-or-no question. */
  ask?: (question: string) => Promise<boolean>;
  /** Looks at the account before anything is made; false ends the run. */
  preflight?: (request: EngineRequest) => Promise<boolean>;
  /** How far AWS has come with what a run was cut off in. */
  progressOf?: typeof progressOf;
  /** Shows a line; on stderr, so that `--json` output of Pulumi stays clean. */
  say?: (text: string) => void;
}

/** Checks what `pulumi preview`, `up` or `destroy` needs, runs it, and gives its exit code. */
export async function runEngine(
  command: EngineCommand,
  extraArgs: readonly string[],
  options: EngineOptions,
): Promise<number> {
  const cwd = path.resolve(options.cwd);
  const env = options.env ?? process.env;
  const say = options.say ?? ((text: string) => console.error(text));
  const terminal = options.interactive ?? (process.stdin.isTTY && process.stdout.isTTY);

  const request = parseRequest(command, extraArgs, env);
  const seen = lookAround(request, cwd, env, terminal);
  const { backend, pulumi } = seen;
  notices(seen).forEach(say);
  const childEnv = childEnvironment(seen, env);
  if (backend.isDefault && !request.help) makePrivateFolder(path.join(cwd, STATE_FOLDER));

  const decision = decide({ ...seen, ...(request.help ? {} : await probe(seen, childEnv)) });
  if ("problems" in decision || pulumi === undefined) {
    return stop(request, "problems" in decision ? decision.problems : [], say);
  }
  const { create, args, afterwards } = decision.run;
  if (options.preflight && !request.help && !(await options.preflight(request))) {
    say("Nothing was done. Fix what failed above, or go on with --no-preflight.");
    return 1;
  }
  const child = { cwd, env: childEnv };
  const ask = options.ask ?? askOnTerminal;
  if (create !== undefined) {
    const agreed = create.question === undefined || (await ask(create.question));
    if (!agreed) return stop(request, [create.declined], say);
    const created = await runAside(pulumi.path, create.args, child);
    if (created !== 0) return created;
  }
  if (!changesStack(request)) return (await runInFront(pulumi.path, args, child)).code;
  const folder = fs.mkdtempSync(path.join(tmpdir(), "lab-"));
  try {
    const { progressOf } = options;
    const run = commandsOf(pulumi.path, child);
    return await changeStack({
      ...{ facts: seen, pulumi: pulumi.path, args, child, run, folder, afterwards, say, ask, progressOf },
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    say(errorLine(error.message));
    return 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function stop({ command, stack }: EngineRequest, problems: readonly Problem[], say: (text: string) => void) {
  const count = problems.length === 1 ? "" : ` (${problems.length} problems)`;
  const what = `pulumi ${command}${stack ? ` of stack ${stack}` : ""}`;
  say(`\n${formatProblems(`Nothing was done: ${what} cannot run yet${count}.`, problems)}`);
  return 1;
}

/** Ctrl-C and end of input count as no. */
function askOnTerminal(question: string): Promise<boolean> {
  return new Promise((resolve) => {
    const prompt = readline.createInterface({ input: process.stdin, output: process.stderr });
    prompt.once("SIGINT", () => prompt.close());
    prompt.once("close", () => resolve(false));
    prompt.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      prompt.close();
    });
  });
}
