import { en, type Words } from "../../../words";
import { fitColumns, WIDTH, wrap } from "../../text";
import type { Clock } from "../run/clock";
import type { View } from "../run/fleet";
import { Board, isWaiting, tally } from "./board";

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
export function liveView(terminal: Terminal, clock: Clock, words: Words = en): View {
  let board: Board | undefined;
  let drawn = 0;
  let notes: string[] = [];
  let stop = (): void => {};
  const draw = (): void => {
    if (!board) return;
    const lines = [...notes, ...boardLines(board, (terminal.rows ?? 24) - 1, words)];
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
export function boardLines(board: Board, rows: number, words: Words = en): string[] {
  const { amounts, fleet } = words;
  const say = fleet.run;
  const { operation, ended, total, counts, elapsed, remaining } = board;
  const eta = ended === total ? "" : say.left(amounts.elapsed(remaining));
  const lines = [
    say.head(operation, ended, total, tally(counts, words), amounts.elapsed(elapsed)) + eta,
    ...(board.running.size > 0 ? [row(say.columns)] : []),
  ].map(line);
  const failures = board.failures.slice(-SHOWN_FAILURES).map(({ outcome, student, failure, leftovers = [] }) => {
    const reason = failure?.reasons[0] ?? say.leftovers(leftovers.length);
    return line(say.failure(say.outcomes[outcome], student, reason));
  });
  const room = Math.max(1, rows - lines.length - failures.length);
  const running = [...board.running.values()].map((at) => {
    const progress = at.reader.read();
    return row([
      at.student,
      say.phases[at.phase],
      board.resources(progress),
      amounts.elapsed(board.runningFor(at)),
      isWaiting(at.phase) ? "" : amounts.elapsed(board.usual),
      progress.latest,
    ]);
  });
  const hidden = running.length - room;
  const shown = hidden > 0 ? [...running.slice(0, room - 1), say.more(hidden + 1)] : running;
  return [...lines, ...shown, ...failures];
}

/** Columns of all cells but the last, which has the rest of the line. */
const WIDTHS = [16, 12, 9, 11, 11];

function row(cells: string[]): string {
  return line(cells.map((cell, i) => (i < WIDTHS.length ? fitColumns(cell, WIDTHS[i]) : cell)).join(" "));
}

/** A text as one line, cut where it is longer. */
function line(text: string): string {
  return fitColumns(text, WIDTH).trimEnd();
}
