import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runEngine } from "../../cli/engine";
import { findPulumi } from "../../cli/engine/find";
import type { EngineCommand, Environment } from "../../cli/engine/request";
import { fleetHome } from "../../cli/fleet/home";
import type { Roster } from "../../cli/fleet/roster";
import { UserError } from "../../cli/user-error";

const ROOT = path.resolve(__dirname, "../..");
const ONE_STACK = `[{"name":"dev","current":true}]`;

describe("npm run preview | up | destroy", () => {
  let home: string;
  let project: string;
  let bin: string;
  let env: Environment;
  let said: string[];

  beforeEach(() => {
    // The real path, because macOS keeps its temporary folder behind a link.
    home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "engine-")));
    project = path.join(home, "project");
    bin = path.join(home, "bin");
    write("project/Pulumi.yaml", "name: lab\nruntime: nodejs\n");
    fs.mkdirSync(bin);
    env = { PATH: bin, HOME: home, PULUMI_CONFIG_PASSPHRASE: "", RECORD: path.join(home, "record") };
    said = [];
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  function write(file: string, content: string, mode = 0o644) {
    const target = path.join(home, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content, { mode });
  }

  /** A Pulumi that records its calls, with the backend it was given. */
  function fakePulumi(file: string, { stacks = ONE_STACK, exit = 0, init = 0 } = {}) {
    const name = path.basename(path.dirname(file));
    const script = [
      "#!/bin/sh",
      `echo "${name}: $* [$PULUMI_BACKEND_URL]" >> "$RECORD"`,
      `case "$1 $2" in "stack ls") echo '${stacks}'; exit 0 ;; "stack init") exit ${init} ;; esac`,
      `case "$1 $2" in "stack export") echo '{"version":3}'; exit 0 ;; esac`,
      `exit ${exit}`,
    ];
    write(file, script.join("\n"), 0o755);
  }

  function fakeAws({ version = "aws-cli/2.31.0 Python/3.13.7", identity = "exit 0" } = {}) {
    const script = `#!/bin/sh\necho "aws: $*" >> "$RECORD"\n[ "$1" = --version ] && { echo "${version}"; exit 0; }\n`;
    write("bin/aws", `${script}${identity}\n`, 0o755);
  }

  function run(command: EngineCommand, args: string[] = [], more: { interactive?: boolean; answer?: boolean } = {}) {
    const ask = (question: string) => {
      said.push(question);
      return Promise.resolve(more.answer ?? false);
    };
    const say = (text: string) => void said.push(text);
    return runEngine(command, args, { cwd: project, env, interactive: more.interactive ?? false, ask, say });
  }

  /** The recorded calls, without the questions that every run asks. */
  function calls(): string[] {
    const lines = fs.existsSync(env.RECORD!) ? fs.readFileSync(env.RECORD!, "utf8").trim().split("\n") : [];
    return lines.filter((line) => !/^aws:|stack (ls|export)/.test(line));
  }

  const text = () => said.join("\n");
  const ownState = () => `file://${project}/.lab/state`;

  describe("the CLI", () => {
    it("is the one on the PATH outside node_modules", async () => {
      fakeAws();
      fakePulumi("project/node_modules/.bin/pulumi");
      fakePulumi("bin/pulumi");
      env.PATH = [path.join(project, "node_modules/.bin"), bin].join(path.delimiter);
      assert.equal(await run("preview", ["--diff"]), 0);
      assert.deepEqual(calls(), [`bin: preview --stack dev --diff [${ownState()}]`]);
      assert.doesNotMatch(text(), /npm package/);
    });

    it("is not a link into somebody's node_modules, nor a file that cannot be executed", () => {
      fakePulumi("lib/node_modules/pulumi/run.js");
      fs.symlinkSync(path.join(home, "lib/node_modules/pulumi/run.js"), path.join(bin, "pulumi"));
      write("more/pulumi", "not a program");
      fs.mkdirSync(path.join(home, "folder/pulumi"), { recursive: true });
      env.PATH = [bin, path.join(home, "more"), path.join(home, "folder")].join(path.delimiter);
      assert.equal(findPulumi(env, project), undefined);
    });

    it("is called by the name it was found under: a launcher looks at it", () => {
      fakePulumi("store/launcher");
      fs.symlinkSync(path.join(home, "store/launcher"), path.join(bin, "pulumi"));
      assert.deepEqual(findPulumi(env, project), { path: path.join(bin, "pulumi"), bundled: false });
    });

    it("falls back to the npm package and says that it downloads", async () => {
      fakeAws();
      fakePulumi("project/node_modules/.bin/pulumi");
      env.PATH = [path.join(project, "node_modules/.bin"), bin].join(path.delimiter);
      assert.equal(await run("up"), 0);
      assert.deepEqual(calls(), [`.bin: up --stack dev [${ownState()}]`]);
      assert.match(text(), /npm package downloads it on first use/);
    });
  });

  describe("the backend", () => {
    beforeEach(() => {
      fakeAws();
      fakePulumi("bin/pulumi");
    });

    it("is the project's own folder by default, for the child only", async () => {
      assert.equal(await run("up"), 0);
      assert.ok(fs.statSync(path.join(project, ".lab/state")).isDirectory());
      assert.match(text(), /^State: \.lab\/state in this folder/m);
      assert.equal(env.PULUMI_BACKEND_URL, undefined);
    });

    const others: [string, string, () => void][] = [
      ["PULUMI_BACKEND_URL", "s3://bucket", () => (env.PULUMI_BACKEND_URL = "s3://bucket")],
      ["Pulumi.yaml", "", () => write("project/Pulumi.yaml", "name: lab\nbackend:\n  url: file:///elsewhere\n")],
      ["pulumi login", "", () => write(".pulumi/credentials.json", `{"current":"https://api.example"}`)],
      ["PULUMI_ACCESS_TOKEN", "", () => (env.PULUMI_ACCESS_TOKEN = "pul-test")],
    ];
    for (const [origin, url, set] of others) {
      it(`is respected when configured by ${origin}`, async () => {
        set();
        assert.equal(await run("up"), 0);
        assert.deepEqual(calls(), [`bin: up --stack dev [${url}]`]);
        assert.ok(text().includes(`configured by ${origin}`), text());
        assert.ok(!fs.existsSync(path.join(project, ".lab")));
      });
    }

    it("honours PULUMI_HOME, and takes a logged-out file for none", async () => {
      write(".pulumi/credentials.json", `{"current":"https://api.example"}`);
      write("other/credentials.json", `{"accounts":{}}`);
      env.PULUMI_HOME = path.join(home, "other");
      assert.equal(await run("preview"), 0);
      assert.deepEqual(calls(), [`bin: preview --stack dev [${ownState()}]`]);
    });
  });

  describe("the stack", () => {
    beforeEach(() => fakeAws());

    it("is not made unasked without a terminal: the message holds the command", async () => {
      fakePulumi("bin/pulumi", { stacks: "[]" });
      assert.equal(await run("up"), 1);
      assert.deepEqual(calls(), []);
      assert.match(text(), /PULUMI_BACKEND_URL=file:\/\/\$PWD\/\.lab\/state \\\n\s+pulumi stack init dev/);
    });

    it("is made with --yes, which `pulumi preview` itself does not know", async () => {
      fakePulumi("bin/pulumi", { stacks: "[]" });
      assert.equal(await run("preview", ["--yes"]), 0);
      assert.equal(await run("up", ["-y", "--stack", "two"]), 0);
      const expected = ["stack init dev", "preview --stack dev", "stack init two", "up --stack two -y"];
      const recorded = expected.map((call) => `bin: ${call} [${ownState()}]`);
      assert.deepEqual(calls(), recorded);
    });

    it("is made when a person says yes, and only then", async () => {
      fakePulumi("bin/pulumi", { stacks: "[]" });
      assert.equal(await run("up", [], { interactive: true, answer: false }), 1);
      assert.deepEqual(calls(), []);
      assert.equal(await run("up", [], { interactive: true, answer: true }), 0);
      assert.equal(calls().length, 2);
    });

    it("that cannot be made ends the run with Pulumi's own exit code", async () => {
      fakePulumi("bin/pulumi", { stacks: "[]", init: 6 });
      assert.equal(await run("up", ["--yes"]), 6);
      assert.equal(calls().length, 1);
    });

    it("is never made by destroy", async () => {
      fakePulumi("bin/pulumi", { stacks: "[]" });
      assert.equal(await run("destroy", ["--yes"], { interactive: true, answer: true }), 1);
      assert.deepEqual(calls(), []);
      assert.match(text(), /nothing to destroy/);
    });

    it("list that fails is shown with Pulumi's own reason", async () => {
      const version = '[ "$1" = version ] && { echo v3.259.0; exit 0; }';
      write("bin/pulumi", `#!/bin/sh\n${version}\necho 'error: no route to the state' >&2\nexit 1\n`, 0o755);
      assert.equal(await run("up"), 1);
      assert.match(text(), /could not list the stacks: no route to the state/);
    });
  });

  describe("a CLI that cannot be used", () => {
    const roster: Roster = {
      file: "r",
      fleet: "f",
      backend: "file://x",
      secretsProvider: "x",
      rings: [],
      students: [],
      notes: [],
    };
    /** What a fleet says on the same machine. */
    async function ofFleet(): Promise<string> {
      const { PATH } = process.env;
      process.env.PATH = env.PATH;
      try {
        await assert.rejects(fleetHome(project, roster), (error: Error) => {
          assert.ok(error instanceof UserError);
          said.push(error.message);
          return true;
        });
        return said.at(-1)!.replace(/\s+/g, " ");
      } finally {
        process.env.PATH = PATH;
      }
    }
    const cases: [string, string, string, RegExp, RegExp][] = [
      [
        "does not run",
        "bin/pulumi",
        "echo 'cannot load libfoo' >&2; exit 127",
        /cannot be used: cannot load libfoo\./,
        /anew/,
      ],
      [
        "is too old",
        "bin/pulumi",
        'echo v3.100.0; [ "$1" = version ]',
        /is v3\.100\.0; 3\.250 or later is needed/,
        /newer/,
      ],
      [
        "would have to be downloaded",
        "project/node_modules/.bin/pulumi",
        "echo 'pulumi: fetch failed' >&2; exit 1",
        /cannot be used: pulumi: fetch failed\./,
        /npm package pulumi needs the network on first use; a CLI on the PATH does not/,
      ],
    ];
    for (const [what, file, script, found, todo] of cases) {
      it(`is explained alike to one and to a class: it ${what}`, async () => {
        fakeAws();
        write(file, `#!/bin/sh\n${script}\n`, 0o755);
        assert.equal(await run("preview"), 1);
        for (const shown of [text().replace(/\s+/g, " "), await ofFleet()]) {
          assert.match(shown, found);
          assert.match(shown, todo);
          assert.doesNotMatch(shown, /whoami|code: -2/);
        }
      });
    }
  });

  it("reports everything that is missing at once, in 80 columns, and starts nothing", async () => {
    delete env.PULUMI_CONFIG_PASSPHRASE;
    assert.equal(await run("up"), 1);
    for (const pattern of [/no Pulumi CLI/, /no aws CLI/, /no AWS credentials/, /passphrase/, /4 problems/]) {
      assert.match(text(), pattern);
    }
    for (const line of text().split("\n")) assert.ok(line.length <= 80, line);
  });

  it("shows why AWS refuses the credentials, without the account", async () => {
    const denied = "An error occurred (ExpiredToken) for arn:aws:iam::123456789012:user/x";
    fakeAws({ identity: `echo "" >&2; echo "${denied}" >&2; exit 254` });
    fakePulumi("bin/pulumi");
    write("project/Pulumi.dev.yaml", "config:\n  aws:region: eu-west-1\n");
    assert.equal(await run("up"), 1);
    assert.deepEqual(calls(), []);
    assert.match(text(), /ExpiredToken/);
    assert.doesNotMatch(text(), /123456789012/);
    assert.match(fs.readFileSync(env.RECORD!, "utf8"), /get-caller-identity --output json --region eu-west-1/);
  });

  it("does not ask AWS behind an endpoint of the user's own", async () => {
    fakeAws({ identity: "exit 1" });
    fakePulumi("bin/pulumi");
    env.AWS_ENDPOINT_URL = "http://127.0.0.1:1";
    assert.equal(await run("up"), 0);
    assert.doesNotMatch(fs.readFileSync(env.RECORD!, "utf8"), /sts/);
  });

  it("passes Pulumi's exit code on, and speaks of removal only after a full destroy", async () => {
    fakeAws();
    fakePulumi("bin/pulumi", { exit: 7 });
    assert.equal(await run("destroy", ["--yes"]), 7);
    assert.doesNotMatch(text(), /stack rm/);
    fakePulumi("bin/pulumi");
    assert.equal(await run("destroy", ["--preview-only"]), 0);
    assert.doesNotMatch(text(), /stack rm/);
    assert.equal(await run("destroy", ["--yes"]), 0);
    assert.match(text(), /pulumi stack rm dev --preserve-config$/);
  });

  it("needs nothing but a CLI for --help", async () => {
    fakePulumi("bin/pulumi");
    assert.equal(await run("up", ["--help"]), 0);
    assert.deepEqual(calls(), [`bin: up --help [${ownState()}]`]);
    assert.deepEqual(said, []);
    assert.ok(!fs.existsSync(path.join(project, ".lab")));
  });

  it("lives through a signal and hands it to Pulumi once", () => {
    fakeAws();
    // This Pulumi signals its parent twice, as npm does, and ends itself only when the signal comes back.
    const script = `#!${process.execPath}
      if (process.argv[3] === "export") return console.log('{"version":3}');
      if (process.argv[2] === "stack") return console.log('${ONE_STACK}');
      setInterval(() => {}, 1000);
      process.on("SIGTERM", () => { require("fs").appendFileSync(process.env.RECORD, "SIGTERM\\n"); process.exit(9); });
      process.kill(process.ppid, "SIGTERM"); process.kill(process.ppid, "SIGTERM");`;
    write("bin/pulumi", script, 0o755);
    const main = `require("./cli/engine").runEngine("up", [], { cwd: ${JSON.stringify(project)} })
      .then((code) => { process.exitCode = code; })`;
    const child = spawnSync(process.execPath, ["-r", "./loader.cjs", "-e", main], {
      cwd: ROOT,
      env,
      stdio: "pipe",
      encoding: "utf8",
    });
    assert.equal(child.status, 9, child.stderr);
    assert.deepEqual(calls(), ["SIGTERM"]);
  });
});
