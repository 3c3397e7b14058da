import assert from "node:assert/strict";
import { join } from "node:path";
import { refuseAllBut, refusedIn, refuseNothing } from "./admission";
import { watching } from "./between";
import { deedsIn, isCustom, shortName } from "./events";
import { astray, inventory } from "./inventory";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** More rounds than any chain of things that wait for each other has calls. */
const ROUNDS = 60;
/** What asks nobody for anything: a value of the program's own. */
const NO_CALL = /^random:/;

/** What a chain of faults has met. */
interface Chain {
  rounds: number;
  /** Calls and objects that were refused once. */
  faults: number;
  /** Resources whose making or deletion failed for it, as the engine told. */
  failed: Set<string>;
  /** Resources that were made, changed or deleted. */
  done: Set<string>;
}

/**
 * Runs an update or a destroy again and again. Each call of AWS that changes something, and each object of the lab in Kubernetes,
 * is refused the first time, so that each resource fails once; those that wait for nothing of each other in the same round.
 */
async function chain(command: "up" | "destroy"): Promise<Chain> {
  const calls = new Set<string>();
  const objects = new Set<string>();
  const failed = new Set<string>();
  const done = new Set<string>();
  for (let rounds = 1; rounds <= ROUNDS; rounds++) {
    refuseAllBut(command === "up" ? ["CREATE", "UPDATE"] : ["DELETE"], objects);
    const log = join(stack.work.folder, `${command}-${rounds}.events`);
    const refuseFirst = ({ key }: { key: string }) =>
      calls.has(key) ? undefined : (calls.add(key), { code: "RefusedByTheTest" });
    const before = calls.size + objects.size;
    const { code, text } = await watching(
      refuseFirst,
      () => stack.change(command, "--continue-on-error", "--event-log", log).ended,
    );
    for (const key of refusedIn(text)) objects.add(key);
    for (const deed of deedsIn(log)) (deed.failed ? failed : done).add(deed.urn);
    const faults = calls.size + objects.size;
    console.log(`         round ${rounds}: ${faults - before} faults; ${stack.resources().length} resources`);
    if (code === 0) return { rounds, faults, failed, done };
    assert.ok(faults > before, `it fails without a fault:\n${text}`);
  }
  throw new Error(`${command} does not come to its end in ${ROUNDS} rounds`);
}

/** Changes of the config that reach as many kinds of resources as there are, and replace nothing that has data. */
const CHANGES = {
  nodeCount: "2",
  catalogReplicas: "2",
  logTypes: ["audit", "api"],
  logRetentionDays: "14",
  natGatewayPerZone: "true",
  enforcingMode: "standard",
  databaseBackupRetentionDays: "1",
};

/** Resources that did not fail once, of those that ask somebody for something. */
function spared(urns: { urn: string; type: string }[], { failed }: Chain): string[] {
  return urns.filter(({ urn, type }) => isCustom(type) && !NO_CALL.test(type) && !failed.has(urn)).map(shortName);
}

export const creationFaults: Scenario = {
  proves: "each resource fails once while it is made, one after the other; nothing is made twice, and nothing lost",
  minutes: 25,
  async run() {
    await stack.isEmpty();
    const before = await inventory();
    const met = await chain("up");
    refuseNothing();
    const made = stack.resources();
    assert.deepEqual(await astray(before), { lost: [], gone: [] });
    assert.deepEqual(spared(made, met), []);
    const same = await stack.well("up", "--refresh", "--expect-no-changes");
    assert.match(same.text, /Resources:\s+\d+ unchanged/);
    return `${met.faults} faults at ${met.failed.size} resources in ${met.rounds} rounds`;
  },
};

export const changeFaults: Scenario = {
  proves: "each resource fails once while it is changed, one after the other; in the end all is as the config says",
  minutes: 20,
  async run() {
    await stack.isUp();
    const before = new Set((await astray()).lost);
    stack.set(CHANGES);
    const met = await chain("up");
    refuseNothing();
    const changed = stack.resources().filter(({ urn, type }) => met.done.has(urn) && type.startsWith("aws:"));
    assert.ok(changed.length > Object.keys(CHANGES).length);
    assert.deepEqual(spared(changed, met), []);
    assert.deepEqual(await astray(before), { lost: [], gone: [] });
    const same = await stack.well("up", "--refresh", "--expect-no-changes");
    assert.match(same.text, /Resources:\s+\d+ unchanged/);
    stack.restoreConfig();
    await stack.well("up");
    return `${met.faults} faults at ${met.failed.size} resources in ${met.rounds} rounds`;
  },
};

export const deletionFaults: Scenario = {
  proves: "each resource fails once while it is deleted, one after the other; in the end nothing is left",
  minutes: 25,
  async run() {
    await stack.isUp();
    const made = stack.resources();
    const met = await chain("destroy");
    refuseNothing();
    assert.deepEqual(spared(made, met), []);
    assert.deepEqual(stack.resources(), []);
    assert.deepEqual(await stack.leftovers(), []);
    assert.deepEqual((await astray()).lost, []);
    return `${met.faults} faults at ${met.failed.size} resources in ${met.rounds} rounds`;
  },
};
