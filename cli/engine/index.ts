import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import { tmpdir } from "node:os";
import { makePrivateFolder } from "../files/private";
import { STATE_FOLDER } from "./backend";
import { changeStack } from "./change";
import { CommandFailed, commandsOf } from "./commands";
import { decide, notices, type EngineRun } from "./decide";
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
  const { env = process.env, say = (text: string) => console.error(text), ask = askOnTerminal } = options;
  const terminal = options.interactive ?? (process.stdin.isTTY && process.stdout.isTTY);

  const request = parseRequest(command, extraArgs, env);
  const facts = lookAround(request, cwd, env, terminal);
  notices(facts).forEach(say);
  const child = { cwd, env: childEnvironment(facts, env) };
  if (facts.backend.isDefault && !request.help) makePrivateFolder(path.join(cwd, STATE_FOLDER));

  const decision = decide({ ...facts, ...(request.help ? {} : await probe(facts, child.env)) });
  if ("problems" in decision || facts.pulumi === undefined) {
    return stop(request, "problems" in decision ? decision.problems : [], say);
  }
  if (options.preflight && !request.help && !(await options.preflight(request))) {
    say("Nothing was done. Fix what failed above, or go on with --no-preflight.");
    return 1;
  }
  const { run: planned } = decision;
  const pulumi = facts.pulumi.path;
  const failed = await makeStack(planned, request, () => runAside(pulumi, planned.create!.args, child), ask, say);
  if (failed !== 0) return failed;
  if (!changesStack(request)) return (await runInFront(pulumi, planned.args, child)).code;
  const { args, afterwards } = planned;
  const run = commandsOf(pulumi, child);
  return inFolder(say, (folder) =>
    changeStack({
      ...{ facts, pulumi, args, child, run, folder, afterwards, say, ask, progressOf: options.progressOf },
    }),
  );
}

/** Makes the stack where the plan says so and a person agrees; gives an exit code. */
async function makeStack(
  { create }: EngineRun,
  request: EngineRequest,
  make: () => Promise<number>,
  ask: (question: string) => Promise<boolean>,
  say: (text: string) => void,
): Promise<number> {
  if (create === undefined) return 0;
  const agreed = create.question === undefined || (await ask(create.question));
  return agreed ? make() : stop(request, [create.declined], say);
}

/** Does something with a folder of its own, and tells where a command of the CLI failed. */
async function inFolder(say: (text: string) => void, what: (folder: string) => Promise<number>): Promise<number> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "lab-"));
  try {
    return await what(folder);
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
