import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runEngine } from "../../cli/engine";
import type { Progress } from "../../cli/pulumi/made";
import type { EngineCommand } from "../../cli/engine/request";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import { ProbeExit } from "../../components/probe/script";

const urn = (type: string, name: string): string => `urn:pulumi:dev::lab::${type}::${name}`;
const unmade = (type: string, name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: urn(type, name),
  type: type.split("$").at(-1)!,
  ...more,
});
const resource = (type: string, name: string, more: Partial<StateResource> = {}): StateResource => ({
  ...unmade(type, name, more),
  id: name,
});
const STACK = resource("pulumi:pulumi:Stack", "lab-dev", { outputs: { clusterName: "sgp-lab-dev" } });
const PROVIDER = resource("pulumi:providers:aws", "aws", {
  inputs: { region: "eu-west-1", assumeRoles: '[{"roleArn":"arn:aws:iam::111111111111:role/lab"}]' },
});
const UP: StackState = { resources: [STACK, PROVIDER, resource("aws:ec2/vpc:Vpc", "lab")] };
const DATABASE = unmade("aws:rds/instance:Instance", "catalog-db", {
  inputs: { identifier: "catalog-db-1a2b3c4" },
});
const GATEWAY = unmade("aws:ec2/natGateway:NatGateway", "lab-nat");
const cutOff = (...creations: StateResource[]): StackState => ({
  ...UP,
  pending_operations: creations.map((made) => ({ type: "creating", resource: made })),
});

/** A process id that nobody has: the one above the highest that Linux gives. */
const NOBODY = 2 ** 22 + 1;

