import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { checkRoster, listProblems } from "../../cli/fleet/roster";
import { noteText } from "../../cli/fleet/actions";
import { chooseStudents } from "../../cli/fleet/choose";
import { readProject } from "../../cli/fleet/project";
import { stackValues } from "../../cli/fleet/stack-values";
import { en } from "../../words";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";

const HEAD = `fleet: spring
backend: s3://state/spring
secretsProvider: awskms://alias/lab?region=us-west-2
region: us-west-2
expiry: 2027-03-01
owner: staff
role: arn:aws:iam::{account}:role/LabDeployer
`;

/** Problems of a roster, `line: text`. */
async function problems(text: string, file = "roster.yaml", removal = false): Promise<string[]> {
  const found = await checkRoster(file, text, ROOT, { today: TODAY, removal });
  return found.problems.map((problem) => `${problem.line}: ${problem.text}`);
}

const sound = async (text: string, file = "roster.yaml") => {
  const { roster, problems: found } = await checkRoster(file, text, ROOT, { today: TODAY });
  assert.deepEqual(found, []);
  return roster;
};

describe("a roster", () => {
  for (const [students, what] of [
    ["", "is empty"],
    [" ada", "is not a list"],
    [" {id: ada}", "is not a list"],
  ]) {
    it(`whose students are "${students}" is told that this ${what}, and what to write`, async () => {
      const found = await problems(`${HEAD}students:${students}\n`);
      assert.ok(
        found.some((one) => one.endsWith(`: students: ${what}; list them, one entry each with id and account`)),
        found.join("\n"),
      );
    });
  }

  it("with eight different mistakes has all eight told, each with its line and what to do", async () => {
    const found = await problems(`${HEAD}students:
  - id: ada
    account: "111111111111"
  - id: ada
    account: "222222222222"
  - id: bob
    account: 33333333333
  - id: cyd
    account: "444444444444"
    role: arn:aws:iam::555555555555:role/LabDeployer
  - id: dan
    account: "666666666666"
    expiry: 2026-11-22
  - id: eve
    account: "777777777777"
    config:
      nodeInstancetype: m6g.large
  - id: fay
    account: "888888888888"
    config:
      nodeInstanceType: t3.medium
  - id: gus
    account: "999999999999"
    principal: arn:aws:iam::111111111111:role/Gus
  - id: hal
    account: "111111111111"
`);
    assert.deepEqual(found, [
      "11: student ada: id ada is already that on line 9; choose another",
      '14: student bob: account "33333333333" is not a valid account id; write its 12 digits, "033333333333" if it has lost a zero in front',
      "17: student cyd: role belongs to account 555555555555, the student to 444444444444; make them agree",
      "20: student dan: config expiry 2026-11-22 is past; name a day from 2026-11-23 on",
      "24: student eve: config nodeInstancetype is not a config key of the lab; did you mean nodeInstanceType?",
      "28: student fay: config nodeInstanceType t3.medium cannot carry a trunk interface; nearest that can: m6g.large, 9 branch interfaces",
      "31: student gus: principal belongs to account 111111111111, the student to 999999999999; make them agree",
      "32: student hal: account 111111111111 is already that of ada on line 9; a lab has an account of its own",
    ]);
  });

  it("in CSV says the same with its own lines", async () => {
    const head = HEAD.replace(/^/gm, "# ").replace(/# $/, "");
    const found = await problems(
      `${head}id,account,principal,ring,config.nodeCount,config.probes
ada,111111111111,arn:aws:iam::111111111111:role/Ada,canary,2,false

bob,22222222222,,,,
"cyd",333333333333,,,many,maybe
ada,444444444444,,,,
`,
      "roster.csv",
    );
    assert.deepEqual(found, [
      '11: student bob: account "22222222222" is not a valid account id; write its 12 digits, "022222222222" if it has lost a zero in front',
      "12: student cyd: config nodeCount is many, and must be a whole number",
      "12: student cyd: config probes is maybe, and must be true or false",
      "13: student ada: id ada is already that on line 9; choose another",
    ]);
  });

  it("in CSV may come from a spreadsheet: a byte order mark, and commas behind comments", async () => {
    const head = HEAD.trimEnd().replace(/^/gm, "# ").replace(/$/gm, ",,");
    const { fleet, students } = await sound(
      `\uFEFF${head}\r\nid,account,ring\r\n# staff below,,\r\nada,111111111111,canary\r\n`,
      "roster.csv",
    );
    assert.deepEqual([fleet, students[0].id, students[0].owner, students[0].line], ["spring", "ada", "staff", 10]);
  });

  it("has ids that every target can name: lab-<id> in 42 characters", async () => {
    const one = (id: string) => problems(`${HEAD}students: [{id: ${id}, account: "111111111111"}]`);
    assert.deepEqual(await one("a".repeat(38)), []);
    for (const id of ["a".repeat(39), "ada-", "1a"]) {
      const said = `8: student ${id}: id "${id}" is not a valid name; use up to 38 of a-z, 0-9 and -, a letter first, no - last`;
      assert.deepEqual(await one(id), [said]);
    }
  });

  it("without an order of rings takes none that is almost the canary", async () => {
    const one = (ring: string) => problems(`${HEAD}students: [{id: ada, account: "111111111111", ring: ${ring}}]`);
    for (const ring of ["canary", "main", "week-2"]) assert.deepEqual(await one(ring), []);
    for (const ring of ["canarry", "Canary"]) {
      const said = `8: student ada: ring "${ring}" is almost canary, the one that runs first; write that, or list all in rings:`;
      assert.deepEqual(await one(ring), [said]);
    }
  });

  it("in CSV that cannot be read is told with its line, as is one in YAML", async () => {
    assert.deepEqual(
      await problems("# fleet: x\nid,account\nada,1,2\n", "roster.csv").then((all) => all.at(-1)),
      "3: is not valid CSV: Invalid Record Length: columns length is 2, got 3",
    );
    const yaml = await problems("fleet: x\nstudents: [\n");
    assert.match(yaml.join("\n"), /^\d+: is not valid YAML/m);
    assert.deepEqual(
      (await problems("just words\n")).at(0),
      "1: has no head; it needs lines such as fleet:, backend: and students:",
    );
  });

  it("keeps account ids as they are written: texts with their zeros, quoted or not", async () => {
    const { students } = await sound(
      `${HEAD}students: [{id: ada, account: 012345678901}, {id: bob, account: "000000000002"}]`,
    );
    assert.deepEqual(
      students.map(({ account, role }) => [account, role]),
      [
        ["012345678901", "arn:aws:iam::012345678901:role/LabDeployer"],
        ["000000000002", "arn:aws:iam::000000000002:role/LabDeployer"],
      ],
    );
    const values = stackValues(students[0], readProject(ROOT));
    assert.deepEqual(values["aws:allowedAccountIds"], ["012345678901"]);
  });

  it("puts the canary first, or takes the order of its head", async () => {
    const students = `students:
  - {id: ada, account: "111111111111"}
  - {id: bob, account: "222222222222", ring: canary}
`;
    assert.deepEqual((await sound(HEAD + students)).rings, ["canary", "main"]);
    assert.deepEqual((await sound(`${HEAD}rings: [main, canary]\n${students}`)).rings, ["main", "canary"]);
    assert.deepEqual(await problems(`${HEAD}rings: [early]\n${students}`), [
      '11: student bob: ring "canary" is not allowed; use early',
    ]);
  });

  it("has its head judged, without a password being shown", async () => {
    const found = await problems(`fleet: Spring Class
backend: postgres//me:hunter2@host/db
secretsProvider: rot13
role: arn:aws:iam::111111111111:role/LabDeployer
regoin: us-west-2
expiry: soon
students: [{id: ada, account: "111111111111"}]
`);
    assert.equal(found.length, 7, found.join("\n"));
    assert.ok(found.every((line) => !line.includes("hunter2")));
    assert.match(found.join("\n"), /5: "regoin" is not known here; did you mean region\?/);
    assert.match(found.join("\n"), /4: role: names one account for all students; write \{account\} in its place/);
  });

  it("tells a mistake in everybody's config once, at its place in the head", async () => {
    const found = await problems(`${HEAD}config:
  vpcCidr: 10.0.0.0/8
students:
  - {id: ada, account: "111111111111"}
  - {id: bob, account: "222222222222"}
`);
    assert.equal(found.length, 1);
    assert.match(found[0], /^9: config vpcCidr "10.0.0.0\/8" is a \/8/);
  });

  it("is refused where the lab refuses its way to AWS: no such region, a role of another partition", async () => {
    const students = `students:
  - {id: ada, account: "111111111111"}
  - {id: bob, account: "222222222222", region: eu-west-9}
  - {id: cyd, account: "333333333333", region: cn-north-1}
`;
    assert.deepEqual(await problems(HEAD.replace("region: us-west-2\n", "region: us-west-9\n") + students), [
      '4: region "us-west-9" is not a valid AWS region; write it as us-west-2; did you mean us-west-1?',
      '10: student bob: region "eu-west-9" is not a valid AWS region; write it as us-west-2; did you mean eu-west-1?',
      '11: student cyd: role "arn:aws:iam::333333333333:role/LabDeployer" is in partition aws, but aws:region is in aws-cn; take both from the same one',
    ]);
  });

  it("has what is wrong with everybody's way to AWS told once, at its place in the head", async () => {
    const head = HEAD.replace("region: us-west-2\n", "region: cn-north-1\n");
    const students = `students: [{id: ada, account: "111111111111"}, {id: bob, account: "222222222222"}]\n`;
    assert.deepEqual(await problems(head + students), [
      '7: role "arn:aws:iam::{account}:role/LabDeployer" is in partition aws, but aws:region is in aws-cn; take both from the same one',
    ]);
  });

  it("has each mistake of its way to AWS told once", async () => {
    const found = await problems(`${HEAD}students:
  - {id: ada, account: "11111111111"}
  - {id: bob, account: "222222222222", role: arn:aws:iam::111111111111:role/LabDeployer}
  - {id: cyd, account: "333333333333", role: nobody, region: nowhere}
`);
    assert.deepEqual(
      found.map((line) => /^\d+: student \w+: \w+/.exec(line)?.[0]),
      ["9: student ada: account", "10: student bob: role", "11: student cyd: role", "11: student cyd: region"],
    );
  });

  it("may be past its days where labs are only shown or removed", async () => {
    const text = `${HEAD.replace("2027", "2025")}students: [{id: ada, account: "111111111111"}]\n`;
    assert.equal((await problems(text)).length, 1);
    assert.deepEqual(await problems(text, "roster.yaml", true), []);
  });

  it("tells of a Kubernetes version out of support, and of whose stacks it is", async () => {
    const text = `${HEAD}students:
  - {id: ada, account: "111111111111"}
  - {id: bob, account: "222222222222", config: {kubernetesVersion: "1.33"}}
`;
    const [note, ...more] = (await sound(text)).notes;
    assert.match(
      noteText(note, en),
      /^kubernetesVersion: 1\.33 left standard support on .*No cluster is made with it.* \(bob\)$/,
    );
    assert.deepEqual(more, []);
    assert.deepEqual((await checkRoster("roster.yaml", text, ROOT, { today: TODAY, removal: true })).roster.notes, []);
  });

  it("gives the ids of those who are meant, and refuses others", async () => {
    const roster = await sound(`${HEAD}students:
  - {id: ada, account: "111111111111", expiry: 2026-11-23}
  - {id: bob, account: "222222222222", ring: canary}
  - {id: cyd, account: "333333333333"}
`);
    const ids = (choice: Parameters<typeof chooseStudents>[1], today = TODAY) =>
      chooseStudents(roster, choice, today).map(({ id }) => id);
    assert.deepEqual(ids({ only: "cyd, ada" }), ["ada", "cyd"]);
    assert.deepEqual(ids({ ring: "canary" }), ["bob"]);
    assert.deepEqual(ids({ expired: true }, "2026-11-24"), ["ada"]);
    assert.throws(() => ids({ expired: true }), /None of the 3 students of roster.yaml is past the expiry/);
    assert.throws(
      () => ids({ only: "bbo" }),
      /lists no student bbo \(did you mean bob\?\): only listed stacks are touched/,
    );
    assert.throws(() => ids({ ring: "late" }), /has no ring late; use canary, main/);
  });

  it("fits the schema that editors use, and the schema refuses what the check refuses", () => {
    const schema = JSON.parse(readFileSync(join(ROOT, "docs/roster.schema.json"), "utf8")) as object;
    const validate = new Ajv().compile(schema);
    const good = `${HEAD}students: [{id: ada, account: "111111111111", config: {nodeCount: 2}}]`;
    assert.ok(validate(parse(good)), JSON.stringify(validate.errors));
    for (const bad of [
      good.replace("fleet: spring", "fleet: Spring"),
      good.replace("id: ada,", ""),
      good.replace("owner", "ower"),
      good.replace("owner: staff", "ring: a/b"),
      good.replace("id: ada", `id: ${"a".repeat(39)}`),
      good.replace("id: ada", "id: ada-"),
    ]) {
      assert.ok(!validate(parse(bad)), bad);
    }
  });

  it("lists problems with the file's name, as editors and terminals link it", () => {
    assert.equal(listProblems("a.yaml", [{ line: 3, text: "x" }]), "The roster has 1 problem:\na.yaml:3: x");
  });
});
