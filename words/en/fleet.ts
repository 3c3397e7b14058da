/** What the tables of a class say. */
import type { Operation, Outcome, Phase, RunNote } from "../../cli/fleet/run/result";
import type { Holder, Lock } from "../../cli/pulumi/lock";
import { students } from "./amounts";

/** Columns of the status. */
export const status = {
  columns: ["STUDENT", "DEPLOYED", "BINDING", "PROBES", "HOURS", "COST", "EXPIRY"],
  unknown: "unknown",
  no: "no",
  yes: "yes",
  partly: "partly",
  bound: "bound",
  notBound: "not bound",
  past: (day: string): string => `${day} past`,
  deployed: (up: number, all: number, perHour: string, soFar: string): string =>
    `${up} of ${students(all)} deployed, ${perHour} an hour, about ${soFar} so far (without traffic).`,
  stages: (parts: string[]): string => `Stages: ${parts.join(", ")}.`,
  unpriced: (regions: string): string => `Prices of ${regions} are not known: these sums are too low.`,
  late: (count: number): string => `${count} past their expiry: lab fleet destroy --expired takes them down.`,
  pending: (student: string, operations: number): string =>
    `${student}: ${operations} operation${operations === 1 ? "" : "s"} under way or cut off; lab fleet up goes on from there.`,
  unlisted: (stacks: string): string => `Not in the roster, and not destroyed by it: ${stacks}.`,
  unlistedOne: (stack: string, resources: string): string => `${stack} (${resources})`,
};

/** A class at work. */
export const run = {
  columns: ["STUDENT", "PHASE", "RESOURCES", "ELAPSED", "USUALLY", "NOW"],
  phases: {
    prepares: "prepares",
    previews: "previews",
    updates: "updates",
    destroys: "destroys",
    throttled: "throttled, waits",
    expired: "credentials expired, waits",
  } satisfies { [phase in Phase]: string },
  outcomes: {
    succeeded: "succeeded",
    unchanged: "unchanged",
    absent: "absent",
    failed: "failed",
    cancelled: "cancelled",
    "not started": "not started",
  } satisfies { [outcome in Outcome]: string },
  /** How many had which outcome. */
  tally: (counts: [string, number][]): string =>
    counts.map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "none ended",
  begins: (operation: Operation, count: number, parallel: number): string =>
    `${operation}: ${students(count)}, ${parallel} at once`,
  head: (operation: Operation, ended: number, total: number, tally: string, elapsed: string): string =>
    `${operation}: ${ended} of ${total} ended (${tally}), ${elapsed}`,
  left: (duration: string): string => `, about ${duration} left`,
  failure: (outcome: string, student: string, reason: string): string => `${outcome}: ${student}: ${reason}`,
  leftovers: (count: number): string => `${count} ${count === 1 ? "leftover" : "leftovers"}`,
  more: (count: number): string => `and ${count} more`,
  phase: (student: string, phase: string): string => `${student}: ${phase}`,
  ended: (student: string, outcome: string, took: string | undefined, reason: string | undefined): string =>
    `${student}: ${outcome}${took === undefined ? "" : ` in ${took}`}${reason === undefined ? "" : `: ${reason}`}`,
  progress: (tally: string, running: string[], left: string): string =>
    `${tally}; running: ${running.join(", ") || "none"}; about ${left} left`,
  ringFailed: (ring: string): string =>
    `Ring ${ring} has failures: no other ring starts. Fix them, and run this again.`,
  signedOut: (problem: string): string => `${problem} Nothing new starts.`,
};

/** What an interruption does. */
export const stop = {
  first: (running: number): string =>
    `Nothing new starts; ${running} still run to their end. Ctrl-C again cancels them.`,
  second: (running: number): string =>
    `Cancelling ${running}: each ends what it has begun. Ctrl-C again ends them at once.`,
  third: "Ending at once: what was being created may be left without a state; see lab fleet leftovers.",
};

/** What came of it. */
export const summary = {
  head: (count: number, duration: string, tally: string, each: string | undefined): string =>
    `${students(count)} in ${duration}: ${tally}${each === undefined ? "" : `, usually ${each} each`}.`,
  group: (count: number, reason: string): string => `${students(count)}: ${reason}`,
  of: (student: string, text: string): string => `${student}: ${text}`,
  cancelled: "cancelled",
  noReason: "failed without a reason",
  unchecked: (reason: string): string => `AWS could not be asked for leftovers: ${reason}; ask by lab fleet leftovers`,
  left: (student: string, count: number): string =>
    `${student}: AWS still has ${count} ${count === 1 ? "thing" : "things"} of this lab:`,
  retry: "Run it again for the rest:",
};

/** What one should know of a run that went well. */
export function noteText({ kind, resources }: RunNote, student: string): string {
  const names = resources.join(", ");
  switch (kind) {
    case "looked for":
      return `cut off while creating, and looked for by name: ${names}`;
    case "may exist twice":
      return `cut off while creating; may exist twice, lab fleet leftovers --only ${student} finds them: ${names}`;
    case "taken in":
      return `made before the crash, and taken into the state: ${names}`;
  }
}

/** Who holds a stack: `locked by ada@laptop, process 42, since 2026-11-23T09:00:00Z, which has died`. */
export function lockedBy(lock: Lock | undefined, holder: Holder): string {
  const by = lock ? `by ${lock.user}@${lock.host}, process ${lock.pid}, since ${lock.since}` : "by another update";
  const how = { alive: ", which still runs", dead: ", which has died", unknown: "" };
  return `locked ${by}${how[holder]}`;
}

/** What to do about a lock. */
export function lockText(student: string, lock: Lock | undefined, holder: Holder): string {
  const todo = {
    alive: "wait for its end",
    dead: "--unlock takes the lock away",
    unknown: "if that has died, --unlock takes the lock away",
  };
  return `${student}: ${lockedBy(lock, holder)}; ${todo[holder]}`;
}

/** What is asked before something that cannot be undone. */
export const confirm = {
  destroys: (count: number, who: string[], more: number): string =>
    `This destroys the lab in ${count} ${count === 1 ? "account" : "accounts"}: ${who.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  /** `unknown` are those of which nobody can tell whether they still run. */
  unlocks: (count: number, unknown: string[]): string =>
    `This takes away ${count} ${count === 1 ? "lock" : "locks"}` +
    (unknown.length > 0 ? `; on other machines, where they may still run: ${unknown.join(", ")}` : ""),
  sentence: (what: string): string => `${what}.`,
  question: (count: number): string => `Type ${count} to go on: `,
};

/** A roster, and what is made of it. */
export const roster = {
  sound: (file: string, fleet: string, count: number, rings: string[]): string =>
    `${file}: class ${fleet}, ${students(count)} (${rings.join(", ")}): sound`,
  /** A note with the students whom it is about; of all of them where none is named. */
  note: (text: string, of: string[], more: number): string =>
    of.length === 0 ? text : `${text} (${of.join(", ")}${more > 0 ? ` and ${more} more` : ""})`,
  handedOut: (folder: string, count: number): string =>
    `${folder}: ${students(count)}, a folder each, which only you can read.`,
  noPrincipal: (ids: string[]): string =>
    `Without a principal in the roster, and so unknown to their clusters: ${ids.join(", ")}.`,
  rendered: (file: string, count: number): string => `${file}: ${students(count)}. docs/fleet.md says how to use it.`,
  secrets: "No secret was written. Once, from a shell that has them:",
  secretBackend: (file: string, backend: string): string =>
    `Before ${file} comes into a repository, take the secret out of backend: ${backend}`,
};
