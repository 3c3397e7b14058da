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

/** The thread that uses the inputs; it is ended where one of them takes too long, and the next kind gets a new one. */
let worker: Worker | undefined;

/** Runs the fuzz of a kind. */
function fuzz(kind: string, runs: number): Promise<Ended> {
  const thread = (worker ??= new Worker(join(__dirname, "fuzz-worker.cjs"), { stdout: true }));
  const seed = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);
  return new Promise((resolve, reject) => {
    let last: unknown;
    const hangs = (): void => {
      worker = undefined;
      void thread.terminate();
      resolve({ done: 0, fault: `hangs at ${JSON.stringify(last)}` });
    };
    let timer = setTimeout(hangs, LONGEST_MS);
    const hears = (message: Ended | { input: unknown }): void => {
      clearTimeout(timer);
      if ("done" in message) {
        thread.off("message", hears).off("error", reject);
        return resolve(message);
      }
      last = message.input;
      timer = setTimeout(hangs, LONGEST_MS);
    };
    thread.on("message", hears).on("error", reject);
    thread.postMessage({ kind, runs, seed });
  });
}

describe("any file and option", function () {
  this.timeout(0);
  after(() => worker?.terminate());
  for (const kind of KINDS) {
    it(`of the kind ${kind} ends in an answer or a message, without stack trace, hang or control character`, async () => {
      const runs = Math.ceil(RUNS / KINDS.length);
      const { done, fault } = await fuzz(kind, runs);
      assert.equal(fault, undefined, fault);
      assert.equal(done, runs);
    });
  }
});
