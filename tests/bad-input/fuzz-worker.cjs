// Runs the fuzz of each kind of input that it is told, and tells its parent of every input before it is used: one that hangs is
// known by that.
require("../../loader.cjs");
require("../support/setup.ts");
const { parentPort } = require("node:worker_threads");
const fc = require("fast-check");
const { faultOf, KINDS } = require("./inputs.ts");

parentPort.on("message", async ({ kind, runs, seed }) => {
  const property = fc.asyncProperty(KINDS[kind].inputs, async (input) => {
    parentPort.postMessage({ input });
    const fault = await faultOf(KINDS[kind], input);
    if (fault !== undefined) throw new Error(fault);
  });
  const run = await fc.check(property, { numRuns: runs, seed, endOnFailure: false });
  const fault = run.failed
    ? `${String(run.errorInstance ?? run.error)}\nseed ${run.seed}, input ${JSON.stringify(run.counterexample)}`
    : undefined;
  parentPort.postMessage({ done: run.numRuns, fault });
});
