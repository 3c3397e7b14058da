import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";
import Ajv from "ajv";
import { parse, parseAllDocuments } from "yaml";
import { readProject } from "../../cli/fleet/project";
import { STAGES } from "../../config";
import { githubWorkflow, MATRIX_LIMIT, type Shard, shards } from "../../cli/fleet/render/github";
import { operatorManifests } from "../../cli/fleet/render/operator";
import type { Roster, Student } from "../../cli/fleet/roster";
import { ROOT } from "../support/program";
import { student, students } from "./class";
import { mistakesIn, type Workflow, WORKFLOW_FILES, workflowText } from "../workflows/support";
import { STACK_SCHEMA } from "./operator-facts";

const roster = (all: Student[], given: Partial<Roster> = {}): Roster => ({
  file: "roster.yaml",
  fleet: "spring",
  backend: "s3://state/spring",
  secretsProvider: "passphrase",
  rings: [...new Set(all.map(({ ring }) => ring))],
  students: all,
  notes: [],
  ...given,
});

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: {
    stack: string;
    serviceAccountName: string;
    destroyOnFinalize: boolean;
    config: { [key: string]: unknown };
    prerequisites?: { name: string }[];
    envRefs?: object;
  };
  subjects?: { name: string }[];
}

describe("a class for the Pulumi Kubernetes Operator", () => {
  const options = { image: "registry.example/lab:1" };
  const manifests = (given: Roster): Manifest[] =>
    parseAllDocuments(operatorManifests(given, readProject(ROOT), options)).map(
      (document) => document.toJS() as Manifest,
    );

  it("has a stack for each student that the operator's definition lets through", () => {
    const validate = new Ajv({ strictTypes: false }).compile(STACK_SCHEMA);
    const stacks = manifests(roster(students(5, 2))).filter(({ kind }) => kind === "Stack");
    assert.equal(stacks.length, 5);
    for (const stack of stacks) assert.ok(validate(stack), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...stacks[0], spec: { ...stacks[0].spec, destroyOnFinalise: true } }));
    const named = (id: string) =>
      manifests(roster([student(id)])).every((one) => one.kind !== "Stack" || validate(one));
    assert.deepEqual(["a".repeat(38), "a".repeat(39)].map(named), [true, false]);
  });

  it("gives each its own account, service account and order of destruction, and waits for the canaries", () => {
    const all = manifests(roster(students(5, 2)));
    const stacks = all.filter(({ kind }) => kind === "Stack");
    for (const [i, { spec }] of stacks.entries()) {
      assert.equal(spec.stack, `s${i}`);
      assert.deepEqual(spec.config["aws:allowedAccountIds"], [String(100_000_000_000 + i)]);
      assert.equal(spec.destroyOnFinalize, true);
      assert.deepEqual(
        spec.prerequisites?.map(({ name }) => name),
        i < 2 ? undefined : ["lab-s0", "lab-s1"],
      );
      assert.ok(
        all.some(({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === spec.serviceAccountName),
      );
      const bound = all.filter(
        ({ kind, subjects }) => kind === "ClusterRoleBinding" && subjects?.[0].name === `lab-s${i}`,
      );
      assert.equal(bound.length, 1);
    }
  });

  it("keeps account ids texts, and asks for a passphrase only where there is one", () => {
    const one = student("ada", { account: "012345678901" });
    const text = operatorManifests(roster([one]), readProject(ROOT), options);
    assert.match(text, /aws:allowedAccountIds:\n\s+- "012345678901"/);
    const kms = manifests(roster([one], { secretsProvider: "awskms://alias/x" }));
    assert.ok(kms.every(({ spec }) => spec?.envRefs === undefined));
  });
});

