import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { FleetCommandOptions } from "../../cli/fleet/options";
import { confirmDestroy, operateOn, type Surroundings } from "../../cli/fleet/operate";
import type { Operation, Result } from "../../cli/fleet/run/result";
import { knownStacks } from "../../cli/fleet/run/backend";
import { Stop } from "../../cli/fleet/run/stop";
import { signInProblem } from "../../cli/fleet/sign-in";
import { UserError } from "../../cli/user-error";
import { Notes, outcomes, students, TestClass } from "./class";
import { ScriptedEngine } from "./scripted-engine";
import { VirtualClock } from "./virtual-clock";

const locked = (host: string): string =>
  `error: the stack is currently locked by 1 lock(s).\n  created by me@${host} (pid ${2 ** 30}) at 2026-11-23T07:00:00Z`;
const EXPIRED = "reading IAM Role: api error ExpiredToken: The security token included in the request is expired";

describe("lab fleet", () => {
  let group: TestClass;
  let clock: VirtualClock;
  let said: string[];
  let view: Notes;
  beforeEach(() => {
    group = new TestClass(students(4));
    clock = new VirtualClock();
    said = [];
    view = new Notes();
  });
  afterEach(() => group.remove());

  async function operate(
    engine: ScriptedEngine,
    operation: Operation,
    options: Partial<FleetCommandOptions> = {},
    around: Partial<Surroundings> = {},
  ): Promise<Result[]> {
    const all: FleetCommandOptions = { roster: "roster.yaml", timeLimit: 60, parallel: 2, ...options };
    const done = operateOn(group.home(engine), group.all, operation, all, {
      ...{ clock, view, random: () => 0.5, program: group.folder, stop: new Stop(), interactive: false },
      say: (line) => said.push(line),
      host: hostname(),
      signInProblem: () => Promise.resolve(undefined),
      leftovers: () => Promise.resolve([]),
      ...around,
    });
    return clock.until(done);
  }

  /** The results as they are written, and as JSON makes them. */
  const kept = (): unknown => JSON.parse(readFileSync(join(group.folder, "results-up.json"), "utf8"));
  const plain = (results: Result[]): unknown => JSON.parse(JSON.stringify(results));

  it("does nothing where AWS does not know the caller", async () => {
    const engine = new ScriptedEngine(clock);
    const problem = () => signInProblem("us-west-2", () => Promise.reject(new Error("Token has expired.\nmore")));
    await assert.rejects(operate(engine, "up", {}, { signInProblem: problem }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.equal(
        error.message,
        "AWS does not accept the credentials of this shell: Token has expired. " +
          "Sign in (aws sso login, or new keys), and run this again.",
      );
      return true;
    });
    assert.deepEqual(engine.calls, []);
    assert.equal(await signInProblem("us-west-2", () => Promise.resolve({})), undefined);
  });

  it("starts nobody else when the credentials have run out for all, and goes on when only one was refused", async () => {
    const engine = new ScriptedEngine(clock, (_, name) =>
      name === "s0" || name === "s1" ? { seconds: 1, fails: EXPIRED } : { seconds: 700 },
    );
    let asked = 0;
    const signedOut = () => Promise.resolve(++asked > 1 ? "AWS does not accept the credentials." : undefined);
    const results = await operate(engine, "up", {}, { signInProblem: signedOut });
    assert.deepEqual(outcomes(results), { failed: 2, "not started": 2 });
    assert.match(view.notes.join(), /^AWS does not accept the credentials\. Nothing new starts\.$/);
    const others = await operate(engine, "up");
    assert.deepEqual(outcomes(others), { failed: 2, succeeded: 2 });
  });

  it("says how to do the rest for the same students, and keeps the results", async () => {
    const engine = new ScriptedEngine(clock, (_, name) => (name === "s1" ? { fails: "no" } : {}));
    const options = { only: "s0,s1", ring: "main", expired: true, timeLimit: 30 };
    const results = await operate(engine, "up", options);
    assert.equal(
      said.at(-1),
      "  npm run lab -- fleet up --roster roster.yaml --only s0,s1 --ring main --expired --parallel 2 --time-limit 30",
    );
    assert.deepEqual(kept(), plain(results));
  });

  describe("with locked stacks", () => {
    const withLocks = (): ScriptedEngine => {
      const engine = new ScriptedEngine(clock);
      engine.stacks.set("s0", { resources: 10, pending: [], locked: locked(hostname()) });
      engine.stacks.set("s1", { resources: 10, pending: [], locked: locked("elsewhere") });
      return engine;
    };

    it("explains them and leaves them", async () => {
      const results = await operate(withLocks(), "up");
      assert.deepEqual(outcomes(results), { failed: 2, succeeded: 2 });
      const text = said.join(" ").replace(/\s+/g, " ");
      assert.match(text, /s0: locked by .*which has died; --unlock/);
      assert.match(text, /s1: locked by me@elsewhere, .*; if that has died, --unlock/);
    });

    it("takes them away by their number, and has all results in the end", async () => {
      const engine = withLocks();
      const results = await operate(engine, "up", { unlock: "2" });
      assert.deepEqual(outcomes(results), { succeeded: 4 });
      assert.deepEqual(
        results.map(({ student }) => student),
        ["s0", "s1", "s2", "s3"],
      );
      assert.deepEqual(kept(), plain(results));
    });

    for (const unlock of [true, "4"]) {
      it(`with --unlock ${unlock} takes none away, says what is at stake, and tells the results`, async () => {
        const engine = withLocks();
        const results = await operate(engine, "up", { unlock });
        assert.deepEqual(outcomes(results), { failed: 2, succeeded: 2 });
        assert.ok(!engine.calls.some((call) => call.startsWith("cancel")));
        const text = said.join("\n").replaceAll("\n", " ");
        if (unlock === true)
          assert.match(text, /takes away 2 locks; on other machines, where they may still run: s1\. /);
        assert.match(text, unlock === true ? /confirm with --unlock 2/ : /"4" is not the number of locks, 2/);
        assert.match(text, /4 students in .*: 2 succeeded, 2 failed/);
      });
    }
  });

  it("destroys only what is confirmed by the number of accounts", async () => {
    await confirmDestroy(group.all, { confirm: "4" }, false);
    await assert.rejects(
      confirmDestroy(group.all, {}, false),
      /s0, s1, s2, s3\. Nothing was done: confirm\nwith --confirm 4/,
    );
    const many = confirmDestroy(students(12), { confirm: "11" }, false);
    await assert.rejects(many, /"11" is not the number of accounts, 12/);
  });

  it("tells whose state was cut in the middle of a write, and the command that restores it", async () => {
    const home = group.home(new ScriptedEngine(clock));
    const root = mkdtempSync(join(tmpdir(), "damaged-"));
    try {
      const stacks = join(root, ".pulumi", "stacks", home.project.name);
      mkdirSync(stacks, { recursive: true });
      writeFileSync(join(stacks, "s1.json"), "");
      writeFileSync(join(stacks, "s1.json.bak"), '{"checkpoint":{"latest":{"resources":[{}]}}}');
      const failing = { command: "pulumi", version: null, run: () => Promise.reject(commandError("error: EOF\n")) };
      const roster = { ...home.roster, backend: `file://${root}` };
      await assert.rejects(knownStacks({ ...home, roster, commandFor: () => failing }), (error: Error) => {
        assert.ok(error instanceof UserError, error.stack);
        assert.match(error.message, /^The state of stack s1 cannot be read: a run was killed/);
        assert.match(error.message, /cp \S*s1\.json\.bak \\\n {4}\S*s1\.json && \\\n {2}rm -f \S*s1\.json\.attrs$/);
        assert.doesNotMatch(error.message, /Sign in/);
        return true;
      });
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("tells what is wrong with the backend as a mistake, not as a bug", async () => {
    const home = group.home(new ScriptedEngine(clock));
    for (const [stderr, reason] of [
      ["error: no bucket.\n", "no bucket"],
      ["", "pulumi ended without a word"],
    ]) {
      const failing = { command: "pulumi", version: null, run: () => Promise.reject(commandError(stderr)) };
      await assert.rejects(knownStacks({ ...home, commandFor: () => failing }), (error: Error) => {
        assert.ok(error instanceof UserError, error.stack);
        const said = error.message.replaceAll("\n", " ");
        assert.ok(said.startsWith(`The backend file:///nowhere cannot be used: ${reason}. Sign in`), said);
        return true;
      });
    }
  });
});

function commandError(stderr: string): Error {
  return Object.assign(new Error("code: 255"), { commandResult: { stdout: "", stderr, code: 255 } });
}
