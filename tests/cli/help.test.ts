import assert from "node:assert/strict";
import { textColumns, WIDTH } from "../../cli/text";
import { LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";

describe("the help", () => {
  const calls = new LabCalls();
  after(() => calls.close());

  /** The help of a command and of all beneath it, each with its name. */
  async function helps(...command: string[]): Promise<[string, string][]> {
    const { code, stdout } = await calls.call(ROOT, [...command, "--help"]);
    assert.equal(code, 0, command.join(" "));
    const [, commands = ""] = stdout.split("\nCommands:\n");
    const names = [...commands.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
    // These hand --help on to pulumi, and help is this help.
    const own = names.filter((name) => !["help", "preview", "up", "destroy"].includes(name) || command.length > 0);
    const beneath: [string, string][] = [];
    for (const name of own.filter((one) => one !== "help")) beneath.push(...(await helps(...command, name)));
    return [[command.join(" "), stdout], ...beneath];
  }

  it("of every command keeps to 80 columns, and shows no default that is a value of the code", async () => {
    const all = await helps();
    assert.ok(all.length > 15, "commands of a fleet are among them");
    for (const [command, text] of all) {
      const wide = text.split("\n").filter((line) => textColumns(line) > WIDTH);
      assert.deepEqual(wide, [], command);
      assert.doesNotMatch(text, /default: (?:\[|\{|undefined|null)/, command);
    }
  });
});
