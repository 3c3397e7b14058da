import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { chooseStudents } from "../../cli/fleet/choose";
import type { FleetCommandOptions } from "../../cli/fleet/options";
import { today } from "../../cli/today";
import { fleetLeftovers } from "../../cli/fleet/leftovers";
import { fleetPreflight } from "../../cli/fleet/preflight";
import type { PrintedVerdict } from "../../cli/preflight/show";
import { render } from "../../cli/fleet/render";
import type { Shard } from "../../cli/fleet/render/github";
import { localDay } from "../../model/graph/local-day";
import { SOUND } from "../preflight/account";
import { type Answers, awsError, stubbedClients } from "../preflight/aws-stub";
import { student } from "./class";

const ACCOUNTS: { [id: string]: string } = { ada: "111111111111", bob: "222222222222", cyd: "333333333333" };
const ROSTER = `fleet: spring
backend: s3://state/spring
secretsProvider: passphrase
region: us-west-2
expiry: 2027-03-01
owner: staff
role: arn:aws:iam::{account}:role/LabDeployer
rings: [canary, main]
students:
${Object.entries(ACCOUNTS)
  .map(([id, account]) => `  - {id: ${id}, account: "${account}", ring: ${id === "ada" ? "canary" : "main"}}`)
  .join("\n")}
`;

