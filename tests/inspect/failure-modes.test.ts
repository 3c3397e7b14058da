import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { CLUSTER_CASES } from "./cases-cluster";
import { POD_CASES } from "./cases-pods";
import * as w from "./world";

const CASES = [...CLUSTER_CASES, ...POD_CASES];

describe("lab inspect on each failure mode", () => {
  for (const { mode, title, breaks, finds, code, at, command } of CASES) {
    it(`${mode}: names ${title}, and nothing else`, async () => {
      const world = w.healthy();
      breaks(world);
      const found = await w.inspected(world);
      deepStrictEqual(w.kinds(found), finds);
      const [first] = found.findings;
      if (first.mode !== undefined && first.kind !== "pod-eni-off") strictEqual(first.mode, mode);
      if (at !== undefined) deepStrictEqual(first.at, at);
      if (command !== undefined) match(first.commands[0] ?? "", command);
      strictEqual(found.code, code);
      const { text } = await w.run(world);
      ok(!text.includes(w.ACCOUNT), "no account id is shown");
    });
  }

  it("covers every failure mode that leaves evidence", () => {
    const told = new Set(CASES.map(({ mode }) => mode));
    deepStrictEqual(
      [...told].sort((a, b) => a - b),
      Array.from({ length: 22 }, (_, i) => i + 1),
    );
  });
});
