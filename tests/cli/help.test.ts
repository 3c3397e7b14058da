import assert from "node:assert/strict";
import type { Command } from "commander";
import { lab } from "../../cli/main";
import { textColumns, WIDTH } from "../../cli/text";
import { LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";

/** A command and all beneath it, each with what is typed before `--help`. */
function commandsOf(command: Command, typed: string[] = []): [string[], Command][] {
  return [[typed, command], ...command.commands.flatMap((one) => commandsOf(one, [...typed, one.name()]))];
}

describe("the help", () => {
  const all = commandsOf(lab);

  it("of every command keeps to 80 columns, and shows no default that is a value of the code", () => {
    assert.ok(all.length > 15, "commands of a fleet are among them");
    for (const [typed, command] of all) {
      const text = command.helpInformation();
      const wide = text.split("\n").filter((line) => textColumns(line) > WIDTH);
      assert.deepEqual(wide, [], typed.join(" "));
      assert.doesNotMatch(text, /default: (?:\[|\{|undefined|null)/, typed.join(" "));
    }
  });

  it("is printed by --help, and names all commands", async () => {
    const calls = new LabCalls();
    try {
      for (const [typed, command] of all.filter(([names]) => ["", "fleet"].includes(names.join(" ")))) {
        const { code, stdout } = await calls.call(ROOT, [...typed, "--help"]);
        assert.equal(code, 0);
        for (const one of command.commands) assert.match(stdout, new RegExp(`^ {2}${one.name()}\\b`, "m"));
      }
    } finally {
      calls.close();
    }
  });
});
