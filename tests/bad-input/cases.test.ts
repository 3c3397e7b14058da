import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  lstatSync,
} from "node:fs";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";
import { CSV, ROSTER } from "./seeds";

/** A call that is wrong, or that looks so. */
interface Case {
  what: string;
  /** Arguments; `@` stands for the folder of the call. */
  args: string[];
  /** Files by name. A `null` is a folder. */
  files?: { [name: string]: string | Buffer | null };
  /** Makes what no text can. */
  prepare?: (folder: string) => void;
  /** Exit code. Default 1. */
  code?: number;
  said: RegExp;
  /** Longest time in seconds. Default 30. */
  seconds?: number;
}

const REGION = "config:\n  aws:region: us-west-2\n";
const dev = (text: string): Case["files"] => ({ "Pulumi.dev.yaml": text });
const many = (count: number): string => Array.from({ length: count }, (_, i) => `  key${i}: x\n`).join("");
const role = (fields: string): Case["files"] =>
  dev(`${REGION}  aws:assumeRoles:\n    - {roleArn: "arn:aws:iam::111111111111:role/x", ${fields}}\n`);
const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const pipe = (name: string) => (folder: string) => void execFileSync("mkfifo", [join(folder, name)]);
const large =
  (name: string) =>
  (folder: string): void => {
    writeFileSync(join(folder, name), "");
    truncateSync(join(folder, name), 600_000_000);
  };

