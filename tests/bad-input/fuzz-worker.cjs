// Runs the fuzz of one kind of input, and tells its parent of every input before it is used: one that hangs is known by that.
require("../../loader.cjs");
require("../support/setup.ts");
const { parentPort, workerData } = require("node:worker_threads");
const fc = require("fast-check");
const { faultOf, KINDS } = require("./inputs.ts");

const { kind, runs, seed } = workerData;
const property = fc.asyncProperty(KINDS[kind].inputs, async (input) => {
  parentPort.postMessage({ input });
  const fault = await faultOf(KINDS[kind], input);
  if (fault !== undefined) throw new Error(fault);
});
fc.check(property, { numRuns: runs, seed, endOnFailure: false }).then(
  ({ failed, counterexample, error, errorInstance, numRuns, seed: used }) =>
    parentPort.postMessage({
      done: numRuns,
      fault: failed
        ? `${String(errorInstance ?? error)}\nseed ${used}, input ${JSON.stringify(counterexample)}`
        : undefined,
    }),
);
