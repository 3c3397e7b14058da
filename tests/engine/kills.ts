import assert from "node:assert/strict";
import { type Call, watching } from "./between";
import { astray, inventory } from "./inventory";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** Another one is tried with LAB_TEST_SEED. */
const SEED = Number(process.env.LAB_TEST_SEED ?? 20261126);
/** How a run is cut off: by the machine's end, by a user, and again. */
const SIGNALS = ["SIGKILL", "SIGINT", "SIGKILL"] as const;
/** Each is cut off within so many calls that change something; an update makes about 80, and so does a destroy. */
const WITHIN = 25;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where a run is cut off. */
interface Cut {
  command: "up" | "destroy";
  signal: "SIGINT" | "SIGKILL";
  /** At the first such call. */
  isAt: (call: Call) => boolean;
  /** Whether the emulator has the call before. */
  isDone: boolean;
}

/** Ends a run at a call that changes something; tells whether it came to that. */
export async function cutOff({ command, signal, isAt, isDone }: Cut): Promise<{ ended: boolean; code: number | null }> {
  let ended = false;
  const run = stack.change(command);
  const end = (): void => {
    ended = true;
    const engine = stack.holder();
    run.child.kill(signal);
    // A machine that dies takes the engine with it.
    if (signal === "SIGKILL" && engine !== undefined) process.kill(engine, signal);
  };
  const { code, text } = await watching(
    (call) => {
      if (ended || !isAt(call)) return undefined;
      if (isDone) return { afterwards: end };
      end();
      return { code: "RefusedByTheTest" };
    },
    () => run.ended,
  );
  if (ended) assert.notEqual(code, 0, text);
  return { ended, code };
}

/** Ends a run at a call that is drawn; tells how. */
async function cutOffSomewhere(
  command: "up" | "destroy",
  signal: "SIGINT" | "SIGKILL",
  draw: () => number,
): Promise<string> {
  const [nth, isDone] = [1 + Math.floor(draw() * WITHIN), draw() < 0.5];
  let count = 0;
  const { code } = await cutOff({ command, signal, isAt: () => ++count === nth, isDone });
  const how = `${signal} at call ${nth} of ${command}${isDone ? ", which was done" : ""}`;
  console.log(`         ${how}: exit ${code}, ${stack.resources().length} resources`);
  return how;
}

/** The commands that the next run gives: one takes a lock away, the other restores a state that was cut in the middle of a write. */
const COMMANDS = [/PULUMI_BACKEND_URL=.*\\\n.*$/m, /^ {2}(cp|rm) [\s\S]*?\.attrs$/m];

/** Puts right what a run that was killed has left, as the next run says. */
export async function unlock(command: "up" | "destroy"): Promise<void> {
  for (const given = new Set<string>(); stack.holder() !== undefined;) {
    const { code, text } = await stack.change(command).ended;
    assert.equal(code, 1);
    const told = COMMANDS.map((form) => form.exec(text)?.[0]).find((found) => found !== undefined);
    assert.ok(told !== undefined && !given.has(told), text);
    given.add(told);
    stack.shell(told);
  }
}

export const kills: Scenario = {
  proves: "killed or interrupted at random moments, an update and a destroy go on; what may exist twice is found",
  minutes: 25,
  async run() {
    await stack.isEmpty();
    const before = await inventory();
    const draw = numbers(SEED);
    const how: string[] = [];
    for (const command of ["up", "destroy"] as const) {
      for (const signal of SIGNALS) {
        how.push(await cutOffSomewhere(command, signal, draw));
        await unlock(command);
      }
      await stack.well(command);
      // What a kill kept from the state is told, so that it can be removed.
      const { lost, gone } = await astray(before);
      assert.deepEqual(gone, []);
      const found = (await stack.leftovers()).filter(({ inState }) => inState !== true).map(({ what }) => what);
      const untold = lost.filter((one) => !found.some((what) => what.includes(one.split(" ").at(-1)!)));
      assert.deepEqual(untold, []);
    }
    return `seed ${SEED}: ${how.join("; ")}`;
  },
};
