import type { Words } from "../../../words";
import type { Remembered } from "../run/journal";
import type { Progress, ProgressReader } from "../run/progress";
import { isBad, type Operation, type Outcome, type Phase, type Result } from "../run/result";
import type { Student } from "../roster/types";

/**
 * Seconds that an operation takes before any run has shown it: medians modelled from recorded durations on AWS
 * (model/aws/durations.ts); a preview was measured.
 */
const TYPICAL_SECONDS: { [operation in Operation]: number } = { preview: 25, up: 690, destroy: 660 };

/** One student at work. */
export interface Running {
  student: string;
  phase: Phase;
  since: number;
  reader: ProgressReader;
}

/** The state of a fleet at work, for whoever shows it. */
export class Board {
  readonly running = new Map<string, Running>();
  readonly counts = new Map<Outcome, number>();
  readonly failures: Result[] = [];
  private readonly durations: number[];
  private readonly sizes: { [operation: string]: number };
  readonly began: number;

  constructor(
    readonly total: number,
    readonly operation: Operation,
    readonly parallel: number,
    remembered: Remembered,
    private readonly now: () => number,
  ) {
    this.durations = [...(remembered.durations[operation] ?? [])];
    this.sizes = { ...remembered.sizes };
    this.began = now();
  }

  phase(student: Student, phase: Phase, reader: ProgressReader): void {
    const since = this.running.get(student.id)?.since ?? this.now();
    this.running.set(student.id, { student: student.id, phase, since, reader });
  }

  end(result: Result): void {
    this.running.delete(result.student);
    this.counts.set(result.outcome, (this.counts.get(result.outcome) ?? 0) + 1);
    if (isBad(result) && result.outcome !== "not started") this.failures.push(result);
    if (result.outcome !== "succeeded") return;
    this.durations.push(result.seconds);
    const touched = Object.values(result.changes ?? {}).reduce((sum, count) => sum + count, 0);
    if (touched > 0) this.sizes[result.operation] = touched;
  }

  get ended(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Seconds since the start of all. */
  get elapsed(): number {
    return (this.now() - this.began) / 1000;
  }

  /** Seconds that one operation takes, by those seen so far. */
  get usual(): number {
    return median(this.durations) ?? TYPICAL_SECONDS[this.operation];
  }

  /** Seconds until all have ended, when things go on as so far. */
  get remaining(): number {
    const waiting = this.total - this.ended - this.running.size;
    const left = [...this.running.values()].map(({ since }) => Math.max(0, this.usual - (this.now() - since) / 1000));
    return Math.max(0, ...left) + Math.ceil(waiting / this.parallel) * this.usual;
  }

  /** Resources done of those that there will be, `12/76`; without a total before a first student has shown it. */
  resources({ done, begun }: Progress): string {
    const size = this.sizes[this.operation];
    return size === undefined ? `${done}` : `${done}/${Math.max(size, begun)}`;
  }

  /** Seconds since a student began. */
  runningFor({ since }: Running): number {
    return (this.now() - since) / 1000;
  }
}

/** Whether a student waits for another try. */
export function isWaiting(phase: Phase): boolean {
  return phase === "throttled" || phase === "expired";
}

/** How many had each outcome, in the order of the outcomes. */
export function tally(counts: Map<Outcome, number>, { fleet: { run: say } }: Words): string {
  const outcomes = Object.keys(say.outcomes) as Outcome[];
  return say.tally(
    outcomes.flatMap((outcome): [string, number][] => {
      const count = counts.get(outcome);
      return count === undefined ? [] : [[say.outcomes[outcome], count]];
    }),
  );
}

/** The middle one; undefined of none. */
export function median(values: number[]): number | undefined {
  return values.length === 0 ? undefined : [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
