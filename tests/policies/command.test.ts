import { deepStrictEqual, match, strictEqual } from "assert";
import { spawnSync } from "child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "fs";
import { tmpdir } from "os";
import { join } from "path";
import { ROOT } from "../support/program";

/** A branch's change: an address range on the database's group. */
const OFFICE = `
new aws.vpc.SecurityGroupIngressRule(
  "office",
  { securityGroupId: database.securityGroupId, cidrIpv4: "10.0.0.0/8", ipProtocol: "tcp", fromPort: 3306, toPort: 3306 },
  { provider: awsProvider },
);
`;

describe("npm start on a branch", () => {
  let branch: string;
  before(() => {
    branch = mkdtempSync(join(tmpdir(), "lab-branch-"));
    for (const entry of readdirSync(ROOT).filter((name) => !["index.ts", ".git", ".lab"].includes(name))) {
      symlinkSync(join(ROOT, entry), join(branch, entry));
    }
  });
  after(() => rmSync(branch, { recursive: true, force: true }));

  function start(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    writeFileSync(join(branch, "index.ts"), readFileSync(join(ROOT, "index.ts"), "utf8") + program);
    const all = ["-r", "sucrase/register/ts", join(ROOT, "cli/main.ts"), "plan", ...args];
    return spawnSync(process.execPath, all, { cwd: branch, encoding: "utf8" });
  }

  it("that lets addresses into the database ends with 1, and names rule and resource", function () {
    this.timeout(60_000);
    const { status, stdout } = start(OFFICE);
    strictEqual(status, 1);
    match(
      stdout.replace(/\s+/g, " "),
      /POLICIES .*1 mandatory violation.* mandatory database-admits-bound-pods: rule "office" admits 10\.0\.0\.0\/8 to Instance "catalog-db" on tcp 3306/,
    );
    deepStrictEqual(
      stdout.split("\n").filter((line) => line.length > 80 && !line.trim().startsWith("https://")),
      [],
    );
  });

  it("that changes nothing ends with 0 and says that the policies hold", function () {
    this.timeout(60_000);
    const { status, stdout } = start("", "--config", "vpcCniVersion=v1.21.1-eksbuild.1");
    strictEqual(status, 0);
    match(stdout, /POLICIES\n {2}All \d+ policies hold\.\n$/);
  });
});