const STACKS: Case[] = [
  {
    what: "an alias inside of itself",
    args: ["plan"],
    files: dev("config: &c\n  aws:region: us-west-2\n  logTypes: [*c]\n"),
    said: /Pulumi\.dev\.yaml cannot be read: config nests deeper/,
  },
  {
    what: "aliases that stand for millions",
    args: ["plan"],
    files: dev(
      `config:\n  a: &a [x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b]\n  d: [*c,*c,*c,*c,*c,*c,*c]\n`,
    ),
    said: /aliases stand for nothing or for too much/,
  },
  {
    what: "twenty thousand keys",
    args: ["plan"],
    files: dev(REGION + many(20_000)),
    said: /has 20000 problems:\n {2}key0: is not a config key[^]*\n {2}and 19900 more\n$/,
  },
  {
    what: "more keys than anybody means",
    args: ["plan"],
    files: dev(REGION + many(60_000)),
    said: /config has 60001 keys; at most 50000 are read/,
  },
  {
    what: "a key with and without the project's name",
    args: ["plan"],
    files: dev(`${REGION}  owner: a\n  eks-pod-security-groups:owner: b\n`),
    said: /eks-pod-security-groups:owner is the same key as owner; keep one/,
  },
  {
    what: "a key in both spellings as options",
    args: ["plan", "-c", "owner=a", "-c", "eks-pod-security-groups:owner=b"],
    said: /--config: .* is the same key as owner/,
  },
  {
    what: "a key in Pulumi's old spelling beside the new",
    args: ["plan"],
    files: dev(`${REGION}  owner: a\n  eks-pod-security-groups:config:owner: b\n`),
    said: /is the same key as owner/,
  },
  {
    what: "a key that is none",
    args: ["plan"],
    files: dev(`${REGION}  "a:b:c:d": x\n  "aws:": y\n`),
    said: /a:b:c:d is not a valid config key[^]*aws: is not a valid config key/,
  },
  {
    what: "an environment that brings the region",
    args: ["plan"],
    files: dev("environment:\n  - aws/dev\n"),
    said: /aws:region: is missing[^]*environment aws\/dev \(Pulumi ESC\) cannot be read offline[^]*--config aws:region=us-west-2/,
  },
  {
    what: "an environment beside all that is needed",
    args: ["plan"],
    files: dev(`environment: {imports: [prod]}\n${REGION}`),
    code: 0,
    said: /WARNING: Pulumi\.dev\.yaml: environment prod \(Pulumi ESC\) cannot be\s+read/,
  },
  {
    what: "an unknown setting",
    args: ["plan"],
    files: dev(`configs: {x: y}\nenviroment: [a]\n${REGION}`),
    said: /configs is not a setting of a stack; did you mean config\?[^]*enviroment is not a setting.*environment\?/,
  },
  {
    what: "a secret of an unknown key",
    args: ["plan"],
    files: dev(`${REGION}  nodeCuont: {secure: AAAA}\n`),
    said: /nodeCuont: is not a config key of this program; did you mean nodeCount\?/,
  },
  {
    what: "a secret region",
    args: ["plan"],
    files: dev("config:\n  aws:region: {secure: AAAA}\n"),
    said: /aws:region: "\(encrypted\)" is not a valid AWS region/,
  },
  {
    what: "a session's name that is none",
    args: ["plan"],
    files: role('sessionName: "a b $(id)"'),
    said: /assumeRoles\[0\]\.sessionName: "a b \$\(id\)" is not a valid name of a session/,
  },
  {
    what: "tags that are a list",
    args: ["plan"],
    files: role("tags: [1, 2]"),
    said: /\.tags: \[1,2\] is not a map of texts/,
  },
  {
    what: "fields of a role of other types",
    args: ["plan"],
    files: role("duration: 5, policy: x, policyArns: y, sourceIdentity: [], transitiveTagKeys: {}"),
    said: /has 5 problems[^]*duration: 5[^]*policy:[^]*policyArns:[^]*sourceIdentity:[^]*transitiveTagKeys:/,
  },
  {
    what: "a time for which AWS gives no role",
    args: ["plan"],
    files: role("duration: 14m59s"),
    said: /"14m59s" is not a valid time from 15m to 12h/,
  },
  {
    what: "a list that nests",
    args: ["plan", "-c", `logTypes=${deep(6000)}`],
    said: /logTypes: nests deeper than 20 levels/,
  },
  {
    what: "a value that is too long",
    args: ["plan", "-c", `owner=${"x".repeat(40_000)}`],
    said: /--config: owner has 40000 characters; at most 32768/,
  },
  {
    what: "a stack's name that steers a terminal",
    args: ["plan", "--stack", "\u001b[31mx"],
    said: /--stack "\\u001b\[31mx" is not a valid stack name/,
  },
  {
    what: "a stack's name that leads elsewhere",
    args: ["plan", "--stack", "a b"],
    said: /"a b" is not a valid stack name/,
  },
  {
    what: "a stack of another project",
    args: ["plan", "--stack", "acme/other/dev"],
    said: /--stack acme\/other\/dev is of project other, this is eks-pod-security-groups; run it there, or name dev/,
  },
  ...["../../etc/dev", "/dev", "a/b/c/dev", ".."].map((stack) => ({
    what: `the path ${stack} for a stack's name`,
    args: ["plan", "--stack", stack],
    said: /--stack "[./a-z]+" is not a valid stack name; use .* perhaps behind organization\//,
  })),
  {
    what: "an option's value that is empty",
    args: ["plan", "--config", ""],
    said: /--config "": write it as key=value/,
  },
  {
    what: "AWS's region in capitals",
    args: ["plan", "-c", "AWS:region=us-east-1"],
    said: /AWS:region: belongs to no namespace that is read; write it as aws:region/,
  },
  {
    what: "a language of a hundred thousand letters",
    args: ["plan", "--lang", "j".repeat(100_000)],
    said: /^--lang "j{990,999}…\n$/,
  },
  {
    what: "a stack's file that is a folder",
    args: ["plan", "--stack", "x"],
    files: { "Pulumi.x.yaml": null },
    said: /Pulumi\.x\.yaml cannot be read: it is a folder/,
  },
  {
    what: "a stack's file that is a pipe",
    args: ["plan", "--stack", "x"],
    prepare: pipe("Pulumi.x.yaml"),
    said: /it is not a regular file/,
  },
  {
    what: "a stack's file that is a device",
    args: ["plan", "--stack", "x"],
    prepare: (folder) => symlinkSync("/dev/zero", join(folder, "Pulumi.x.yaml")),
    said: /it is not a regular file/,
  },
  {
    what: "a stack's file that links to itself",
    args: ["plan", "--stack", "x"],
    prepare: (folder) => symlinkSync("Pulumi.x.yaml", join(folder, "Pulumi.x.yaml")),
    said: /There is no Pulumi\.x\.yaml|too many symbolic links/,
  },
  {
    what: "a stack's file of 600 MB",
    args: ["plan", "--stack", "x"],
    prepare: large("Pulumi.x.yaml"),
    said: /it has 600 MB; at most 1 are read/,
  },
  {
    what: "a stack's file in another encoding",
    args: ["plan"],
    files: { "Pulumi.dev.yaml": Buffer.from(`\ufeff${REGION}`, "utf16le") },
    said: /not written in UTF-8/,
  },
  {
    what: "a project without its program",
    args: ["plan"],
    prepare: (folder) => rmSync(join(folder, "index.ts")),
    said: /There is no .*index\.ts, the program/,
  },
  {
    what: "a project's file that is a list",
    args: ["plan"],
    files: { "Pulumi.yaml": "- a\n" },
    said: /Pulumi\.yaml holds no settings/,
  },
  {
    what: "leftovers with roles that are no list",
    args: ["leftovers"],
    files: dev(`${REGION}  aws:assumeRoles: x\n`),
    said: /aws:assumeRoles: "x" is not a list of roles/,
  },
];

