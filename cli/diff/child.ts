import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { capture } from "../engine/process";
import type { Environment } from "../engine/request";
import { GRAPHS, parseGraph, type SourcedGraph } from "../sources";
import { stackName } from "../stack-config";
import { UserError } from "../user-error";
import { undoing } from "./held";
import { isolation } from "./isolation";
import { oneLine } from "./safe-text";

/** All that a program gets to see that nobody trusts: nothing of it is a credential, or a file that a pipeline reads. */
const HARMLESS = ["PATH", "Path", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT"];

/** Names of variables that carry credentials, or a way to them. */
const CREDENTIALS =
  /^(AWS|PULUMI|GITHUB|GH|ACTIONS|RUNNER|KUBE|AZURE|ARM|GOOGLE|CLOUDSDK|VAULT)_|TOKEN|SECRET|PASSW|^KUBECONFIG$/i;

/** An environment without credentials, for `npm ci`: it runs no code of the program's, but needs the user's npm settings. */
export function withoutCredentials(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIALS.test(name)));
}

/**
 * The environment of a program that nobody trusts. Its home is an empty folder: with the real one it would find
 * `~/.aws/credentials`. It can still read files by their full paths, so keys on disk are for machines that run only code
 * that is trusted.
 */
export function planEnvironment(env: Environment, home: string): Environment {
  const kept = Object.entries(env).filter(([name]) => HARMLESS.includes(name));
  const path = [dirname(process.execPath), env.PATH ?? env.Path ?? ""].join(delimiter);
  // npm would ask for a newer version of itself.
  return {
    ...Object.fromEntries(kept),
    PATH: path,
    HOME: home,
    USERPROFILE: home,
    NO_UPDATE_NOTIFIER: "1",
    npm_config_update_notifier: "false",
  };
}

const TIMEOUT_MS = 5 * 60 * 1000;

/**
 * Plans a stack with the `lab plan` of the program in a folder, in a process of its own, alone where the system allows it. What it
 * prints is read as a graph, and for nothing else.
 */
export async function planInChild(directory: string, stack: string, home: string, name: string): Promise<SourcedGraph> {
  requireLabCommand(directory, name);
  const lab = ["npm", "run", "--silent", "lab", "--", "plan", "--json", "--stack", stackName(stack)];
  const [command, ...args] = [...isolation(), ...lab];
  const env = planEnvironment(process.env, home);
  const stop = new AbortController();
  const limits = { timeoutMs: TIMEOUT_MS, characters: GRAPHS * 1_000_000, signal: stop.signal };
  const { code, stdout, stderr, timedOut, tooMuch } = await undoing(
    () => stop.abort(),
    () => capture(command, args, { cwd: directory, env, ...limits }),
  );
  if (tooMuch) throw new UserError(`${name} cannot be planned: it printed more than ${GRAPHS} MB`);
  if (timedOut) throw new UserError(`${name} cannot be planned: it did not end within ${TIMEOUT_MS / 60_000} minutes`);
  if (code !== 0) {
    const reason = /unknown command 'plan'/.test(stderr) ? TOO_OLD : reasonIn(stderr);
    throw new UserError(`${name} cannot be planned: ${reason}`);
  }
  return parseGraph(stdout, `the plan of ${name}`);
}

const TOO_OLD = "its program has no command `lab plan`; compare with a later commit";

/**
 * Fails with a {@link UserError} that tells how to make a file instead, where the program of a folder does not have the
 * command.
 * npm itself says nothing with `--silent`.
 */
export function requireLabCommand(directory: string, name: string): void {
  const none = new UserError(`${oneLine(name)} cannot be planned: its program has no command \`lab plan\`.
Compare with a later commit that has it, or, of another Pulumi program, with a file that its own commit makes:
  pulumi preview --json --show-sames > graph.json`);
  try {
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
      scripts?: { lab?: unknown };
    };
    const { lab } = manifest.scripts ?? {};
    if (typeof lab === "string") return;
  } catch {
    throw none;
  }
  throw none;
}

const MOST_LINES = 12;

/** What a program said last, line by line, without control characters. */
function reasonIn(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const shown = lines.slice(0, MOST_LINES).map((line) => oneLine(line));
  return shown.length === 0 ? "it said no reason" : shown.join("\n  ");
}
