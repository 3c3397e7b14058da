import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { sampleFile, SAMPLES, sampleText } from "../../docs/samples/make";

describe("sample comparisons", function () {
  this.timeout(20_000);

  for (const sample of SAMPLES) {
    it(`${sample.name}.md is what the program gives; else run node -r ./loader.cjs docs/samples/make.ts`, async () => {
      assert.equal(readFileSync(sampleFile(sample), "utf8"), await sampleText(sample));
    });
  }
});
