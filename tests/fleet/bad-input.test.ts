import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Command, CommanderError } from "commander";
import { addFleetCommand } from "../../cli/fleet/fleet-command";
import type { FleetCommandOptions } from "../../cli/fleet/options";
import { render } from "../../cli/fleet/render";
import { checkRoster, listProblems, loadRoster } from "../../cli/fleet/roster";
import { redactor } from "../../cli/secrets/redact";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";

/** A sound roster, with a line exchanged or lines added at the end. */
function yaml(exchanged: [string, string][] = [], more = ""): string {
  const sound = `fleet: spring
backend: s3://instructor-state/spring
secretsProvider: awskms://alias/lab?region=us-west-2
role: arn:aws:iam::{account}:role/LabDeployer
region: us-west-2
expiry: 2027-03-31
owner: platform-team
config:
  nodeCount: 1
students:
  - id: ada
    account: "111111111111"
    principal: arn:aws:iam::111111111111:role/Ada
    ring: canary
  - id: bob
    account: "222222222222"
    config: { nodeInstanceType: m7g.large }
`;
  return exchanged.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  }, sound + more);
}

const CSV_HEAD = `# fleet: spring
# backend: s3://b/x
# secretsProvider: awskms://alias/lab?region=us-west-2
# role: arn:aws:iam::{account}:role/LabDeployer
# region: us-west-2
# expiry: 2027-03-31
# owner: team
`;

/** What is said of a roster, as it is printed. */
async function said(text: string, file = "r.yaml"): Promise<string> {
  const { problems } = await checkRoster(file, text, ROOT, { today: TODAY });
  return problems.length === 0 ? "" : listProblems(file, problems);
}

const swap = (from: string, to: string): string => yaml([[from, to]]);
const bomb = ["a: &a [x,x,x,x,x,x,x,x,x,x]", ..."bcd"].map((name, i) => {
  const one = `*${" abc"[i]}`;
  return i === 0 ? name : `${name}: &${name} [${Array<string>(10).fill(one).join(",")}]`;
});

