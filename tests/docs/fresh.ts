import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generated } from "../../docs/generate";
import { ROOT } from "../support/program";

/** The guide in both languages: it has a test file of its own, since it runs most commands. */
export const GUIDES = ["docs/lab.md", "docs/lab.ja.md"];

/** Tests that the generated parts of a document are as the commands print them now. */
export function isFresh(file: string): void {
  it(`have generated parts in ${file} that are fresh; else run npm run docs`, async function () {
    this.timeout(300_000);
    assert.equal(readFileSync(join(ROOT, file), "utf8"), await generated(file));
  });
}
