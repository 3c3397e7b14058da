import { appendFileSync } from "node:fs";
import {
  ConcurrentUpdateError,
  type LocalWorkspace,
  type OpMap,
  Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { locksIn } from "../../pulumi/lock";
import { progressOf } from "../../pulumi/made";
import { idOf, pendingCreations, settlePending } from "../../pulumi/pending";
import {
  type ExportedStack,
  exportState,
  importState,
  resourceName,
  type RunPulumi,
  type StackState,
  unfinished,
} from "../../pulumi/state";
import { adoptRefused } from "../../pulumi/refused";
import { failedProofs } from "../../pulumi/proofs";
import { idsInAws } from "../../pulumi/unnamed";
import { unfinishedText } from "../../pulumi/show";
import { noteText } from "../../../words/en/fleet";
import { UserError } from "../../user-error";
import type { Student } from "../roster/types";
import type { Clock } from "./clock";
import { type FailureKind, kindOfFailure, PASSING, reasonsIn } from "./failure";
import { ProgressReader } from "./progress";
import type { Operation, Phase, Result, RunNote } from "./result";
import { misplaced, runIn } from "./state";
import { type FleetHome, logFile, studentFolder, studentWorkspace } from "./workspace";

/** How often a passing failure is answered by another run. */
export const MAX_ATTEMPTS = 5;
/** The first wait; each further one is twice as long, with chance mixed in so that students do not wait in step. */
const FIRST_WAIT_MS = 15_000;

/** Time between two looks at what AWS is still making. */
const HALF_MADE_WAIT_MS = 30_000;

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
  /** How far AWS has come with what the last run was cut off in; AWS itself where it is left out. */
  progressOf?: typeof progressOf;
  /** Longest time in minutes; then the update is cancelled. */
  timeLimit: number;
  /** Fires when running operations are to be cancelled. */
  cancel: AbortSignal;
  /** Between 0 and 1, by chance. */
  random: () => number;
  /** Hears of each new phase. */
  onPhase: (phase: Phase, reader: ProgressReader) => void;
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
    const own = error instanceof UserError ? home.redact(error.message) : undefined;
    const reasons = own === undefined ? reasonsIn(text) : [own];
    if (limit.signal.aborted) {
      const late = `took longer than ${options.timeLimit} min and was cancelled; raise --time-limit`;
      return end({ outcome: "failed", failure: { kind: "overdue", reasons: [late, ...reasons] } });
    }
    if (options.cancel.aborted) return end({ outcome: "cancelled", failure: { kind: "cancelled", reasons } });
    const kind = error instanceof ConcurrentUpdateError ? "locked" : kindOf(error, text);
    const proofs = kind === "error" && operation === "up" ? await run.failedProofs() : [];
    return end({ outcome: "failed", failure: { kind, reasons: [...proofs, ...reasons], lock: locksIn(text).at(0) } });
  } finally {
    stopTimer();
  }
}

