import * as assert from "node:assert/strict";
import { nearest } from "../../nearest";

const CASES: [name: string, candidates: string[], meant: string | undefined][] = [
  ["unbound", ["in-cluster", "rds-unbound", "bound"], "rds-unbound"],
  ["boud", ["in-cluster", "rds-unbound", "bound"], "bound"],
  ["zoe", ["bob", "ada"], undefined],
  ["bbo", ["bob", "ada"], "bob"],
  ["adda", ["bob", "ada"], "ada"],
  ["Region", ["region"], "region"],
  ["regoin", ["region", "owner"], "region"],
  ["orders", ["orders-db", "orders-api"], undefined],
  ["x", [], undefined],
];

describe("the name that was probably meant", () => {
  for (const [name, candidates, meant] of CASES) {
    it(`of ${candidates.join(", ") || "none"} is ${meant ?? "none"} for ${name}`, () => {
      assert.equal(nearest(name, candidates), meant);
    });
  }
});
