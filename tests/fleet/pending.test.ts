import assert from "node:assert/strict";
import { Journal } from "../../cli/fleet/run/journal";
import type { Progress } from "../../cli/pulumi/made";
import { settlePending } from "../../cli/pulumi/pending";
import type { Result } from "../../cli/fleet/run/result";
import { misplaced } from "../../cli/fleet/run/state";
import { student, students, TestClass } from "./class";
import { type Act, ScriptedEngine } from "./scripted-engine";
import { VirtualClock } from "./virtual-clock";

const urn = (type: string, name: string) =>
  `urn:pulumi:ada::lab::pod-security-groups:index:PodEniCluster$${type}::${name}`;
const creating = (type: string, name: string, inputs: { [key: string]: unknown }) => ({
  type: "creating",
  resource: { urn: urn(type, name), type, custom: true, inputs },
});

describe("what a crash has cut off", () => {
  it("is taken into the state where its name is its id, and dropped where it has none", () => {
    const first = { urn: urn("aws:ec2/vpc:Vpc", "lab"), type: "aws:ec2/vpc:Vpc", id: "vpc-1" };
    const { state, adopted, dropped } = settlePending({
      resources: [first],
      pending_operations: [
        creating("aws:eks/cluster:Cluster", "lab", { name: "sgp-lab-ada" }),
        creating("aws:eks/addon:Addon", "cni", { clusterName: "sgp-lab-ada", addonName: "vpc-cni" }),
        creating("aws:ec2/route:Route", "out", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }),
        creating("aws:ec2/natGateway:NatGateway", "nat", {}),
        creating("aws:rds/instance:Instance", "db", {}),
        { type: "deleting", resource: first },
      ],
    });
    assert.deepEqual(adopted, ["aws:eks/cluster:Cluster lab", "aws:eks/addon:Addon cni", "aws:ec2/route:Route out"]);
    assert.deepEqual(dropped, ["aws:ec2/natGateway:NatGateway nat", "aws:rds/instance:Instance db"]);
    assert.deepEqual(state.pending_operations, []);
    assert.deepEqual(
      state.resources?.map(({ id }) => id),
      ["vpc-1", "sgp-lab-ada", "sgp-lab-ada:vpc-cni", "rtb-1_0.0.0.0/0"],
    );
  });

  it("is left to the engine where another has its place still", () => {
    const inputs = { name: "sgp-lab-ada" };
    const cluster = {
      urn: urn("aws:eks/cluster:Cluster", "lab"),
      type: "aws:eks/cluster:Cluster",
      id: "sgp-lab-ada",
      inputs,
    };
    const pending_operations = [creating("aws:eks/cluster:Cluster", "lab", inputs)];
    const { state, dropped } = settlePending({ resources: [cluster], pending_operations });
    assert.deepEqual(state.resources, [cluster]);
    assert.equal(dropped.length, 1);
  });

  it("and is in AWS without the state knowing is taken in after a crash, and refused otherwise", async () => {
    const group = new TestClass(students(2));
    try {
      const clock = new VirtualClock();
      const addon = urn("aws:eks/addon:Addon", "proxy");
      const made = { urn: addon, type: "aws:eks/addon:Addon", inputs: { clusterName: "c", addonName: "kube-proxy" } };
      const events = [
        { resourcePreEvent: { metadata: { urn: addon, type: made.type, op: "create", new: made } } },
        { diagnosticEvent: { urn: addon, severity: "error", message: "409: Addon already exists." } },
      ];
      const engine: ScriptedEngine = new ScriptedEngine(clock, (_, name): Act =>
        engine.imported.has(name) ? {} : { seconds: 1, fails: "409: Addon already exists.", events },
      );
      // One that another run has begun, and one that is new.
      engine.stacks.set("s0", { resources: 5, pending: [] });
      new Journal(group.folder).begin("s0", "up");
      const { results } = await group.run(engine, clock);
      assert.deepEqual(
        results.map(({ outcome }) => outcome),
        ["succeeded", "failed"],
      );
      // What is refused to a run that ended by itself is somebody else's, however often it is asked for.
      const again = await group.run(engine, clock);
      assert.deepEqual(
        again.results.map(({ outcome }) => outcome),
        ["unchanged", "failed"],
      );
      assert.ok(!engine.imported.has("s1"));
      assert.deepEqual(results[0].notes, [{ kind: "taken in", resources: ["aws:eks/addon:Addon proxy"] }]);
      assert.deepEqual(
        engine.imported.get("s0")?.resources?.map(({ id }) => id),
        ["c:kube-proxy"],
      );
    } finally {
      group.remove();
    }
  });

  it("is waited for where AWS is still making it, and is made anew where AWS has none", async () => {
    const database = {
      urn: urn("aws:rds/instance:Instance", "db"),
      type: "aws:rds/instance:Instance",
      inputs: { identifier: "catalog-db-1a2b3c4" },
    };
    const half: Progress = { has: "part", status: "creating", wait: "", remove: "" };
    const cases: [Progress[], string, string[]][] = [
      [[half, half, { has: "all" }], "succeeded", ["catalog-db-1a2b3c4"]],
      [[{ has: "nothing" }], "succeeded", []],
      [[{ has: "unknown", reason: "AccessDenied" }], "failed", []],
    ];
    for (const [answers, outcome, ids] of cases) {
      const group = new TestClass(students(1));
      try {
        const clock = new VirtualClock();
        const engine = new ScriptedEngine(clock);
        engine.stacks.set("s0", { resources: 5, pending: [], creating: [database] });
        const began = clock.now();
        const { results } = await group.run(engine, clock, { progressOf: () => Promise.resolve(answers.shift()!) });
        assert.equal(results[0].outcome, outcome);
        assert.deepEqual(engine.imported.get("s0")?.resources?.map(({ id }) => id) ?? [], ids);
        // Two looks at a half-made one, and the update's ten minutes.
        if (ids.length > 0) assert.equal(clock.now() - began, 60_000 + 600_000);
        if (outcome === "failed") {
          assert.match(
            results[0].failure!.reasons[0],
            /^not known is whether AWS has .*catalog-db-1a2b3c4\): AccessDenied/,
          );
          assert.deepEqual(engine.calls, []);
        }
      } finally {
        group.remove();
      }
    }
  });

  it("is forgotten by a run that only met a lock", async () => {
    const group = new TestClass(students(2));
    try {
      const journal = new Journal(group.folder);
      const result = (student: string, outcome: "succeeded" | "failed", failure?: Result["failure"]): Result => ({
        ...{ student, outcome, failure, account: "", region: "", operation: "up", began: "", seconds: 1 },
        ...{ attempts: 1, fingerprint: "f", log: "" },
      });
      const locked: Result["failure"] = { kind: "locked", reasons: [] };
      // One was cut off before the lock was met, the other had ended well.
      journal.begin("s0", "up");
      journal.add(result("s1", "succeeded"));
      for (const id of ["s0", "s1"]) {
        journal.begin(id, "up");
        journal.add(result(id, "failed", locked));
      }
      const { latest } = await journal.read();
      assert.deepEqual([latest.get("s0")?.outcome, latest.get("s1")?.outcome], ["begun", "succeeded"]);
    } finally {
      group.remove();
    }
  });
});

