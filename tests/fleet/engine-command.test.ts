import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation";
import { engineCommand } from "../../cli/fleet/run/engine-command";
import { HIDDEN, redactor } from "../../cli/secrets/redact";
import { ProgressReader } from "../../cli/fleet/run/progress";

const SECRET = "recognisable-hunter2-value";

describe("the engine of one student", () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-"));
    log = path.join(folder, "log");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A Pulumi that is a shell script; `$EVENTS` is its event log. */
  function engine(script: string, terminate?: AbortSignal, patience?: number) {
    const command = path.join(folder, "pulumi");
    const events = 'while [ $# -gt 0 ]; do [ "$1" = --event-log ] && EVENTS=$2; shift; done';
    fs.writeFileSync(command, `#!/bin/sh\n${events}\n${script}\n`, { mode: 0o755 });
    const env = { AWS_SECRET_ACCESS_KEY: SECRET };
    return engineCommand({
      command,
      version: null,
      log,
      redact: redactor(env, "postgres://me:p%40ssw0rd@db/state"),
      terminate,
      patience,
    });
  }

  it("leaves its whole output in the log, and no secret in it", async () => {
    const script = `echo "key is ${SECRET}"; echo "db postgres://me:p%40ssw0rd@db p@ssw0rd AKIAIOSFODNN7EXAMPLE" >&2`;
    const { stderr } = await engine(script).run(["up"], folder, {});
    const text = fs.readFileSync(log, "utf8");
    for (const shown of [text, stderr]) {
      assert.match(shown, /key is \[hidden\]/);
      assert.doesNotMatch(shown, /hunter2|ssw0rd|IOSFODNN/);
      assert.ok(shown.includes(HIDDEN));
    }
    assert.deepEqual(fs.readdirSync(folder).sort(), ["log", "pulumi", "running.events"]);
    new ProgressReader(folder).close();
    assert.ok(!fs.existsSync(path.join(folder, "running.events")));
    assert.equal(fs.statSync(log).mode & 0o077, 0);
  });

  it("fails with the class that Automation API knows the failure by", async () => {
    const locked = "error: the stack is currently locked by 1 lock(s).";
    await assert.rejects(engine(`echo '${locked}' >&2; exit 255`).run(["up"], folder, {}), ConcurrentUpdateError);
    await assert.rejects(engine("exit 3").run(["stack", "ls"], folder, {}), { name: "CommandError" });
  });

  it("gets the first SIGINT by the signal to cancel and a second by the one to end at once", async () => {
    const script = `trap 'echo one >> "${folder}/got"; trap "echo two >> ${folder}/got; exit 9" INT' INT
      echo ready > "${folder}/ready"; while :; do sleep 0.02; done`;
    const [cancel, terminate] = [new AbortController(), new AbortController()];
    const run = engine(script, terminate.signal).run(["destroy"], folder, {}, undefined, undefined, cancel.signal);
    const seen = async (file: string, text: string): Promise<void> => {
      while (
        !fs.existsSync(path.join(folder, file)) ||
        !fs.readFileSync(path.join(folder, file), "utf8").includes(text)
      ) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await seen("ready", "ready");
    cancel.abort();
    await seen("got", "one");
    terminate.abort();
    await assert.rejects(run);
    assert.equal(fs.readFileSync(path.join(folder, "got"), "utf8"), "one\ntwo\n");
  });

  it("is killed with all that it started when it does not hear", async () => {
    const script = `trap '' INT; echo $$ > "${folder}/pid"; while :; do sleep 0.02; done`;
    const cancel = new AbortController();
    const run = engine(script, undefined, 20).run(["up"], folder, {}, undefined, undefined, cancel.signal);
    const pid = path.join(folder, "pid");
    while (!fs.existsSync(pid) || fs.readFileSync(pid, "utf8") === "")
      await new Promise((resolve) => setImmediate(resolve));
    cancel.abort();
    await assert.rejects(run);
    assert.throws(() => process.kill(Number(fs.readFileSync(pid, "utf8")), 0), { code: "ESRCH" });
  });

  it("ends a command that is no update at the third Ctrl-C, and says which", async () => {
    const terminate = new AbortController();
    const run = engine("while :; do sleep 0.02; done", terminate.signal).run(["stack", "ls"], folder, {});
    terminate.abort();
    await assert.rejects(run, /error: pulumi stack ls was ended/);
  });

  it("keeps what a run that was cut off had printed, when the next one starts", async () => {
    fs.writeFileSync(path.join(folder, "running.out"), `half a line with ${SECRET}`);
    await engine("echo next").run(["up"], folder, {});
    assert.equal(fs.readFileSync(log, "utf8"), `(output of a run that was cut off)\nhalf a line with ${HIDDEN}next\n`);
  });

  it("is followed by its events, as they come, in parts", () => {
    const file = path.join(folder, "running.events");
    const event = (key: string, name: string) =>
      JSON.stringify({
        [key]: { metadata: { urn: `urn:pulumi:s::p::aws:ec2/vpc:Vpc::${name}`, type: "aws:ec2/vpc:Vpc" } },
      });
    const reader = new ProgressReader(folder);
    assert.deepEqual(reader.read(), { begun: 0, done: 0, failed: 0, latest: "" });
    const second = event("resOutputsEvent", "a");
    fs.writeFileSync(file, `${event("resourcePreEvent", "a")}\n${second.slice(0, 20)}`);
    assert.deepEqual({ ...reader.read() }, { begun: 1, done: 0, failed: 0, latest: "Vpc a" });
    fs.appendFileSync(file, `${second.slice(20)}\n${event("resOpFailedEvent", "b")}\n`);
    assert.deepEqual({ ...reader.read() }, { begun: 1, done: 1, failed: 1, latest: "Vpc a" });
  });

  it("tells which names AWS has refused, and only those whose ids are known", () => {
    const reader = new ProgressReader(folder);
    for (const type of ["aws:eks/addon:Addon", "aws:ec2/vpc:Vpc"]) {
      const made = { urn: type, type, inputs: { clusterName: "c", addonName: "a" } };
      reader.add({ resourcePreEvent: { metadata: { urn: type, type, op: "create", new: made } } });
      reader.add({ diagnosticEvent: { urn: type, severity: "error", message: "409: Addon already exists." } });
    }
    assert.deepEqual([...reader.refused.found.keys()], ["aws:eks/addon:Addon"]);
  });
});