describe("a class as a GitHub workflow", () => {
  interface Job {
    needs?: string[];
    if?: string;
    strategy?: { matrix: { include: Shard[] } };
    steps: { uses?: string; run?: string }[];
  }
  const jobs = (count: number, canaries: number): { [name: string]: Job } =>
    (parse(githubWorkflow(roster(students(count, canaries)), "roster.yaml")) as { jobs: { [name: string]: Job } }).jobs;

  for (const [count, canaries] of [
    [1, 0],
    [30, 2],
    [256, 0],
    [257, 0],
    [500, 5],
    [1000, 300],
    [3, 2],
  ] as const) {
    it(`of ${count} with ${canaries} canaries has each student once, in at most ${MATRIX_LIMIT} jobs`, () => {
      const rings = Object.values(jobs(count, canaries)).flatMap(({ strategy }) =>
        strategy ? [strategy.matrix.include] : [],
      );
      const all = rings.flat();
      assert.ok(all.length <= MATRIX_LIMIT, `${all.length}`);
      const ids = all.flatMap(({ only }) => only.split(","));
      assert.deepEqual(
        ids,
        students(count).map(({ id }) => id),
      );
      assert.ok(all.every((shard) => Number(shard.count) === shard.only.split(",").length));
      assert.equal(new Set(all.map(({ shard }) => shard)).size, all.length);
    });
  }

  it("passes GitHub's parser, with actions by commit, few rights, and only the secrets that the class needs", async () => {
    const render = (given: Partial<Roster>): string => githubWorkflow(roster(students(10, 2), given), "my roster.yaml");
    const known = new Set(WORKFLOW_FILES.flatMap((file) => workflowText(file).match(/uses: .*/g) ?? []));
    for (const given of [{}, { secretsProvider: "awskms://alias/x" }, { backend: "https://api.pulumi.com" }]) {
      const text = render(given);
      assert.deepEqual(await mistakesIn(text), []);
      for (const use of text.match(/uses: .*/g) ?? []) assert.ok(known.has(use), use);
      const { permissions, jobs: all } = parse(text) as Workflow;
      assert.deepEqual(permissions, {});
      assert.deepEqual(all.check.permissions, { contents: "read" });
      for (const name of ["canary", "others"]) assert.equal(all[name].environment, "fleet");
    }
    const secrets = (given: Partial<Roster>) => [...render(given).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
    assert.deepEqual(new Set(secrets({})), new Set(["PULUMI_CONFIG_PASSPHRASE"]));
    assert.deepEqual(secrets({ secretsProvider: "awskms://alias/x" }), []);
    assert.match((await mistakesIn(render({}).replace("needs:", "need:"))).join(), /Unexpected value 'need'/);
  });

  it("checks the roster first, then the canaries, then the rest", () => {
    const { check, canary, others } = jobs(10, 2);
    assert.equal(check.needs, undefined);
    assert.deepEqual(canary.needs, ["check"]);
    assert.deepEqual(others.needs, ["check", "canary"]);
    assert.match(others.if!, /needs\['canary'\]\.result == 'success'/);
  });

  it("never puts an input into a script", () => {
    for (const { steps } of Object.values(jobs(10, 2))) {
      for (const { run } of steps) assert.doesNotMatch(run ?? "", /\$\{\{/);
    }
  });

  it("runs what was chosen: previews, moves to each stage, and a destroy that is confirmed", () => {
    const text = githubWorkflow(roster(students(3, 1)), "roster.yaml");
    const { on, jobs: all } = parse(text) as {
      on: { workflow_dispatch: { inputs: { operation: { options: string[] } } } };
      jobs: { [name: string]: Job };
    };
    const { options } = on.workflow_dispatch.inputs.operation;
    assert.deepEqual(options, ["preview", "up", ...STAGES.map((stage) => `stage ${stage}`), "destroy"]);
    const { run } = all.canary.steps.find(({ run: script }) => script?.includes("OPERATION"))!;
    const called = (operation: string): string =>
      execFileSync("bash", ["-c", `npm() { echo "$@"; }\n${run}`], {
        encoding: "utf8",
        env: { ...process.env, OPERATION: operation, ROSTER: "my roster.yaml", ONLY: "s0,s1", COUNT: "2" },
      }).trim();
    const rest = "--roster my roster.yaml --only s0,s1 --time-limit 45";
    assert.equal(called("up"), `run lab -- fleet up ${rest}`);
    assert.equal(called("stage rds-unbound"), `run lab -- fleet stage ${rest} rds-unbound`);
    assert.equal(called("destroy"), `run lab -- fleet destroy ${rest} --confirm 2`);
  });

  it("shares students out evenly", () => {
    const sizes = shards(students(500), "x", 200).map(({ count }) => Number(count));
    assert.equal(sizes.length, 200);
    assert.deepEqual([Math.min(...sizes), Math.max(...sizes)], [2, 3]);
  });
});
