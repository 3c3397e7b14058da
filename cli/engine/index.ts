import * as fs from "node:fs";
import * as path from "node:path";
import * as readline from "node:readline";
import { STATE_FOLDER } from "./backend";
import { decide, notices } from "./decide";
import { lookAround, probe } from "./facts";
import { runInFront } from "./process";
import { type EngineCommand, type EngineRequest, type Environment, parseRequest } from "./request";
import { formatProblems } from "./text";

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
  const say = options.say ?? ((text: string) => void process.stderr.write(`${text}\n`));
  const terminal = options.interactive ?? (process.stdin.isTTY && process.stdout.isTTY);

  const request = parseRequest(command, extraArgs, env);
  const still = lookAround(request, cwd, env, terminal);
  const { backend, pulumi } = still;
  notices(still).forEach(say);
  const childEnv: Environment = backend.isDefault ? { ...env, PULUMI_BACKEND_URL: backend.url } : env;
  if (backend.isDefault && !request.help) fs.mkdirSync(path.join(cwd, STATE_FOLDER), { recursive: true });

  const decision = decide({ ...still, ...(request.help ? {} : await probe(still, childEnv)) });
  if ("problems" in decision || pulumi === undefined) {
    return stop(command, "problems" in decision ? decision.problems : [], say);
  }
  const { create, args, afterwards } = decision.plan;
  if (options.preflight && !request.help && !(await options.preflight(request))) {
    say("Nothing was done. Mend what failed above, or go on with --no-preflight.");
    return 1;
  }
  const child = { cwd, env: childEnv };
  if (create !== undefined) {
    const agreed = create.question === undefined || (await (options.ask ?? askOnTerminal)(create.question));
    if (!agreed) return stop(command, [create.declined], say);
    const created = await runInFront(pulumi.path, create.args, { ...child, stdoutToStderr: true });
    if (created !== 0) return created;
  }
  const code = await runInFront(pulumi.path, args, child);
  if (code === 0 && afterwards !== undefined) say(afterwards);
  return code;
}

function stop(command: EngineCommand, problems: Parameters<typeof formatProblems>[1], say: (text: string) => void) {
  const count = problems.length === 1 ? "" : ` (${problems.length} problems)`;
  say(`\n${formatProblems(`Nothing was done: pulumi ${command} cannot run yet${count}.`, problems)}`);
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
