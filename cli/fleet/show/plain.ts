import { en, type Words } from "../../../words";
import { fitColumns, WIDTH, wrap } from "../../text";
import type { Clock } from "../run/clock";
import type { View } from "../run/fleet";
import { Board, tally } from "./board";

/** How often a line says that all is well. */
const EVERY_MS = 60_000;

/** Plain lines for logs and pipes: each start and end once, and now and then how far all have come. */
export function plainView(print: (line: string) => void, clock: Clock, words: Words = en): View {
  const { amounts, fleet } = words;
  const say = fleet.run;
  const cut = (text: string): void => print(fitColumns(text, WIDTH).trimEnd());
  let board: Board | undefined;
  let stop = (): void => {};
  return {
    begin(students, operation, parallel, remembered) {
      board = new Board(students.length, operation, parallel, remembered, () => clock.now());
      print(say.begins(operation, students.length, parallel));
      stop = clock.every(EVERY_MS, () => cut(progressLine(board!, words)));
    },
    phase(student, phase, reader) {
      board?.phase(student, phase, reader);
      print(say.phase(student.id, say.phases[phase]));
    },
    end(result) {
      board?.end(result);
      const { student, outcome, seconds, failure } = result;
      if (outcome === "not started") return;
      const took = seconds > 0 ? amounts.elapsed(seconds) : undefined;
      cut(say.ended(student, say.outcomes[outcome], took, failure?.reasons[0]));
    },
    note: (text) => wrap(text).forEach(print),
    close: () => stop(),
  };
}

function progressLine(board: Board, words: Words): string {
  const { amounts, fleet } = words;
  const states = [...board.running.values()].map((at) => `${at.student} ${board.resources(at.reader.read())}`);
  return fleet.run.progress(tally(board.counts, words), states, amounts.elapsed(board.remaining));
}
