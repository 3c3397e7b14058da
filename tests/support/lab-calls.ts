/**
 * Calls `lab` one after another in a process that is kept, so that not each of a hundred calls loads the SDKs. All is as for a user
 * but that: the folder, the arguments, what is printed to which stream, and the exit code. Where a call ends its process, the
 * next one gets a new one. What only a process of its own can prove is left to the tests that start one.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./program";

/** What a call said, and its exit code; null where it was killed since it took too long. */
export interface Called {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Ends what a call has written to a stream: its exit code between two characters that no call writes. */
const END = /\0(\d+)\0$/;

/** What the process is told to call. */
export interface Call {
  folder: string;
  args: string[];
}

/** A process that calls `lab`; {@link close} ends it. */
export class LabCalls {
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private said = { stdout: "", stderr: "" };
  private hears: (code: number | null) => void = () => undefined;

  /** @param env Environment of all calls. Default that of this process */
  constructor(private readonly env: NodeJS.ProcessEnv = process.env) {}

  /** Calls `lab` in a folder, after the calls before; one that takes longer than some seconds is killed. */
  call(folder: string, args: string[], seconds = 30): Promise<Called> {
    const called = this.last.then(() => this.next({ folder, args }, seconds));
    this.last = called.catch(() => undefined);
    return called;
  }

  /** Ends the process. */
  close(): void {
    this.child?.kill();
  }

  private async next(call: Call, seconds: number): Promise<Called> {
    this.said = { stdout: "", stderr: "" };
    const child = (this.child ??= this.start());
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const code = await new Promise<number | null>((resolve, reject) => {
      this.hears = resolve;
      child.send(call, (error) => error && reject(error));
    });
    clearTimeout(timer);
    return { code, stdout: this.said.stdout.replace(END, ""), stderr: this.said.stderr.replace(END, "") };
  }

  private start(): ChildProcess {
    const child = spawn(process.execPath, ["-r", join(ROOT, "loader.cjs"), join(__dirname, "lab-process.ts")], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]!.setEncoding("utf8").on("data", (text: string) => {
        this.said[stream] += text;
        const [code] = Object.values(this.said).map((said) => END.exec(said)?.[1]);
        if (Object.values(this.said).every((said) => END.test(said))) this.hears(Number(code));
      });
    }
    child.once("close", (code) => {
      this.child = undefined;
      this.hears(code);
    });
    return child;
  }
}