/** Rosters that are refused: what is bad, the roster, a line that is said of it. */
const REFUSED: [string, string, RegExp][] = [
  [
    "an alias bomb in the config",
    yaml([["config:\n  nodeCount: 1", `${bomb.join("\n")}\nconfig:\n  logTypes: *d`]]),
    /^r\.yaml:\d+: logTypes: has aliases that/m,
  ],
  [
    "an undefined alias",
    swap("region: us-west-2\n", "region: *nope\n"),
    /^r\.yaml:5: \*nope stands for nothing: no &nope is before it/m,
  ],
  ["an alias of a student that is not there", yaml([], "  - *cyd\n"), /^r\.yaml:18: \*cyd stands for nothing/m],
  [
    "an alias that is its own value",
    swap("config:\n  nodeCount: 1", "config: &c\n  logTypes: *c"),
    /^r\.yaml:9: logTypes: has aliases that/m,
  ],
  ["a list of students within itself", "students: &s [*s]\n", /^r\.yaml:1: this student is not a map/m],
  ["depth without end", "[".repeat(20_000), /^r\.yaml:1: is not valid YAML/m],
  [
    "an admin of another account in the head",
    swap("nodeCount: 1", 'adminPrincipals: ["arn:aws:iam::999999999999:role/Evil"]'),
    /^r\.yaml:9: config adminPrincipals names account 999999999999 for all students; write \{account\} in its place/m,
  ],
  [
    "a viewer of another account",
    swap("nodeInstanceType: m7g.large", 'viewerPrincipals: ["arn:aws:iam::999999999999:user/Eve"]'),
    /^r\.yaml:17: student bob: config viewerPrincipals names one of account 999999999999, the student has 222222222222/m,
  ],
  [
    "a region that AWS has not",
    swap("region: us-west-2\n", "region: us-west-9\n"),
    /^r\.yaml:5: region "us-west-9" is not a valid AWS region/m,
  ],
  [
    "a role in another partition",
    swap("arn:aws:iam::{account}", "arn:aws-cn:iam::{account}"),
    /^r\.yaml:4: role .* is in partition aws-cn/m,
  ],
  [
    "a bad key beside a bad value: both",
    swap("nodeCount: 1", "nodeCuont: 1\n  vpcCidr: 10.0.0.0/8"),
    /config nodeCuont is not a config key[^]*config vpcCidr "10\.0\.0\.0\/8" is a \/8/m,
  ],
  [
    "a secrets provider that is none",
    swap("awskms://alias/lab?region=us-west-2", "vault://u:CANARYPW@h"),
    /^r\.yaml:3: secretsProvider: "vault:\/\/…@h" is not allowed/m,
  ],
  [
    "a password in a secrets provider",
    swap("awskms://alias/lab?region=us-west-2", "hashivault://u:CANARYPW@h"),
    /^r\.yaml:3: secretsProvider: holds a password or token/m,
  ],
  [
    "a token in a secrets provider",
    swap("awskms://alias/lab?region=us-west-2", "hashivault://key?vault_token=CANARYPW"),
    /^r\.yaml:3: secretsProvider: holds a password or token/m,
  ],
  [
    "a password in an owner",
    swap("owner: platform-team", "owner: https://me:CANARYPW@host"),
    /^r\.yaml:7: config owner holds a user or password in a URL/m,
  ],
  [
    "a password in an id",
    swap("id: ada", "id: https://me:CANARYPW@host"),
    /id "https:\/\/…@host" is not a valid name/m,
  ],
  [
    "a backend that is not a valid URL",
    swap("s3://instructor-state/spring", "postgres://u:CANARYPW@h /x"),
    /^r\.yaml:2: backend: /m,
  ],
  ["an escape in an id", swap("id: ada", 'id: "\\e[31mred"'), /id "\\u001b\[31mred" is not a valid name/m],
  [
    "an escape in a class",
    swap("fleet: spring", 'fleet: "\\e[31mred"'),
    /^r\.yaml:1: fleet: "\\u001b\[31mred" is not a valid name/m,
  ],
  [
    "an escape in a backend",
    swap("s3://instructor-state/spring", '"s3://b/\\e[31mred"'),
    /^r\.yaml:2: backend: "s3:\/\/b\/\\u001b\[31mred" is not a valid URL/m,
  ],
  ["an escape in a key", yaml([], '    "\\e[31mred": 1\n'), /"\\u001b\[31mred" is not known here/],
  [
    "writing turned around in an owner",
    swap("owner: platform-team", 'owner: "a\\u202eb"'),
    /owner "a\\u202eb" has a character that cannot be seen/m,
  ],
  ["a class whose label would end with -", swap("fleet: spring", "fleet: spring-"), /no - first or last/m],
  [
    "a ring without a name",
    yaml([], 'rings: ["", canary, main]\n'),
    /^r\.yaml:18: rings: "" is not a valid ring; use up to 63 letters, digits and -/m,
  ],
  [
    "a ring that is an expression",
    swap("ring: canary", 'ring: "${{ secrets.X }}"'),
    /^r\.yaml:14: student ada: ring "\$\{\{ secrets\.X \}\}" is not a valid ring/m,
  ],
  [
    "a ring that is no label",
    swap("ring: canary", 'ring: "a/b: c"'),
    /^r\.yaml:14: student ada: ring "a\/b: c" is not a valid ring/m,
  ],
  [
    "a ring of the head that is none",
    swap("owner: platform-team", "owner: platform-team\nring: -x"),
    /^r\.yaml:8: ring: "-x" is not a valid ring/m,
  ],
  ["a ring that is too long", swap("ring: canary", `ring: ${"x".repeat(64)}`), /is not a valid ring/m],
];

/** The same in CSV. */
const REFUSED_CSV: [string, string, RegExp][] = [
  [
    "a ring that a spreadsheet would work out",
    `${CSV_HEAD}id,account,ring\nada,111111111111,@SUM(1+1)*cmd|' /C calc'!A0\nbob,222222222222,\n`,
    /^r\.csv:9: student ada: ring "@SUM.* is not a valid ring/m,
  ],
  [
    "an alias in the head, and rows of other lengths",
    `${CSV_HEAD.replace("role: ", "role: *a")}id,account,ring,config.nodeCount,,conf,,ig.logTypes\nada,111111111111,canary,2,"udit]"\nbob,222222222222,,,\n`,
    /^r\.csv:\d+: is not valid CSV/m,
  ],
  [
    "a column that is there twice",
    `${CSV_HEAD}id,account,id\nada,111111111111,bob\n`,
    /^r\.csv:8: has the column id twice; keep one/m,
  ],
  [
    "a list inside of itself",
    `${CSV_HEAD}id,account,config.logTypes\nada,111111111111,&a [*a]\n`,
    /config logTypes is &a \[\*a\], and must be a list/,
  ],
  ["no delimiter at all", `${CSV_HEAD}id|account\nada|111111111111\n`, /"id\|account" is not known here/m],
  [
    "a bomb in a cell",
    `${CSV_HEAD}id,account,config.logTypes\nada,111111111111,*a\n`,
    /config logTypes is \*a, and must be a list of texts/m,
  ],
];

