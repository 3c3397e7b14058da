/** Loaded before all tests and the generator of the docs: fixes the day and the language, and makes a promise that nobody awaited fail the run. */

/** The day on which the tests run, wherever the machine is, so that a version's end of support does not fail them one morning. */
export const TODAY = "2026-11-23";

const RealDate = Date;

class FixedDate extends RealDate {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [`${TODAY}T12:00:00`] : args) as [string]));
  }
}
FixedDate.now = RealDate.now.bind(RealDate);
globalThis.Date = FixedDate as DateConstructor;

// Mocha asks for whole stacks where it runs one file, and not where it runs all at once: each error of thousands gets dear.
Error.stackTraceLimit = 10;

// Whoever runs them may work in Japanese.
process.env.LC_ALL = "C";
