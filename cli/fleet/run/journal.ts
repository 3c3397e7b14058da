import { appendFileSync, createReadStream, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import writeFileAtomic from "write-file-atomic";
import { makePrivateFolder } from "../../files/private";
import { type PrintedResult, printedResult } from "./printed";
import type { Operation, Result } from "./result";

/** A run as the next one needs it. `begun` is one that was cut off. */
interface Entry {
  operation: Operation;
  outcome: Result["outcome"] | "begun";
  fingerprint?: string;
  /** The run before, as long as this one is only begun. */
  before?: Entry;
}

/** What the journal knows, as the next run needs it. */
export interface Remembered {
  /** The latest run of each student, previews left out. */
  latest: Map<string, Entry>;
  /** Seconds of successful runs by operation. */
  durations: { [operation: string]: number[] };
  /** Resources touched by successful runs, by operation. */
  sizes: { [operation: string]: number };
}

/** Durations kept for the estimate; older ones say nothing about the program of today. */
const KEPT_DURATIONS = 50;

/**
 * The fleet's memory: one line of JSON for each result, written when it is known, so that a crash loses nothing that was
 * finished.
 */
export class Journal {
  constructor(private readonly folder: string) {
    makePrivateFolder(folder);
  }

  private get file(): string {
    return join(this.folder, "journal.jsonl");
  }

  /** Notes that an operation has begun: where no result follows, the run was cut off. */
  begin(student: string, operation: Operation): void {
    appendFileSync(this.file, `${JSON.stringify({ student, operation, outcome: "begun" })}\n`, { mode: 0o600 });
  }

  add(result: Result): void {
    appendFileSync(this.file, `${JSON.stringify(printedResult(result))}\n`, { mode: 0o600 });
  }

  /** Reads all results; a last line cut off by a crash is left out. */
  async read(): Promise<Remembered> {
    const remembered: Remembered = { latest: new Map(), durations: {}, sizes: {} };
    if (!existsSync(this.file)) return remembered;
    for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
      const result = parsed(line);
      if (result) remember(remembered, result);
    }
    return remembered;
  }
}

function remember({ latest, durations, sizes }: Remembered, line: Line): void {
  const { student, operation, outcome } = line;
  // What was not run leaves the last real run standing.
  if (outcome === "not started" || outcome === "unchanged") return;
  if (outcome === "begun") return void latest.set(student, { operation, outcome, before: latest.get(student) });
  const { fingerprint, failure, seconds, changes } = line;
  if (failure?.kind === "locked" && operation !== "preview") {
    const before = latest.get(student)?.before;
    if (before) latest.set(student, before);
    else latest.delete(student);
    return;
  }
  if (operation !== "preview") latest.set(student, { operation, outcome, fingerprint });
  if (outcome !== "succeeded") return;
  durations[operation] = [...(durations[operation] ?? []), seconds].slice(-KEPT_DURATIONS);
  const touched = Object.values(changes ?? {}).reduce((sum, count) => sum + count, 0);
  if (touched > 0) sizes[operation] = touched;
}

/** A line of the journal. */
type Line = PrintedResult | { student: string; operation: Operation; outcome: "begun" };

function parsed(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file whole or not at all: a reader never sees half of it. */
export function writeJson(file: string, value: unknown): void {
  makePrivateFolder(dirname(file));
  writeFileAtomic.sync(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
}