describe("a roster that is refused", () => {
  for (const [what, text, expected] of REFUSED) {
    it(`has ${what}`, async () => {
      const text_ = await said(text);
      assert.match(text_, expected);
      harmless(text_);
    });
  }
  for (const [what, text, expected] of REFUSED_CSV) {
    it(`has ${what}, in CSV`, async () => {
      const text_ = await said(text, "r.csv");
      assert.match(text_, expected);
      harmless(text_);
    });
  }

  it("with very many problems has the first told and the rest counted", async () => {
    const text = await said(
      yaml([], Array.from({ length: 150 }, (_, i) => `  - {id: S${i}, account: "1"}\n`).join("")),
    );
    assert.match(text, /and \d+ more$/);
    assert.equal(text.split("\n").length, 102);
  });
});

/** Neither a secret nor anything that steers a terminal. */
function harmless(text: string): void {
  assert.doesNotMatch(text, /CANARYPW/);
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
}

describe("a roster that is taken", () => {
  it("has aliases of values, of maps and of students", async () => {
    assert.equal(
      await said(
        yaml([
          ["region: us-west-2\n", "region: &reg us-west-2\n"],
          ["ring: canary", "ring: canary\n    region: *reg"],
        ]),
      ),
      "",
    );
    assert.equal(
      await said(
        yaml([
          ["config:\n  nodeCount: 1", "config: &c\n  nodeCount: 1"],
          ["{ nodeInstanceType: m7g.large }", "*c"],
        ]),
      ),
      "",
    );
    const { roster } = await checkRoster(
      "r.yaml",
      yaml([
        ["id: ada", "id: &a ada"],
        ["ring: canary", "owner: *a"],
      ]),
      ROOT,
      { today: TODAY },
    );
    assert.equal(roster.students[0].owner, "ada");
  });

  it("names an administrator of each account once, in the head", async () => {
    const text = swap("nodeCount: 1", 'adminPrincipals: ["arn:aws:iam::{account}:role/Instructor"]');
    const { roster, problems } = await checkRoster("r.yaml", text, ROOT, { today: TODAY });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      roster.students.map(({ config }) => config.adminPrincipals),
      [["arn:aws:iam::111111111111:role/Instructor"], ["arn:aws:iam::222222222222:role/Instructor"]],
    );
  });

  for (const [what, delimiter, before] of [
    ["semicolons", ";", ""],
    ["tabs", "\t", ""],
    ["what sep= names", ";", "sep=;\n"],
    ["what only sep= can name", "|", "sep=|\r\n"],
  ]) {
    it(`is CSV with ${what}`, async () => {
      const rows = ["id,account,ring,config.nodeCount", "ada,111111111111,canary,2", "bob,222222222222,,"];
      const quoted = `"# rings: [canary, main]"${delimiter}${delimiter}\n`;
      const text = before + CSV_HEAD + quoted + rows.join("\n").replaceAll(",", delimiter);
      const { roster, problems } = await checkRoster("r.csv", text, ROOT, { today: TODAY });
      assert.deepEqual(problems, []);
      assert.deepEqual(roster.rings, ["canary", "main"]);
      assert.deepEqual(
        roster.students.map(({ id, config }) => [id, config.nodeCount]),
        [
          ["ada", 2],
          ["bob", undefined],
        ],
      );
      const { line } = roster.students[0];
      assert.equal(text.split("\n")[line - 1].slice(0, 3), "ada");
    });
  }
});

