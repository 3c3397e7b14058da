import assert from "node:assert/strict";
import { chooseBackend } from "../../cli/engine/backend";
import { decide, notices } from "../../cli/engine/decide";
import type { EngineFacts } from "../../cli/engine/engine-facts";
import { type PassedSignal, passesOn } from "../../cli/engine/process";
import { emptiesStack, parseRequest } from "../../cli/engine/request";
import { errorLine, formatProblems } from "../../cli/engine/text";
import { wrap } from "../../cli/text";

const READY: EngineFacts = {
  request: parseRequest("up", [], {}),
  cwd: "/lab",
  pulumi: { path: "/opt/pulumi", bundled: false },
  awsPath: "/opt/aws",
  backend: chooseBackend({ env: {} }, "/lab"),
  secrets: { encryptionSalt: false },
  passphrase: "given",
  hasCredentialSource: true,
  customEndpoint: false,
  hasPolicyPack: false,
  interactive: false,
  awsVersion: { text: "aws-cli/2.31.0 Python/3.13.7 Linux/6.1" },
  identity: { ok: true },
  stacks: { names: ["dev"] },
};

function problems(change: Partial<EngineFacts>): string[] {
  const decision = decide({ ...READY, ...change });
  return "problems" in decision ? decision.problems.map((problem) => problem.what) : [];
}

function runOf(change: Partial<EngineFacts>) {
  const decision = decide({ ...READY, ...change });
  assert.ok("run" in decision, JSON.stringify(decision));
  return decision.run;
}

const cloud = chooseBackend({ env: { PULUMI_BACKEND_URL: "https://api.example" } }, "/lab");
const bucket = chooseBackend({ env: { PULUMI_BACKEND_URL: "s3://bucket" } }, "/lab");

describe("what the extra arguments mean", () => {
  const cases: [string[], string, string[]][] = [
    [[], "dev", []],
    [["--stack", "a"], "a", []],
    [["--stack=a"], "a", []],
    [["-s", "a", "--diff"], "a", ["--diff"]],
    [["-sa"], "a", []],
    [["-s=a"], "a", []],
    [["--diff", "--", "--stack", "a"], "dev", ["--diff", "--", "--stack", "a"]],
    [["--suppress-outputs", "--show-sames"], "dev", ["--suppress-outputs", "--show-sames"]],
  ];
  for (const [args, stack, passOn] of cases) {
    it(`[${args.join(" ")}] is stack ${stack}`, () => {
      const request = parseRequest("up", args, {});
      assert.deepEqual([request.stack, request.passOn], [stack, passOn]);
    });
  }

  it("PULUMI_STACK names the stack unless an argument does", () => {
    assert.equal(parseRequest("up", [], { PULUMI_STACK: "b" }).stack, "b");
    assert.equal(parseRequest("up", ["-s", "a"], { PULUMI_STACK: "b" }).stack, "a");
    assert.equal(parseRequest("up", [], { PULUMI_STACK: "" }).stack, "dev");
  });

  it("a flag is not a stack's name", () => {
    for (const args of [["--stack"], ["--stack", "--diff"], ["--stack="]]) {
      assert.deepEqual(problems({ request: parseRequest("up", args, {}) }), ["--stack needs a name."]);
    }
  });

  it("--yes goes on to up and destroy, not to preview", () => {
    assert.deepEqual(parseRequest("up", ["--yes"], {}).passOn, ["--yes"]);
    assert.deepEqual(parseRequest("preview", ["-y", "--diff"], {}).passOn, ["--diff"]);
  });

  it("only a whole destroy empties the stack", () => {
    assert.equal(emptiesStack(parseRequest("destroy", ["--yes", "--refresh"], {})), true);
    for (const argument of ["--remove", "--preview-only", "--target=x", "-tx", "--exclude-protected"]) {
      assert.equal(emptiesStack(parseRequest("destroy", [argument], {})), false, argument);
    }
    assert.equal(emptiesStack(parseRequest("up", [], {})), false);
  });
});

