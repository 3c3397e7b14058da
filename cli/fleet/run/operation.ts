import { appendFileSync } from "fs";
import {
  ConcurrentUpdateError,
  type LocalWorkspace,
  type OpMap,
  Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation";
import type { Student } from "../roster/types";
import type { Clock } from "./clock";
import { kindOfFailure, lockIn, PASSING, reasonsIn } from "./failure";
import { adopt, settlePending } from "./pending";
import { ProgressReader } from "./progress";
import type { Operation, Result } from "./result";
import { exportState, importState, misplaced } from "./state";
import { type FleetHome, logFile, studentFolder, studentWorkspace } from "./workspace";

/** How often a passing failure is answered by another run. */
export const MAX_ATTEMPTS = 5;
/** The first wait; each further one is twice as long, with chance mixed in so that students do not wait in step. */
const FIRST_WAIT_MS = 15_000;

/** What one student's operation needs. */
export interface OperationOptions {
  home: FleetHome;
  clock: Clock;
  operation: Operation;
  /** Given to the result. */
  fingerprint: string;
  /** The backend has a state of this stack. */
  known: boolean;
  /** The last run did not end well: what it left is read from AWS first. */
  unsettled: boolean;
  /** The last run was cut off: AWS may have things of which the state knows nothing. */
  cutOff: boolean;
  /** Longest time in minutes; then the update is cancelled. */
  timeLimit: number;
  /** Fires when running operations are to be cancelled. */
  cancel: AbortSignal;
  /** Between 0 and 1, by chance. */
  random: () => number;
  /** Hears of each new phase. */
  onPhase: (phase: string, reader: ProgressReader) => void;
}

/** Runs one operation for one student to its end, passing failures included. Never fails itself: all is in the result. */
export async function operate(student: Student, options: OperationOptions): Promise<Result> {
  const { home, clock, operation } = options;
  const began = clock.now();
  const limit = new AbortController();
  const stopTimer = clock.after(options.timeLimit * 60_000, () => limit.abort());
  const signal = AbortSignal.any([options.cancel, limit.signal]);
  const run = new OneRun(student, options, signal);
  const end = (rest: Partial<Result> & Pick<Result, "outcome">): Result => ({
    student: student.id,
    account: student.account,
    region: student.region,
    operation,
    began: new Date(began).toISOString(),
    seconds: Math.round((clock.now() - began) / 1000),
    attempts: run.attempts,
    fingerprint: options.fingerprint,
    log: logFile(home, student),
    ...(run.notes.length > 0 ? { notes: run.notes } : {}),
    ...rest,
  });
  try {
    const changes = await run.withRetries();
    return end({ outcome: "succeeded", changes });
  } catch (error) {
    if (error instanceof StackNotFoundError && operation === "destroy") return end({ outcome: "absent" });
    // An error of ours has a stack for the developer; it belongs in the log.
    const text = home.redact(error instanceof Error ? messageOf(error) : String(error));
    run.log(text);
    const reasons = reasonsIn(text);
    if (limit.signal.aborted) {
      const late = `took longer than ${options.timeLimit} min and was cancelled; raise --time-limit`;
      return end({ outcome: "failed", failure: { kind: "overdue", reasons: [late, ...reasons] } });
    }
    if (options.cancel.aborted) return end({ outcome: "cancelled", failure: { kind: "cancelled", reasons } });
    const kind = error instanceof ConcurrentUpdateError ? "locked" : kindOfFailure(text);
    return end({ outcome: "failed", failure: { kind, reasons, lock: lockIn(text) } });
  } finally {
    stopTimer();
  }
}

/** The state of one student's operation. */
class OneRun {
  attempts = 0;
  readonly notes: string[] = [];
  private stack?: Stack;
  /** The state says itself that the last run was cut off. */
  private foundCutOff = false;

  constructor(
    private readonly student: Student,
    private readonly options: OperationOptions,
    private readonly signal: AbortSignal,
  ) {}

  /** Runs the engine until it succeeds, fails for good, or has been given enough chances. */
  async withRetries(): Promise<OpMap | undefined> {
    const { clock, random, onPhase, home } = this.options;
    for (;;) {
      this.attempts++;
      const reader = new ProgressReader(studentFolder(home, this.student));
      try {
        return await this.once(reader);
      } catch (error) {
        reader.close();
        const adopted = await this.adoptRefused(reader).catch((problem: Error) => {
          // What the engine said is the reason; this only kept it from being mended.
          this.log(home.redact(`fleet: ${messageOf(problem)}`));
          return false;
        });
        if (adopted) continue;
        const kind = error instanceof Error ? kindOfFailure(messageOf(error)) : "error";
        if (!PASSING.includes(kind) || this.attempts >= MAX_ATTEMPTS || this.signal.aborted) throw error;
        const wait = FIRST_WAIT_MS * 2 ** (this.attempts - 1) * (0.5 + random());
        this.log(`fleet: ${kind}; try ${this.attempts + 1} in ${Math.round(wait / 1000)} s`);
        onPhase(kind === "throttled" ? "throttled, waits" : "credentials expired, waits", reader);
        await clock.sleep(wait, this.signal);
        if (this.signal.aborted) throw error;
      } finally {
        reader.close();
      }
    }
  }

  private async once(reader: ProgressReader): Promise<OpMap | undefined> {
    const { home, operation, onPhase, clock } = this.options;
    onPhase("prepares", reader);
    const workspace = await studentWorkspace(home, this.student);
    this.log(`fleet: ${operation} of ${this.student.id}, try ${this.attempts}, ${new Date(clock.now()).toISOString()}`);
    const { id } = this.student;
    const stack =
      operation === "destroy" ? await Stack.select(id, workspace) : await Stack.createOrSelect(id, workspace);
    this.stack = stack;
    if (this.options.known) await this.check();
    if (this.signal.aborted) throw new Error("error: cancelled before the engine started");
    // After a clean end the state is true as it is.
    const refresh = this.options.unsettled;
    const common = { signal: this.signal, userAgent: "lab-fleet", showSecrets: false };
    onPhase(PHASES[operation], reader);
    if (operation === "preview") {
      return (await stack.preview({ ...common, onEvent: (event) => reader.add(event) })).changeSummary;
    }
    const done =
      operation === "up" ? await stack.up({ ...common, refresh }) : await stack.destroy({ ...common, refresh });
    return done.summary.resourceChanges;
  }

  /**
   * Looks at the state before the engine does: a lab that stands elsewhere is left alone, and creations of which nobody knows
   * the end are settled.
   */
  private async check(): Promise<void> {
    const { student, stack } = this;
    const exported = await exportState(stack!.workspace as LocalWorkspace, student.id);
    const state = exported.deployment ?? {};
    const reason = misplaced(state, student);
    if (reason !== undefined) throw new Error(`error: ${reason}`);
    if (this.options.operation === "preview" || (state.pending_operations ?? []).length === 0) return;
    this.foundCutOff = true;
    const settled = settlePending(state);
    await importState(stack!.workspace as LocalWorkspace, student.id, { ...exported, deployment: settled.state });
    const { adopted, dropped } = settled;
    if (adopted.length > 0) this.notes.push(`cut off while creating, and looked for by name: ${adopted.join(", ")}`);
    if (dropped.length > 0) {
      const command = `lab fleet leftovers --only ${student.id}`;
      this.notes.push(`cut off while creating; may exist twice, ${command} finds them: ${dropped.join(", ")}`);
    }
    for (const note of this.notes) this.log(`fleet: ${note}`);
  }

  /**
   * A crash can also swallow the last lines of the state: AWS then has things of which the state knows nothing, and refuses
   * their names. They are taken in, once, and the update is run again. Only after a crash: otherwise they are somebody's.
   */
  private async adoptRefused({ refused }: ProgressReader): Promise<boolean> {
    const { cutOff, operation } = this.options;
    if (!(cutOff || this.foundCutOff) || operation !== "up" || refused.size === 0 || !this.stack) return false;
    if (this.attempts >= MAX_ATTEMPTS || this.signal.aborted) return false;
    const workspace = this.stack.workspace as LocalWorkspace;
    const exported = await exportState(workspace, this.student.id);
    const { state, adopted } = adopt(exported.deployment ?? {}, [...refused.values()]);
    if (adopted.length === 0) return false;
    await importState(workspace, this.student.id, { ...exported, deployment: state });
    this.notes.push(`made before the crash, and taken into the state: ${adopted.join(", ")}`);
    this.log(`fleet: ${this.notes.at(-1)}`);
    return true;
  }

  log(text: string): void {
    const { home } = this.options;
    appendFileSync(logFile(home, this.student), `${text}\n`, { mode: 0o600 });
  }
}

const PHASES: { [operation in Operation]: string } = { preview: "previews", up: "updates", destroy: "destroys" };

/** What the engine said, without the frame that Automation API puts around it. */
function messageOf(error: Error): string {
  const { commandResult } = error as { commandResult?: { stdout: string; stderr: string } };
  if (commandResult) return `${commandResult.stdout}\n${commandResult.stderr}`;
  return error.stack ?? error.message;
}
