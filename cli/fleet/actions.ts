import { hostname } from "node:os";
import { nearest } from "../../nearest";
import { wordsOf } from "../../words";
import { didYouMean, quoted } from "../../words/en/phrases";
import { languageOf } from "../language";
import { printJson } from "../output";
import { counted, wrap } from "../text";
import { today } from "../today";
import { UserError } from "../user-error";
import { chooseStudents } from "./choose";
import type { FleetCommandOptions } from "./options";
import { fleetHome } from "./home";
import { leftoversOf } from "./leftovers";
import { confirmDestroy, operateOn } from "./operate";
import { loadRoster, type Student } from "./roster";
import { installPlugins } from "./run/backend";
import { claim } from "./run/claim";
import { systemClock } from "./run/clock";
import { defaultParallel } from "./run/parallel";
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
  if (options.json) printJson({ fleet, students: students.length, rings, notes });
  else {
    for (const note of notes) console.log(wrap(`WARNING: ${note}.`).join("\n"));
    console.log(
      `${options.roster}: class ${fleet}, ${counted(students.length, "student")} (${sizes.join(", ")}): sound`,
    );
  }
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
  const stop = new Stop();
  if (options.stage !== undefined) await checkStage(options.stage);
  const { home, students } = await open(options, { removal: operation === "destroy" }, stop.terminate);
  const interactive = Boolean(process.stdin.isTTY);
  if (operation === "destroy") await confirmDestroy(students, options, interactive);
  const release = claim(home.folder);
  let running = 0;
  const view =
    process.stderr.isTTY && !options.json ? liveView(process.stderr, systemClock) : plainView(say, systemClock);
  const quiet = stop.listen(
    () => running,
    (text) => view.note(text),
  );
  try {
    // Destroy needs providers, too, but whoever turned acquisition off has brought them.
    if (!process.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION) await installPlugins(home);
    const results = await operateOn(home, students, operation, options, {
      ...{ clock: systemClock, random: Math.random, program: process.cwd(), view, stop, say, interactive },
      host: hostname(),
      onRunning: (count) => (running = count),
      signInProblem: () => signInProblem(students[0].region),
      leftovers: (student) => leftoversOf(student, home.project.name),
    });
    if (options.json) printJson(results);
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
