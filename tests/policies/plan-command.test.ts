import { deepStrictEqual, match, strictEqual } from "node:assert";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planCommand } from "../../cli/plan/plan-command";
import { ROOT } from "../support/program";
import { recordLabFirst } from "./support";

/** A branch's change: an address range on the database's group. */
const OFFICE = `
new aws.vpc.SecurityGroupIngressRule(
  "office",
  { securityGroupId: database.securityGroupId, cidrIpv4: "10.0.0.0/8", ipProtocol: "tcp", fromPort: 3306, toPort: 3306 },
  { provider: awsProvider },
);
`;

/** What a program has of its own; all else is linked. */
const OWN = ["index.ts", "config.ts"];

describe("npm start on a branch", () => {
  recordLabFirst();
  const home = process.cwd();
  let branch: string;
  before(() => {
    branch = mkdtempSync(join(tmpdir(), "lab-branch-"));
    for (const entry of readdirSync(ROOT).filter((name) => ![...OWN, ".git", ".lab"].includes(name))) {
      symlinkSync(join(ROOT, entry), join(branch, entry));
    }
    copyFileSync(join(ROOT, "config.ts"), join(branch, "config.ts"));
  });
  after(() => rmSync(branch, { recursive: true, force: true }));

  /** Runs the command in the branch's folder; gives its exit code and what it printed. */
  async function start(program: string, config: string[] = [], json = false): Promise<{ code: number; text: string }> {
    writeFileSync(join(branch, "index.ts"), readFileSync(join(ROOT, "index.ts"), "utf8") + program);
    const { log } = console;
    const before = process.exitCode;
    const printed: unknown[] = [];
    try {
      process.chdir(branch);
      process.exitCode = undefined;
      console.log = (text) => void printed.push(text);
      await planCommand({ stack: "dev", config, json });
      return { code: Number(process.exitCode ?? 0), text: printed.join("\n") };
    } finally {
      console.log = log;
      process.chdir(home);
      process.exitCode = before;
    }
  }

  it("that lets addresses into the database ends with 1, and names rule and resource", async () => {
    const { code, text } = await start(OFFICE);
    strictEqual(code, 1);
    match(
      text.replace(/\s+/g, " "),
      /POLICIES .*1 mandatory violation.* mandatory database-admits-bound-pods: rule "office" admits 10\.0\.0\.0\/8 to Instance "catalog-db" on tcp 3306/,
    );
    deepStrictEqual(
      text.split("\n").filter((line) => line.length > 80 && !line.trim().startsWith("https://")),
      [],
    );
  });

  it("that changes nothing ends with 0 and says that the policies hold", async () => {
    const { code, text } = await start("", ["vpcCniVersion=v1.21.1-eksbuild.1", "expiry=2027-03-31"]);
    strictEqual(code, 0);
    match(text, /POLICIES\n {2}All \d+ Pulumi policies hold\.\n/);
  });

  it("is planned all the same with --json, for whoever compares branches", async () => {
    const { code, text } = await start(OFFICE, [], true);
    strictEqual(code, 0);
    match(text, /"name": "office"/);
  });
});