describe("the fleet's files and options", () => {
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bad-"));
    fs.writeFileSync(at("roster.yaml"), yaml());
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const load = (file: string) => loadRoster(file, ROOT, { today: TODAY });
  const refused = async (work: Promise<unknown>, expected: RegExp): Promise<void> => {
    await assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof UserError, error.stack);
      assert.match(error.message, expected);
      return true;
    });
  };

  it("take no folder, pipe, giant, missing or strangely written file for a roster", async () => {
    execFileSync("mkfifo", [at("pipe.yaml")]);
    fs.closeSync(fs.openSync(at("giant.yaml"), "w"));
    fs.truncateSync(at("giant.yaml"), 600_000_000);
    fs.writeFileSync(at("sjis.yaml"), Buffer.from([0x6f, 0x3a, 0x83, 0x7d, 0x0a]));
    fs.symlinkSync("loop.yaml", at("loop.yaml"));
    await refused(load(folder), /cannot be read: it is a folder; name the class's file with --roster/);
    await refused(load(at("pipe.yaml")), /it is not a regular file/);
    await refused(load("/dev/zero"), /it is not a regular file/);
    await refused(load(at("giant.yaml")), /has 600 MB; at most 10 are read/);
    await refused(
      load(at("none.yaml")),
      /none\.yaml cannot be read: there is no such file or folder; name .* with --roster/,
    );
    await refused(load(at("roster.yaml", "x.yaml")), /cannot be read: not a directory/);
    await refused(load(at("loop.yaml")), /cannot be read: too many symbolic links/);
    await refused(load(at("sjis.yaml")), /it is not written in UTF-8/);
  });

  const rendered = async (given: Partial<FleetCommandOptions>): Promise<string> => {
    const options = {
      roster: at("roster.yaml"),
      timeLimit: 60,
      target: "operator",
      image: "img",
      out: at("out"),
      ...given,
    };
    const told: string[] = [];
    const { log, error } = console;
    console.log = console.error = (text: string) => void told.push(text);
    try {
      await render(options);
    } finally {
      Object.assign(console, { log, error });
    }
    const files = fs.readdirSync(options.out).map((name) => fs.readFileSync(path.join(options.out, name), "utf8"));
    return [...told, ...files].join("\n");
  };

  for (const [what, given, expected] of [
    ["an --only that is empty", { only: "" }, /^--only names nobody/],
    ["an --only of commas", { only: " , ," }, /^--only names nobody/],
    ["a --ring that is empty", { ring: "" }, /^--ring names none; use canary, main/],
    ["no image", { image: undefined }, /^--image is missing/],
    ["an image with a space", { image: "lab 1" }, /^--image "lab 1" is not a valid image/],
    ["an image with a line break", { image: "lab:1\nx: y" }, /is not a valid image/],
    ["a namespace that is none", { namespace: "Bad Name!" }, /^--namespace "Bad Name!" is not a valid namespace/],
    ["a namespace that is too long", { namespace: "a".repeat(64) }, /is not a valid namespace/],
    ["an --out that is empty", { out: "" }, /^--out "" is not a folder/],
    ["an --out with an escape", { out: "\u001b[31m" }, /^--out "\\u001b\[31m" is not a folder/],
    ["an --out that is a file", { out: "roster.yaml" }, /stacks\.yaml cannot be written: not a directory/],
    ["an --out below a file", { out: "roster.yaml/x" }, /cannot be written: not a directory/],
  ] as [string, Partial<FleetCommandOptions>, RegExp][]) {
    it(`refuse ${what}, and write nothing`, async () => {
      const out = given.out && !given.out.startsWith("\u001b") ? { out: at(given.out) } : {};
      await refused(rendered({ ...given, ...out }), expected);
      assert.deepEqual(fs.readdirSync(folder), ["roster.yaml"]);
    });
  }

  it("refuse a roster's name that a workflow would work out, and take one with letters of any language", async () => {
    for (const name of ["${{ secrets.X }}.yaml", "-x.yaml", "a\u202eb.yaml", "a`b`.yaml"]) {
      fs.writeFileSync(at(name), yaml());
      await refused(rendered({ target: "github", roster: at(name) }), /stands in the workflow; rename it/);
    }
    fs.writeFileSync(at("春の 名簿.yaml"), yaml());
    assert.match(await rendered({ target: "github", roster: at("春の 名簿.yaml") }), /ROSTER: 春の 名簿\.yaml/);
  });

  it("write over what was rendered, and over nothing else", async () => {
    await rendered({});
    await rendered({});
    fs.writeFileSync(at("out", "stacks.yaml"), "mine\n");
    await refused(rendered({}), /stacks\.yaml is there, and was not written by this command/);
    fs.rmSync(at("out", "stacks.yaml"));
    fs.mkdirSync(at("out", "stacks.yaml"));
    await refused(rendered({}), /stacks\.yaml is there/);
  });

  for (const backend of [
    "postgres://user:CANARYPW@db/x?sslmode=require",
    "postgres://db/x?user=me&password=CANARYPW",
    "https://CANARYPW@pulumi.example",
    "s3://b/x?awsSecretAccessKey=CANARYPW",
  ]) {
    it(`render ${backend.split("CANARYPW")[0]}… as a reference to a secret`, async () => {
      fs.writeFileSync(at("roster.yaml"), swap("s3://instructor-state/spring", JSON.stringify(backend)));
      const operator = await rendered({});
      assert.match(
        operator,
        /PULUMI_BACKEND_URL:\n\s+type: "Secret"\n\s+secret:\n\s+name: "lab-fleet-backend"\n\s+key: "url"/,
      );
      assert.match(operator, /kubectl create secret generic lab-fleet-backend --namespace lab-fleet --from-file=url=/);
      assert.doesNotMatch(operator, /^\s+backend:/m);
      const github = await rendered({ target: "github", out: at("github") });
      assert.match(github, /PULUMI_BACKEND_URL: \$\{\{ secrets\.PULUMI_BACKEND_URL \}\}/);
      assert.match(github, /gh secret set PULUMI_BACKEND_URL --env fleet/);
      assert.match(github.replace(/\s+/g, " "), /take the secret out of backend:/);
      harmless(operator + github);
    });
  }

  it("tell a backend's trouble without any secret of its URL, and logs without them, too", () => {
    const backend = "postgres://user:CANARYPW1@db/x?password=CANARYPW2&sslmode=require";
    const redact = redactor({}, backend);
    harmless(redact(`The backend ${backend} cannot be used: no such host db, user CANARYPW1 or CANARYPW2`));
    harmless(redactor({})(`https://h/x?access_token=CANARYPW&a=b`));
    assert.match(redact(backend), /^postgres:\/\/user:\[hidden\]@db\/x\?password=\[hidden\]&sslmode=require$/);
    assert.equal(redact("awskms://alias/lab?region=us-west-2"), "awskms://alias/lab?region=us-west-2");
  });

  it("take the whole URL of a backend from the environment, where the roster tells all but its password", async () => {
    const whole = "postgres://user:CANARYPW@db/x?a=b";
    const before = process.env.PULUMI_BACKEND_URL;
    process.env.PULUMI_BACKEND_URL = whole;
    try {
      for (const [written, used] of [
        ["postgres://user@db/x?a=b", whole],
        ["postgres://db/x?a=b", whole],
        ["postgres://db/y?a=b", "postgres://db/y?a=b"],
      ]) {
        fs.writeFileSync(at("roster.yaml"), swap("s3://instructor-state/spring", written));
        assert.equal((await load(at("roster.yaml"))).backend, used);
      }
    } finally {
      if (before === undefined) delete process.env.PULUMI_BACKEND_URL;
      else process.env.PULUMI_BACKEND_URL = before;
    }
  });

  it("are told without what would steer a terminal, whoever tells it", () => {
    for (const args of [
      ["validate", "--roster", "\u001b[31mred.yaml"],
      ["validate", "--roster", at("roster.yaml"), "--\u001b[31mred"],
      ["render", "--target", "github", "--roster", at("roster.yaml"), "--only", "\u001b[31mred\u202e"],
      ["up", "--roster", at("roster.yaml"), "--parallel", "\u001b[31m1"],
    ]) {
      const lab = ["-r", "./loader.cjs", "-r", "./tests/support/setup.ts", "cli/main.ts", "fleet", ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, lab, { cwd: ROOT, encoding: "utf8" });
      assert.equal(status, 1);
      assert.match(stderr, /red|1/);
      assert.doesNotMatch(stderr, /This is a bug|\n\s+at /);
      harmless(stdout + stderr);
    }
  });

  it("take no number out of its range, and none that is not whole", async () => {
    const parse = (...args: string[]): Promise<unknown> => {
      const lab = new Command("lab").exitOverride().configureOutput({ writeErr: () => {} });
      addFleetCommand(lab);
      return lab.parseAsync(["fleet", ...args], { from: "user" });
    };
    for (const [command, option, most] of [
      ["up", "--time-limit", 35_791],
      ["preview", "--time-limit", 35_791],
      ["up", "--parallel", 1000],
      ["status", "--parallel", 1000],
      ["destroy", "--confirm", 1_000_000],
      ["destroy", "--unlock", 1_000_000],
    ] as const) {
      for (const value of ["0", "-1", "1.5", "1e3", "x", "", " 1", "0x10", String(most + 1), "9".repeat(40)]) {
        await assert.rejects(parse(command, `${option}=${value}`), (error: Error) => {
          assert.ok(error instanceof CommanderError, error.stack);
          assert.match(error.message, /use a whole number from 1 to \d+/);
          return true;
        });
      }
      // What is allowed goes on to the roster.
      await refused(parse(command, `${option}=${most}`, "--roster", at("none.yaml")), /none\.yaml cannot be read/);
    }
    await refused(
      parse("stage", "bond", "--roster", at("roster.yaml")),
      /no stage "bond"; use in-cluster, rds-unbound, bound; did you mean bound\?/,
    );
  });
});