const FILES: Case[] = [
  {
    what: "a graph that is a pipe",
    args: ["check", "@/g"],
    prepare: pipe("g"),
    code: 3,
    said: /it is not a regular file; write its content to one/,
  },
  { what: "a graph that is a device", args: ["check", "/dev/zero"], code: 3, said: /it is not a regular file/ },
  { what: "a graph that is a folder", args: ["check", "@"], code: 3, said: /it is a folder/ },
  {
    what: "a graph of 600 MB",
    args: ["check", "@/g"],
    prepare: large("g"),
    code: 3,
    said: /it has 600 MB; at most 200 are read/,
  },
  {
    what: "a graph of half a text",
    args: ["check", "@/g"],
    files: { g: '{"version": 3, "deploy' },
    code: 3,
    said: /is not JSON/,
  },
  {
    what: "a base that is a pipe",
    args: ["diff", "--base", "@/g", "--head", "@/g"],
    prepare: pipe("g"),
    said: /it is not a regular file/,
  },
  {
    what: "a ref of a hundred thousand letters",
    args: ["diff", "--base", "x".repeat(100_000)],
    said: /^x{299}… is neither a file nor a commit/,
  },
  {
    what: "policies' config that is a pipe",
    args: ["check", "@/g", "--policy-config", "@/p"],
    prepare: pipe("p"),
    code: 3,
    said: /\/p cannot be read: it is not a regular file/,
  },
  {
    what: "a page over a stack's file",
    args: ["plan", "--html", "@/Pulumi.dev.yaml"],
    said: /exists and is not a page of a plan/,
  },
  {
    what: "a page and a picture in one file",
    args: ["plan", "--html", "@/x", "--svg", "@/./x"],
    said: /are one file; name two/,
  },
  {
    what: "a page into a pipe",
    args: ["plan", "--html", "@/p"],
    prepare: pipe("p"),
    said: /is not a file to write to/,
  },
  { what: "a page into a device", args: ["plan", "--html", "/dev/full"], said: /is not a file to write to/ },
  {
    what: "a page below a file",
    args: ["plan", "--html", "@/Pulumi.yaml/x/y.html"],
    said: /cannot be written: (not a directory|file already exists)/,
  },
  ...["/proc/x/y.html", "/proc/self/y.html", "/proc/self/fd/1", "/sys/x/y.html"].map((path) => ({
    what: `a page in ${path}, where nothing can be made`,
    args: ["plan", "--html", path],
    said: /^\/(proc|sys)\/.* cannot be written: /,
  })),
  { what: "a page named as a folder is", args: ["plan", "--html", "@/x/"], said: /--html "\/x\/" is not a file/ },
  { what: "a page to stdout", args: ["plan", "--html", "-"], said: /--html "-": there is no output to stdout here/ },
  {
    what: "a page named as an option is",
    args: ["plan", "--html", "--svg"],
    said: /--html "--svg": it looks like an option; name a file, as \.\/--svg/,
  },
  { what: "a graph without a name", args: ["check", ""], code: 3, said: /^"" cannot be read/ },
  {
    what: "two sides that are nothing",
    args: ["diff", "--base", "", "--head", "\u001b[31mmain"],
    said: /^"" is neither a file nor a commit.*\n"\\u001b\[31mmain" is neither a file nor a commit.*\n$/,
  },
  { what: "a page with a name that is none", args: ["plan", "--svg", ""], said: /--svg "" is not a file/ },
  {
    what: "a page whose name steers a terminal",
    args: ["plan", "--svg", "a\u001b[2J.svg"],
    said: /"a\\u001b\[2J\.svg" is not a file/,
  },
];

const fleet = (command: string, ...more: string[]): string[] => ["fleet", command, "--roster", "@/r.yaml", ...more];
const roster = (from: string, to: string): Case["files"] => ({ "r.yaml": ROSTER.replace(from, () => to) });
const render = (...more: string[]): string[] => fleet("render", "--target", "operator", "--image", "img", ...more);

