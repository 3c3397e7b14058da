import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { handOut } from "../../cli/fleet/hand-out";
import { operateOn } from "../../cli/fleet/operate";
import type { FleetCommandOptions } from "../../cli/fleet/options";
import { loadRoster } from "../../cli/fleet/roster";
import { Stop } from "../../cli/fleet/run/stop";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { Notes, outcomes, TestClass } from "./class";
import { ScriptedEngine } from "./scripted-engine";
import { VirtualClock } from "./virtual-clock";

const STAGE = "eks-pod-security-groups:stage";

const HEAD = `fleet: spring
backend: s3://state/spring
secretsProvider: awskms://alias/lab?region=us-west-2
region: us-west-2
expiry: 2027-03-01
role: arn:aws:iam::{account}:role/LabDeployer
`;
const STUDENTS = `students:
  - {id: ada, account: "111111111111", principal: "arn:aws:iam::111111111111:role/Ada"}
  - {id: bob, account: "222222222222", principal: "arn:aws:iam::222222222222:user/bob"}
  - {id: cyd, account: "333333333333"}
  - id: dee
    account: "444444444444"
    principal: arn:aws:iam::444444444444:role/aws-reserved/sso.amazonaws.com/us-west-2/AWSReservedSSO_Lab_0123456789abcdef
`;

