import { isLocked, type Lock, locksIn } from "../pulumi/lock";
import { idOf, pendingCreations, settlePending } from "../pulumi/pending";
import {
  type ExportedStack,
  exportState,
  hasHalfMade,
  importState,
  resourceName,
  type StateResource,
} from "../pulumi/state";
import { counted } from "../text";
import { type Change, CommandFailed } from "./commands";
import { type Progress, progressOf } from "../pulumi/made";
import { idsInAws } from "../pulumi/unnamed";
import { wrap } from "../text";
import { errorLine, formatProblems, type Problem } from "./text";

/** What became of the operations that an earlier run was cut off in. */
export type Settlement =
  | {
      then: "go on";
      /** The state is not what AWS has. */
      refresh: boolean;
      /** AWS may have things that the state has not. */
      cutOff: boolean;
    }
  | { then: "stop" }
  /** Another run has the stack, or had it and died. */
  | { then: "unlock"; locks: Lock[] };

/**
 * Settles what an earlier run was cut off in, as otherwise the engine makes it a second time: AWS is asked what it has, and a
 * person whether that is to be taken into the state. Until then the state is left alone: the CLI's import, which alone would tell
 * of a lock, drops from it what was cut off.
 *
 * @param agreed The person was asked already, before a lock was found.
 */
export async function settle(change: Change, agreed: boolean): Promise<Settlement> {
  const { request } = change.facts;
  let exported: ExportedStack;
  try {
    exported = await exportState(change.run, request.stack);
  } catch {
    // Without a state nothing can be settled; the engine says itself what is wrong with it.
    return { then: "go on", refresh: false, cutOff: false };
  }
  const state = exported.deployment ?? {};
  if ((state.pending_operations ?? []).length === 0) {
    return { then: "go on", refresh: request.command === "up" && hasHalfMade(state), cutOff: false };
  }
  const ids = await idsInAws(state);
  const creations = await Promise.all(
    pendingCreations(state).map(async (resource): Promise<Creation> => {
      if (idOf(resource) === undefined) return { resource, id: ids.get(resource.urn) };
      return { resource, progress: await (change.progressOf ?? progressOf)(resource, state) };
    }),
  );
  const problems = creations.flatMap(problemOf);
  if (problems.length > 0) {
    change.say(
      `\n${formatProblems(`Nothing was done: the last run of stack ${request.stack} was cut off, or is still at work.`, problems)}`,
    );
    return { then: "stop" };
  }
  const count = counted(state.pending_operations!.length, "operation");
  if (!agreed) {
    const title = `The last run of stack ${request.stack} was cut off in ${count}, or is still at work.`;
    change.say(["", ...wrap(title)].join("\n"));
    for (const creation of creations) change.say(wrap(`- ${found(creation)}`).join("\n"));
  }
  const question = "Take what AWS has of it into the state, read the rest anew, and go on?";
  if (!request.yes && !agreed && !(change.facts.interactive && (await change.ask(question)))) {
    change.say(`Nothing was done. This does it:\n  npm run ${request.command} -- --stack ${request.stack} --yes`);
    return { then: "stop" };
  }
  const absent = new Set(
    creations.filter(({ progress }) => progress?.has === "nothing").map(({ resource }) => resource.urn),
  );
  const lockedNow = await replace(change, { ...exported, deployment: settlePending(state, absent, ids).state });
  return lockedNow ? { then: "unlock", locks: lockedNow } : { then: "go on", refresh: true, cutOff: true };
}

/** A creation that was cut off, and how far AWS has come with it; undefined where it has no name to ask for. */
interface Creation {
  resource: StateResource;
  /** Under which it was found by its tags. */
  id?: string;
  progress?: Progress;
}

function problemOf({ resource, progress }: Creation): Problem[] {
  const what = `${resourceName(resource)} (${idOf(resource)})`;
  if (progress?.has === "part") {
    return [
      {
        what: `AWS has ${what}, and it is not ready: ${progress.status}.`,
        todo: "Wait for it, and run this again; or remove it, if no run is at work and it will never be ready:",
        commands: [progress.wait, progress.remove],
      },
    ];
  }
  if (progress?.has !== "unknown") return [];
  return [
    {
      what: `Not known is whether AWS has ${what}: ${progress.reason}.`,
      todo: "Going on could make it a second time. Run this again when AWS answers.",
    },
  ];
}

function found({ resource, id, progress }: Creation): string {
  const name = resourceName(resource);
  if (id !== undefined) return `creating ${name}: AWS has it as ${id}`;
  if (progress?.has === "nothing") return `creating ${name}: AWS has none, and it is made anew`;
  if (progress?.has === "all") return `creating ${name}: looked for in AWS as ${idOf(resource)}`;
  return (
    `creating ${name}: not known, as it has no name of its own. It is made anew, and may then exist twice: ` +
    "npm run lab -- leftovers tells what belongs to no state"
  );
}

/** Writes a state; gives the locks where another run has the stack. */
async function replace({ run, facts, folder }: Change, state: ExportedStack): Promise<Lock[] | undefined> {
  try {
    await importState(run, facts.request.stack, state, folder);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (isLocked(error.message)) return locksIn(error.message);
    throw new CommandFailed(`The state of stack ${facts.request.stack} cannot be written: ${errorLine(error.message)}`);
  }
}
