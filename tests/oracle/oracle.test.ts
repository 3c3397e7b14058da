/**
 * Holds the model against the oracle on random worlds. `LAB_GRAPHS` sets how many worlds each property tries; a failure
 * prints the smallest world that it found, and the `LAB_SEED` and `LAB_PATH` that lead to it again.
 */
import * as assert from "node:assert/strict";
import fc from "fast-check";
import { type Fault, keyOf, lost, opposites, uncertain, wrong } from "./compare";
import { described } from "./describe";
import { excuses } from "./excuses";
import { worlds } from "./generate";
import { differences, hidden, hidings } from "./hide";
import { type Answer, answers } from "./model";
import { graphOf, type Style } from "./sketch";
import { Oracle } from "./truth";
import type { World } from "./world";
import { sketchOf } from "./write";

const numRuns = Number(process.env.LAB_GRAPHS ?? 100);
const { LAB_SEED: seed, LAB_PATH: path } = process.env;
const style = fc.constantFrom<Style>("state", "plan");

describe("the model and the oracle", function () {
  // Shrinking a failure takes longer than the worlds themselves.
  this.timeout(120_000 + numRuns * 100);

  it("a complete graph is answered with certainty, and what is certain is so for every packet", () => {
    holds(fc.tuple(worlds, style), ([world, style]) => {
      const oracle = new Oracle(world);
      const rows = answers(graphOf(sketchOf(world), style));
      const faults = [...wrong(oracle, rows), ...uncertain(oracle, rows, excuses(style))];
      none(faults.map(faultText), world, style);
    });
  });

  it("hiding facts never turns an answer into its opposite, and never makes one certain of what is not so; a pair that was open keeps its row while its ends are there", () => {
    holds(fc.tuple(worlds, style, hidings), ([world, style, hidings]) => {
      const complete = sketchOf(world);
      const partly = hidden(complete, hidings);
      const before = answers(graphOf(complete, style));
      const after = answers(graphOf(partly, style));
      const turned = opposites(before, after).map((pair) => `${rowText(pair.before)} became ${rowText(pair.after)}`);
      const gone = lost(before, after).map((row) => `${rowText(row)} is gone`);
      const faults = [...turned, ...gone, ...wrong(new Oracle(world), after).map(faultText)];
      none(faults, world, style, differences(complete, partly));
    });
  });
});

/** As `fc.assert`, without printing worlds as JSON. */
function holds<T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  const replay = { ...(seed !== undefined && { seed: Number(seed) }), ...(path !== undefined && { path }) };
  const { failed, errorInstance, ...run } = fc.check(fc.property(arbitrary, predicate), { numRuns, ...replay });
  if (!failed) return;
  const text = errorInstance instanceof Error ? errorInstance.message : "interrupted";
  assert.fail(`world ${run.numRuns} of ${numRuns} (LAB_SEED=${run.seed} LAB_PATH=${run.counterexamplePath}):\n${text}`);
}

function none(faults: string[], world: World, style: Style, hidden = ""): void {
  const all = [...faults.slice(0, 5), `like a ${style}`, ...(hidden === "" ? [] : [hidden]), described(world)];
  if (faults.length > 0) throw new Error(all.join("\n"));
}

function rowText({ allowed, because, ...question }: Answer): string {
  return `${keyOf(question)} ${String(allowed)} (${because})`;
}

function faultText({ row, truth }: Fault): string {
  const { openness, twoVpcs, sameNode } = truth;
  return `${rowText(row)}, but open: ${openness}${twoVpcs ? ", in two VPCs" : ""}${sameNode ? ", on one node" : ""}`;
}