describe("which backend", () => {
  const cwd = "/lab";
  it("follows Pulumi's own precedence", () => {
    const env = { PULUMI_BACKEND_URL: "gs://a", PULUMI_ACCESS_TOKEN: "t" };
    const all = { env, projectUrl: "file:///b", loggedInTo: "https://c" };
    assert.equal(chooseBackend(all, cwd).url, "gs://a");
    assert.equal(chooseBackend({ ...all, env: {} }, cwd).url, "file:///b");
    assert.equal(chooseBackend({ env: {}, loggedInTo: "https://c" }, cwd).url, "https://c");
    assert.equal(chooseBackend({ env: { PULUMI_BACKEND_URL: "" } }, cwd).isDefault, true);
  });

  it("is a URL that Pulumi can read, whatever the folder is called", () => {
    assert.equal(chooseBackend({ env: {} }, "/a b/50%#").url, "file:///a%20b/50%25%23/.lab/state");
  });

  it("knows which kind encrypts by passphrase", () => {
    const kinds = ["file://~", "s3://b", "postgres://h/d", "https://api.example", "api.example"];
    const selfManaged = kinds.map((url) => chooseBackend({ env: {}, loggedInTo: url }, cwd).selfManaged);
    assert.deepEqual(selfManaged, [true, true, true, false, false]);
  });
});

describe("what stands in the way", () => {
  it("is nothing when everything is there", () => {
    assert.deepEqual(runOf({}).args, ["up", "--stack", "dev"]);
    assert.equal(runOf({}).create, undefined);
  });

  const passphrases: [string, Partial<EngineFacts>, boolean][] = [
    ["own state, no settings yet", {}, true],
    ["own state, salt", { secrets: { encryptionSalt: true } }, true],
    ["own state, passphrase by name", { secrets: { provider: "passphrase", encryptionSalt: false } }, true],
    ["own state, a key service", { secrets: { provider: "awskms://alias/k", encryptionSalt: false } }, false],
    ["bucket", { backend: bucket }, true],
    ["Pulumi Cloud", { backend: cloud }, false],
    ["Pulumi Cloud, salt", { backend: cloud, secrets: { encryptionSalt: true } }, true],
  ];
  for (const [name, change, needed] of passphrases) {
    it(`passphrase, ${name}: ${needed ? "needed" : "not needed"}`, () => {
      assert.equal(problems({ ...change, passphrase: "missing" }).length, needed ? 1 : 0);
      assert.equal(problems({ ...change, passphrase: "given" }).length, 0);
    });
  }

  it("a passphrase file that cannot be read", () => {
    assert.match(problems({ passphrase: "file unreadable" }).join(), /PULUMI_CONFIG_PASSPHRASE_FILE/);
  });

  const versions: [string, boolean][] = [
    ["aws-cli/2.31.0 Python/3.13.7 Linux/6.1", true],
    ["aws-cli/2.7.0 Python/3.9", true],
    ["aws-cli/3.0.0", true],
    ["aws-cli/2.6.4 Python/3.9", false],
    ["aws-cli/1.45.11 Python/3.11.7", false],
    ["something else", false],
  ];
  for (const [version, accepted] of versions) {
    it(`aws CLI "${version}": ${accepted ? "accepted" : "refused"}`, () => {
      assert.equal(problems({ awsVersion: { text: version } }).length, accepted ? 0 : 1);
    });
  }

  it("credentials: AWS's answer decides, else the plain absence", () => {
    assert.match(problems({ identity: { error: "ExpiredToken" } }).join(), /ExpiredToken/);
    assert.equal(problems({ identity: { ok: true }, hasCredentialSource: false }).length, 0);
    const noCli = { awsPath: undefined, awsVersion: undefined, identity: undefined };
    assert.equal(problems({ ...noCli, hasCredentialSource: true }).length, 1);
    assert.equal(problems({ ...noCli, hasCredentialSource: false }).length, 2);
    assert.equal(problems({ identity: undefined, hasCredentialSource: false, customEndpoint: true }).length, 0);
  });

  const names: [string, string, boolean][] = [
    ["dev", "dev", true],
    ["acme/dev", "acme/dev", true],
    ["dev", "acme/dev", true],
    ["acme/dev", "acme/lab/dev", true],
    ["acme/dev", "dev", false],
    ["acme/dev", "other/dev", false],
    ["dev", "dev2", false],
  ];
  for (const [listed, wanted, same] of names) {
    it(`stack ${wanted} is ${same ? "" : "not "}the listed ${listed}`, () => {
      const request = parseRequest("up", ["--stack", wanted], {});
      assert.equal(problems({ request, stacks: { names: [listed] } }).length, same ? 0 : 1);
    });
  }

  it("a missing stack is asked for only where nothing else is wrong", () => {
    const missing: Partial<EngineFacts> = { stacks: { names: [] }, interactive: true };
    assert.match(runOf(missing).create?.question ?? "", /no stack dev in \.lab\/state/);
    assert.deepEqual(problems({ ...missing, passphrase: "missing" }).length, 1);
  });

  it("commands to copy fit the CLI and the backend", () => {
    const destroy = { request: parseRequest("destroy", [], {}) };
    const bundled = { pulumi: { path: "/lab/node_modules/.bin/pulumi", bundled: true } };
    assert.match(runOf({ ...destroy, ...bundled }).afterwards ?? "", /\$PWD\/\.lab\/state \\\n {4}npx pulumi stack rm/);
    const of = (backend: EngineFacts["backend"]): string => runOf({ ...destroy, backend }).afterwards ?? "";
    assert.match(of(cloud), /\n {2}PULUMI_BACKEND_URL='https:\/\/api\.example' \\\n {4}pulumi stack rm dev/);
    for (const url of ["postgres://me:secret@db/state", "azblob://state?sas=secret"]) {
      const text = of(chooseBackend({ env: { PULUMI_BACKEND_URL: url } }, "/lab"));
      assert.match(text, /\n {2}pulumi stack rm dev/);
      assert.doesNotMatch(text, /secret/);
    }
    const loggedIn = of(chooseBackend({ env: {}, loggedInTo: "s3://bucket" }, "/lab"));
    assert.match(loggedIn, /\n {2}pulumi stack rm dev/);
    const odd = { cwd: "/a b", backend: chooseBackend({ env: {} }, "/a b") };
    assert.match(runOf({ ...destroy, ...odd }).afterwards ?? "", /'file:\/\/\/a%20b\/\.lab\/state'/);
  });

  it("no notice and no message is wider than 80 columns", () => {
    const bundled = { path: "/lab/node_modules/.bin/pulumi", bundled: true };
    const wide: EngineFacts = { ...READY, pulumi: bundled, customEndpoint: true };
    for (const line of [...notices(wide), ...notices({ ...wide, backend: cloud })]) assert.ok(line.length <= 80, line);
    const decision = decide({ ...READY, stacks: { names: [] }, passphrase: "missing", identity: { error: "x" } });
    assert.ok("problems" in decision && decision.problems.length === 3);
    for (const line of formatProblems("Title", decision.problems).split("\n")) assert.ok(line.length <= 80, line);
  });
});

