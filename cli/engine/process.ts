import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants, tmpdir } from "node:os";
import * as path from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Environment } from "./request";

/** How a captured command ended. */
export interface Captured {
  /** 0 only for success; undefined when it did not start or did not end in time. */
  code?: number;
  stdout: string;
  stderr: string;
  timedOut?: boolean;
  /** It printed more than was wanted, and was ended. */
  tooMuch?: boolean;
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
  options: ChildOptions & { timeoutMs?: number; characters?: number; signal?: AbortSignal },
): Promise<Captured> {
  return new Promise((resolve) => {
    const { cwd, env, signal } = options;
    const child = spawn(file, args, { cwd, env, signal, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] });
    const result: Captured = { stdout: "", stderr: "" };
    const end = (more: Partial<Captured>) => {
      clearTimeout(timer);
      resolve({ ...result, ...more });
    };
    const timer =
      options.timeoutMs === undefined ? undefined : setTimeout(() => kill({ timedOut: true }), options.timeoutMs);
    const kill = (why: Partial<Captured>) => {
      child.kill("SIGKILL");
      // A grandchild may hold the pipes open; it must not keep us.
      child.stdout.destroy();
      child.stderr.destroy();
      end(why);
    };
    const collect = (name: "stdout" | "stderr") => (text: string) => {
      result[name] += text;
      if (result[name].length > (options.characters ?? Infinity)) kill({ tooMuch: true });
    };
    child.stdout.setEncoding("utf8").on("data", collect("stdout"));
    child.stderr.setEncoding("utf8").on("data", collect("stderr"));
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

/** How a command in front ended. */
export interface Ended {
  code: number;
  /** A signal to stop came while it ran: not all that was asked for may be done. */
  interrupted: boolean;
  /** The end of what it said on stderr. */
  said: string;
}

/** As much of what a command says on stderr is kept. */
const KEPT = 64 * 1024;
const FOLLOW_MS = 100;

/**
 * Runs a command on the user's terminal; signals reach it once. Its stderr passes through a file, from which it is shown:
 * a pipe to a wrapper that has died would kill an engine in the middle of its work.
 */
export async function runInFront(file: string, args: readonly string[], options: ChildOptions): Promise<Ended> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "lab-"));
  const stderr = path.join(folder, "stderr");
  const output = fs.openSync(stderr, "w", 0o600);
  const reader = new Follower(stderr, (text) => void process.stderr.write(text));
  const timer = setInterval(() => reader.read(), FOLLOW_MS);
  try {
    return { ...(await inFront(file, args, options, output)), said: reader.read() };
  } finally {
    clearInterval(timer);
    fs.closeSync(output);
    reader.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Shows what is appended to a file. */
class Follower {
  private readonly file: number;
  private readonly decoder = new StringDecoder("utf8");
  private position = 0;
  private said = "";

  constructor(
    file: string,
    private readonly show: (text: string) => void,
  ) {
    this.file = fs.openSync(file, "r");
  }

  /** Shows what is new, and gives the end of all. */
  read(): string {
    const buffer = Buffer.alloc(KEPT);
    for (;;) {
      const bytes = fs.readSync(this.file, buffer, 0, KEPT, this.position);
      if (bytes === 0) return this.said;
      this.position += bytes;
      const text = this.decoder.write(buffer.subarray(0, bytes));
      this.said = (this.said + text).slice(-KEPT);
      this.show(text);
    }
  }

  close(): void {
    fs.closeSync(this.file);
  }
}

/** Runs a command with everything that it says on the user's stderr, and gives its exit code. */
export async function runAside(file: string, args: readonly string[], options: ChildOptions): Promise<number> {
  return (await inFront(file, args, options, "inherit", 2)).code;
}

function inFront(
  file: string,
  args: readonly string[],
  options: ChildOptions,
  stderr: number | "inherit",
  stdout: number | "inherit" = "inherit",
): Promise<Omit<Ended, "said">> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ["inherit", stdout, stderr] });
    const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
    const passed = new Set<PassedSignal>();
    let interrupted = false;
    const onSignal = (signal: NodeJS.Signals) => {
      const known = signal as PassedSignal;
      interrupted = true;
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
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), interrupted });
    });
  });
}
