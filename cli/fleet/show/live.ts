import { WIDTH, wrap } from "../../text";
import type { Clock } from "../run/clock";
import type { View } from "../run/fleet";
import { Board, isWaiting, phaseText, tally } from "./board";
import { duration, fit } from "./numbers";

/** How often the table is drawn. */
const EVERY_MS = 500;
/** Failures shown below the running ones. */
const SHOWN_FAILURES = 5;

/** A terminal, as far as the table needs one. */
export interface Terminal {
  write(text: string): unknown;
  rows?: number;
}

/**
 * A table that is drawn anew in place: counts, the running students, the latest failures. It has a line for each that runs,
 * not for each student, so that a class of hundreds fits on a screen.
 */
export function liveView(terminal: Terminal, clock: Clock): View {
  let board: Board | undefined;
  let drawn = 0;
  let notes: string[] = [];
  let stop = (): void => {};
  const draw = (): void => {
    if (!board) return;
    const lines = [...notes, ...boardLines(board, (terminal.rows ?? 24) - 1)];
    terminal.write(`${drawn > 0 ? `\u001b[${drawn}A` : ""}\r\u001b[0J${lines.join("\n")}\n`);
    // Notes are drawn once, above the table, and stay.
    drawn = lines.length - notes.length;
    notes = [];
  };
  return {
    begin(students, operation, parallel, remembered) {
      board = new Board(students.length, operation, parallel, remembered, () => clock.now());
      drawn = 0;
      stop = clock.every(EVERY_MS, draw);
      draw();
    },
    phase: (student, phase, reader) => board?.phase(student, phase, reader),
    end: (result) => board?.end(result),
    note(text) {
      // Before the table stands, and after it, nothing would draw them.
      if (board) notes.push(...wrap(text));
      else terminal.write(`${wrap(text).join("\n")}\n`);
    },
    close() {
      stop();
      draw();
      board = undefined;
    },
  };
}

/** The table, in at most so many lines. */
export function boardLines(board: Board, rows: number): string[] {
  const eta = board.ended === board.total ? "" : `, about ${duration(board.remaining)} left`;
  const lines = [
    `${board.operation}: ${board.ended} of ${board.total} ended (${tally(board.counts)}), ` +
      `${duration(board.elapsed)}${eta}`,
    ...(board.running.size > 0 ? [row("STUDENT", "PHASE", "RESOURCES", "ELAPSED", "USUALLY", "NOW")] : []),
  ].map((line) => fit(line, WIDTH).trimEnd());
  const failures = board.failures.slice(-SHOWN_FAILURES).map((result) => {
    const reason = result.failure?.reasons[0] ?? `${(result.leftovers ?? []).length} leftovers`;
    return fit(`${result.outcome}: ${result.student}: ${reason}`, WIDTH).trimEnd();
  });
  const room = Math.max(1, rows - lines.length - failures.length);
  const running = [...board.running.values()].map((at) => {
    const progress = at.reader.read();
    const usual = isWaiting(at.phase) ? "" : duration(board.usual);
    return row(
      at.student,
      phaseText(at.phase),
      board.resources(progress),
      duration(board.runningFor(at)),
      usual,
      progress.latest,
    );
  });
  const hidden = running.length - room;
  const shown = hidden > 0 ? [...running.slice(0, room - 1), `and ${hidden + 1} more`] : running;
  return [...lines, ...shown, ...failures];
}

function row(student: string, phase: string, resources: string, elapsed: string, usual: string, now: string): string {
  const cells = [fit(student, 16), fit(phase, 12), fit(resources, 9), fit(elapsed, 9), fit(usual, 9)];
  const left = cells.join(" ");
  return `${left} ${fit(now, WIDTH - left.length - 1)}`.trimEnd();
}
