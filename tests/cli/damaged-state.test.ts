import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runEngine } from "../../cli/engine";
import { stateOfStack } from "../../cli/engine/stack-state";
import { damagedStates, restoring } from "../../cli/pulumi/damaged";

const checkpoint = (resources: number): string =>
  JSON.stringify({ version: 3, checkpoint: { latest: { resources: Array<object>(resources).fill({ urn: "x" }) } } });
const MINUTE = 60;

describe("a state that a run was killed in the middle of writing", () => {
  let home: string;
  beforeEach(() => {
    home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "damaged-")));
    file("stacks/lab/dev.json", checkpoint(5), 3);
    file("stacks/lab/dev.json.attrs", "{}", 3);
    file("stacks/lab/dev.json.bak", checkpoint(4), 2);
    file("backups/lab/dev/dev.1.json", checkpoint(1), 1);
    file("history/lab/dev/dev-1.checkpoint.json", checkpoint(1), 1);
    file("history/lab/dev/dev-1.history.json", "{}", 4);
    file("stacks/lab/other.json", checkpoint(2), 9);
    file("stacks/another/dev.json", "", 9);
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const at = (name: string): string => path.join(home, ".lab/state/.pulumi", name);
  /** Writes a file of the backend, so many minutes after the beginning of all. */
  function file(name: string, content: string, minute: number): void {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), content);
    fs.utimesSync(at(name), minute * MINUTE, minute * MINUTE);
  }
  const damaged = (url = `file://${home}/.lab/state`) => damagedStates(url, "lab", home);
  const resources = (): number =>
    (
      JSON.parse(fs.readFileSync(at("stacks/lab/dev.json"), "utf8")) as {
        checkpoint: { latest: { resources: object[] } };
      }
    ).checkpoint.latest.resources.length;
  /** Does what the user is told to do. */
  function restore(): void {
    const [{ commands }] = damaged().map((state) => restoring(state, home));
    assert.equal(commands.length, 1);
    const { status, stderr } = spawnSync("sh", ["-c", commands[0]], { cwd: home, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(damaged(), []);
  }

  it("is told from one that is whole, in a backend of files alone", () => {
    assert.deepEqual(damaged(), []);
    file("stacks/lab/dev.json", "", 3);
    for (const url of ["file://.lab/state", "file://./.lab/state?no_tmp_dir=true", `file://${home}/%2Elab/state`])
      assert.equal(damaged(url).length, 1, url);
    for (const url of ["s3://bucket/x", "https://api.pulumi.com", undefined, "file:///nowhere"])
      assert.deepEqual(damagedStates(url, "lab", home), [], url);
  });

  const cases: { what: string; cut: () => void; left: number }[] = [
    { what: "an empty file: the one before", cut: () => file("stacks/lab/dev.json", "", 3), left: 4 },
    { what: "a file that was cut", cut: () => file("stacks/lab/dev.json", checkpoint(5).slice(0, 40), 3), left: 4 },
    { what: "attributes alone: the file itself", cut: () => file("stacks/lab/dev.json.attrs", "", 3), left: 5 },
    {
      what: "attributes, beside what was about to be the new file",
      cut: () => {
        file("stacks/lab/dev.json.attrs", "", 4);
        file("stacks/lab/dev.json.18f.tmp", checkpoint(6), 4);
      },
      left: 6,
    },
    {
      what: "an empty file, beside a new one that was cut",
      cut: () => {
        file("stacks/lab/dev.json", "", 4);
        file("stacks/lab/dev.json.18f.tmp", checkpoint(6).slice(0, 40), 5);
      },
      left: 4,
    },
    {
      what: "the file and the one before: that of the last whole update",
      cut: () => {
        file("stacks/lab/dev.json", "", 3);
        file("stacks/lab/dev.json.bak", "", 3);
      },
      left: 1,
    },
  ];
  for (const { what, cut, left } of cases) {
    it(`is restored from its newest whole copy by one command: ${what}`, () => {
      cut();
      assert.equal(damaged()[0].copy!.resources, left);
      restore();
      assert.equal(resources(), left);
    });
  }

  it("without any whole copy says so, and gives no command", () => {
    for (const name of fs.readdirSync(at("stacks/lab"))) if (name.startsWith("dev")) file(`stacks/lab/${name}`, "", 3);
    for (const name of ["backups", "history"]) fs.rmSync(at(name), { recursive: true });
    const { what, todo, commands } = restoring(damaged()[0], home);
    assert.match(what, /stack dev cannot be read: a run was killed while it wrote it, and dev\.json is empty or cut/);
    assert.match(todo, /No whole copy .* in the place of \.lab\/state\/\.pulumi\/stacks\/lab\/dev\.json\./);
    assert.deepEqual(commands, []);
  });

  describe("and a run that meets it", () => {
    let said: string;
    beforeEach(() => {
      fs.writeFileSync(path.join(home, "Pulumi.yaml"), "name: lab\nruntime: nodejs\n");
      tool("aws", "echo aws-cli/2.31.0");
      // What Pulumi 3.259 says of it.
      tool("pulumi", 'case "$1" in version) echo v3.259.0 ;; *) echo "error: EOF" >&2; exit 1 ;; esac');
      said = "";
      file("stacks/lab/dev.json.attrs", "", 3);
    });
    function tool(name: string, script: string): void {
      fs.writeFileSync(path.join(home, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const env = () => ({ PATH: home, HOME: home, PULUMI_CONFIG_PASSPHRASE: "", AWS_ENDPOINT_URL: "http://x" });
    const run = (stack: string): Promise<number> =>
      runEngine("up", ["--yes", "--stack", stack], {
        cwd: home,
        env: env(),
        say: (text) => void (said += `${text}\n`),
      });

    // One such state keeps the CLI from listing any.
    for (const stack of ["dev", "other"]) {
      it(`tells what happened and the command, also where it was to run stack ${stack}`, async () => {
        assert.equal(await run(stack), 1);
        const text = said.replace(/\n(?! {2})/g, " ");
        assert.match(
          text,
          /Nothing was done: .* The state of stack dev cannot be read: a run was killed while it wrote it/,
        );
        assert.match(text, /5 resources, of 1970-01-01T00:03:00\.000Z\. This restores it/);
        assert.match(text, /\n {2}rm -f \.lab\/state\/\.pulumi\/stacks\/lab\/dev\.json\.attrs/);
        assert.doesNotMatch(text, /whoami|EOF/);
      });
    }

    it("does not take the state for an empty one", async () => {
      const found = await stateOfStack("dev", home, env());
      assert.ok(
        "error" in found && found.error.startsWith("The state of stack dev cannot be read"),
        JSON.stringify(found),
      );
    });
  });
});
