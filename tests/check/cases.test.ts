import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { checkOf } from "../../cli/check/check-command";
import type { PrintedCheck } from "../../cli/check/show";
import { parseGraph } from "../../cli/sources";
import { ROOT } from "../support/program";
import { CASES, type State } from "./stacks";

/** The day on which the stacks are judged. */
const DAY = "2026-11-26";

/** Policies that the small stacks are not made for. */
const OF_NO_MATTER = [
  ...["owner-and-expiry", "database-backups", "database-encrypted", "database-password"],
  ...["kubernetes-version", "node-metadata", "node-volumes"],
];

function printedOf(state: State): PrintedCheck {
  return JSON.parse(
    JSON.stringify(checkOf(parseGraph(JSON.stringify(state), "state.json"), {}, DAY).printed),
  ) as PrintedCheck;
}

const ANSWERS = new Map<boolean | null, string>([
  [true, "yes"],
  [false, "no"],
  [null, "maybe"],
]);

describe("lab check of stacks that others made", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "cli/check/schema.json"), "utf8")) as object;
  const fits = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

  for (const { name, right, reach, policies, state } of CASES) {
    describe(`${name}: ${right}`, () => {
      let printed: PrintedCheck;
      before(() => (printed = printedOf(state)));

      for (const [row, answers] of Object.entries(reach)) {
        it(`${row} is ${answers.replaceAll("|", " or ")}`, () => {
          const found = printed.reachability.find(
            ({ from, to, protocol, port }) => `${from} -> ${to} ${protocol} ${port}` === row,
          );
          assert.ok(found, "there is no such row");
          assert.ok(answers.split("|").includes(ANSWERS.get(found.allowed)!), found.because);
        });
      }

      for (const [policy, wanted] of Object.entries(policies)) {
        it(`findings of ${policy === "*" ? "any policy" : policy} are ${wanted}`, () => {
          const found = printed.policies.filter((one) =>
            policy === "*" ? !OF_NO_MATTER.includes(one.policy) : one.policy === policy,
          );
          const mandatory = found.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
          if (wanted === "mandatory") assert.ok(mandatory.length > 0);
          if (wanted === "not-mandatory") assert.deepEqual(mandatory, []);
          if (wanted === "present") assert.ok(found.length > 0 || (policy === "*" && printed.notJudged.length > 0));
        });
      }

      it("fits the schema", () => {
        assert.ok(fits(printed), JSON.stringify(fits.errors?.slice(0, 3)));
      });
    });
  }

  it("leaves nothing of the clean stack open", () => {
    const { reachability, capacity, ruleCounts, notJudged } = printedOf(CASES[0].state);
    assert.ok(reachability.every(({ allowed }) => allowed !== null));
    assert.deepEqual([capacity?.doubts, ruleCounts.flatMap(({ doubts }) => doubts), notJudged], [[], [], []]);
  });

  it("has the schema's parts in common with the plan's", () => {
    const definitions = (file: string): { [name: string]: unknown } =>
      (JSON.parse(readFileSync(join(ROOT, file), "utf8")) as { definitions: { [name: string]: unknown } }).definitions;
    const [own, others] = ["cli/check/schema.json", "cli/plan/schema.json"].map(definitions);
    for (const [name, definition] of Object.entries(others)) assert.deepEqual(own[name], definition, name);
  });
});
