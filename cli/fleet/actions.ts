import { hostname } from "node:os";
import { nearest } from "../../nearest";
import { en, type Words, wordsOf } from "../../words";
import { didYouMean, quoted } from "../../words/en/phrases";
import { languageOf } from "../language";
import { printJson } from "../output";
import { wrap } from "../text";
import { today } from "../today";
import { UserError } from "../user-error";
import { chooseStudents } from "./choose";
import type { FleetCommandOptions } from "./options";
import { fleetHome } from "./home";
import { leftoversOf } from "./leftovers";
import { confirmDestroy, operateOn } from "./operate";
import { loadRoster, type RosterNote, type Student } from "./roster";
import { installPlugins } from "./run/backend";
import { claim } from "./run/claim";
import { systemClock } from "./run/clock";
import { defaultParallel } from "./run/parallel";
import { printedResult } from "./run/printed";
import { isBad, type Operation } from "./run/result";
import { Stop } from "./run/stop";
import type { FleetHome } from "./run/workspace";
import { liveView } from "./show/live";
import { plainView } from "./show/plain";
import { signInProblem } from "./sign-in";
import { showStatus } from "./show-status";
import { fleetStatus } from "./status";

const say = (line: string): void => console.error(line);

/** `lab fleet validate`. */
export async function validate(options: FleetCommandOptions): Promise<void> {
  const { students, rings, fleet, notes } = await loadRoster(options.roster, process.cwd(), { today: today() });
  const sizes = rings.map((ring) => `${ring} ${students.filter((student) => student.ring === ring).length}`);
  if (options.json)
    return printJson({ fleet, students: students.length, rings, notes: notes.map((note) => noteText(note, en)) });
  const words = await wordsOf(languageOf(options.lang));
  for (const note of notes) console.log(wrap(words.plan.warning(noteText(note, words))).join("\n"));
  console.log(wrap(words.fleet.roster.sound(options.roster, fleet, students.length, sizes)).join("\n"));
}

/** Students that a note names. */
const MOST_NAMED = 5;

/** A note of a roster in words. */
export function noteText({ note, students }: RosterNote, { configNotes, fleet }: Words): string {
  const named = students.slice(0, MOST_NAMED);
  return fleet.roster.note(configNotes.configNoteText(note), named, students.length - named.length);
}

/** `lab fleet status`. */
export async function status(options: FleetCommandOptions): Promise<void> {
  const { home, students } = await open(options, { removal: true });
  const found = await fleetStatus(home, students, new Date(), options.parallel ?? defaultParallel());
  if (options.json) printJson(found);
  else console.log(showStatus(found, await wordsOf(languageOf(options.lang))).join("\n"));
  if (found.students.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
}

/** `lab fleet preview`, `up`, `stage` (an `up` with a stage) and `destroy`. */
export async function operateAll(operation: Operation, options: FleetCommandOptions): Promise<void> {
  const words = await wordsOf(languageOf(options.lang));
  const stop = new Stop(words.fleet.stop);
  if (options.stage !== undefined) await checkStage(options.stage);
  const { home, students } = await open(options, { removal: operation === "destroy" }, stop.terminate);
  const interactive = Boolean(process.stdin.isTTY);
  if (operation === "destroy") await confirmDestroy(students, options, interactive, words);
  const release = claim(home.folder);
  let running = 0;
  const view =
    process.stderr.isTTY && !options.json
      ? liveView(process.stderr, systemClock, words)
      : plainView(say, systemClock, words);
  const quiet = stop.listen(
    () => running,
    (text) => view.note(text),
  );
  try {
    // Destroy needs providers, too, but whoever turned acquisition off has brought them.
    if (!process.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION) await installPlugins(home);
    const results = await operateOn(home, students, operation, options, {
      ...{ clock: systemClock, random: Math.random, program: process.cwd(), view, words, stop, say, interactive },
      host: hostname(),
      onRunning: (count) => (running = count),
      signInProblem: () => signInProblem(students[0].region),
      leftovers: (student) => leftoversOf(student, home.project.name),
    });
    if (options.json) printJson(results.map(printedResult));
    if (results.some(isBad)) process.exitCode = 1;
  } finally {
    view.close();
    quiet();
    release();
  }
}

async function checkStage(stage: string): Promise<void> {
  // The config brings all of AWS's types with it, for which no other command waits.
  const { STAGES } = await import("../../config");
  if (STAGES.includes(stage)) return;
  const hint = didYouMean(nearest(stage, STAGES));
  throw new UserError(`The lab has no stage ${quoted(stage)}; use ${STAGES.join(", ")}${hint}`);
}

async function open(
  options: FleetCommandOptions,
  { removal }: { removal: boolean },
  terminate?: AbortSignal,
): Promise<{ home: FleetHome; students: Student[] }> {
  const day = today();
  const roster = await loadRoster(options.roster, process.cwd(), { today: day, removal, stage: options.stage });
  const students = chooseStudents(roster, options, day);
  return { home: await fleetHome(process.cwd(), roster, terminate), students };
}
