import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fixture } from "../diff/support";
import { ROOT } from "../support/program";
import { argsIn, ENVIRONMENT, type Outcome, project } from "./bad-call";

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

  for (const args of [
    ["plan"],
    ["check", "@/g.json"],
    ["diff", "--base", "@/g.json", "--head", "@/g.json", "--json"],
    ["--help"],
    ["fleet", "render", "--help"],
  ]) {
    it(`by ${args.join(" ")} does not pass for success where it cannot be written`, async function () {
      if (process.platform !== "linux") return this.skip();
      writeFileSync(join(folder, "g.json"), readFileSync(fixture("plan")));
      const { code, out } = await lab(folder, args, openSync("/dev/full", "w"));
      assert.equal(code, args[0] === "check" ? 3 : 1);
      assert.equal(out, "The output cannot be written: no space left on device\n");
    });
  }

  it("ends quietly where nobody reads it any more", async () => {
    const call = ["-r", join(ROOT, "loader.cjs"), join(ROOT, "cli/main.ts"), "check", fixture("plan"), "--json"];
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
