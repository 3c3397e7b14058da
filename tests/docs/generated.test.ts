import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generated, GENERATED_FILES } from "../../docs/generate";
import { ROOT } from "../support/program";

describe("the docs", () => {
  for (const file of GENERATED_FILES) {
    it(`have generated parts in ${file} that are fresh; else run npm run docs`, async () => {
      assert.equal(readFileSync(join(ROOT, file), "utf8"), await generated(file));
    });
  }
});
