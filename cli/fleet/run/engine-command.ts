import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import * as cmd from "@pulumi/pulumi/automation/cmd";
import * as errors from "@pulumi/pulumi/automation/errors";

/** How a command ended, as Automation API wants it. */
export interface CommandResult {
  stdout: string;
  stderr: string;
  code: number;
}

/** Exported by the SDK and left out of its type declarations; the second gives each failure the class it is known by. */
const { CommandResult } = cmd as unknown as {
  CommandResult: new (out: string, err: string, code: number) => CommandResult;
};
const { createCommandError } = errors as unknown as { createCommandError: (result: CommandResult) => Error };

/** Commands that take minutes and change things. */
const LONG = ["up", "preview", "destroy", "refresh"];
/** Output of such a command while it runs; readable by its owner only, as nothing in it is hidden yet. */
const RAW_OUTPUT = "running.out";
/** The engine's events of such a command; whoever reads them removes them. */
export const EVENT_LOG = "running.events";
/** As much of a command's output is kept in memory; all of it is in the log. */
const KEPT = 64 * 1024;

/** Longest time in ms for a command that is no update, and for one that fetches plugins. */
const SHORT_LIMIT = { usual: 3 * 60_000, plugin: 20 * 60_000 };
/** How long a cancelled update may take to end what it has begun, before it is told to end at once; then it is killed. */
const PATIENCE = 5 * 60_000;

/** How a command of one student is run. */
export interface CommandOptions {
  /** The CLI. */
  command: string;
  version: PulumiCommand["version"];
  /** The student's log file. */
  log: string;
  redact: (text: string) => string;
  /** Fires when running commands must end at once. */
  terminate?: AbortSignal;
  /** How long in ms a cancelled update may take to end. Default 5 minutes, and as long again before it is killed. */
  patience?: number;
}

/** What Automation API calls for each command: its own seam, which its type declarations only half show. */
export interface EngineCommand extends PulumiCommand {
  run(
    args: string[],
    cwd: string,
    env: { [name: string]: string },
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<CommandResult>;
}

/**
 * Runs the Pulumi CLI for one student. Unlike Automation API's own runner it starts each command in a session of its own,
 * so that Ctrl-C reaches the fleet alone, and lets long ones write to a file instead of a pipe: when the fleet dies, an
 * update goes on to its end and leaves a whole state, where a broken pipe would kill it in the middle.
 */
export function engineCommand(options: CommandOptions): EngineCommand {
  return {
    command: options.command,
    version: options.version,
    run(args, cwd, env, _onOutput, _onError, signal) {
      const all = [...args, ...(args.includes("--non-interactive") ? [] : ["--non-interactive"])];
      const childEnv = { ...process.env, ...env, PULUMI_AUTOMATION_API: "true" };
      return LONG.includes(args[0])
        ? runLong(options, all, cwd, childEnv, signal)
        : runShort(options, all, cwd, childEnv);
    },
  };
}

type Env = { [name: string]: string | undefined };

async function runLong(
  options: CommandOptions,
  args: string[],
  cwd: string,
  env: Env,
  signal?: AbortSignal,
): Promise<CommandResult> {
  collectOutput(cwd, options, "(output of a run that was cut off)\n");
  rmSync(join(cwd, EVENT_LOG), { force: true });
  const output = openSync(join(cwd, RAW_OUTPUT), "w", 0o600);
  closeSync(openSync(join(cwd, EVENT_LOG), "w", 0o600));
  try {
    // A preview brings an event log of Automation API's own, which takes the summary from it.
    const events = args.includes("--event-log") ? [] : ["--event-log", join(cwd, EVENT_LOG)];
    const child = spawn(options.command, [...args, ...events], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", output, output],
    });
    // Pulumi ends cleanly at the first SIGINT, and at once at the second; one that hears neither would hold its place for ever.
    const { terminate, patience = PATIENCE } = options;
    const timers: NodeJS.Timeout[] = [];
    const interrupt = (): void => void child.kill("SIGINT");
    const cancel = (): void => {
      interrupt();
      timers.push(
        setTimeout(interrupt, patience),
        setTimeout(() => killGroup(child), 2 * patience),
      );
    };
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel);
    terminate?.addEventListener("abort", interrupt);
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (status, killedBy) => resolve(status ?? (killedBy ? 128 : 1)));
    }).finally(() => {
      timers.forEach(clearTimeout);
      signal?.removeEventListener("abort", cancel);
      terminate?.removeEventListener("abort", interrupt);
    });
    return ended(code, "", collectOutput(cwd, options).slice(-KEPT));
  } finally {
    closeSync(output);
  }
}

/** Moves what a command has printed into the student's log, secrets hidden, and gives it back. */
function collectOutput(cwd: string, { log, redact }: CommandOptions, heading = ""): string {
  const raw = join(cwd, RAW_OUTPUT);
  if (!existsSync(raw)) return "";
  const text = redact(readFileSync(raw, "utf8"));
  if (text !== "") appendFileSync(log, heading + text, { mode: 0o600 });
  rmSync(raw);
  return text;
}

async function runShort(options: CommandOptions, args: string[], cwd: string, env: Env): Promise<CommandResult> {
  const child = spawn(options.command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const limit = args[0] === "plugin" ? SHORT_LIMIT.plugin : SHORT_LIMIT.usual;
  const kill = (why: string): void => {
    stderr += `\nerror: pulumi ${args.slice(0, 2).join(" ")} ${why}`;
    killGroup(child);
  };
  const timer = setTimeout(() => kill(`did not end within ${limit / 60_000} min`), limit);
  const terminate = (): void => kill("was ended");
  options.terminate?.addEventListener("abort", terminate);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  }).finally(() => {
    clearTimeout(timer);
    options.terminate?.removeEventListener("abort", terminate);
  });
  return ended(code, stdout, options.redact(stderr));
}

/** Kills a command with all that it has started; it is the first of its process group. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The result of a command; fails as Automation API does where the command failed. */
export function ended(code: number, stdout: string, stderr: string): CommandResult {
  const result = new CommandResult(stdout, stderr, code);
  if (code !== 0) throw createCommandError(result);
  return result;
}
