import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportOf } from "../../cli/diff/diff-command";
import { printedGraph } from "../../cli/diff/graph";
import type { Side } from "../../cli/diff/report";
import { markdownDiff } from "../../cli/diff/show";
import { sideOf } from "../../cli/diff/sides";
import { recordPlan } from "../../cli/plan/make";
import { jsonText } from "../../cli/output";
import { readGraphFile } from "../../cli/sources";
import { readStackConfig } from "../../cli/stack-config";
import { SAMPLES } from "../../docs/samples/make";
import { ROOT } from "../support/program";

/** The file that the graph of a pull request is handed over in. */
const HEAD = "head.json.out";

/** What the project is made of, as far as it plans and compares. */
const PROJECT = [
  ...[
    "cli",
    "components",
    "model",
    "policies",
    "words",
    "config-problem.ts",
    "config-reader.ts",
    "config-room.ts",
    "config.ts",
  ],
  ...["index.ts", "loader.cjs", "nearest.ts", "package-lock.json", "package.json", "Pulumi.dev.yaml", "Pulumi.yaml"],
];

/** The change that each forgery wants to hide: it opens the database. */
const OPENING = SAMPLES.find(({ name }) => name === "open")!.edits;

describe("a pull request that forges its comparison", function () {
  this.timeout(120_000);
  let project: string;
  /** The base and each pull request, planned once. */
  let sides: { [ref: string]: Side };
  /** The graph of the base as a program prints it, which some print in place of their own. */
  let printed: string;
  const at = (...names: string[]): string => join(project, ...names);
  const git = (...args: string[]): string => {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.test", "-c", "commit.gpgsign=false"];
    const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd: project, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const lab = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ["-r", "./loader.cjs", "cli/main.ts", ...args], { cwd: project, encoding: "utf8" });
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(at(file), change(readFileSync(at(file), "utf8")));

  const open = (): void =>
    OPENING.forEach(({ find, put }) => edit("index.ts", (text) => text.replace(find, () => put)));

  /** What each pull request changes. */
  const forgeries: { [name: string]: () => void } = {
    show: () => {
      open();
      edit("cli/diff/show.ts", (text) =>
        text.replace(
          /export function markdownDiff\([^)]*\): string \{/,
          (head) => `${head}\n  if (Date.now() > 0) return "No change.\\n";`,
        ),
      );
      edit("cli/diff/entries.ts", (text) => text.replace("return [\n", "if (Date.now() > 0) return [];\n  return [\n"));
    },
    wrap: () => {
      open();
      edit(
        "index.ts",
        (text) =>
          `${text}\nconst graph = ${JSON.stringify(printed)};\nconst log = console.log;\nconsole.log = () => log(graph);\n` +
          'const write = process.stdout.write.bind(process.stdout);\nprocess.stdout.write = ((chunk: string) => write(chunk.includes("resources") ? graph : chunk)) as typeof process.stdout.write;\n',
      );
    },
    end: () => {
      open();
      edit(
        "index.ts",
        (text) =>
          `require("node:fs").writeSync(1, ${JSON.stringify(printed)});\n(process as unknown as { reallyExit(code: number): void }).reallyExit(0);\n${text}`,
      );
    },
  };

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "forged-"));
    for (const name of PROJECT)
      cpSync(join(ROOT, name), at(name), { recursive: true, filter: (file) => !file.includes("node_modules") });
    symlinkSync(join(ROOT, "node_modules"), at("node_modules"));
    writeFileSync(at(".gitignore"), "node_modules\n.lab\n*.json.out\n");
    git("init", "--quiet", "--initial-branch=main");
    git("add", ".");
    git("commit", "--quiet", "-m", "base");
    const settings = readStackConfig(ROOT, "dev");
    printed = jsonText(printedGraph({ ...settings, ...(await recordPlan(ROOT, settings)) }));
    for (const [name, change] of Object.entries(forgeries)) commit(name, change);
    const refs = ["main", ...Object.keys(forgeries)];
    const planned = await Promise.all(refs.map(async (ref) => [ref, await sideOf(ref, project, "dev")] as const));
    sides = Object.fromEntries(planned);
    assert.equal(jsonText(printedGraph(sides.main)), printed);
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  /** Commits a pull request. */
  function commit(name: string, change: () => void): void {
    git("checkout", "--quiet", "-b", name);
    change();
    git("commit", "--quiet", "-a", "-m", name);
    git("checkout", "--quiet", "main");
  }

  /** The comment on a pull request as the workflow makes it: by the tools of the base, from a graph in a file. */
  function commentOn(name: string): string {
    writeFileSync(at(HEAD), jsonText(printedGraph(sides[name])));
    const head = { ...readGraphFile(at(HEAD)), name: HEAD };
    return markdownDiff(reportOf(project, sides.main, head, { ofHead: sides[name].commit }));
  }

  it("by a changed show.ts is told as it is, and what it changed comes first", () => {
    const comment = commentOn("show");
    assert.match(comment.split("\n")[0], /^\*\*READ FIRST: index\.ts, cli\/diff\/entries\.ts, cli\/diff\/show\.ts\./);
    assert.match(comment, /\| \*\*opened\*\* \|/);
    assert.doesNotMatch(comment, /no change/i);
    const { status, stdout, stderr } = lab(
      ...["diff", "--base", "main", "--head", HEAD, "--head-commit", "show", "--markdown"],
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout, comment);
  });

  it("by an index.ts that wraps console.log is told as it is", () => {
    const comment = commentOn("wrap");
    assert.match(comment.split("\n")[0], /^\*\*READ FIRST: index\.ts\./);
    assert.match(comment, /\| \*\*opened\*\* \|/);
    assert.doesNotMatch(comment, /no change/i);
  });

  it("by a program that prints another graph and ends is not told that nothing changes", () => {
    const comment = commentOn("end");
    assert.match(comment.split("\n")[0], /^\*\*READ FIRST: index\.ts\./);
    assert.match(comment, /proves nothing/);
    assert.doesNotMatch(comment, /no change/i);
  });
});