describe("a stack that lives", () => {
  let home: string;
  let said: string[];
  let questions: string[];
  // What this Pulumi says on stderr is shown as it comes, and is no part of a report on tests.
  const write = process.stderr.write.bind(process.stderr);
  before(() => (process.stderr.write = () => true));
  after(() => (process.stderr.write = write));
  beforeEach(() => {
    home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "living-")));
    fs.mkdirSync(path.join(home, "project"));
    fs.writeFileSync(path.join(home, "project", "Pulumi.yaml"), "name: lab\nruntime: nodejs\n");
    [said, questions] = [[], []];
    tool("aws", "echo aws-cli/2.31.0");
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const at = (name: string): string => path.join(home, name);
  function tool(name: string, script: string): void {
    fs.writeFileSync(at(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const setState = (state: StackState): void =>
    fs.writeFileSync(at("state"), JSON.stringify({ version: 3, deployment: state }));
  const state = (): StackState =>
    (JSON.parse(fs.readFileSync(at("state"), "utf8")) as { deployment: StackState }).deployment;

  /**
   * A Pulumi with a state and a lock in files; a run of it does what the script says. An import drops what the state says of
   * operations that were cut off (https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/stack/io.go).
   */
  function pulumi(run: string, before: StackState | undefined): void {
    if (before) setState(before);
    tool(
      "pulumi",
      `echo "$*" >> ${at("record")}
      held() { [ -e ${at("lock")} ] && { cat ${at("lock")} >&2; exit 1; }; }
      case "$1 $2" in
        "stack ls") echo '[{"name":"dev"}]'; exit 0 ;;
        "stack export") [ -e ${at("state")} ] || { echo "error: no route to the state" >&2; exit 255; }
          cat ${at("state")}; exit 0 ;;
        "stack import") held; node -e '
          const { readFileSync, writeFileSync } = require("fs");
          const all = JSON.parse(readFileSync(process.argv[1], "utf8"));
          delete all.deployment.pending_operations;
          writeFileSync(process.argv[2], JSON.stringify(all));' "$4" ${at("state")}; exit 0 ;;
        "cancel --yes") rm ${at("lock")}; exit 0 ;;
      esac
      held
      case "$*/$PULUMI_DEBUG_COMMANDS" in *--event-log*/) echo "error: unknown flag: --event-log" >&2; exit 255 ;; esac
      ${run}`,
    );
  }
  /** A script that leaves this state. */
  const leaves = (after: StackState): string => {
    fs.writeFileSync(at("after"), JSON.stringify({ version: 3, deployment: after }));
    return `cp ${at("after")} ${at("state")}`;
  };
  function lock(pid: number, host = os.hostname()): void {
    const text = "error: the stack is currently locked by 1 lock(s). Either wait, or delete it with `pulumi cancel`.";
    fs.writeFileSync(
      at("lock"),
      `${text}\n  file:///x.json: created by me@${host} (pid ${pid}) at 2026-11-23T07:00:00Z\n`,
    );
  }

  interface Person {
    answers?: boolean[];
    progress?: Progress;
  }
  function run(
    command: EngineCommand,
    args: string[] = ["--yes"],
    { answers, progress }: Person = {},
  ): Promise<number> {
    return runEngine(command, args, {
      cwd: at("project"),
      env: {
        PATH: `${home}:${process.env.PATH}`,
        HOME: home,
        PULUMI_CONFIG_PASSPHRASE: "",
        AWS_ENDPOINT_URL: "http://x",
      },
      interactive: answers !== undefined,
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(answers?.shift() ?? false);
      },
      say: (text) => void said.push(text),
      progressOf: () => Promise.resolve(progress ?? { has: "all" }),
    });
  }
  const text = (): string => said.join("\n").replace(/\n(?! {2})/g, " ");
  /** The calls that change something. */
  const calls = (): string[] =>
    fs
      .readFileSync(at("record"), "utf8")
      .trim()
      .split("\n")
      .filter((call) => !/^stack (ls|export)/.test(call))
      .map((call) => call.replace(/--file \S+/, "--file …").replace(/ --event-log \S+/, ""));

  describe("is what its state says", () => {
    it("a destroy that ends with 0 and leaves resources is no success, and the stack is not called empty", async () => {
      pulumi("exit 0", UP);
      assert.equal(await run("destroy"), 1);
      assert.match(
        text(),
        /Stack dev has not come to its end: 3 resources left in the stack\. To go on from there:\n {2}npm run destroy -- --stack dev/,
      );
      assert.doesNotMatch(text(), /empty|stack rm/);
    });

    it("a destroy that leaves nothing is one", async () => {
      pulumi(leaves({}), UP);
      assert.equal(await run("destroy"), 0);
      assert.match(text(), /The stack is empty now/);
    });

    it("a destroy of some resources is judged by what it was cut off in alone", async () => {
      pulumi("exit 0", UP);
      assert.equal(await run("destroy", ["--yes", "--target", "x"]), 0);
      pulumi(leaves({ ...UP, pending_operations: [{ type: "deleting", resource: GATEWAY }] }), UP);
      assert.equal(await run("destroy", ["--yes", "--target", "x"]), 1);
      assert.match(text(), /1 operation cut off \(deleting aws:ec2\/natGateway:NatGateway lab-nat\)/);
      assert.doesNotMatch(text(), /left in the stack/);
    });

    it("an update that ends with 0 and has an operation cut off, or a resource that did not come up, is no success", async () => {
      pulumi(leaves(cutOff(DATABASE)), UP);
      assert.equal(await run("up"), 1);
      assert.match(text(), /1 operation cut off \(creating aws:rds\/instance:Instance catalog-db\)/);
      assert.doesNotMatch(text(), /update-kubeconfig/);
      const broken = resource("kubernetes:apps/v1:Deployment", "catalog", { initErrors: ["no pods"] });
      pulumi(leaves({ resources: [...UP.resources!, broken] }), UP);
      assert.equal(await run("up"), 1);
      assert.match(text(), /1 resource did not come up \(kubernetes:apps\/v1:Deployment catalog\)/);
    });

    it("what was replaced and only waits for its deletion is no failure of this update", async () => {
      const old = resource("kubernetes:batch/v1:Job", "probe", { initErrors: ["no"], delete: true });
      pulumi(leaves({ resources: [...UP.resources!, old] }), UP);
      assert.equal(await run("up"), 0);
    });

    it("an update that did all says how to look inside, with region and role", async () => {
      pulumi(leaves(UP), {});
      assert.equal(await run("up"), 0);
      const command =
        "aws eks update-kubeconfig --name sgp-lab-dev --region eu-west-1 --role-arn arn:aws:iam::111111111111:role/lab";
      assert.ok(
        said.some((line) => line.trim() === command),
        text(),
      );
    });

    it("what cannot be read is not known, and no success", async () => {
      pulumi(`rm -f ${at("state")}`, UP);
      for (const command of ["up", "destroy"] as const) {
        setState(UP);
        assert.equal(await run(command), 1);
        assert.match(text(), /Not known is how stack dev stands: its state cannot be read: no route to the state/);
      }
      assert.doesNotMatch(text(), /empty|update-kubeconfig/);
    });

    it("an engine's own exit code stays, and a preview is asked nothing", async () => {
      pulumi("exit 7", UP);
      assert.equal(await run("destroy"), 7);
      assert.equal(await run("preview"), 7);
      assert.equal(await run("up", ["--preview-only"]), 7);
      assert.deepEqual(calls().length, 3);
    });

    it("with --remove the stack may be gone, which is what was asked for", async () => {
      pulumi(`rm ${at("state")}`, UP);
      fs.writeFileSync(
        at("pulumi"),
        fs.readFileSync(at("pulumi"), "utf8").replace("no route to the state", "no stack named 'dev' found"),
      );
      assert.equal(await run("destroy", ["--yes", "--remove"]), 0);
    });
  });

  describe("of which AWS has made something by half", () => {
    const broken = (type: string): StackState => ({
      resources: [...UP.resources!, resource(type, "half", { initErrors: ["the second call failed"] })],
    });

    it("is read anew by the next update: the state holds what was asked for, and not what AWS has", async () => {
      pulumi(leaves(UP), broken("aws:rds/parameterGroup:ParameterGroup"));
      assert.equal(await run("up"), 0);
      assert.deepEqual(calls(), ["up --stack dev --yes --refresh"]);
      assert.equal(await run("up"), 0);
      assert.equal(calls().at(-1), "up --stack dev --yes");
    });

    it("is not read anew where the cluster itself compares, or all goes", async () => {
      pulumi(leaves(UP), broken("kubernetes:batch/v1:Job"));
      assert.equal(await run("up"), 0);
      pulumi(leaves({}), broken("aws:rds/parameterGroup:ParameterGroup"));
      assert.equal(await run("destroy"), 0);
      assert.ok(!calls().some((call) => call.includes("--refresh")), calls().join("\n"));
    });
  });

  describe("that was cut off", () => {
    it("has what AWS made taken into its state, and the rest read anew", async () => {
      pulumi(leaves(UP), cutOff(DATABASE, GATEWAY));
      assert.equal(await run("up"), 0);
      const [settled, up] = calls();
      assert.equal(settled, "stack import --file … --stack dev --non-interactive");
      assert.equal(up, "up --stack dev --yes --refresh");
      assert.match(text(), /creating aws:rds\/instance:Instance catalog-db: looked for in AWS as catalog-db-1a2b3c4/);
      assert.match(text(), /NatGateway lab-nat: not known, .* leftovers tells what belongs to no state/);
    });

    it("is not touched without a yes", async () => {
      pulumi("exit 0", cutOff(DATABASE));
      assert.equal(await run("up", [], { answers: [false] }), 1);
      assert.equal(await run("up", []), 1);
      assert.deepEqual(questions, ["Take what AWS has of it into the state, read the rest anew, and go on?"]);
      assert.deepEqual(state(), cutOff(DATABASE));
      assert.ok(!calls().some((call) => call.startsWith("up")));
      assert.equal(await run("up", [], { answers: [true] }), 0);
      assert.deepEqual(state().pending_operations ?? [], []);
      assert.equal(state().resources!.at(-1)!.id, "catalog-db-1a2b3c4");
    });

    it("waits for what is still being made: what depends on it would take half of it for all", async () => {
      pulumi("exit 0", cutOff(DATABASE));
      const progress: Progress = {
        has: "part",
        status: "creating",
        wait: "aws rds wait x",
        remove: "aws rds delete x",
      };
      assert.equal(await run("up", ["--yes"], { progress }), 1);
      assert.match(text(), /AWS has .*catalog-db \(catalog-db-1a2b3c4\), and it is not ready: creating\. Wait for it/);
      assert.match(text(), /aws rds wait x\n {2}aws rds delete x/);
      assert.deepEqual(state(), cutOff(DATABASE));
      assert.ok(!calls().some((call) => call.startsWith("up")));
    });

    it("stops where AWS does not tell", async () => {
      pulumi("exit 0", cutOff(DATABASE));
      assert.equal(await run("destroy", ["--yes"], { progress: { has: "unknown", reason: "AccessDenied" } }), 1);
      assert.match(text(), /Not known is whether AWS has .*catalog-db.*: AccessDenied\./);
      assert.ok(!calls().some((call) => call.startsWith("destroy")));
    });

    it("makes anew what AWS does not have", async () => {
      pulumi("exit 0", cutOff(DATABASE));
      await run("up", ["--yes"], { progress: { has: "nothing" } });
      assert.deepEqual(state().resources, UP.resources);
      assert.match(text(), /catalog-db: AWS has none, and it is made anew/);
    });

    it("is settled before a destroy, too, and a wish to refresh is not passed on twice", async () => {
      pulumi(leaves({}), cutOff(DATABASE));
      assert.equal(await run("destroy", ["--yes", "--refresh"]), 0);
      assert.equal(calls().at(-1), "destroy --stack dev --yes --refresh");
    });
  });

  describe("of which AWS has more than its state, after a crash", () => {
    const ADDON = unmade("aws:eks/addon:Addon", "cni", { inputs: { clusterName: "c", addonName: "vpc-cni" } });
    const events = [
      { resourcePreEvent: { metadata: { urn: ADDON.urn, type: ADDON.type, op: "create", new: ADDON } } },
      { diagnosticEvent: { urn: ADDON.urn, severity: "error", message: "409: Addon already exists." } },
    ];
    /** An update that AWS refuses as long as the state has no add-on. */
    const refuses = (): string => {
      const log = events.map((event) => JSON.stringify(event)).join("\n");
      fs.writeFileSync(at("refused"), `${log}\n{"half a li`);
      return `grep -q c:vpc-cni ${at("state")} && exit 0
        while [ $# -gt 0 ]; do [ "$1" = --event-log ] && cp ${at("refused")} "$2"; shift; done; exit 255`;
    };
    const cases: { what: string; args: string[]; person: Person }[] = [
      { what: "with --yes", args: ["--yes"], person: {} },
      { what: "when a person agrees", args: [], person: { answers: [true, true] } },
    ];
    for (const { what, args, person } of cases) {
      it(`has it taken into its state ${what}, and goes on`, async () => {
        pulumi(refuses(), cutOff(GATEWAY));
        assert.equal(await run("up", args, person), 0);
        assert.equal(state().resources!.at(-1)!.id, "c:vpc-cni");
        assert.match(text(), /AWS has what the run that was cut off had made, .*: aws:eks\/addon:Addon cni\./);
        const updates = calls().filter((call) => call.startsWith("up"));
        assert.deepEqual(
          updates.map((call) => /--refresh/.test(call)),
          [true, true],
        );
      });
    }

    it("is left as it is where a person says no", async () => {
      pulumi(refuses(), cutOff(GATEWAY));
      assert.equal(await run("up", [], { answers: [true, false] }), 255);
      assert.deepEqual(state().resources, UP.resources);
    });

    it("is left as it is where no run was cut off: what has the name is somebody else's", async () => {
      pulumi(refuses(), UP);
      assert.equal(await run("up"), 255);
      assert.deepEqual(state(), UP);
    });

    it("is known to be a crash's where its lock was taken away", async () => {
      pulumi(refuses(), UP);
      lock(NOBODY);
      assert.equal(await run("up", [], { answers: [true, true] }), 0);
      assert.match(questions[0], /Take it away/);
      assert.equal(state().resources!.at(-1)!.id, "c:vpc-cni");
    });
  });

  describe("that a dead run has locked", () => {
    const command = "PULUMI_BACKEND_URL=file://$PWD/.lab/state \\\n    pulumi cancel --yes --stack dev";

    it("is told with the one command that works, and is left alone", async () => {
      pulumi("exit 0", UP);
      lock(NOBODY);
      for (const args of [["--yes"], []]) {
        said = [];
        assert.equal(await run("up", args), 1);
        assert.match(
          text(),
          new RegExp(`Stack dev is locked by me@.*, process ${NOBODY}, since .*, which has died\\.`),
        );
        assert.ok(said.join("\n").endsWith(command), text());
      }
      assert.deepEqual(questions, []);
      assert.ok(fs.existsSync(at("lock")));
    });

    it("is freed when a person says so, and the run goes on", async () => {
      pulumi(leaves(UP), cutOff(DATABASE));
      lock(NOBODY);
      assert.equal(await run("up", [], { answers: [true, true] }), 0);
      assert.equal(questions.length, 2);
      assert.deepEqual(
        calls().map((call) => call.split(" ").slice(0, 2).join(" ")),
        ["stack import", "cancel --yes", "stack import", "up --stack"],
      );
    });

    it("of another machine is asked about, as nobody here knows", async () => {
      pulumi(leaves(UP), UP);
      lock(NOBODY, "elsewhere");
      assert.equal(await run("up", [], { answers: [false] }), 1);
      assert.match(text(), /If that run has ended, this takes the lock away:/);
      assert.match(questions[0], /^Has that run ended/);
    });

    it("of a run that lives is never taken away", async () => {
      pulumi(`exit 0`, UP);
      tool("ps", "echo pulumi up");
      const path = process.env.PATH;
      process.env.PATH = `${home}:${path}`;
      try {
        lock(process.pid);
        assert.equal(await run("up", [], { answers: [true] }), 1);
      } finally {
        process.env.PATH = path;
      }
      assert.match(text(), /which still runs\. Nothing was done: wait for its end\./);
      assert.doesNotMatch(text(), /cancel/);
      assert.deepEqual(questions, []);
    });
  });

  describe("whose proof fails", () => {
    const job = (said: string): StateResource =>
      resource("pod-security-groups:index:ConnectivityProbe$kubernetes:batch/v1:Job", "probe-unlabelled", {
        outputs: { metadata: { name: "probe-unlabelled-1a2b", namespace: "catalog" } },
        initErrors: ["Resource operation failed", said],
      });
    const cases: [string, RegExp][] = [
      [
        `Container "probe" completed with exit code ${ProbeExit.connected}`,
        /it connected and must not\. The database admits/,
      ],
      [`[Error] probe: x\nprobe: cannot resolve db (exit ${ProbeExit.unresolved})`, /name did not resolve.*CoreDNS/],
      [`[Error] probe: timed out (exit ${ProbeExit.noInterface})`, /no branch interface was seen on the pod/],
      [
        `Container "probe" completed with exit code ${ProbeExit.timedOut}`,
        /timed out and must connect. The pod has its/,
      ],
      [`[Error] (exit ${ProbeExit.otherFailure})`, /another way than by a timeout/],
      [`[Error] (exit ${ProbeExit.wrongInterface})`, /has a branch interface and must not/],
      ["Job has reached the specified backoff limit", /it came to no end of its own: Job has reached/],
    ];
    for (const [line, meaning] of cases) {
      it(`is told what it means: ${line.split("\n").at(-1)}`, async () => {
        pulumi(`${leaves({ resources: [...UP.resources!, job(line)] })}; exit 255`, UP);
        assert.equal(await run("up"), 255);
        assert.match(text(), /The proof probe-unlabelled failed: /);
        assert.match(text(), meaning);
        assert.match(text(), /\n {2}kubectl logs --namespace catalog job\/probe-unlabelled-1a2b/);
      });
    }
  });
});