describe("a class that does the lab", () => {
  let folder: string;
  let roster: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "stage-"));
    roster = path.join(folder, "roster.yaml");
    fs.writeFileSync(roster, HEAD + STUDENTS);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("is moved to a stage, is left there when moved again, and is brought back by the next up", async () => {
    const clock = new VirtualClock();
    const engine = new ScriptedEngine(clock);
    const said: string[] = [];
    const group = new TestClass([]);
    const work = async (given: Partial<FleetCommandOptions>): Promise<object> => {
      const options: FleetCommandOptions = { roster, timeLimit: 60, parallel: 2, ...given };
      const read = await loadRoster(roster, ROOT, { today: TODAY, stage: options.stage });
      const home = { ...group.home(engine), roster: read };
      const meant = read.students.filter(
        ({ id }) => options.only === undefined || options.only.split(",").includes(id),
      );
      const done = operateOn(home, meant, "up", options, {
        ...{ clock, view: new Notes(), random: () => 0.5, program: group.folder, stop: new Stop(), interactive: false },
        ...{ say: (line: string) => said.push(line), host: "here" },
        signInProblem: () => Promise.resolve(undefined),
        leftovers: () => Promise.resolve([]),
      });
      return outcomes(await clock.until(done));
    };
    const stages = (): unknown[] => ["ada", "bob"].map((id) => engine.configs.get(id)?.[STAGE]);
    try {
      const only = "ada,bob";
      for (const stage of ["in-cluster", "rds-unbound", "bound"]) {
        assert.deepEqual(await work({ stage, only }), { succeeded: 2 });
        assert.deepEqual(stages(), [stage, stage]);
        assert.deepEqual(await work({ stage, only }), { unchanged: 2 });
      }
      assert.deepEqual(await work({ stage: "in-cluster", only: "ada" }), { succeeded: 1 });
      assert.deepEqual(stages(), ["in-cluster", "bound"]);
      // The roster names no stage, which means the lab's own default; the project's file has it, not the stack's.
      assert.deepEqual(await work({ only }), { succeeded: 2 });
      assert.deepEqual(stages(), [undefined, undefined]);
      engine.stacks.get("ada")!.locked = "error: the stack is currently locked by 1 lock(s).";
      await work({ stage: "in-cluster", only });
      assert.equal(
        said.at(-1),
        `  npm run lab -- fleet stage in-cluster --roster ${roster} --only ada,bob --parallel 2`,
      );
    } finally {
      group.remove();
    }
  });

  it("is moved only where its config fits the stage", async () => {
    fs.writeFileSync(roster, `${HEAD}config: {stage: in-cluster, databaseRequireTls: true}\n${STUDENTS}`);
    assert.equal((await loadRoster(roster, ROOT, { today: TODAY })).students.length, 4);
    await assert.rejects(loadRoster(roster, ROOT, { today: TODAY, stage: "bound" }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /roster\.yaml:7: config databaseRequireTls is true, but the catalog cannot speak TLS/,
      );
      return true;
    });
  });

  it("hands out a folder for each, which nobody else can read, with all that a student needs", async () => {
    const out = path.join(folder, "new", "out");
    const told = await quietly(() => handOut({ roster, timeLimit: 60, out }));
    assert.match(told, /out: 4 students, a folder each[^]*unknown to their\s+clusters: cyd\./);
    assert.deepEqual(fs.readdirSync(path.join(folder, "new")), ["out"]);
    assert.deepEqual(fs.readdirSync(out), ["ada", "bob", "cyd", "dee"]);
    for (const id of fs.readdirSync(out)) {
      assert.equal(fs.statSync(path.join(out, id)).mode & 0o777, 0o700);
      assert.deepEqual(fs.readdirSync(path.join(out, id)), ["README.ja.md", "README.md", "plan.html"]);
      for (const file of fs.readdirSync(path.join(out, id)))
        assert.equal(fs.statSync(path.join(out, id, file)).mode & 0o777, 0o600);
    }
    assert.equal(fs.statSync(out).mode & 0o777, 0o700);

    const read = (id: string, file: string): string => fs.readFileSync(path.join(out, id, file), "utf8");
    for (const file of ["README.md", "README.ja.md"]) {
      const ada = read("ada", file);
      assert.match(
        ada,
        /^aws eks update-kubeconfig --name sgp-lab-ada --region us-west-2 --alias sgp-lab-ada --role-arn arn:aws:iam::111111111111:role\/Ada$/m,
      );
      assert.match(ada, /`catalog`(, |、)`elsewhere`/);
      assert.match(ada, /AmazonEKSClusterAdminPolicy/);
      assert.match(ada, /2027-03-01/);
      assert.match(ada, /^kubectl config delete-cluster arn:aws:eks:us-west-2:111111111111:cluster\/sgp-lab-ada$/m);
      for (const other of ["222222222222", "333333333333", "LabDeployer"]) assert.ok(!ada.includes(other), other);
      // A user has no role to take, and nobody can assume one of IAM Identity Center.
      for (const id of ["bob", "cyd", "dee"]) assert.doesNotMatch(read(id, file), /--role-arn/);
      assert.doesNotMatch(read("cyd", file), /AmazonEKSClusterAdminPolicy|kubectl|```/);
    }
    assert.match(read("ada", "plan.html"), /<h1>Plan of stack ada, stage \w[\w-]*<\/h1>/);
  });

  it("is handed out whole or not at all, and over nothing", async () => {
    const refused = async (out: string, expected: RegExp): Promise<void> => {
      await assert.rejects(
        quietly(() => handOut({ roster, timeLimit: 60, out, only: "ada" })),
        (error: Error) => {
          assert.ok(error instanceof UserError, error.stack);
          assert.match(error.message, expected);
          return true;
        },
      );
    };
    fs.mkdirSync(path.join(folder, "full"));
    fs.writeFileSync(path.join(folder, "full", "mine"), "");
    await refused(path.join(folder, "full"), /full is there already; move it away/);
    await refused(roster, /is there already/);
    await refused(path.join(roster, "x"), /cannot be written: (file already exists|not a directory)/);
    await refused("", /--out "" is not a folder/);
    assert.deepEqual(fs.readdirSync(folder).sort(), ["full", "roster.yaml"]);
    fs.mkdirSync(path.join(folder, "empty"));
    await quietly(() => handOut({ roster, timeLimit: 60, out: path.join(folder, "empty"), only: "ada" }));
    assert.deepEqual(fs.readdirSync(path.join(folder, "empty")), ["ada"]);
  });
});

/** What a command prints, kept from the screen. */
async function quietly(work: () => Promise<void>): Promise<string> {
  const { log } = console;
  const told: string[] = [];
  console.log = (text: string) => void told.push(text);
  try {
    await work();
  } finally {
    console.log = log;
  }
  return told.join("\n");
}
