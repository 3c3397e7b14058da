import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Environment } from "./request";

/** How a captured command ended. */
export interface Captured {
  /** 0 only for success; undefined when it did not start or did not end in time. */
  code?: number;
  stdout: string;
  stderr: string;
  timedOut?: boolean;
}

/** What a child process is started with. */
export interface ChildOptions {
  cwd: string;
  env: Environment;
}

/** Runs a command without a terminal and collects what it prints. */
export function capture(
  file: string,
  args: readonly string[],
  options: ChildOptions & { timeoutMs?: number },
): Promise<Captured> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    const result: Captured = { stdout: "", stderr: "" };
    const end = (more: Partial<Captured>) => {
      clearTimeout(timer);
      resolve({ ...result, ...more });
    };
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            child.kill("SIGKILL");
            // A grandchild may hold the pipes open; it must not keep us.
            child.stdout.destroy();
            child.stderr.destroy();
            end({ timedOut: true });
          }, options.timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
    child.once("error", (error) => end({ stderr: error.message }));
    child.once("close", (code) => end({ code: code ?? undefined }));
  });
}

const PASSED_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** A signal that the wrapper lives through while Pulumi runs. */
export type PassedSignal = (typeof PASSED_SIGNALS)[number];

/** Whether a signal is passed on: Pulumi takes a second one as "terminate now" and may orphan resources. */
export function passesOn(signal: PassedSignal, onTerminal: boolean, alreadyPassed: ReadonlySet<PassedSignal>): boolean {
  // The terminal sends Ctrl-C to every process in front, Pulumi included, and npm sends it to us once more.
  if (signal === "SIGINT" && onTerminal) return false;
  return !alreadyPassed.has(signal);
}

/** Runs a command on the user's terminal and gives its exit code; signals reach it once. */
export function runInFront(
  file: string,
  args: readonly string[],
  options: ChildOptions & { stdoutToStderr?: boolean },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["inherit", options.stdoutToStderr ? 2 : "inherit", "inherit"],
    });
    const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
    const passed = new Set<PassedSignal>();
    const onSignal = (signal: NodeJS.Signals) => {
      const known = signal as PassedSignal;
      if (!passesOn(known, onTerminal, passed)) return;
      passed.add(known);
      child.kill(known);
    };
    for (const signal of PASSED_SIGNALS) process.on(signal, onSignal);
    const release = () => {
      for (const signal of PASSED_SIGNALS) process.off(signal, onSignal);
    };
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      release();
      // As a shell reports it: 128 and the signal's number.
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
