import { hostname } from "os";
import { awsClients } from "../preflight/clients";
import { clusterName } from "../leftovers/command";
import { findLeftovers } from "../leftovers/find";
import { counted } from "../text";
import { chooseStudents } from "./choose";
import { type FleetCommandOptions, today } from "./command";
import { confirmNumber } from "./confirm";
import { fleetHome } from "./home";
import { loadRoster, type Student } from "./roster";
import { installPlugins } from "./run/backend";
import { claim } from "./run/claim";
import { systemClock } from "./run/clock";
import { type FleetOptions, runFleet } from "./run/fleet";
import { defaultParallel } from "./run/parallel";
import { isBad, type Operation, type Result } from "./run/result";
import { Stop } from "./run/stop";
import { explainLock, lockedStacks, unlock } from "./run/unlock";
import type { FleetHome } from "./run/workspace";
import { liveView } from "./show/live";
import { plainView } from "./show/plain";
import { summary } from "./show/summary";
import { fleetStatus, showStatus } from "./status";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `lab fleet validate`. */
export async function validate(options: FleetCommandOptions): Promise<void> {
  const { students, rings, fleet } = await loadRoster(options.roster, process.cwd(), { today: today() });
  const sizes = rings.map((ring) => `${ring} ${students.filter((student) => student.ring === ring).length}`);
  if (options.json) console.log(JSON.stringify({ fleet, students: students.length, rings }, undefined, 2));
  else
    console.log(
      `${options.roster}: class ${fleet}, ${counted(students.length, "student")} (${sizes.join(", ")}): sound`,
    );
}

/** `lab fleet status`. */
export async function status(options: FleetCommandOptions): Promise<void> {
  const { home, students } = await open(options, { removal: true });
  const statuses = await fleetStatus(home, students, new Date(), options.parallel ?? defaultParallel());
  console.log(options.json ? JSON.stringify(statuses, undefined, 2) : showStatus(statuses).join("\n"));
  if (statuses.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
}

/** `lab fleet preview`, `up` and `destroy`. */
export async function operateAll(operation: Operation, options: FleetCommandOptions): Promise<void> {
  const stop = new Stop();
  const { home, students } = await open(options, { removal: operation === "destroy" }, stop.terminate);
  if (operation === "destroy") await confirmDestroy(students, options);
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
    const began = systemClock.now();
    const fleetOptions: FleetOptions = {
      home,
      program: process.cwd(),
      operation,
      students,
      parallel: options.parallel ?? defaultParallel(),
      timeLimit: options.timeLimit,
      all: options.all,
      clock: systemClock,
      random: Math.random,
      view,
      stop,
      onRunning: (count) => (running = count),
      ...(operation === "destroy" ? { leftovers: (student) => leftoversOf(student, home) } : {}),
    };
    let results = await runFleet(fleetOptions);
    view.close();
    results = await retryUnlocked(results, fleetOptions, options);
    finish(results, (systemClock.now() - began) / 1000, operation, options);
  } finally {
    view.close();
    quiet();
    release();
  }
}

async function open(
  options: FleetCommandOptions,
  { removal }: { removal: boolean },
  terminate?: AbortSignal,
): Promise<{ home: FleetHome; students: Student[] }> {
  const roster = await loadRoster(options.roster, process.cwd(), { today: today(), removal });
  const students = chooseStudents(roster, options, today());
  return { home: await fleetHome(process.cwd(), roster, terminate), students };
}

async function confirmDestroy(students: Student[], options: FleetCommandOptions): Promise<void> {
  const accounts = new Set(students.map(({ account }) => account)).size;
  const named = students.slice(0, 10).map(({ id }) => id);
  const who = students.length > 10 ? `${named.join(", ")} and ${students.length - 10} more` : named.join(", ");
  const what = `This destroys the lab in ${counted(accounts, "account")}: ${who}`;
  await confirmNumber(what, accounts, { given: options.confirm, interactive: Boolean(process.stdin.isTTY) });
}

/** Explains locks and, when asked to, takes those of dead runs away and runs their stacks once more. */
async function retryUnlocked(results: Result[], fleet: FleetOptions, options: FleetCommandOptions): Promise<Result[]> {
  const locked = lockedStacks(results, fleet.students, hostname());
  for (const stack of locked) say(explainLock(stack));
  const free = locked.filter(({ holder }) => holder !== "alive");
  if (!options.unlock || free.length === 0) return results;
  const what = `This takes away the ${counted(free.length, "lock")} of runs that have died`;
  // A destroy's --confirm counts accounts; it agrees to unlocking as far as the numbers are the same.
  await confirmNumber(what, free.length, { given: options.confirm, interactive: Boolean(process.stdin.isTTY) });
  for (const { student } of free) await unlock(fleet.home, student);
  const again = await runFleet({ ...fleet, students: free.map(({ student }) => student), all: true });
  return results.map((result) => again.find(({ student }) => student === result.student) ?? result);
}

async function leftoversOf(student: Student, { project }: FleetHome): Promise<string[]> {
  const { region, role, id } = student;
  const clients = await awsClients({ region, role, sessionName: `lab-fleet-${id}` });
  const lab = { student: id, project: project.name, cluster: clusterName(id) };
  return (await findLeftovers(clients, lab, region)).map(({ what }) => what);
}

function finish(results: Result[], seconds: number, operation: Operation, options: FleetCommandOptions): void {
  const again = `Run it again for the rest: npm run lab -- fleet ${operation} --roster ${options.roster}`;
  if (options.json) console.log(JSON.stringify(results, undefined, 2));
  for (const line of summary(results, seconds, again)) say(line);
  if (results.some(isBad)) process.exitCode = 1;
}
