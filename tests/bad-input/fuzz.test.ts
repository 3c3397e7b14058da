import assert from "node:assert/strict";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Inputs in all, a fifth of each kind; FUZZ_RUNS makes it more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
/** An input for which the program takes longer hangs. */
const LONGEST_MS = 60_000;
const KINDS = ["roster", "csv", "graph", "stack", "options"];

interface Ended {
  done: number;
  fault?: string;
}

/** Runs the fuzz in a thread of its own, which is ended where one input takes too long. */
function fuzz(kind: string, runs: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const seed = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);
    const worker = new Worker(join(__dirname, "fuzz-worker.cjs"), { workerData: { kind, runs, seed }, stdout: true });
    let last: unknown;
    const hangs = (): void => {
      void worker.terminate();
      resolve({ done: 0, fault: `hangs at ${JSON.stringify(last)}` });
    };
    let timer = setTimeout(hangs, LONGEST_MS);
    worker.on("message", (message: Ended | { input: unknown }) => {
      clearTimeout(timer);
      if ("done" in message) return resolve(message);
      last = message.input;
      timer = setTimeout(hangs, LONGEST_MS);
    });
    worker.once("error", reject);
  });
}

describe("any file and option", function () {
  this.timeout(0);
  for (const kind of KINDS) {
    it(`of the kind ${kind} ends in an answer or a message, without stack trace, hang or control character`, async () => {
      const runs = Math.ceil(RUNS / KINDS.length);
      const { done, fault } = await fuzz(kind, runs);
      assert.equal(fault, undefined, fault);
      assert.equal(done, runs);
    });
  }
});