const FLEETS: Case[] = [
  {
    what: "a roster that is a folder",
    args: ["fleet", "validate", "--roster", "@"],
    said: /it is a folder; name the class's file/,
  },
  {
    what: "a roster that is a pipe",
    args: fleet("validate"),
    prepare: pipe("r.yaml"),
    said: /it is not a regular file/,
  },
  { what: "a roster of 600 MB", args: fleet("validate"), prepare: large("r.yaml"), said: /it has 600 MB; at most 10/ },
  {
    what: "an alias that stands for nothing",
    args: fleet("validate"),
    files: roster("owner: platform-team", "owner: *nobody"),
    said: /r\.yaml:7: \*nobody stands for nothing/,
  },
  {
    what: "an alias that stands for a role",
    args: fleet("validate"),
    files: {
      "r.yaml": ROSTER.replace("role: arn", "role: &role arn").replace(
        '    account: "222',
        '    role: *role\n    account: "222',
      ),
    },
    code: 0,
    said: /2 students .*: sound/,
  },
  {
    what: "a secret in a URL",
    args: fleet("validate"),
    files: roster("awskms://alias/lab?region=us-west-2", '"vault://u:CANARYPW@h"'),
    said: /secretsProvider: "vault:\/\/…@h" is not allowed/,
  },
  {
    what: "an id that steers a terminal",
    args: fleet("validate"),
    files: roster("id: ada", 'id: "\\e[31mred"'),
    said: /"\\u001b\[31mred" is not a valid name/,
  },
  {
    what: "a ring without a name",
    args: fleet("validate"),
    files: roster("[canary, main]", '["", canary, main]'),
    said: /rings: "" is not a valid ring/,
  },
  {
    what: "a ring that is an expression",
    args: fleet("validate"),
    files: roster("ring: canary", 'ring: "${{ secrets.X }}"'),
    said: /is not a valid ring; use up to 63 letters/,
  },
  {
    what: "a region that AWS has not",
    args: fleet("validate"),
    files: roster("region: us-west-2\nexpiry", "region: us-west-9\nexpiry"),
    said: /region "us-west-9" is not a valid AWS region/,
  },
  {
    what: "a principal of another account",
    args: fleet("validate"),
    files: roster("iam::{account}:role/Admin", "iam::999999999999:role/Evil"),
    said: /names account 999999999999 for all students/,
  },
  {
    what: "an AWS that does not answer",
    args: ["leftovers"],
    said: /^AWS could not be asked: .*ECONNREFUSED.*\. Sign in, or look at the network, and try again\n$/,
  },
  {
    what: "a CSV with a formula for a ring",
    args: ["fleet", "validate", "--roster", "@/r.csv"],
    files: { "r.csv": CSV.replace("canary", "@SUM(1+1)*cmd|' /C calc'!A0") },
    said: /is not a valid ring/,
  },
  { what: "an --only of nobody", args: render("--only", ""), files: roster("", ""), said: /--only names nobody/ },
  {
    what: "an --out that is a file",
    args: render("--out", "@/r.yaml"),
    files: roster("", ""),
    said: /r\.yaml\/stacks\.yaml cannot be written: not a directory/,
  },
  {
    what: "a namespace that is none",
    args: render("--namespace", "Bad Name!"),
    files: roster("", ""),
    said: /--namespace "Bad Name!" is not a valid namespace/,
  },
  {
    what: "a project's file that is empty",
    args: fleet("validate"),
    files: { ...roster("", ""), "Pulumi.yaml": "" },
    said: /Pulumi\.yaml names no project/,
  },
  {
    what: "a project's file that is a list",
    args: fleet("validate"),
    files: { ...roster("", ""), "Pulumi.yaml": "- a\n" },
    said: /Pulumi\.yaml holds no settings/,
  },
];

/** What a project is made of, as far as these calls need it as files of their own. */
const OWN = ["index.ts", "Pulumi.yaml", "Pulumi.dev.yaml", "package.json", "package-lock.json", "config.ts"];
const LINKED = ["cli", "components", "model", "policies", "words", "node_modules", "loader.cjs", "nearest.ts"];
const CONFIG = ["config-problem.ts", "config-reader.ts", "config-room.ts"];

interface Outcome {
  code: number | null;
  out: string;
}

// A closed port of this machine: nothing here may reach AWS.
const AWS = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "of-nobody" };
const ENVIRONMENT = { ...process.env, ...AWS, PULUMI_STACK: "dev" };

/** The arguments of a call in a folder. */
function argsIn(folder: string, args: string[]): string[] {
  return args.map((arg) => arg.replaceAll("@/", `${folder}/`).replace(/^@$/, folder));
}

