import { existsSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { lockedBy } from "../../words/en/fleet";
import { type Holder, holderOf, isLocked, type Lock, locksIn } from "../pulumi/lock";
import { restoring } from "../pulumi/damaged";
import { kubeconfigCommand } from "../pulumi/kubeconfig";
import { proofFindings } from "../pulumi/proofs";
import { unfinishedText } from "../pulumi/show";
import { adoptRefused, eventIn, RefusedCreations } from "../pulumi/refused";
import { exportState, placeOf, type StackState, type Unfinished, unfinished } from "../pulumi/state";
import type { Change } from "./commands";
import { pulumiCommand } from "./decide";
import { damagedIn } from "./engine-facts";
import { type Ended, runInFront } from "./process";
import { emptiesStack } from "./request";
import { type Settlement, settle } from "./settle";
import { wrap } from "../text";
import { errorLine, formatProblems, indented } from "./text";

/**
 * Changes a stack, and gives the exit code: 0 only where its state says that all is done. Settles first what an earlier run was
 * cut off in, and offers to take a dead run's lock away.
 */
export async function changeStack(change: Change): Promise<number> {
  for (let unlocked = false; ; unlocked = true) {
    const { code, locks } = await once(change, unlocked);
    if (locks === undefined) return code;
    if (unlocked || !(await offerUnlock(change, locks))) return code;
  }
}

/** @param cutOff The last run is known to have died. */
async function once(change: Change, cutOff: boolean): Promise<{ code: number; locks?: Lock[] }> {
  const settled: Settlement = await settle(change, cutOff);
  if (settled.then === "stop") return { code: 1 };
  if (settled.then === "unlock") return { code: 1, locks: settled.locks };
  const mayAdopt = (cutOff || settled.cutOff) && change.facts.request.command === "up";
  for (let refresh = settled.refresh; ; refresh = true) {
    const events = mayAdopt && !asksFor(change, /^--event-log(=|$)/) ? join(change.folder, "events") : undefined;
    const ended = await update(change, refresh, events);
    if (ended.code !== 0 && isLocked(ended.said)) return { code: ended.code, locks: locksIn(ended.said) };
    const tryAgain = events !== undefined && ended.code !== 0 && !ended.interrupted && (await adopt(change, events));
    if (!tryAgain) return { code: await judge(change, ended) };
  }
}

/** Runs the engine on the user's terminal; what it does goes into the file of events, too, where there is to be one. */
function update({ pulumi, args, child, ...change }: Change, refresh: boolean, events?: string): Promise<Ended> {
  const more = refresh && !asksFor(change, /^(--refresh|-r)(=|$)/) ? ["--refresh"] : [];
  if (events === undefined) return runInFront(pulumi, [...args, ...more], child);
  // The CLI knows the flag only so; Automation API does the same.
  const env = { ...child.env, PULUMI_DEBUG_COMMANDS: "true" };
  return runInFront(pulumi, [...args, ...more, "--event-log", events], { ...child, env });
}

/** Takes what AWS has refused to make a second time into the state, where a person agrees; gives whether anything was. */
async function adopt({ facts, run, folder, say, ask }: Change, events: string): Promise<boolean> {
  const { stack, yes } = facts.request;
  const refused = new RefusedCreations();
  const lines = existsSync(events) ? readFileSync(events, "utf8").split("\n") : [];
  for (const line of lines) refused.add(eventIn(line));
  rmSync(events, { force: true });
  const adopted = await adoptRefused(run, stack, [...refused.found.values()], folder, async (names) => {
    const found = `AWS has what the run that was cut off had made, and the state has not: ${names.join(", ")}.`;
    say(["", ...wrap(found)].join("\n"));
    return yes || (facts.interactive && (await ask("Take it into the state, and go on?")));
  });
  if (adopted.length > 0) say("It is taken into the state, and read anew:");
  return adopted.length > 0;
}

/** Whether the user has passed a flag on to Pulumi. */
function asksFor({ facts }: Pick<Change, "facts">, flag: RegExp): boolean {
  return facts.request.passOn.some((argument) => flag.test(argument));
}

/** Tells who has the stack, and the one command that frees it; gives whether that was done. */
async function offerUnlock({ facts, run, say, ask }: Change, locks: Lock[]): Promise<boolean> {
  const { stack, yes } = facts.request;
  const all: (Lock | undefined)[] = locks.length > 0 ? locks : [undefined];
  const holders = all.map((lock): [Lock | undefined, Holder] => [lock, holderOf(lock, hostname())]);
  const who = holders.map(([lock, holder]) => lockedBy(lock, holder)).join("; ");
  const tell = (todo: string, ...commands: string[]): void =>
    say(["", ...wrap(`Stack ${stack} is ${who}. ${todo}`), ...commands.flatMap((one) => indented(one))].join("\n"));
  if (holders.some(([, holder]) => holder === "alive")) {
    tell("Nothing was done: wait for its end.");
    return false;
  }
  const dead = holders.every(([, holder]) => holder === "dead");
  const todo = dead ? "This takes the lock away:" : "If that run has ended, this takes the lock away:";
  tell(todo, pulumiCommand(facts, `cancel --yes --stack ${stack}`));
  if (yes || !facts.interactive) return false;
  if (!(await ask(dead ? "Take it away, and go on?" : "Has that run ended, and is the lock to be taken away?")))
    return false;
  await run(["cancel", "--yes", "--stack", stack]);
  return true;
}

/** Tells how the stack stands after a run, by its state, and gives the exit code. */
async function judge(change: Change, ended: Ended): Promise<number> {
  const read = await stateAfter(change, ended.code);
  if ("code" in read) return read.code;
  const { state } = read;
  const { facts, say, afterwards } = change;
  const isUp = facts.request.command === "up";
  const open = openAfter(change, state);
  if (open || (ended.interrupted && isUp)) {
    tellOpen(change, ended, open);
    if (open && isUp) await tellProofs(change, state);
    return ended.code || (ended.interrupted ? INTERRUPTED : 1);
  }
  if (ended.code !== 0) return ended.code;
  if (afterwards !== undefined) say(afterwards);
  if (isUp) for (const line of kubeconfigOf(state)) say(line);
  return 0;
}

/** The state after a run; an exit code where there is none to judge by. */
async function stateAfter(
  { facts, say, run }: Change,
  code: number,
): Promise<{ state: StackState } | { code: number }> {
  const { stack, passOn } = facts.request;
  try {
    return { state: (await exportState(run, stack)).deployment ?? {} };
  } catch (error) {
    const reason = errorLine((error as Error).message);
    // With --remove the stack goes, too.
    if (code === 0 && /no stack named/.test(reason) && passOn.includes("--remove")) return { code: 0 };
    const title = `Not known is how stack ${stack} stands: its state cannot be read: ${reason}`;
    const damaged = damagedIn(facts).map((damage) => restoring(damage, facts.cwd));
    say(formatProblems(title, damaged));
    return { code: code || 1 };
  }
}

/** Tells what is not done, as far as the state says, and how to go on. */
function tellOpen({ facts, say }: Change, { interrupted }: Ended, open: Unfinished | undefined): void {
  const { stack, command } = facts.request;
  const how = interrupted ? "was interrupted" : "has not come to its end";
  const what = open ? unfinishedText(open).join("; ") : "not known is whether all was made";
  const lines = wrap(`Stack ${stack} ${how}: ${what}. To go on from there:`);
  say(["", ...lines, `  npm run ${command} -- --stack ${stack}`].join("\n"));
}

async function tellProofs({ say }: Change, state: StackState): Promise<void> {
  const findings = await proofFindings(state);
  for (const finding of findings) say(finding.join("\n"));
  if (findings.length > 0) for (const line of kubeconfigOf(state)) say(line);
}

/** As a shell reports a command that SIGINT has ended. */
const INTERRUPTED = 130;

/** What is not done; of a run for some resources only, no more than what it was cut off in. */
function openAfter({ facts }: Change, state: StackState): Unfinished | undefined {
  const { request } = facts;
  const command = request.command === "destroy" ? "destroy" : "up";
  const open = unfinished(command, state);
  if (!open || command === "up" || emptiesStack(request)) return open;
  return open.cutOff.length > 0 ? { ...open, left: 0 } : undefined;
}

function kubeconfigOf(state: StackState): string[] {
  const outputs = state.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
  const { region, role } = placeOf(state);
  if (typeof outputs?.clusterName !== "string" || region === undefined) return [];
  return ["For kubectl, once:", `  ${kubeconfigCommand({ cluster: outputs.clusterName, region, role })}`];
}
