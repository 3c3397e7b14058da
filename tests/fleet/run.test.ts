import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isAlive } from "../../cli/pulumi/lock";
import { claim } from "../../cli/fleet/run/claim";
import { runPool } from "../../cli/fleet/run/pool";

describe("a class that is worked on", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "claim-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (): string => join(folder, "running.pid");

  it("is claimed by one process, until that ends its claim", () => {
    const release = claim(folder);
    assert.equal(readFileSync(file(), "utf8"), String(process.pid));
    release();
    assert.ok(!existsSync(file()));
  });

  it("is refused to another while the first lives", () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "fleet"], { stdio: "ignore" });
    try {
      writeFileSync(file(), String(other.pid));
      assert.throws(() => claim(folder), new RegExp(`by process ${other.pid}; wait .*running.pid$`));
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("is taken over from one that has died, or whose number is another's now", () => {
    for (const pid of [2 ** 30, process.pid, process.ppid]) {
      writeFileSync(file(), String(pid));
      claim(folder)();
    }
    assert.equal(isAlive(2 ** 30, ""), false);
    assert.equal(isAlive(process.pid, "no such word"), false);
    assert.equal(isAlive(process.pid, basename(process.argv0)), true);
  });
});

describe("a pool", () => {
  it("that fails starts nothing more, and fails only when all that ran have ended", async () => {
    const started: number[] = [];
    let ended = 0;
    const work = async (item: number): Promise<void> => {
      started.push(item);
      if (item === 1) throw new Error("disk full");
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      ended++;
    };
    await assert.rejects(runPool([0, 1, 2, 3, 4, 5], { parallel: 3, work }), /disk full/);
    assert.deepEqual([started, ended], [[0, 1, 2], 2]);
  });
});
