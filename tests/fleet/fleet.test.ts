import assert from "node:assert/strict";
import { failureGroups, summary } from "../../cli/fleet/show/summary";
import { isBad } from "../../cli/fleet/run/result";
import { Stop } from "../../cli/fleet/run/stop";
import { outcomes, student, students, TestClass } from "./class";
import { type Act, ScriptedEngine } from "./scripted-engine";
import { VirtualClock } from "./virtual-clock";

const THROTTLE = "creating EC2 VPC: api error RequestLimitExceeded: Request limit exceeded.";
const EXPIRED = "reading IAM Role: api error ExpiredToken: The security token included in the request is expired";

/** The same chance on every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe("a fleet", () => {
  let made: TestClass | undefined;
  const classOf = (...given: ConstructorParameters<typeof TestClass>): TestClass => (made = new TestClass(...given));
  afterEach(() => made?.remove());

  it("of 500 with all that goes wrong: each gets its own config, never more than N run, a second run does the rest", async () => {
    const all = students(500, 5);
    const group = classOf(all);
    const clock = new VirtualClock();
    const random = chance(42);
    const broken = new Set<string>();
    const engine = new ScriptedEngine(clock, (_, name, attempt): Act => {
      const seconds = 300 + 600 * random();
      if (name === "s77" && attempt === 1) return { seconds: Infinity };
      // The canaries are sound: their ring is another test's.
      if (Number(name.slice(1)) < 5) return { seconds };
      if (attempt <= 2 && random() < 0.1) return { seconds, fails: random() < 0.5 ? THROTTLE : EXPIRED };
      if (attempt <= 1 && random() < 0.05) {
        broken.add(name);
        return { seconds, fails: `creating RDS DB Instance (catalog-db-1a2b3c4): DBInstanceNotFound in ${name}` };
      }
      return { seconds };
    });
    const first = await group.run(engine, clock, { parallel: 20, random });
    assert.ok(engine.mostRunning <= 20 && engine.mostRunning > 15, `${engine.mostRunning}`);
    assert.deepEqual(
      first.results.map((result) => result.student),
      all.map(({ id }) => id),
    );
    const failed = first.results.filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(new Set(failed.map((result) => result.student)), new Set([...broken, "s77"]));
    assert.equal(first.results.find((result) => result.student === "s77")?.failure?.kind, "overdue");
    for (const { id, account } of all) {
      const config = engine.configs.get(id)!;
      assert.deepEqual(config["aws:allowedAccountIds"], [account]);
      assert.deepEqual(config["aws:assumeRoles"], [
        { roleArn: `arn:aws:iam::${account}:role/Deployer`, sessionName: `lab-fleet-${id}` },
      ]);
      assert.equal(config["eks-pod-security-groups:student"], id);
      assert.deepEqual(config["eks-pod-security-groups:adminPrincipals"], [`arn:aws:iam::${account}:role/${id}`]);
    }
    // One failure is one group, whoever's it is.
    assert.equal(failureGroups(first.results).length, 2);

    engine.calls.length = 0;
    const second = await group.run(engine, clock, { parallel: 20 });
    assert.deepEqual(outcomes(second.results), { unchanged: 500 - failed.length, succeeded: failed.length });
    const done = engine.calls.filter((call) => call.startsWith("up "));
    assert.deepEqual(new Set(done), new Set(failed.map((result) => `up ${result.student}`)));

    const third = await group.run(engine, clock);
    assert.deepEqual(outcomes(third.results), { unchanged: 500 });
  });

  it("that dies in the middle loses nothing: the next run does what is missing and settles what was cut off", async () => {
    const group = classOf(students(60));
    const dying = new VirtualClock();
    let begun = 0;
    const engine = new ScriptedEngine(dying, () => ({ begun: () => ++begun === 30 && dying.stop() }));
    void group.run(engine, dying, { parallel: 10 });
    while (begun < 30) await new Promise((resolve) => setImmediate(resolve));
    // What was on its way when time stopped still arrives.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    const finished = [...engine.stacks].filter(([, { resources }]) => resources > 0).map(([name]) => name);
    const cutOff = [...engine.stacks].filter(([, { pending }]) => pending.length > 0).map(([name]) => name);
    assert.ok(finished.length >= 15 && cutOff.length >= 5, `${finished.length} ended, ${cutOff.length} cut off`);

    const clock = new VirtualClock();
    const again = new ScriptedEngine(clock);
    for (const [name, stack] of engine.stacks) again.stacks.set(name, { ...stack });
    const { results } = await group.run(again, clock, { parallel: 10 });
    assert.deepEqual(outcomes(results), { unchanged: finished.length, succeeded: 60 - finished.length });
    assert.deepEqual(
      new Set(again.calls.filter((call) => call.startsWith("import"))),
      new Set(cutOff.map((name) => `import ${name}`)),
    );
    for (const name of cutOff) {
      assert.match(
        results
          .find((result) => result.student === name)!
          .notes!.flatMap(({ resources }) => resources)
          .join(),
        /Vpc lab/,
      );
    }
  });

  it("stops when its canaries fail, and goes on when they are fixed", async () => {
    const group = classOf(students(12, 2));
    const clock = new VirtualClock();
    const engine = new ScriptedEngine(clock, (_, name, attempt) =>
      name === "s1" && attempt === 1 ? { fails: "no" } : {},
    );
    const first = await group.run(engine, clock);
    assert.deepEqual(outcomes(first.results), { succeeded: 1, failed: 1, "not started": 10 });
    assert.match(first.view.notes.join(), /Ring canary has failures/);
    assert.deepEqual(engine.calls, ["up s0", "up s1"]);
    const second = await group.run(engine, clock);
    assert.deepEqual(outcomes(second.results), { unchanged: 1, succeeded: 11 });
  });

  it("destroys all rings at once: waiting costs money", async () => {
    const group = classOf(students(6, 2));
    const clock = new VirtualClock();
    const engine = new ScriptedEngine(clock, (operation, name) =>
      operation === "destroy" && name === "s0" ? { fails: "no" } : {},
    );
    await group.run(engine, clock);
    engine.mostRunning = 0;
    const leftovers = (who: { id: string }) =>
      Promise.resolve(who.id === "s3" ? [{ kind: "VPC" as const, name: "vpc-1", command: "aws ec2 delete-vpc" }] : []);
    const { results } = await group.run(engine, clock, { operation: "destroy", leftovers });
    assert.equal(engine.mostRunning, 6);
    assert.deepEqual(outcomes(results), { failed: 1, succeeded: 5 });
    assert.equal(results[3].leftovers?.length, 1);
    assert.match(
      summary(results, 60, "again").join("\n"),
      /s3: AWS still has 1 thing of this lab:\n {4}VPC vpc-1\n {6}aws ec2 delete-vpc/,
    );
    const again = await group.run(engine, clock, { operation: "destroy" });
    assert.deepEqual(outcomes(again.results), { failed: 1, absent: 5 });
  });

  it("reports that AWS could not be asked, and does not call that clean", async () => {
    const group = classOf(students(1));
    const clock = new VirtualClock();
    const leftovers = () => Promise.reject(new Error("AccessDenied"));
    const { results } = await group.run(new ScriptedEngine(clock), clock, { operation: "destroy", leftovers });
    assert.equal(results[0].unchecked, "AccessDenied");
    assert.ok(isBad(results[0]));
    assert.match(summary(results, 1, "x").join("\n"), /1 student: AWS could not be asked for leftovers: AccessDenied;/);
  });

  describe("tries again", () => {
    it("what passes by itself, with growing waits, and no more than five times", async () => {
      const group = classOf(students(2));
      const clock = new VirtualClock();
      const begun: number[] = [];
      const engine = new ScriptedEngine(clock, (_, name, attempt) => ({
        seconds: 1,
        ...(name === "s0" || attempt < 3 ? { fails: attempt % 2 ? THROTTLE : EXPIRED } : {}),
        ...(name === "s0" ? { begun: () => void begun.push(clock.now()) } : {}),
      }));
      const { results } = await group.run(engine, clock);
      assert.deepEqual(
        results.map(({ outcome, attempts }) => `${outcome} ${attempts}`),
        ["failed 5", "succeeded 3"],
      );
      const waits = begun.slice(1).map((at, i) => Math.round((at - begun[i]) / 1000) - 1);
      assert.deepEqual(waits, [15, 30, 60, 120]);
    });

    it("nothing else", async () => {
      const group = classOf(students(1));
      const clock = new VirtualClock();
      const engine = new ScriptedEngine(clock, () => ({ fails: "creating EKS Cluster: UnsupportedAvailabilityZone" }));
      const { results } = await group.run(engine, clock);
      assert.equal(results[0].attempts, 1);
      assert.deepEqual(results[0].failure?.reasons, ["creating EKS Cluster: UnsupportedAvailabilityZone"]);
    });
  });

  describe("is stopped", () => {
    it("by one Ctrl-C: nothing new starts, what runs ends", async () => {
      const group = classOf(students(30));
      const clock = new VirtualClock();
      const stop = new Stop();
      const engine = new ScriptedEngine(clock, (_, name) =>
        name === "s5" ? { begun: () => void stop.request(8) } : {},
      );
      const { results } = await group.run(engine, clock, { stop, parallel: 8 });
      const { succeeded, "not started": waiting } = outcomes(results);
      assert.ok(succeeded >= 6 && succeeded <= 8, `${succeeded}`);
      assert.equal(succeeded + waiting, 30);
      const again = await group.run(engine, clock);
      assert.deepEqual(outcomes(again.results), { unchanged: succeeded, succeeded: waiting });
    });

    it("by two: what runs is cancelled, a hanging one as well", async () => {
      const group = classOf(students(20));
      const clock = new VirtualClock();
      const stop = new Stop();
      const engine = new ScriptedEngine(clock, () => ({ seconds: Infinity }));
      clock.after(60_000, () => {
        stop.request(4);
        stop.request(4);
      });
      const { results } = await group.run(engine, clock, { stop, parallel: 4 });
      assert.deepEqual(outcomes(results), { cancelled: 4, "not started": 16 });
      assert.equal(stop.terminate.aborted, false);
      assert.match(stop.request(0), /at once/);
      assert.equal(stop.terminate.aborted, true);
    });

    for (const operation of ["up", "destroy"] as const) {
      it(`by two or by its time limit, and is never called done where the engine ends well: ${operation}`, async () => {
        for (const limited of [false, true]) {
          const group = classOf(students(1));
          const clock = new VirtualClock();
          const stop = new Stop();
          const engine = new ScriptedEngine(clock, () => ({ seconds: Infinity, endsWell: true, leaves: [] }));
          engine.stacks.set("s0", { resources: 76, pending: [] });
          if (!limited)
            clock.after(60_000, () => {
              stop.request(1);
              stop.request(1);
            });
          const { results } = await group.run(engine, clock, { operation, stop });
          assert.equal(results[0].outcome, limited ? "failed" : "cancelled");
          assert.equal(results[0].failure?.kind, limited ? "overdue" : "cancelled");
        }
      });
    }

    it("by a keystroke that npm sends once more only once, and by SIGTERM at once", () => {
      const said: string[] = [];
      let now = 0;
      const [stop, killed] = [new Stop(), new Stop()];
      const quiet = stop.listen(
        () => 3,
        (text) => said.push(text),
        () => now,
      );
      process.emit("SIGINT");
      now += 20;
      process.emit("SIGINT");
      assert.deepEqual([stop.mayStart, stop.cancel.aborted, said.length], [false, false, 1]);
      now += 2000;
      process.emit("SIGINT");
      assert.equal(stop.cancel.aborted, true);
      quiet();
      const end = killed.listen(
        () => 0,
        () => {},
      );
      process.emit("SIGTERM");
      assert.equal(killed.cancel.aborted, true);
      end();
    });

    it("while one waits for its next try: that one ends, too", async () => {
      const group = classOf(students(1));
      const clock = new VirtualClock();
      const stop = new Stop();
      const engine = new ScriptedEngine(clock, () => ({ seconds: 1, fails: THROTTLE }));
      clock.after(5_000, () => {
        stop.request(1);
        stop.request(1);
      });
      const { results } = await group.run(engine, clock, { stop });
      assert.deepEqual(outcomes(results), { cancelled: 1 });
      assert.deepEqual(engine.calls, ["up s0"]);
    });
  });

  it("believes the state, not the engine's exit code", async () => {
    const group = classOf(students(1));
    const clock = new VirtualClock();
    const job = { urn: "urn:pulumi:s0::lab::kubernetes:batch/v1:Job::probe", type: "kubernetes:batch/v1:Job" };
    const engine = new ScriptedEngine(clock, () => ({ leaves: [{ ...job, initErrors: ["no"] }] }));
    const up = await group.run(engine, clock);
    assert.deepEqual(up.results[0].failure?.reasons, ["1 resource did not come up (kubernetes:batch/v1:Job probe)"]);
    const destroy = await group.run(engine, clock, { operation: "destroy" });
    assert.deepEqual(destroy.results[0].failure?.reasons, ["1 resource left in the stack"]);
    assert.equal(destroy.results[0].outcome, "failed");
  });

  it("tells what a failed proof means, which the engine tells by an exit code", async () => {
    const group = classOf(students(1));
    const clock = new VirtualClock();
    const said = 'Container "probe" completed with exit code 10';
    const type = "kubernetes:batch/v1:Job";
    const urn = `urn:pulumi:s0::lab::pod-security-groups:index:ConnectivityProbe$${type}::probe-unlabelled`;
    const engine = new ScriptedEngine(clock, () => ({ fails: said, leaves: [{ urn, type, initErrors: [said] }] }));
    const { reasons } = (await group.run(engine, clock)).results[0].failure!;
    assert.match(reasons[0], /^the proof probe-unlabelled failed: it connected and must not/);
    assert.equal(reasons[1], said);
  });

  it("gives a student who has changed another run, and only that one", async () => {
    const group = classOf([student("ada", { account: "111111111111" }), student("bob", { account: "222222222222" })]);
    const clock = new VirtualClock();
    const engine = new ScriptedEngine(clock);
    await group.run(engine, clock);
    group.all[1].config = { nodeCount: 2 };
    engine.calls.length = 0;
    const { results } = await group.run(engine, clock);
    assert.deepEqual(outcomes(results), { unchanged: 1, succeeded: 1 });
    assert.equal(engine.configs.get("bob")!["eks-pod-security-groups:nodeCount"], 2);
    // A stack that somebody has emptied is made again, whatever the journal says.
    engine.stacks.get("ada")!.resources = 0;
    assert.deepEqual(outcomes((await group.run(engine, clock)).results), { succeeded: 1, unchanged: 1 });
  });
});
