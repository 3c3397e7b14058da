import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as stack from "./one-stack";
import { ROOT } from "./rig";
import type { Scenario } from "./scenario";

/** What a stack must never lose to a newer program alone. */
const LASTING = /:(Instance|Cluster|Vpc|SecurityGroup)$/;
/** The last commit before all that the changelog tells of; another one with LAB_TEST_BASE. */
const BASE = process.env.LAB_TEST_BASE ?? "720fdac5dc00f6dc88038c6e93b42b864580486b";

/** A stack that an earlier commit has made. */
export const upgrade: Scenario = {
  proves: "a stack of an earlier commit is updated without a replacement of database, cluster, network or group",
  minutes: 15,
  async run() {
    await stack.isEmpty();
    const folder = join(stack.work.folder, "before");
    const git = (...args: string[]): Buffer => execFileSync("git", args, { cwd: ROOT, maxBuffer: 2 ** 28 });
    mkdirSync(folder);
    execFileSync("tar", ["-x", "-C", folder], { input: git("archive", BASE) });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    cpSync(join(stack.program, "Pulumi.dev.yaml"), join(folder, "Pulumi.dev.yaml"));
    const made = await stack.labIn(folder, "up", "--yes", "--non-interactive").ended;
    assert.equal(made.code, 0, made.text);
    for (const name of ["Pulumi.dev.yaml", ".lab"]) {
      cpSync(join(folder, name), join(stack.program, name), { recursive: true });
    }
    const lasting = (): string[] =>
      stack
        .resources()
        .filter(({ type }) => LASTING.test(type))
        .map(({ urn, id }) => `${urn} ${id}`)
        .sort();
    const before = lasting();
    assert.ok(before.length >= 5);
    const { text } = await stack.well("up");
    assert.deepEqual(lasting(), before);
    const [, changes = "none"] = /Resources:\s*([^:]*?)\s*Duration/.exec(text) ?? [];
    const commit = git("rev-parse", "--short", BASE).toString().trim();
    return `from ${commit}: ${before.length} of them kept; ${changes.replace(/\s+/g, " ")}`;
  },
};