/** The state of one student's operation. */
class OneRun {
  attempts = 0;
  readonly notes: RunNote[] = [];
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
          // What the engine said is the reason; this only kept it from being fixed.
          this.log(home.redact(`fleet: ${messageOf(problem)}`));
          return false;
        });
        if (adopted) continue;
        const kind = error instanceof Error ? kindOf(error, messageOf(error)) : "error";
        if (!PASSING.includes(kind) || this.attempts >= MAX_ATTEMPTS || this.signal.aborted) throw error;
        const wait = FIRST_WAIT_MS * 2 ** (this.attempts - 1) * (0.5 + random());
        this.log(`fleet: ${kind}; try ${this.attempts + 1} in ${Math.round(wait / 1000)} s`);
        onPhase(kind === "throttled" ? "throttled" : "expired", reader);
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
    if (this.signal.aborted) throw new UserError("cancelled before the engine started");
    // After a clean end the state is true as it is. A try that failed can have left what AWS has made by half.
    const refresh = this.options.unsettled || this.foundCutOff || this.attempts > 1;
    const common = { signal: this.signal, userAgent: "lab-fleet", showSecrets: false };
    onPhase(PHASES[operation], reader);
    if (operation === "preview") {
      const { changeSummary } = await stack.preview({ ...common, onEvent: (event) => reader.add(event) });
      this.throwIfCancelled();
      return changeSummary;
    }
    const done =
      operation === "up" ? await stack.up({ ...common, refresh }) : await stack.destroy({ ...common, refresh });
    this.throwIfCancelled();
    await this.judge(operation);
    return done.summary.resourceChanges;
  }

  /** The engine ends with 0 where a destroy was interrupted. */
  private throwIfCancelled(): void {
    if (this.signal.aborted) throw new UserError("cancelled, and not known to have come to its end");
  }

  /** Success is what the state says, not the engine's exit code. */
  private async judge(operation: "up" | "destroy"): Promise<void> {
    const { deployment } = await exportState(this.cli(), this.student.id).catch((error: Error) => {
      const [reason] = reasonsIn(this.options.home.redact(messageOf(error)));
      throw new UserError(`the engine ended well, and not known is whether all is done: no state to read: ${reason}`);
    });
    const open = unfinished(operation, deployment ?? {});
    if (open) throw new UserError(unfinishedText(open).join("; "));
  }

  /** What failed proofs mean for the lab: of these the engine tells an exit code. None where the state does not say. */
  async failedProofs(): Promise<string[]> {
    if (!this.stack) return [];
    const exported = await exportState(this.cli(), this.student.id).catch((): undefined => undefined);
    const proofs = await failedProofs(exported?.deployment ?? {});
    return proofs.map(({ name, meaning }) => `the proof ${name} failed: ${meaning}`);
  }

  private cli(): RunPulumi {
    return runIn(this.stack!.workspace as LocalWorkspace);
  }

  /**
   * Looks at the state before the engine does: a lab that stands elsewhere is left alone, and creations of which nobody knows
   * the end are settled.
   */
  private async check(): Promise<void> {
    const { student } = this;
    const exported = await exportState(this.cli(), student.id);
    const state = exported.deployment ?? {};
    const reason = misplaced(state, student);
    if (reason !== undefined) throw new UserError(reason);
    if (this.options.operation === "preview" || (state.pending_operations ?? []).length === 0) return;
    this.foundCutOff = true;
    const settled = settlePending(state, await this.absent(state), await idsInAws(state));
    await this.replaceState({ ...exported, deployment: settled.state });
    const { adopted, dropped } = settled;
    if (adopted.length > 0) this.note("looked for", adopted);
    if (dropped.length > 0) this.note("may exist twice", dropped);
  }

  /**
   * The URNs of creations that AWS has nothing of. Waits for what is half made, as what depends on it would take it for whole.
   * Fails where AWS does not tell: to go on could make a thing twice.
   */
  private async absent(state: StackState): Promise<Set<string>> {
    const { clock, progressOf: ask = progressOf } = this.options;
    const absent = new Set<string>();
    for (const resource of pendingCreations(state)) {
      if (idOf(resource) === undefined) continue;
      for (;;) {
        const progress = await ask(resource, state);
        if (progress.has === "nothing") absent.add(resource.urn);
        if (progress.has === "nothing" || progress.has === "all") break;
        const name = `${resourceName(resource)} (${idOf(resource)})`;
        if (progress.has === "unknown") throw new UserError(`not known is whether AWS has ${name}: ${progress.reason}`);
        this.log(`fleet: waits for ${name}, which is ${progress.status}`);
        await clock.sleep(HALF_MADE_WAIT_MS, this.signal);
        if (this.signal.aborted) throw new UserError(`cancelled while ${name} was ${progress.status}`);
      }
    }
    return absent;
  }

  /** Takes in what a crash has kept from the state, once; the update is run again where there was any. */
  private async adoptRefused({ refused }: ProgressReader): Promise<boolean> {
    const { cutOff, operation } = this.options;
    if (!(cutOff || this.foundCutOff) || operation !== "up" || !this.stack) return false;
    if (this.attempts >= MAX_ATTEMPTS || this.signal.aborted) return false;
    const { home } = this.options;
    const strays = [...refused.found.values()];
    const adopted = await adoptRefused(this.cli(), this.student.id, strays, studentFolder(home, this.student));
    if (adopted.length === 0) return false;
    this.note("taken in", adopted);
    return true;
  }

  private replaceState(state: ExportedStack): Promise<void> {
    const { home } = this.options;
    return importState(this.cli(), this.student.id, state, studentFolder(home, this.student));
  }

  private note(kind: RunNote["kind"], resources: string[]): void {
    const note = { kind, resources };
    this.notes.push(note);
    this.log(`fleet: ${noteText(note, this.student.id)}`);
  }

  log(text: string): void {
    const { home } = this.options;
    appendFileSync(logFile(home, this.student), `${text}\n`, { mode: 0o600 });
  }
}

const PHASES: { [operation in Operation]: Phase } = { preview: "previews", up: "updates", destroy: "destroys" };

/** The kind of a failure: only what the engine said is read, not what the fleet says itself. */
function kindOf(error: unknown, text: string): FailureKind {
  return error instanceof UserError ? "error" : kindOfFailure(text);
}

/** What the engine said, without the frame that Automation API puts around it. */
function messageOf(error: Error): string {
  const { commandResult } = error as { commandResult?: { stdout: string; stderr: string } };
  if (commandResult) return `${commandResult.stdout}\n${commandResult.stderr}`;
  return error.stack ?? error.message;
}
