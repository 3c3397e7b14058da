import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planEnvironment, withoutCredentials } from "../../cli/diff/child";
import { linkDependencies } from "../../cli/diff/dependencies";
import { makeReport, OPENED } from "../../cli/diff/diff-command";
import { isolation } from "../../cli/diff/isolation";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";
import { SmallLab } from "./support";

/** What the fake program of the repository does: it tells its environment, then prints the plan beside it. */
const PROGRAM = `
const fs = require("fs");
fs.writeFileSync(process.env.HOME + "/seen.json", JSON.stringify({ env: process.env, args: process.argv.slice(2) }));
if (fs.existsSync("broken")) { console.error("config is broken \\u001b[31m"); process.exit(1); }
if (fs.existsSync("slow")) { fs.writeFileSync(fs.readFileSync("slow", "utf8"), String(process.ppid)); setInterval(() => undefined, 1000); }
else if (fs.existsSync("tell")) fs.copyFileSync(process.env.HOME + "/seen.json", fs.readFileSync("tell", "utf8"));
if (!fs.existsSync("slow")) process.stdout.write(fs.readFileSync("plan.json"));
`;

/** A program that reads the environment of all processes that it sees, and fails where a secret is in one. */
const THEFT = `
const { readdirSync, readFileSync } = require("node:fs");
let found = JSON.stringify(process.env);
for (const one of [...readdirSync("/proc").filter((name) => Number(name) > 0), String(process.ppid)])
  try { found += readFileSync("/proc/" + one + "/environ", "utf8"); } catch {}
if (found.includes("CANARY")) throw new Error("stolen");
`;