describe("a class that is asked", () => {
  let folder: string;
  let options: FleetCommandOptions;
  const file = (name: string) => path.join(folder, name);
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "asking-"));
    fs.writeFileSync(file("roster.yaml"), ROSTER);
    options = { roster: file("roster.yaml"), timeLimit: 60 };
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  /** What a command prints, and the exit code that it asks for. */
  async function run(command: () => Promise<void>): Promise<{ text: string; code: unknown }> {
    const { log } = console;
    const lines: string[] = [];
    console.log = (line: string) => lines.push(line);
    try {
      await command();
      return { text: lines.join("\n"), code: process.exitCode ?? 0 };
    } finally {
      console.log = log;
      process.exitCode = undefined;
    }
  }
  /** Accounts that are sound but for what is given, by the account in the role. */
  const accounts = (given: { [account: string]: Answers }) => async (asked: { role?: string }) => {
    const account = /\d{12}/.exec(asked.role ?? "")![0];
    const answers = { ...SOUND, GetCallerIdentity: { Account: account }, ...given[account] };
    return (await stubbedClients(answers)).clients;
  };

  it("is ready where every account is, and asks only those who are meant", async () => {
    const { text, code } = await run(() => fleetPreflight({ ...options, only: "ada,cyd" }, accounts({})));
    assert.deepEqual(text.split("\n"), [
      "STUDENT  ACCOUNT       REGION     OK  WARN  FAIL",
      "ada      111111111111  us-west-2  17  0     0",
      "cyd      333333333333  us-west-2  17  0     0",
      "",
      "All accounts are ready.",
    ]);
    assert.equal(code, 0);
  });

  it("is asked past the last day, too: what is left is removed through the same accounts", async () => {
    fs.writeFileSync(file("past.yaml"), ROSTER.replace("2027-03-01", "2020-01-31"));
    const past = { ...options, roster: file("past.yaml") };
    const { text, code } = await run(() => fleetPreflight(past, accounts({})));
    assert.match(text, /^All accounts are ready\.$/m);
    assert.equal(code, 0);
    await assert.rejects(render({ ...past, target: "github", out: file("past") }), /config expiry 2020-01-31 is past/);
  });

  it("has equal findings told together, with remedies that act on the class", async () => {
    const missing = { ListRoles: {}, DescribeInstanceTypeOfferings: {} };
    const { text, code } = await run(() =>
      fleetPreflight(options, accounts({ [ACCOUNTS.ada]: missing, [ACCOUNTS.cyd]: missing })),
    );
    const said = text.replace(/\s+/g, " ").replaceAll(options.roster, "roster.yaml");
    assert.match(
      said,
      /fail: RDS service role: is missing \(2 students\) > npm run lab -- fleet preflight --roster roster\.yaml --only … --fix ada, cyd/,
    );
    assert.match(said, /> Set config\.nodeInstanceType in roster\.yaml, or use another region ada, cyd/);
    assert.doesNotMatch(said, /lab -- preflight|pulumi config set/);
    assert.match(said, /2 of 3 accounts are not ready\.$/);
    assert.ok(said.indexOf("fail: ") < said.indexOf("warn: "), "failures come first");
    assert.equal(code, 1);
  });

  it("tells as JSON what it was asked for, and what --fix did", async () => {
    const fixable = { ListRoles: {}, CreateServiceLinkedRole: {} };
    const { text, code } = await run(() =>
      fleetPreflight({ ...options, only: "bob", json: true, fix: true }, accounts({ [ACCOUNTS.bob]: fixable })),
    );
    const [report] = JSON.parse(text) as { student: string; fixed: string[]; verdicts: PrintedVerdict[] }[];
    assert.deepEqual([report.student, report.fixed.length, code], ["bob", 3, 0]);
    assert.equal(report.fixed[0], "created AWSServiceRoleForRDS");
    assert.deepEqual(report.verdicts[0], { what: "Account", verdict: "ok", found: ACCOUNTS.bob });
    const shown = await run(() =>
      fleetPreflight({ ...options, only: "bob", fix: true }, accounts({ [ACCOUNTS.bob]: fixable })),
    );
    assert.match(shown.text, /^bob: created AWSServiceRoleForRDS$/m);
  });

  it("has its leftovers shown with the role that removes them, and unanswered accounts grouped", async () => {
    const denied = (account: string) => {
      const message = `not authorized to assume arn:aws:iam::${account}:role/LabDeployer`;
      return Object.fromEntries(Object.keys(SOUND).map((name) => [name, awsError("AccessDenied", message)]));
    };
    const { text, code } = await run(() =>
      fleetLeftovers(
        options,
        accounts({
          [ACCOUNTS.ada]: { DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] } },
          [ACCOUNTS.bob]: denied(ACCOUNTS.bob),
          [ACCOUNTS.cyd]: denied(ACCOUNTS.cyd),
        }),
      ),
    );
    const lines = text.replaceAll(options.roster, "roster.yaml").split("\n");
    assert.deepEqual(lines.slice(0, 6), [
      "AWS still has 1 thing of the lab of ada in us-west-2:",
      "Remove it as arn:aws:iam::111111111111:role/LabDeployer:",
      "",
      "  VPC vpc-1",
      "    aws ec2 delete-vpc --vpc-id vpc-1 --region us-west-2",
      "",
    ]);
    assert.match(lines.slice(6).join(" "), /^2 accounts could not be asked: AccessDenied: not .* {5}bob, cyd/);
    assert.equal(lines.at(-1), "AWS has nothing of 0 of 3 labs.");
    assert.equal(code, 1);
    const nobody = await run(() =>
      fleetLeftovers({ ...options, only: "bob" }, accounts({ [ACCOUNTS.bob]: denied(ACCOUNTS.bob) })),
    );
    assert.equal(nobody.text.split("\n").at(-1), "None of 1 lab could be asked; nothing is known.");
    const clean = await run(() => fleetLeftovers({ ...options, only: "cyd", json: true }, accounts({})));
    assert.deepEqual([(JSON.parse(clean.text) as object[]).length, clean.code], [1, 0]);
  });

  it("is rendered as far as it is meant: a job for each ring that has somebody", async () => {
    const out = file("out");
    const { text } = await run(() => render({ ...options, target: "github", out, only: "bob,cyd", json: true }));
    assert.deepEqual(JSON.parse(text), { file: path.join(out, "fleet-spring.yaml"), students: 2 });
    const { jobs } = parse(fs.readFileSync(path.join(out, "fleet-spring.yaml"), "utf8")) as {
      jobs: { [name: string]: { strategy?: { matrix: { include: Shard[] } } } };
    };
    assert.deepEqual(Object.keys(jobs), ["check", "main"]);
    assert.deepEqual(
      jobs.main.strategy?.matrix.include.map(({ only }) => only),
      ["bob", "cyd"],
    );
  });

  it("is not rendered without an image, or with state that only this machine has", async () => {
    const out = file("none");
    await assert.rejects(render({ ...options, target: "operator", out }), /--image is missing: name the image/);
    fs.writeFileSync(file("local.yaml"), ROSTER.replace("s3://state/spring", "file://state"));
    const local = { ...options, roster: file("local.yaml") };
    await assert.rejects(render({ ...local, target: "github", out }), /is a folder of this machine; use s3:/);
    assert.ok(!fs.existsSync(out));
    const { text } = await run(() => render({ ...options, target: "operator", image: "lab:1", out }));
    assert.match(text, /stacks\.yaml:\s3\sstudents\.\sdocs\/fleet\.md\ssays\show\sto\suse\sit\.$/);
  });
});

describe("the days of a fleet", () => {
  it("end at midnight where the machine is", () => {
    const zone = process.env.TZ;
    try {
      process.env.TZ = "America/Los_Angeles";
      const evening = new Date("2026-11-24T03:00:00Z");
      assert.equal(localDay(evening), "2026-11-23");
      const roster = {
        file: "r",
        fleet: "f",
        backend: "",
        secretsProvider: "",
        rings: ["main"],
        students: [],
        notes: [],
      };
      const wanted = student("ada", { expiry: "2026-11-23" });
      assert.throws(
        () => chooseStudents({ ...roster, students: [wanted] }, { expired: true }, localDay(evening)),
        /None of the 1 student of r is past the expiry/,
      );
      process.env.TZ = "Asia/Tokyo";
      assert.equal(localDay(evening), "2026-11-24");
      assert.match(today(), /^\d{4}-\d{2}-\d{2}$/);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});
