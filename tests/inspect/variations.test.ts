import { deepStrictEqual, match, strictEqual } from "node:assert";
import { NODE_VARIATIONS } from "./variations-nodes";
import { PATH_VARIATIONS } from "./variations-paths";
import { POD_VARIATIONS } from "./variations-pods";
import { SETTING_VARIATIONS } from "./variations-setting";
import * as w from "./world";

/** A cluster that is unusual, or broken in another way than the usual one. */
const VARIATIONS = [...NODE_VARIATIONS, ...POD_VARIATIONS, ...SETTING_VARIATIONS, ...PATH_VARIATIONS];

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
