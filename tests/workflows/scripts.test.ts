import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/program";
import { runScript, scriptOf, workflow } from "./support";

interface Comment {
  id?: number;
  body: string;
  user?: { type: string; login?: string };
}

/** The author of what a workflow writes. */
const BOT = { type: "Bot", login: "github-actions[bot]" };

const SHA = "0123456789abcdef0123456789abcdef01234567";

/** A GitHub that notes what is asked of it. */
class FakeGitHub {
  readonly calls: { what: string; body?: string; id?: number }[] = [];
  readonly summaries: string[] = [];

  constructor(
    readonly existing: object[] = [],
    readonly refusal?: number,
  ) {}

  given(): { [name: string]: unknown } {
    const note =
      (what: string) =>
      ({
        body,
        comment_id,
        issue_number,
      }: {
        body?: string;
        comment_id?: number;
        issue_number?: number;
      }): Promise<void> => {
        if (this.refusal !== undefined) return Promise.reject(Object.assign(new Error(what), { status: this.refusal }));
        this.calls.push({ what, body, id: comment_id ?? issue_number });
        return Promise.resolve();
      };
    const names = ["listComments", "createComment", "updateComment", "listForRepo", "create"];
    const issues = Object.fromEntries(names.map((name) => [name, note(name)]));
    const summary = { addRaw: (text: string) => ({ write: () => Promise.resolve(this.summaries.push(text)) }) };
    return {
      require,
      github: { rest: { issues }, paginate: () => Promise.resolve(this.existing) },
      core: { summary, notice: () => undefined },
      context: {
        ...{ serverUrl: "https://github.test", runId: 7, repo: { owner: "o", repo: "r" } },
        payload: { pull_request: { number: 12, head: { sha: SHA } } },
      },
    };
  }
}

