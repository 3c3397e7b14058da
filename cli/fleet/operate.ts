import { join } from "node:path";
import type { Leftover } from "../leftovers/find";
import { en, type Words } from "../../words";
import { shellWord, wrap } from "../text";
import { UserError } from "../user-error";
import { DEFAULT_TIME_LIMIT, type FleetCommandOptions } from "./options";
import { confirmNumber } from "./confirm";
import type { Student } from "./roster";
import type { Clock } from "./run/clock";
import { type FleetOptions, runFleet, type View } from "./run/fleet";
import { writeJson } from "./run/journal";
import { defaultParallel } from "./run/parallel";
import { printedResult } from "./run/printed";
import type { Operation, Result } from "./run/result";
import type { Stop } from "./run/stop";
import { lockedStacks, unlock } from "./run/unlock";
import type { FleetHome } from "./run/workspace";
import { summary } from "./show/summary";

/** What a fleet needs of its surroundings; tests bring their own. */
export interface Surroundings {
  clock: Clock;
  random: () => number;
  /** Folder of the program. */
  program: string;
  view: View;
  stop: Stop;
  /** Tells the user a line. */
  say: (line: string) => void;
  /** Whether somebody can be asked. */
  interactive: boolean;
  /** The words of all that is shown; English where they are left out. */
  words?: Words;
  /** Name of this machine, as locks have it. */
  host: string;
  onRunning?: (count: number) => void;
  signInProblem: () => Promise<string | undefined>;
  leftovers: (student: Student) => Promise<Leftover[]>;
}

/** Asks for the number of accounts that a destroy is about. Fails with a {@link UserError} where it is not given. */
export async function confirmDestroy(
  students: Student[],
  { confirm }: Pick<FleetCommandOptions, "confirm">,
  interactive: boolean,
  words: Words = en,
): Promise<void> {
  const count = students.length;
  const named = students.slice(0, 10).map(({ id }) => id);
  await confirmNumber((say) => say.destroys(count, named, count - named.length), count, {
    option: "--confirm",
    noun: "accounts",
    given: confirm,
    interactive,
    words,
  });
}

/** Does one operation for all the students to its end, tells what came of it, and gives the results. */
export async function operateOn(
  home: FleetHome,
  students: Student[],
  operation: Operation,
  options: FleetCommandOptions,
  around: Surroundings,
): Promise<Result[]> {
  const { clock, random, program, view, words = en, stop, say, onRunning, leftovers } = around;
  // Before the first student waits for it, and nobody knows why.
  const problem = await around.signInProblem();
  if (problem !== undefined) throw new UserError(problem);
  const began = clock.now();
  const fleet: FleetOptions = {
    ...{ home, program, operation, students, clock, random, view, words, stop, onRunning },
    parallel: options.parallel ?? defaultParallel(),
    timeLimit: options.timeLimit,
    all: options.all,
    signInProblem: around.signInProblem,
    ...(operation === "destroy" ? { leftovers } : {}),
  };
  const first = await runFleet(fleet);
  view.close();
  const results = await retryUnlocked(first, fleet, options.unlock, around);
  const seconds = (clock.now() - began) / 1000;
  for (const line of summary(results, seconds, retryCommand(operation, options), words)) say(line);
  writeJson(join(home.folder, `results-${operation}.json`), results.map(printedResult));
  return results;
}

/** Explains locks and, when asked to, takes those away whose runs have ended, and runs their stacks once more. */
async function retryUnlocked(
  results: Result[],
  fleet: FleetOptions,
  wanted: boolean | string | undefined,
  { say, host, interactive, view, words = en }: Surroundings,
): Promise<Result[]> {
  const locked = lockedStacks(results, fleet.students, host);
  for (const { student, lock, holder } of locked) say(wrap(words.fleet.lockText(student.id, lock, holder)).join("\n"));
  const free = locked.filter(({ holder }) => holder !== "alive");
  if (!wanted || free.length === 0) return results;
  try {
    const given = typeof wanted === "string" ? wanted : undefined;
    // Two runs that write one state lose what the other has made.
    const unknown = free.filter(({ holder }) => holder === "unknown").map(({ student }) => student.id);
    const what = (confirm: Words["fleet"]["confirm"]): string => confirm.unlocks(free.length, unknown);
    await confirmNumber(what, free.length, { option: "--unlock", noun: "locks", given, interactive, words });
  } catch (error) {
    // What has been done is told all the same.
    if (!(error instanceof UserError)) throw error;
    say(error.message);
    return results;
  }
  for (const { student } of free) await unlock(fleet.home, student);
  const second = await runFleet({ ...fleet, students: free.map(({ student }) => student), all: true });
  view.close();
  return results.map((result) => second.find(({ student }) => student === result.student) ?? result);
}

/** The command that does the rest, for the same students. */
function retryCommand(operation: Operation, options: FleetCommandOptions): string {
  const { roster, only, ring, stage, expired, parallel, timeLimit } = options;
  const given = [
    `--roster ${shellWord(roster)}`,
    ...(only ? [`--only ${shellWord(only)}`] : []),
    ...(ring ? [`--ring ${ring}`] : []),
    ...(expired ? ["--expired"] : []),
    ...(parallel ? [`--parallel ${parallel}`] : []),
    ...(timeLimit !== DEFAULT_TIME_LIMIT ? [`--time-limit ${timeLimit}`] : []),
  ];
  return `npm run lab -- fleet ${stage === undefined ? operation : `stage ${stage}`} ${given.join(" ")}`;
}
