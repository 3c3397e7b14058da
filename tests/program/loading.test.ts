import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { ROOT } from "../support/program";

/** Runs in a process of its own, since others here load TypeScript; prints what of the two is loaded before and after. */
const SCRIPT = `
  const pulumi = require("@pulumi/pulumi");
  const loaded = () => ["typescript/lib/typescript.js", "@npmcli/arborist/lib/arborist/index.js"].map(
    (file) => Object.keys(require.cache).some((path) => path.endsWith("/node_modules/" + file)));
  const before = loaded();
  const answer = 42;
  pulumi.runtime.serializeFunction(() => answer).then(async ({ text }) => {
    const serialised = loaded();
    await pulumi.runtime.computeCodePaths();
    console.log(JSON.stringify({ before, serialised, after: loaded(), text }));
  });
`;

describe("loading the SDKs", () => {
  it("loads TypeScript and the reader of packages only where a function is serialised", () => {
    const out = execFileSync(process.execPath, ["-r", "./loader.cjs", "-e", SCRIPT], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: "pipe",
    });
    const { before, serialised, after, text } = JSON.parse(out) as { [moment: string]: unknown };
    assert.deepEqual(
      { before, serialised, after },
      { before: [false, false], serialised: [true, false], after: [true, true] },
    );
    assert.match(String(text), /answer: 42[^]*return \(\) => answer;/);
  });
});
