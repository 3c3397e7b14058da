import { deepStrictEqual, match, strictEqual } from "node:assert";
import { VARIATIONS } from "./variations";
import * as w from "./world";

describe("lab inspect on clusters unlike the lab", () => {
  for (const { title, breaks, finds, code, at, command } of VARIATIONS) {
    it(finds.length === 0 ? `raises no alarm at ${title}` : `names ${title}, and nothing else`, async () => {
      const world = w.healthy();
      breaks(world);
      const found = await w.inspected(world);
      deepStrictEqual(w.kinds(found), finds);
      if (at !== undefined) deepStrictEqual(found.findings[0].at, at);
      if (command !== undefined) match(found.findings[0].commands[0], command);
      strictEqual(found.code, code);
    });
  }
});
