import assert from "node:assert/strict";
import { confirmNumber } from "../../cli/fleet/confirm";
import type { Result } from "../../cli/fleet/run/result";
import { ProgressReader } from "../../cli/fleet/run/progress";
import { liveView } from "../../cli/fleet/show/live";
import { plainView } from "../../cli/fleet/show/plain";
import { summary } from "../../cli/fleet/show/summary";
import { showStatus } from "../../cli/fleet/show-status";
import { statusOf } from "../../cli/fleet/status";
import { elapsed } from "../../words/en/amounts";
import { student, students } from "./class";
import { VirtualClock } from "./virtual-clock";

const result = (id: string, given: Partial<Result>): Result => ({
  student: id,
  account: "111111111111",
  region: "us-west-2",
  operation: "up",
  outcome: "succeeded",
  began: "2026-11-23T08:00:00.000Z",
  seconds: 600,
  attempts: 1,
  fingerprint: "x",
  log: "x.log",
  ...given,
});
const failed = (id: string, reason: string) =>
  result(id, { outcome: "failed", failure: { kind: "error", reasons: [reason] } });
const NOTHING = { latest: new Map(), durations: {}, sizes: { up: 76 } };

function fits(lines: string[]): void {
  for (const line of lines) assert.ok(line.length <= 80, line);
}