describe("the script that comments", () => {
  const script = scriptOf("preview.yml", "comment");
  afterEach(() => delete process.env.DIFF);

  async function comment(text: string, github = new FakeGitHub()): Promise<FakeGitHub> {
    process.env.DIFF = Buffer.from(text).toString("base64");
    await runScript(script, github.given());
    return github;
  }

  it("says that nothing was compared where the comparison gave nothing, in place of what an older one said", async () => {
    const old = { id: 5, body: "<!-- lab-diff -->\nNo change", user: BOT };
    const github = await comment("", new FakeGitHub([old]));
    assert.deepEqual(github.calls[0].id, 5);
    assert.match(github.calls[0].body!, /^<!-- lab-diff -->\nThe plans of base and head could not be compared/);
  });

  it("names the commit that it is of", async () =>
    assert.ok((await comment("x")).calls[0].body!.includes(`Compared: ${SHA}.`)));

  it("makes one comment, and later changes it", async () => {
    const first = await comment("| change | what |");
    assert.deepEqual(
      first.calls.map(({ what, id }) => [what, id]),
      [["createComment", 12]],
    );
    const own: Comment = { id: 5, body: first.calls[0].body!, user: BOT };
    const second = await comment("other", new FakeGitHub([{ body: "hi", user: { type: "User" } }, own]));
    assert.deepEqual(
      second.calls.map(({ what, id }) => [what, id]),
      [["updateComment", 5]],
    );
  });

  it("does not take a person's comment, or another bot's, for its own", async () => {
    const others = [
      { type: "User", login: "mallory" },
      { type: "User", login: "github-actions[bot]" },
      { type: "Bot", login: "other[bot]" },
      { type: "Bot" },
    ].map((user, id) => ({ id, body: "<!-- lab-diff -->", user }));
    const github = await comment("x", new FakeGitHub(others));
    assert.equal(github.calls[0].what, "createComment");
  });

  it("begins with what the comparison says first, and ends with what it cannot exclude", async () => {
    const body = (await comment("**READ FIRST: index.ts.**\n\n| x |\n~~~\n```")).calls[0].body!;
    assert.match(body, /^<!-- lab-diff -->\n\*\*READ FIRST: index\.ts\.\*\*\n/);
    assert.match(
      body,
      /cannot exclude: who may change a workflow on a branch .* can write any comment.*\[Run\]\(\S+\)\n$/,
    );
    assert.doesNotMatch(body, /~~~|```/);
  });

  for (const text of [
    "[click here][r]\n\n[r]: //evil.example/login",
    "[r]\n\n  [r]: <//evil.example>",
    "[x]\\[y]: https://evil.example",
    "\\[a](b) \\\\[c](d)",
    "https://evil.example http://evil.example www.evil.example ftp://evil.example mailto:a@b.example",
    "![p][q]\n[q]: /x",
    "[^1]\n\n[^1]: note",
    "<https://evil.example> <a href=x>",
  ]) {
    it(`leaves no link in ${JSON.stringify(text)}`, async () => {
      const body = (await comment(text)).calls[0].body!;
      const shown = body.slice("<!-- lab-diff -->".length, body.indexOf("What this comparison cannot exclude"));
      assert.doesNotMatch(shown, /[[\]<]|:\/\/|www\.|mailto:|@\w/);
    });
  }

  it("keeps tables as they are", async () => {
    const table =
      '| change | what | why |\n| --- | --- | --- |\n| **opened** | nodes → database:db tcp 3306 | by "a\\_b" &lt; |';
    assert.ok((await comment(table)).calls[0].body!.includes(table));
  });

  it("takes mentions, references, links, pictures, HTML and controls for text", async () => {
    const hostile =
      "@team &#64;team #12 <img src=x> ![p](http://evil) [l](//e) www.evil.test <!-- lab-diff --> \u001b[31m \u202e &commat;x";
    const body = (await comment(hostile)).calls[0].body!;
    const text = body.slice("<!-- lab-diff -->".length, body.lastIndexOf("[Run]"));
    assert.doesNotMatch(text, /@\w|(?<!&)#\d|<|:\/\/|!\[|\]\(|www\.|&(?!lt;|gt;|amp;|#91;|#93;)/);

    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it("cuts what is too long for a comment", async () => {
    const body = (await comment("é@".repeat(200_000))).calls[0].body!;
    assert.ok(body.length < 65_536);
    assert.match(body, /cut; `npm run lab -- diff` shows the rest/);
  });

  it("writes the summary of the run where the token of a fork cannot comment", async () => {
    const github = await comment("| x |", new FakeGitHub([], 403));
    assert.match(github.summaries[0], /\| x \|/);
    await assert.rejects(comment("x", new FakeGitHub([], 500)));
  });
});

describe("the step that compares", () => {
  const { run } = workflow("preview.yml").jobs.compare.steps.find(({ id }) => id === "diff")!;

  /** Runs the step with an `npm` that prints a text and ends with a code; gives the outputs. */
  function step(text: string, code = 0): { status: number | null; outputs: string } {
    const folder = mkdtempSync(join(tmpdir(), "compare-"));
    writeFileSync(join(folder, "text"), text);
    writeFileSync(join(folder, "npm"), `#!/bin/sh\ncat '${folder}/text'\nexit ${code}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, GITHUB_OUTPUT: join(folder, "out"), RUNNER_TEMP: folder };
    writeFileSync(env.GITHUB_OUTPUT, "");
    const { status } = spawnSync("bash", ["-e", "-c", run!], { cwd: folder, env });
    const outputs = readFileSync(env.GITHUB_OUTPUT, "utf8");
    rmSync(folder, { recursive: true });
    return { status, outputs };
  }

  it("gives one output of one line, whatever the comparison says", () => {
    const text = "No change\n::error::x\ndiff=forged\nEOF\n";
    const { status, outputs } = step(text);
    assert.equal(status, 0);
    assert.equal(outputs, `diff=${Buffer.from(text).toString("base64")}\n`);
  });

  it("gives no more than an environment variable holds", () =>
    assert.ok(step("é@".repeat(200_000)).outputs.length < 131_072));

  it("gives nothing where it fails", () => assert.deepEqual(step("half a tab", 1), { status: 1, outputs: "" }));
});

describe("the script that reports drift", () => {
  const script = scriptOf("drift.yml", "issue");

  it("opens an issue once, and comments on it later", async () => {
    const first = new FakeGitHub();
    await runScript(script, first.given());
    assert.deepEqual(
      first.calls.map(({ what }) => what),
      ["create"],
    );
    const title = "Drift: what is deployed is not what main says";
    const second = new FakeGitHub([{ title, number: 3, user: { type: "Bot" } }]);
    await runScript(script, second.given());
    assert.deepEqual(
      second.calls.map(({ what, id }) => [what, id]),
      [["createComment", 3]],
    );
  });
});

describe("the step that looks for drift", () => {
  const { run } = workflow("drift.yml").jobs.preview.steps.find(({ id }) => id === "preview")!;

  /** Runs the step with an `npm` that prints a text and ends with a code. */
  function step(output: string, code: number): { status: number | null; drift: string } {
    const folder = mkdtempSync(join(tmpdir(), "drift-"));
    writeFileSync(join(folder, "npm"), `#!/bin/sh\necho '${output}'\nexit ${code}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, GITHUB_OUTPUT: join(folder, "out"), PULUMI_STACK: "prod" };
    writeFileSync(env.GITHUB_OUTPUT, "");
    // As GitHub runs a step with `shell: bash`.
    const args = ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", run!];
    const { status } = spawnSync("bash", args, { cwd: folder, env, encoding: "utf8" });
    const drift = spawnSync("cat", [env.GITHUB_OUTPUT], { encoding: "utf8" }).stdout.trim();
    rmSync(folder, { recursive: true });
    return { status, drift };
  }

  it("tells drift from no drift and from a failure", () => {
    const message = "error: no changes were expected for preview but changes were proposed";
    assert.deepEqual(step(message, 7), { status: 0, drift: "drift=true" });
    assert.deepEqual(step("75 unchanged", 0), { status: 0, drift: "" });
    assert.deepEqual(step("error: no credentials", 255), { status: 255, drift: "" });
  });
});

describe("the check of the backend", () => {
  function check(
    backend: string | undefined,
    stack: string,
    stackFile?: string,
  ): { status: number | null; stdout: string } {
    const folder = mkdtempSync(join(tmpdir(), "backend-"));
    if (stackFile !== undefined) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stackFile);
    const env = { PATH: process.env.PATH, ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }) };
    const { status, stdout } = spawnSync("bash", [join(ROOT, "ci/check-backend.sh"), stack], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    return { status, stdout };
  }
  const KMS = "secretsprovider: awskms://alias/pulumi?region=us-west-2\nencryptedkey: eA==\n";

  it("lets a remote backend with a KMS key pass", () => {
    for (const backend of ["s3://bucket", "https://api.pulumi.com", "gs://b", "azblob://b"]) {
      assert.deepEqual(check(backend, "prod", KMS), { status: 0, stdout: "" });
    }
  });

  it("stops a backend that is missing or ends with the run, and says what to do", () => {
    assert.match(check(undefined, "prod", KMS).stdout, /::error.*PULUMI_BACKEND_URL is missing\. Set it to/);
    for (const backend of ["file:///tmp/x", "file://~", "mem://", "s3://"]) {
      const { status, stdout } = check(backend, "prod", KMS);
      assert.equal(status, 1);
      assert.match(stdout, /PULUMI_BACKEND_URL is not remote/);
    }
  });

  it("stops secrets without a KMS key, a stack without a file, and a strange name", () => {
    assert.match(
      check("s3://b", "prod", "encryptionsalt: v1:x\n").stdout,
      /not encrypted by a KMS key.*change-secrets-provider/,
    );
    assert.match(check("s3://b", "prod", "#secretsprovider: awskms://x\n").stdout, /not encrypted by a KMS key/);
    assert.match(check("s3://b", "prod").stdout, /There is no Pulumi\.prod\.yaml/);
    for (const stack of ["", "../x", "a b", "$(id)"]) assert.equal(check("s3://b", stack).status, 1);
  });
});
