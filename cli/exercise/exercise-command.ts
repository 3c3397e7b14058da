import { join } from "node:path";
import { en, type Words, wordsOf } from "../../words";
import type { RollReason } from "../../model/diff/graph-diff";
import { languageOf } from "../language";
import { printJson } from "../output";
import { printable } from "../diff/safe-text";
import { printedVerdict } from "../plan/verdicts";
import { UserError } from "../user-error";
import { checkCopy, isSolved, labOf, type Outcome } from "./check";
import { editedFiles, EXERCISES_FOLDER, isThere, setUp, shownPath, solve } from "./copy";
import { EXERCISES } from "./exercises";
import { namesOf, type Numbered, showAnswer, showList, showOutcome, showTask } from "./show";
import { typeProblems } from "./types";

/** Options of `lab exercise`. */
export interface ExerciseOptions {
  check?: boolean;
  solve?: boolean;
  reset?: boolean;
  json?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
}

/** Version of what `--json` prints. */
const EXERCISE_VERSION = 1;

/**
 * `lab exercise`: lists the exercises, or sets one up, checks, solves or resets it, and gives the exit code: 1 where one that is
 * checked is not solved yet, else 0.
 *
 * @param folder where the copies are. Default `.lab/exercises` in the current folder
 * @param outcomeOf what is wrong with a copy. Default what a check of it finds
 */
export async function exerciseCommand(
  number: string | undefined,
  options: ExerciseOptions,
  folder: string = join(process.cwd(), EXERCISES_FOLDER),
  outcomeOf: (copy: string) => Promise<Outcome> = async (copy) => checkCopy(copy, await labOf(process.cwd())),
): Promise<number> {
  const all = EXERCISES.map((one, i): Numbered => ({ ...one, number: i + 1, folder: join(folder, String(i + 1)) }));
  const exercise = asked(number, options, all);
  const words = await wordsOf(languageOf(options.lang));
  const print = (lines: string[]): void => console.log(lines.map(printable).join("\n"));
  if (exercise === undefined) {
    const there = all.filter((one) => isThere(one.folder)).map((one) => one.number);
    if (options.json) printJson(printedList(all, there));
    else print(showList(all, there, words));
    return 0;
  }
  const wasThere = isThere(exercise.folder);
  const { check: isCheck, solve: isSolve, reset: isReset } = options;
  if ((isCheck || isSolve) && !wasThere) throw new UserError(notSetUp(exercise));
  if (isCheck) return check(exercise, options, words, print, outcomeOf);
  if (isSolve) {
    print(showAnswer(exercise, solve(exercise.folder, exercise.changes), words));
    return 0;
  }
  if (isReset || !wasThere) setUp(process.cwd(), exercise.folder, exercise.changes);
  print(showTask(exercise, !wasThere ? "made" : isReset ? "reset" : "there", words));
  return 0;
}

/** The exercise that a call means; none for the list. Fails with a {@link UserError} that lists what is wrong with the call. */
function asked(number: string | undefined, options: ExerciseOptions, all: Numbered[]): Numbered | undefined {
  const chosen = (["check", "solve", "reset"] as const).filter((name) => options[name]).map((name) => `--${name}`);
  const exercise = all.find((one) => String(one.number) === number);
  const problems: string[] = [];
  if (number !== undefined && exercise === undefined) {
    problems.push(`${JSON.stringify(number)} is not an exercise; choose 1 to ${all.length}`);
  }
  if (number === undefined && chosen.length > 0) {
    problems.push(`${chosen.join(" and ")} needs the number of an exercise, 1 to ${all.length}`);
  }
  if (chosen.length > 1) problems.push(`${chosen.join(" and ")} exclude each other; choose one`);
  if (options.json && number !== undefined && !options.check) {
    problems.push("--json is for the list and for --check; leave it out");
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return exercise;
}

function notSetUp({ number, folder }: Numbered): string {
  return `Exercise ${number} is not set up: there is no ${shownPath(folder)}; set it up with npm run lab -- exercise ${number}`;
}

async function check(
  exercise: Numbered,
  { json }: ExerciseOptions,
  words: Words,
  print: (lines: string[]) => void,
  outcomeOf: (copy: string) => Promise<Outcome>,
): Promise<number> {
  // On stderr, so that what --json prints stays JSON.
  const tell = (text: string): void => {
    if (process.stderr.isTTY) console.error(text);
  };
  const { planning, checkingTypes } = words.exercises.outcome;
  tell(planning);
  const [project, { folder, changes }] = [process.cwd(), exercise];
  const found = await outcomeOf(folder);
  const edited = isSolved(found) || found.refused !== undefined ? editedFiles(project, folder, changes) : [];
  if (edited.length > 0) {
    tell(checkingTypes);
    found.types = await typeProblems(project, edited);
  }
  if (json) printJson(printedOutcome(exercise, found));
  else print(showOutcome(exercise, found, words));
  return isSolved(found) ? 0 : 1;
}

/** English, as all that is printed as JSON. */
function printedList(all: Numbered[], there: number[]): object {
  const exercises = all.map(({ number, name, folder }) => {
    const { title, line } = en.exercises.texts[name];
    return { number, title, line, folder: shownPath(folder), setUp: there.includes(number) };
  });
  return { version: EXERCISE_VERSION, exercises };
}

function printedOutcome({ number }: Numbered, found: Outcome): object {
  const { refused = null, types, verdicts, pods, namespaces, rows, ends, kept } = found;
  const answer = (allowed: boolean | null | undefined): string =>
    allowed === undefined ? "absent" : allowed === null ? "not known" : allowed ? "open" : "closed";
  return {
    ...{ version: EXERCISE_VERSION, exercise: number, solved: isSolved(found), refused, types },
    policies: verdicts.map(printedVerdict),
    pods: pods.map(({ found: here = "absent", ...pod }) => ({ ...pod, found: here })),
    namespaces: namespaces.map(({ found: here = "none", expected = "none", ...one }) => ({
      ...{ ...one, found: here ?? "not known", expected: expected ?? "not known" },
    })),
    reachability: rows.map(({ row: { from, to, protocol, port, because }, found: here, expected }) => ({
      ...{ from, to, protocol, port, found: answer(here), expected: answer(expected) },
      because: here === undefined ? null : because,
    })),
    ends,
    keepGroups: keeping(kept, "replaced", "groups"),
    keepSettings: keeping(kept, "vpc-cni", "settings"),
  };
}

/** The workloads whose pods keep something of a kind, and what they keep under a key. */
function keeping(kept: Outcome["kept"], of: RollReason["kind"], key: string): object[] {
  return kept
    .map(({ kind, workload, reasons }) => ({ kind, workload, [key]: namesOf(reasons, of) }))
    .filter(({ [key]: names }) => names.length > 0);
}