describe("what a fleet shows", () => {
  it("live: a line for each that runs, failures, and what is left, on the screen that there is", () => {
    const written: string[] = [];
    const clock = new VirtualClock();
    const view = liveView({ write: (text) => written.push(text), rows: 12 }, clock);
    const all = students(40);
    view.begin(all, "up", 20, NOTHING);
    const reader = new ProgressReader("/nowhere");
    Object.assign(reader.progress, { begun: 30, done: 25, latest: "Cluster lab-eks" });
    for (const one of all.slice(0, 20)) view.phase(one, "updates", reader);
    view.phase(all[2], "throttled", reader);
    view.end(failed("s0", `creating EC2 VPC: ${"very ".repeat(30)}long`));
    view.note("Nothing new starts.");
    view.close();
    const last = written
      .at(-1)!
      .replace(/^\u001b\[\d+A\r\u001b\[0J/, "")
      .trimEnd()
      .split("\n");
    fits(last);
    assert.equal(last[0], "Nothing new starts.");
    assert.equal(last.length - 1, 11, last.join("\n"));
    assert.match(last.join("\n"), /up: 1 of 40 ended \(1 failed\), 0 s, about .* left/);
    assert.match(last.join("\n"), /s1 +updates +25\/76 +0 s +11 min 30 +Cluster lab-eks/);
    const [waiting] = last.filter((line) => line.startsWith("s2 "));
    assert.match(waiting, /^s2 +throttled/);
    assert.doesNotMatch(waiting, /11 min 30/, "nobody can say how long one that waits usually takes");
    assert.match(last.join("\n"), /and 12 more\nfailed: s0: creating EC2 VPC/);
  });

  it("plain: each start and end once, in 80 columns", () => {
    const lines: string[] = [];
    const view = plainView((line) => lines.push(line), new VirtualClock());
    view.begin(students(2), "up", 2, NOTHING);
    view.phase(students(2)[0], "updates", new ProgressReader("/nowhere"));
    view.phase(students(2)[0], "expired", new ProgressReader("/nowhere"));
    view.end(result("s0", {}));
    view.end(failed("s1", "x".repeat(200)));
    view.close();
    fits(lines);
    assert.deepEqual(lines.slice(0, 4), [
      "up: 2 students, 2 at once",
      "s0: updates",
      "s0: credentials expired, waits",
      "s0: succeeded in 10 min 00",
    ]);
  });

  it("in the end: equal failures together, the most frequent first", () => {
    const results = [
      result("ada", {}),
      failed("bob", "creating EC2 VPC: VpcLimitExceeded in sgp-lab-bob"),
      failed("cyd", "no such role"),
      failed("dan", "creating EC2 VPC: VpcLimitExceeded in sgp-lab-dan"),
      result("eve", { outcome: "not started" }),
    ];
    const lines = summary(results, 3700, "npm run lab");
    fits(lines);
    assert.deepEqual(lines, [
      "",
      "5 students in 1 h 01: 1 succeeded, 3 failed, 1 not started, usually 10 min 00",
      "each.",
      "",
      "2 students: creating EC2 VPC: VpcLimitExceeded in sgp-lab-<student>",
      "    bob, dan",
      "",
      "1 student: no such role",
      "    cyd",
      "",
      "Run it again for the rest:",
      "  npm run lab",
    ]);
  });

  it("durations as people read them", () => {
    assert.deepEqual([59.4, 60, 3599, 3600].map(elapsed), ["59 s", "1 min 00", "59 min 59", "1 h 00"]);
  });
});

describe("the status of a lab", () => {
  const now = new Date("2026-11-23T18:00:00Z");
  const job = (name: string, initErrors?: string[]) => ({
    type: "kubernetes:batch/v1:Job",
    urn: `urn:pulumi:ada::p::pod-security-groups:index:ConnectivityProbe$kubernetes:batch/v1:Job::${name}`,
    initErrors,
  });
  const probe = (name: string) => ({
    type: "pod-security-groups:index:ConnectivityProbe",
    urn: `urn:pulumi:ada::p::pod-security-groups:index:ConnectivityProbe::${name}`,
  });
  const state = {
    resources: [
      {
        type: "pulumi:pulumi:Stack",
        urn: "urn:pulumi:ada::p::pulumi:pulumi:Stack::p-ada",
        created: "2026-11-23T08:00:00Z",
        outputs: { stage: "bound", podSecurityGroupBinding: { bound: true, securityGroup: { id: "sg-1" } } },
      },
      {
        type: "aws:ec2/natGateway:NatGateway",
        urn: "urn:pulumi:ada::p::aws:ec2/natGateway:NatGateway::lab",
        custom: true,
        inputs: {},
        created: "2026-11-23T08:05:00Z",
      },
      probe("a"),
      probe("b"),
      job("a"),
      job("b", ["Job failed"]),
    ],
    pending_operations: [{}],
  };

  it("tells binding, probes, hours and cost from the state", () => {
    const status = statusOf(student("ada", { expiry: "2026-11-22" }), state, now);
    assert.equal(status.deployed, true);
    assert.deepEqual(status.probes, { passed: 1, total: 2 });
    assert.equal(status.hours, 10);
    assert.ok(Math.abs(status.costSoFar - status.perHour * 10) < 0.01);
    assert.ok(status.perHour > 0);
    const cut = statusOf(student("cyd"), { resources: state.resources.slice(1) }, now);
    assert.deepEqual([cut.deployed, cut.complete, cut.stage], [true, false, null]);
    assert.equal(status.stage, "bound");
    const unlisted = [{ stack: "dan", resources: 76 }, { stack: "eve" }];
    const lines = showStatus({ students: [status, statusOf(student("bob"), {}, now), cut], unlisted });
    fits(lines);
    assert.match(lines.join("\n"), /^ada +yes +sg-1 +1\/2 +10\.0 .*2026-11-22 past$/m);
    assert.match(lines.join("\n"), /^bob +no +- +- +- +- +2027-03-01$/m);
    assert.match(lines.join("\n"), /^cyd +partly /m);
    assert.match(lines.join("\n"), /Not in the roster, and not destroyed by it: dan \(76 resources\), eve\./);
    assert.match(lines.join("\n"), /^Stages: bound 1\.$/m);
    assert.match(lines.join("\n"), /1 past their expiry: lab fleet destroy --expired/);
    assert.match(lines.join("\n"), /ada: 1 operation under way or cut off/);
  });
});

describe("a confirmation", () => {
  const ask = (answer: string) => () => Promise.resolve(answer);
  const what = (): string => "This destroys the lab in 3 accounts";
  const by = { option: "--confirm", noun: "accounts" };

  it("takes the right number, and nothing else", async () => {
    await confirmNumber(what, 3, { ...by, interactive: true, ask: ask("3") });
    await confirmNumber(what, 3, { ...by, interactive: false, given: "3" });
    for (const answer of ["y", "", "33", "yes"]) {
      const wrong = confirmNumber(what, 3, { ...by, interactive: true, ask: ask(answer) });
      await assert.rejects(wrong, /Nothing was done: ".*" is not the number of accounts, 3/);
    }
    const silent = confirmNumber(what, 3, { ...by, interactive: false });
    await assert.rejects(silent, /Nothing was done: confirm with --confirm 3/);
  });
});