describe("lab diff of git refs", function () {
  this.timeout(20_000);
  let folder: string;
  // What others make in the usual one at the same time is none of its business.
  let temporary: string;
  const { TMPDIR } = process.env;
  const file = (name: string): string => join(folder, name);
  const git = (...args: string[]): string => {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.test", "-c", "commit.gpgsign=false"];
    const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  const write = (name: string, text: string): void => writeFileSync(file(name), text);
  const plan = (lab: SmallLab): string => JSON.stringify({ ...lab.graph(), project: "lab", stack: "test" });
  const leftBehind = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("lab-diff-"));
  const report = (base: string, head?: string) => makeReport(folder, { base, head, stack: "test" });

  before(() => {
    process.env.TMPDIR = temporary = mkdtempSync(join(tmpdir(), "tmp-of-lab-"));
    folder = mkdtempSync(join(tmpdir(), "git-of-lab-"));
    git("init", "--quiet", "--initial-branch=main");
    write("program.js", PROGRAM);
    write("package.json", JSON.stringify({ name: "lab", scripts: { lab: "node program.js" } }));
    write("plan.json", plan(new SmallLab()));
    git("add", ".");
    git("commit", "--quiet", "-m", "base");
    git("tag", "old");
    write("plan.json", plan(new SmallLab().openToRange()));
  });
  after(() => {
    rmSync(temporary, { recursive: true, force: true });
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  it("compares a commit with the working tree, and leaves nothing behind", async () => {
    const { base, head, diff } = await report("old");
    assert.equal(base.commit, git("rev-parse", "old"));
    assert.deepEqual([base.name, head.name], ["old", "the working tree"]);
    assert.ok(diff.opened.some(({ from, to }) => from === "nodes" && to === "database:db"));
    assert.equal(git("worktree", "list").split("\n").length, 1);
    assert.deepEqual(leftBehind(), []);
  });

  it("gives neither program credentials nor the home folder", async () => {
    const told = join(folder, "told.json");
    write("tell", told);
    process.env.AWS_SECRET_ACCESS_KEY = "of-the-test";
    try {
      await report("old");
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
      rmSync(file("tell"));
    }
    const { env, args } = JSON.parse(readFileSync(told, "utf8")) as { env: { [name: string]: string }; args: string[] };
    assert.equal(env.AWS_SECRET_ACCESS_KEY, undefined);
    assert.notEqual(env.HOME, process.env.HOME);
    assert.deepEqual(args, ["plan", "--json", "--stack", "test"]);
    assert.ok(!existsSync(env.HOME));
  });

  it("gives the program of a commit nothing worth having in the environment of its parents", function () {
    if (isolation().length === 0) return this.skip();
    git("checkout", "--quiet", "-b", "theft");
    write("program.js", `${THEFT}${PROGRAM}`);
    git("commit", "--quiet", "-m", "theft", "program.js");
    git("checkout", "--quiet", "main");
    const call = [
      "-r",
      join(ROOT, "loader.cjs"),
      join(ROOT, "cli/main.ts"),
      "graph",
      "theft",
      "--isolated",
      "--stack",
      "test",
    ];
    const env = { ...process.env, AWS_SECRET_ACCESS_KEY: "CANARY-of-the-test" };
    const { status, stdout, stderr } = spawnSync(process.execPath, call, { cwd: folder, encoding: "utf8", env });
    assert.equal(status, 0, stderr);
    assert.equal((JSON.parse(stdout) as { project: string }).project, "lab");
  });

  it("compares files with refs, and takes a file before a ref of its name", async () => {
    write("main", plan(new SmallLab().openToRange()));
    process.chdir(folder);
    try {
      assert.equal((await report("main", "plan.json")).changed, false);
      assert.equal((await report("refs/heads/main", "plan.json")).changed, true);
    } finally {
      process.chdir(ROOT);
      rmSync(file("main"));
    }
  });

  it("removes the worktree where a program fails, and tells its message without control characters", async () => {
    write("broken", "");
    git("add", "broken");
    git("commit", "--quiet", "-m", "broken");
    git("rm", "--quiet", "broken");
    await assert.rejects(report(file("plan.json"), "HEAD"), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, "HEAD cannot be planned: config is broken");
      return true;
    });
    assert.equal(git("worktree", "list").split("\n").length, 1);
    assert.deepEqual(leftBehind(), []);
    git("reset", "--quiet", "HEAD~1");
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`leaves neither worktree nor folder behind on ${signal}`, async () => {
      const begun = join(folder, `begun-${signal}`);
      write("slow", begun);
      git("add", "slow");
      git("commit", "--quiet", "-m", "slow");
      git("rm", "--quiet", "slow");
      const args = [
        "-r",
        join(ROOT, "loader.cjs"),
        join(ROOT, "cli/main.ts"),
        "diff",
        "--base",
        "HEAD",
        "--stack",
        "test",
      ];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
      const ended = once(child, "exit");
      while (!existsSync(begun)) await new Promise((resolve) => setImmediate(resolve));
      child.kill(signal);
      const [code] = (await ended) as [number];
      assert.equal(code, { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
      assert.equal(git("worktree", "list").split("\n").length, 1);
      assert.deepEqual(leftBehind(), []);
      git("reset", "--quiet", "HEAD~1");
      rmSync(begun);
    });
  }

  it("refuses what is neither file nor commit, and a commit without the command", async () => {
    await assert.rejects(report("nowhere", file("plan.json")), /nowhere is neither a file nor a commit/);
    await assert.rejects(report("--help", file("plan.json")), /neither a file nor a commit/);
    const long = "x".repeat(100_000);
    await assert.rejects(report(long, file("plan.json")), ({ message }: Error) => /^x{299}… is neither/.test(message));
    write("package.json", JSON.stringify({ name: "lab" }));
    git("commit", "--quiet", "-a", "-m", "no command");
    await assert.rejects(report("HEAD", file("plan.json")), /HEAD cannot be planned: its program has no command/);
  });
});

describe("lab diff, what a strange program gets:", () => {
  it("of the environment, what is harmless", () => {
    const env = {
      PATH: "/bin",
      LANG: "C",
      HOME: "/root",
      AWS_PROFILE: "p",
      GITHUB_ENV: "/e",
      NPM_TOKEN: "t",
      NODE_OPTIONS: "-r x",
    };
    const given = planEnvironment(env, "/empty");
    assert.deepEqual(
      Object.keys(given)
        .sort()
        .filter((name) => !/update/i.test(name)),
      ["HOME", "LANG", "PATH", "USERPROFILE"],
    );
    assert.equal(given.HOME, "/empty");
  });

  it("for the install, no credentials", () => {
    const secret = {
      AWS_PROFILE: "a",
      GITHUB_TOKEN: "b",
      PULUMI_ACCESS_TOKEN: "c",
      KUBECONFIG: "d",
      DB_PASSWORD: "e",
      npm_token: "f",
    };
    assert.deepEqual(withoutCredentials({ ...secret, HOME: "/root", npm_config_registry: "r" }), {
      HOME: "/root",
      npm_config_registry: "r",
    });
  });

  it("of dependencies, those of the working tree where the lockfile is the same, with its own workspaces", async () => {
    const folder = mkdtempSync(join(tmpdir(), "modules-"));
    const lock = JSON.stringify({ packages: { "": {}, components: {}, "node_modules/a": { version: "1.0.0" } } });
    for (const tree of ["project", "tree"]) {
      mkdirSync(join(folder, tree, "components"), { recursive: true });
      writeFileSync(join(folder, tree, "package-lock.json"), lock);
      writeFileSync(join(folder, tree, "components", "which"), tree);
    }
    const modules = join(folder, "project", "node_modules");
    for (const name of ["a", "@scope/b", ".cache"]) mkdirSync(join(modules, name), { recursive: true });
    writeFileSync(
      join(modules, ".package-lock.json"),
      JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }),
    );
    symlinkSync("../components", join(modules, "own"));
    await linkDependencies(join(folder, "tree"), join(folder, "project"));
    const linked = join(folder, "tree", "node_modules");
    assert.deepEqual(readdirSync(linked).sort(), ["@scope", "a", "own"]);
    assert.equal(readFileSync(join(linked, "own", "which"), "utf8"), "tree");
    rmSync(folder, { recursive: true });
  });
});

describe("lab diff as a command", () => {
  it("refuses two formats at once, and needs a base", async () => {
    const { diffCommand } = await import("../../cli/diff/diff-command");
    await assert.rejects(diffCommand({ base: "x", stack: "dev", markdown: true, json: true }), /exclude each other/);
    assert.equal(OPENED, 2);
  });
});
