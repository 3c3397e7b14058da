import { counted, WIDTH, wrap } from "../../text";
import type { Clock } from "../run/clock";
import type { View } from "../run/fleet";
import { Board, phaseText, tally } from "./board";
import { duration, fit } from "./numbers";

/** How often a line says that all is well. */
const EVERY_MS = 60_000;

/** Plain lines for logs and pipes: each start and end once, and now and then how far all have come. */
export function plainView(print: (line: string) => void, clock: Clock): View {
  let board: Board | undefined;
  let stop = (): void => {};
  return {
    begin(students, operation, parallel, remembered) {
      board = new Board(students.length, operation, parallel, remembered, () => clock.now());
      print(`${operation}: ${counted(students.length, "student")}, ${parallel} at once`);
      stop = clock.every(EVERY_MS, () => print(progressLine(board!)));
    },
    phase(student, phase, reader) {
      board?.phase(student, phase, reader);
      print(`${student.id}: ${phaseText(phase)}`);
    },
    end(result) {
      board?.end(result);
      if (result.outcome === "not started") return;
      const time = result.seconds > 0 ? ` in ${duration(result.seconds)}` : "";
      const reason = result.failure?.reasons[0];
      print(fit(`${result.student}: ${result.outcome}${time}${reason ? `: ${reason}` : ""}`, WIDTH).trimEnd());
    },
    note: (text) => wrap(text).forEach(print),
    close: () => stop(),
  };
}

function progressLine(board: Board): string {
  const states = [...board.running.values()].map((at) => `${at.student} ${board.resources(at.reader.read())}`);
  const text = `${tally(board.counts)}; running: ${states.join(", ") || "none"}; about ${duration(board.remaining)} left`;
  return fit(text, WIDTH).trimEnd();
}
