import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventIn } from "../../cli/pulumi/refused";
import { books, heard, isUp, lab, resources, shell, stateFile, well, work } from "./one-stack";
import type { Scenario } from "./scenario";

/** The events of a run, as they are shown: the SDK's debug messages print answers of the engine whole, and `--debug` alone shows them. */
function shownEvents(file: string): string {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => eventIn(line).diagnosticEvent?.severity !== "debug").join("\n");
}

/** The database's password, wherever it could show. */
export const secrets: Scenario = {
  proves: "the database's password is encrypted in the state, and in no output, diff or event that is shown",
  minutes: 8,
  async run() {
    await isUp();
    const exported = JSON.parse(
      shell(`PULUMI_BACKEND_URL=file://${join(books, "..")} pulumi stack export --stack dev --show-secrets`),
    ) as { deployment: { resources: { urn: string; type: string; outputs?: { result?: { plaintext?: string } } }[] } };
    const random = exported.deployment.resources.filter(({ type }) => type.startsWith("random:"));
    const passwords = random.map(({ outputs }) => JSON.parse(outputs!.result!.plaintext!) as string);
    assert.ok(passwords.length > 0 && passwords.every((one) => one.length >= 16));

    const log = join(work.folder, "secrets.events");
    await lab("preview", "--diff", "--non-interactive", ...random.flatMap(({ urn }) => ["--replace", urn])).ended;
    await well("up", "--refresh", "--diff", "--event-log", log);
    const files = readdirSync(work.folder).filter((name) => name.endsWith(".events"));
    const texts: [string, string][] = [
      ["the state", readFileSync(stateFile(), "utf8")],
      ...heard.map((text, at): [string, string] => [`output ${at + 1}`, text]),
      ...files.map((name): [string, string] => [name, shownEvents(join(work.folder, name))]),
    ];
    for (const [where, text] of texts)
      assert.ok(!passwords.some((one) => text.includes(one)), `${where} has a password`);
    const [{ outputs }] = resources().filter(({ type }) => type.startsWith("random:"));
    assert.ok((outputs!.result as { ciphertext?: string }).ciphertext);
    return `${passwords.length} password, looked for in the state, ${heard.length} outputs and ${files.length} event logs`;
  },
};