describe("a lab that stands elsewhere", () => {
  const provider = (inputs: object) => ({ urn: "p", type: "pulumi:providers:aws", inputs: { ...inputs } });
  const [ada] = students(1);

  it("is told by the provider of its state", () => {
    const here = { region: "us-west-2", allowedAccountIds: JSON.stringify([ada.account]) };
    for (const state of [{}, { resources: [] }, { resources: [provider({})] }, { resources: [provider(here)] }]) {
      assert.equal(misplaced(state, ada), undefined);
    }
    const other = misplaced({ resources: [provider({ ...here, allowedAccountIds: ["999999999999"] })] }, ada);
    assert.match(
      other!,
      /s0 stands in account 999999999999, and the roster says 100000000000 in us-west-2: destroy it/,
    );
    assert.match(
      misplaced({ resources: [provider({ ...here, region: "eu-west-1" })] }, ada)!,
      /stands in region eu-west-1/,
    );
  });

  it("is left alone by every operation", async () => {
    const group = new TestClass(students(1));
    try {
      const clock = new VirtualClock();
      const engine = new ScriptedEngine(clock);
      const elsewhere = provider({ allowedAccountIds: '["999999999999"]' });
      engine.stacks.set("s0", { resources: 76, pending: [], state: [elsewhere] });
      for (const operation of ["up", "preview", "destroy"] as const) {
        const { results } = await group.run(engine, clock, { operation });
        assert.match(results[0].failure!.reasons[0], /^the stack s0 stands in account 999999999999/);
      }
      assert.deepEqual(engine.calls, []);
    } finally {
      group.remove();
    }
  });

  it("is refused once, whatever words of the engine the student's id has", async () => {
    const group = new TestClass([student("throttling", { account: "100000000000" })]);
    try {
      const clock = new VirtualClock();
      const engine = new ScriptedEngine(clock);
      const elsewhere = provider({ allowedAccountIds: '["999999999999"]' });
      engine.stacks.set("throttling", { resources: 76, pending: [], state: [elsewhere] });
      const { results } = await group.run(engine, clock);
      assert.equal(results[0].attempts, 1);
      assert.deepEqual(results[0].failure, {
        kind: "error",
        reasons: [
          "the stack throttling stands in account 999999999999, and the roster says 100000000000 in us-west-2: " +
            "destroy it with a roster that says where it is, or give this student another id",
        ],
        lock: undefined,
      });
    } finally {
      group.remove();
    }
  });
});