/** Runs the lab in a folder in a process of its own, and gives what it said to stderr. */
async function lab(folder: string, args: string[], stdout: number): Promise<Outcome> {
  const call = ["-r", join(ROOT, "loader.cjs"), join(ROOT, "cli/main.ts"), ...argsIn(folder, args)];
  const child = spawn(process.execPath, call, {
    ...{ cwd: folder, env: ENVIRONMENT, stdio: ["ignore", stdout, "pipe"], timeout: 30_000, killSignal: "SIGKILL" },
  });
  let out = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (out += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out };
}

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "call-"));
  for (const name of [...OWN, ...CONFIG]) cpSync(join(ROOT, name), join(folder, name));
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  return folder;
}

/** All files of a folder with their sizes and times; links are not followed. */
function contents(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const stat = lstatSync(join(folder, name));
      return `${name} ${stat.isFile() ? `${stat.size} ${stat.mtimeMs}` : ""}`;
    });
}

describe("a bad call", function () {
  this.timeout(600_000);
  const all = [...STACKS, ...FILES, ...FLEETS];
  const calls = new LabCalls(ENVIRONMENT);
  after(() => calls.close());

  /** Runs a call in a folder that it finds as it is described, and gives what it said, and the folder's files before and after. */
  async function outcomeOf({
    files,
    prepare,
    args,
    seconds,
  }: Case): Promise<Outcome & { before: string[]; after: string[] }> {
    const folder = project();
    try {
      for (const [name, content] of Object.entries(files ?? {})) {
        rmSync(join(folder, name), { force: true });
        if (content === null) mkdirSync(join(folder, name));
        else writeFileSync(join(folder, name), content);
      }
      prepare?.(folder);
      const before = contents(folder);
      const { code, stdout, stderr } = await calls.call(folder, argsIn(folder, args), seconds);
      return { code, out: (stdout + stderr).replaceAll(folder, ""), before, after: contents(folder) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  for (const one of all) {
    const { what, said, code = 1 } = one;
    it(`with ${what} ends in ${code === 0 ? "an answer" : "one message, and writes nothing"}`, async () => {
      const outcome = await outcomeOf(one);
      assert.equal(outcome.code, code, outcome.out.slice(0, 2000));
      assert.match(outcome.out, said);
      assert.doesNotMatch(outcome.out, /\n\s+at .*:\d+:\d+|This is a bug|CANARY/);
      assert.doesNotMatch(outcome.out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.deepEqual(outcome.after, outcome.before);
    });
  }
});

describe("what a call says", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => (folder = project()));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is a message where the folder that it runs in is gone", async () => {
    const gone = mkdtempSync(join(tmpdir(), "gone-"));
    const script = `cd '${gone}' && rmdir '${gone}' && exec '${process.execPath}' -r '${join(ROOT, "loader.cjs")}' '${join(ROOT, "cli/main.ts")}' check x`;
    const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 3, said);
    assert.equal(said, "The folder in which this runs is not there any more; go to the project's folder\n");
  });

  for (const args of [["plan"], ["plan", "--json"], ["check", "@/g.json"], ["--help"], ["fleet", "render", "--help"]]) {
    it(`by ${args.join(" ")} does not pass for success where it cannot be written`, async function () {
      if (process.platform !== "linux") return this.skip();
      writeFileSync(join(folder, "g.json"), readFileSync(join(ROOT, "tests/diff/fixtures/plan.txt")));
      const { code, out } = await lab(folder, args, openSync("/dev/full", "w"));
      assert.equal(code, args[0] === "check" ? 3 : 1);
      assert.equal(out, "The output cannot be written: no space left on device\n");
    });
  }

  it("ends quietly where nobody reads it any more", async () => {
    const call = ["-r", join(ROOT, "loader.cjs"), join(ROOT, "cli/main.ts"), "plan", "--json"];
    const child = spawn(process.execPath, call, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdout.destroy();
    const [code] = (await once(child, "close")) as [number];
    assert.deepEqual([code, said], [141, ""]);
  });

  it("is no page where the user has no right to the folder, or to what is read", async function () {
    if (process.getuid?.() !== 0) return this.skip();
    // Root may do everything, so it becomes nobody for this call.
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o700 });
    writeFileSync(join(folder, "secret.json"), "{}", { mode: 0o600 });
    for (const path of [folder, dirname(folder)]) if (path !== tmpdir()) chmodSync(path, 0o755);
    for (const [args, message] of [
      [["check", join(folder, "secret.json")], /cannot be read: permission denied/],
      [["check", join(closed, "x.json")], /cannot be read: permission denied/],
    ] as [string[], RegExp][]) {
      const call = ["-r", join(ROOT, "loader.cjs"), join(ROOT, "cli/main.ts"), ...args];
      const child = spawn(process.execPath, call, {
        cwd: folder,
        uid: 65_534,
        gid: 65_534,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 3, said);
      assert.match(said, message);
    }
  });
});
