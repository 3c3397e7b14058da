import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/program";
import { type Job, mistakesIn, workflow, WORKFLOW_FILES, workflowText } from "./support";

const jobs = (file: string): [string, Job][] => Object.entries(workflow(file).jobs);
const runs = (job: Job): string => job.steps.map(({ run }) => run ?? "").join("\n");

describe("workflows", () => {
  it("are these", () => {
    assert.deepEqual(WORKFLOW_FILES, ["drift.yml", "preview.yml", "release.yml", "test.yml", "up.yml"]);
  });

  for (const file of WORKFLOW_FILES) {
    describe(file, () => {
      it("has no mistake that GitHub's parser finds", async () =>
        assert.deepEqual(await mistakesIn(workflowText(file)), []));

      it("names every action by a commit, with its version behind it", () => {
        const lines = workflowText(file)
          .split("\n")
          .filter((line) => /\buses:/.test(line));
        assert.ok(lines.length > 0);
        for (const line of lines) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      });

      it("has one commit for each action, the same as the other workflows", () => {
        const all = WORKFLOW_FILES.flatMap((other) => workflowText(other).match(/uses: .*/g) ?? []);
        const actions = new Set(all.map((use) => use.split("@")[0]));
        assert.equal(new Set(all).size, actions.size);
      });

      it("has no permission for all jobs, and few for each", () => {
        assert.deepEqual(workflow(file).permissions, {});
        for (const [id, { permissions }] of jobs(file)) {
          assert.ok(permissions !== undefined, id);
          const writes = Object.entries(permissions)
            .filter(([, access]) => access === "write")
            .map(([scope]) => scope);
          assert.ok(writes.length <= 1 && ["id-token", "pull-requests", "issues", undefined].includes(writes[0]), id);
        }
      });

      it("leaves no token behind in a checkout", () => {
        for (const step of jobs(file).flatMap(([, { steps }]) => steps)) {
          if (step.uses?.startsWith("actions/checkout@")) assert.equal(step.with?.["persist-credentials"], false);
        }
      });

      it("runs on no event that gives a stranger's code the repository's rights, and keeps no secret", () => {
        const { on } = workflow(file);
        for (const event of ["pull_request_target", "workflow_run", "issue_comment"]) assert.ok(!(event in on));
        // What publishes packages needs a token of the registry, in the step that publishes and nowhere else.
        const text = file === "release.yml" ? workflowText(file).replace("secrets.NPM_TOKEN", "") : workflowText(file);
        assert.doesNotMatch(text, /secrets\.|AWS_ACCESS_KEY|PULUMI_ACCESS_TOKEN|CONFIG_PASSPHRASE/);
      });

      it("puts no expression into a script", () => {
        for (const { run, with: inputs } of jobs(file).flatMap(([, { steps }]) => steps)) {
          assert.doesNotMatch(run ?? "", /\$\{\{/);
          assert.doesNotMatch(typeof inputs?.script === "string" ? inputs.script : "", /\$\{\{/);
        }
      });

      it("lets no job run for ever", () => {
        for (const [id, job] of jobs(file)) assert.ok(job["timeout-minutes"]! <= 120, id);
      });

      it("asks for a role only in an environment, after the check of the backend and the install", () => {
        for (const [id, job] of jobs(file)) {
          const roleAt = job.steps.findIndex(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
          // npm signs by the same identity, in the one job that publishes.
          const signs = file === "release.yml" && id === "publish";
          assert.equal(roleAt >= 0 || signs, job.permissions?.["id-token"] === "write", id);
          if (roleAt < 0) continue;
          assert.ok(["preview", "drift", "production"].includes(job.environment ?? ""), id);
          const checkAt = job.steps.findIndex(({ run }) => run?.startsWith("ci/check-backend.sh"));
          const installAt = job.steps.findIndex(({ run }) => run === "npm ci --ignore-scripts");
          assert.ok(checkAt >= 0 && checkAt < installAt && installAt < roleAt, id);
          assert.ok(
            job.steps.slice(roleAt).some(({ run }) => /npm run (preview|up) -- .*--non-interactive/.test(run ?? "")),
            id,
          );
        }
      });
    });
  }

  it("test.yml tests every push and fork on three versions of Node, without credentials", () => {
    const { on, jobs: all } = workflow("test.yml");
    assert.deepEqual(on, { push: null, pull_request: null });
    assert.deepEqual(all.test.permissions, { contents: "read" });
    assert.deepEqual(all.test.strategy?.matrix.node, [20, 22, 24]);
    assert.deepEqual(
      all.test.steps.map(({ run }) => run).filter((run) => run !== undefined),
      ["npm ci", "npm test"],
    );
  });

  describe("preview.yml", () => {
    const { on, concurrency, jobs: all } = workflow("preview.yml");

    it("runs anew for another base, and stops older runs of the same pull request", () => {
      assert.deepEqual(on, { pull_request: { types: ["opened", "reopened", "synchronize", "edited"] } });
      assert.equal(concurrency?.["cancel-in-progress"], true);
      assert.match(concurrency?.group ?? "", /pull_request\.number/);
    });

    it("plans the head alone, and compares on another machine, both by the base's tools and with the right to read", () => {
      for (const job of [all.head, all.compare]) {
        assert.deepEqual(job.permissions, { contents: "read" });
        assert.equal(job.steps[0].with?.["fetch-depth"], 2);
        assert.equal(job.steps[1].run, "git tag merged && git checkout --quiet --detach HEAD^1");
        assert.equal(job.environment, undefined);
        // Nothing goes to another commit afterwards, and nothing installs with scripts.
        assert.equal(runs(job).match(/git checkout/g)?.length, 1);
        assert.equal(runs(job).match(/npm ci/g)?.length, runs(job).match(/npm ci --ignore-scripts/g)?.length);
      }
      assert.match(runs(all.head), /lab -- graph merged --isolated > out\/head\.json/);
      assert.doesNotMatch(runs(all.compare), /graph/);
      assert.match(runs(all.compare), /diff --base HEAD --head head\/head\.json --head-commit merged --markdown/);
      assert.equal(all.compare.needs, "head");
    });

    it("takes the comparison from the job that made it, and from no artifact, which any job can make", () => {
      assert.deepEqual(all.compare.outputs, { diff: "${{ steps.diff.outputs.diff }}" });
      const names = Object.values(all).flatMap(({ steps }) => steps.flatMap((step) => step.with?.name ?? []));
      assert.deepEqual(names, ["head", "head"]);
      assert.equal(all.comment.needs, "compare");
    });

    it("comments from a job that has no checkout and runs nothing", () => {
      assert.deepEqual(all.comment.permissions, { "pull-requests": "write" });
      assert.equal(runs(all.comment).trim(), "");
      const actions = all.comment.steps.map(({ uses }) => uses?.split("@")[0]);
      assert.deepEqual(actions, ["actions/github-script"]);
    });

    it("previews branches of the repository only, with refresh and policies, in an environment of its own", () => {
      assert.match(all.preview.if ?? "", /head\.repo\.full_name == github\.repository/);
      assert.equal(all.preview.environment, "preview");
      assert.match(runs(all.preview), /--refresh --diff --policy-pack policies/);
    });
  });

  it("up.yml deploys main only, one at a time and never stopped halfway", () => {
    const { on, concurrency, jobs: all } = workflow("up.yml");
    assert.deepEqual(on, { push: { branches: ["main"] } });
    assert.equal(concurrency?.["cancel-in-progress"], false);
    assert.equal(all.up.environment, "production");
    assert.match(all.up.if ?? "", /github\.ref == 'refs\/heads\/main'/);
    assert.match(runs(all.up), /npm run up -- .*--yes .*--policy-pack policies/);
  });

  it("drift.yml looks every night, and opens an issue from a job without checkout", () => {
    const { on, jobs: all } = workflow("drift.yml");
    assert.ok("schedule" in on);
    assert.match(runs(all.preview), /--refresh --expect-no-changes/);
    assert.equal(all.preview.environment, "drift");
    assert.deepEqual(all.issue.permissions, { issues: "write" });
    assert.deepEqual(
      all.issue.steps.map(({ uses }) => uses?.split("@")[0]),
      ["actions/github-script"],
    );
    assert.match(all.issue.if ?? "", /outputs\.drift == 'true'/);
  });

  describe("release.yml", () => {
    const { pack, publish } = workflow("release.yml").jobs;

    it("runs on tags of versions alone, and publishes only what was tested", () => {
      assert.deepEqual(workflow("release.yml").on, { push: { tags: ["v[0-9]+.[0-9]+.[0-9]+*"] } });
      const order = ["check-tag.ts", "npm test", "npm pack --workspaces"].map((command) => runs(pack).indexOf(command));
      assert.ok(order[0] >= 0 && order[0] < order[1] && order[1] < order[2], String(order));
      assert.deepEqual([publish.needs].flat(), ["pack"]);
    });

    it("runs no code of the repository where it holds the registry's token", () => {
      assert.doesNotMatch(JSON.stringify(pack), /NPM_TOKEN|id-token/);
      assert.doesNotMatch(JSON.stringify(publish), /checkout|npm (ci|install|run|test)/);
      assert.match(runs(publish), /npm publish .*--provenance.*--ignore-scripts/);
    });

    it("refuses a tag that is not the version", () => {
      const check = (tag: string) =>
        spawnSync(process.execPath, ["-r", "./loader.cjs", "packaging/check-tag.ts", tag], {
          cwd: ROOT,
          encoding: "utf8",
        });
      const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
      assert.deepEqual([check(`v${version}`).status, check(`v${version}`).stderr], [0, ""]);
      const { status, stderr } = check("v99.0.0");
      assert.equal(status, 1);
      assert.match(stderr, /^pod-security-groups has version .*, not v99\.0\.0: change it, or the tag$/m);
    });
  });
});