describe("the small print", () => {
  it("wraps words and keeps a long one whole", () => {
    const long = "x".repeat(90);
    assert.deepEqual(wrap(`a ${long} b`, 2), ["  a", `  ${long}`, "  b"]);
  });

  it("shows the line that says what happened, without account ids and keys", () => {
    assert.equal(errorLine("warning: a\nerror: no access\nmore\n"), "no access");
    assert.equal(
      errorLine("\nAccount 123456789012 with AKIAIOSFODNN7EXAMPLE\n"),
      "Account ********9012 with AKIA[hidden]",
    );
    assert.equal(errorLine(""), "it printed no reason");
  });

  it("Ctrl-C on a terminal is the terminal's to deliver; other signals are passed on once", () => {
    const none = new Set<PassedSignal>();
    assert.equal(passesOn("SIGINT", true, none), false);
    assert.equal(passesOn("SIGINT", false, none), true);
    assert.equal(passesOn("SIGTERM", true, none), true);
    assert.equal(passesOn("SIGTERM", true, new Set<PassedSignal>(["SIGTERM"])), false);
  });
});

describe("the project's own policies", () => {
  const argumentsOf = (command: "preview" | "up" | "destroy", ...extra: string[]): string[] =>
    runOf({ request: parseRequest(command, extra, {}), hasPolicyPack: true }).args;

  it("judge every preview and every update", () => {
    assert.deepEqual(argumentsOf("preview"), ["preview", "--stack", "dev", "--policy-pack", "policies"]);
    assert.deepEqual(argumentsOf("up", "--diff"), ["up", "--stack", "dev", "--policy-pack", "policies", "--diff"]);
  });

  it("do not judge a destroy", () => {
    assert.deepEqual(argumentsOf("destroy"), ["destroy", "--stack", "dev"]);
  });

  it("make way for a pack that the user names", () => {
    assert.deepEqual(argumentsOf("up", "--policy-pack=own"), ["up", "--stack", "dev", "--policy-pack=own"]);
    assert.deepEqual(argumentsOf("up", "--policy-pack", "own"), ["up", "--stack", "dev", "--policy-pack", "own"]);
  });

  it("are left out where the project has none", () => {
    assert.deepEqual(runOf({ request: parseRequest("up", [], {}) }).args, ["up", "--stack", "dev"]);
  });
});
