import { en, type Words } from "../../../words";
import type { Leftover } from "../../leftovers/find";
import { stackValues } from "../stack-values";
import type { Student } from "../roster/types";
import { type KnownStack, knownStacks } from "./backend";
import type { Clock } from "./clock";
import { programFingerprint, stackFingerprint } from "./fingerprint";
import { Journal, type Remembered } from "./journal";
import { operate, type OperationOptions } from "./operation";
import { runPool } from "./pool";
import type { ProgressReader } from "./progress";
import { isBad, type Operation, type Phase, type Result } from "./result";
import type { Stop } from "./stop";
import { type FleetHome, logFile } from "./workspace";

/** Shows a fleet at work. */
export interface View {
  begin(students: Student[], operation: Operation, parallel: number, remembered: Remembered): void;
  phase(student: Student, phase: Phase, reader: ProgressReader): void;
  end(result: Result): void;
  note(text: string): void;
  close(): void;
}

/** What is to be done, with whom, and how. */
export interface FleetOptions {
  home: FleetHome;
  /** Folder of the program; its files decide whether something has changed. */
  program: string;
  operation: Operation;
  /** Those to be dealt with, in the roster's order. */
  students: Student[];
  parallel: number;
  /** Minutes that one update may take. */
  timeLimit: number;
  /** Also those whom an earlier run has dealt with. */
  all?: boolean;
  clock: Clock;
  random: () => number;
  view: View;
  /** The words of what the view is told; English where they are left out. */
  words?: Words;
  stop: Stop;
  /** Hears how many are being worked on. */
  onRunning?: (count: number) => void;
  /** Asks AWS what is left of a student's lab after destroy. */
  leftovers?: (student: Student) => Promise<Leftover[]>;
  /** How far AWS has come with what a run was cut off in; AWS itself where it is left out. */
  progressOf?: OperationOptions["progressOf"];
  /** Why AWS does not accept the fleet's own credentials any more; asked when a student's run ends by expired ones. */
  signInProblem?: () => Promise<string | undefined>;
}

/**
 * Does one operation for all the students: ring by ring, never more than `parallel` at once. When the first of several
 * rings fails, no other starts. Every result is in the journal before the next student starts.
 */
export async function runFleet(options: FleetOptions): Promise<Result[]> {
  const { home, operation, students, view, words = en } = options;
  const journal = new Journal(home.folder);
  const remembered = await journal.read();
  const stacks = await knownStacks(home);
  const run = new FleetRun(options, journal, remembered, stacks);
  view.begin(students, operation, options.parallel, remembered);
  const results: Result[] = [];
  for (const [i, ring] of ringsOf(options).entries()) {
    results.push(...(await run.ring(ring)));
    const failed = i === 0 && operation !== "destroy" && results.some(isBad);
    if (failed && results.length < students.length) {
      run.held = true;
      view.note(words.fleet.run.ringFailed(ring[0].ring));
    }
  }
  return results;
}

/** Students by ring in the roster's order; a destroy has no rings, as waiting costs money. */
function ringsOf({ home, operation, students }: FleetOptions): Student[][] {
  if (operation === "destroy") return [students];
  return home.roster.rings
    .map((ring) => students.filter((student) => student.ring === ring))
    .filter((ring) => ring.length > 0);
}

class FleetRun {
  /** True when no other may start: an earlier ring has failed, or the credentials have run out. */
  held = false;
  private readonly programHash: string;
  private running = 0;

  constructor(
    private readonly options: FleetOptions,
    private readonly journal: Journal,
    private readonly remembered: Remembered,
    private readonly stacks: Map<string, KnownStack>,
  ) {
    this.programHash = programFingerprint(options.program);
  }

  ring(students: Student[]): Promise<Result[]> {
    const { parallel, stop, view } = this.options;
    const shown = (result: Result): Result => {
      view.end(result);
      return result;
    };
    return runPool(students, {
      parallel,
      mayStart: () => stop.mayStart && !this.held,
      work: async (student) => {
        this.options.onRunning?.(++this.running);
        try {
          return shown(await this.work(student));
        } catch (error) {
          // A full disk, say: the others still have their results, and nobody is lost from the summary.
          const reasons = [this.options.home.redact((error as Error).message)];
          return shown({ ...this.result(student, "failed"), failure: { kind: "error", reasons } });
        } finally {
          this.options.onRunning?.(--this.running);
        }
      },
      skipped: (student) => shown(this.result(student, "not started")),
    });
  }

  private async work(student: Student): Promise<Result> {
    const { operation } = this.options;
    const known = this.stacks.get(student.id);
    const latest = this.remembered.latest.get(student.id);
    const empty = !known || known.resources === 0;
    if (operation === "up" && !this.options.all && !empty && this.isDone(student)) {
      return this.result(student, "unchanged");
    }
    if (operation === "destroy" && empty) return this.withLeftovers(student, this.result(student, "absent"));
    if (operation !== "preview") this.journal.begin(student.id, operation);
    const { home, clock, timeLimit, stop, random, view } = this.options;
    const result = await operate(student, {
      home,
      clock,
      operation,
      fingerprint: this.fingerprint(student),
      known: known !== undefined,
      unsettled: known !== undefined && latest?.outcome !== "succeeded",
      cutOff: latest?.outcome === "begun",
      timeLimit,
      progressOf: this.options.progressOf,
      cancel: stop.cancel,
      random,
      onPhase: (phase, reader) => view.phase(student, phase, reader),
    });
    this.journal.add(result);
    if (result.failure?.kind === "expired") await this.holdIfSignedOut();
    return operation === "destroy" && !isBad(result) ? this.withLeftovers(student, result) : result;
  }

  /** The others would only wait for the same credentials, one after the other. */
  private async holdIfSignedOut(): Promise<void> {
    const problem = this.held ? undefined : await this.options.signInProblem?.();
    if (problem === undefined) return;
    this.held = true;
    const { view, words = en } = this.options;
    view.note(words.fleet.run.signedOut(problem));
  }

  private isDone(student: Student): boolean {
    const latest = this.remembered.latest.get(student.id);
    if (latest?.operation !== "up" || latest.outcome !== "succeeded") return false;
    return latest.fingerprint === this.fingerprint(student);
  }

  private async withLeftovers(student: Student, result: Result): Promise<Result> {
    const { leftovers } = this.options;
    if (!leftovers) return result;
    try {
      return { ...result, leftovers: await leftovers(student) };
    } catch (error) {
      return { ...result, unchecked: this.options.home.redact((error as Error).message.split("\n")[0]) };
    }
  }

  private fingerprint(student: Student): string {
    return stackFingerprint(this.programHash, stackValues(student, this.options.home.project));
  }

  private result(student: Student, outcome: Result["outcome"]): Result {
    const { home, operation, clock } = this.options;
    return {
      student: student.id,
      account: student.account,
      region: student.region,
      operation,
      outcome,
      began: new Date(clock.now()).toISOString(),
      seconds: 0,
      attempts: 0,
      fingerprint: this.fingerprint(student),
      log: logFile(home, student),
    };
  }
}
