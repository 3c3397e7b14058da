import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readOptions, Shell } from "../../docs/commands";
import { DOCUMENTS } from "../../docs/generate";
import { pictures } from "../../docs/pictures";
import { reference, REFERENCE_FILE } from "../../docs/reference";
import { ROOT } from "../support/program";
import { GUIDES, isFresh } from "./fresh";

describe("the docs", () => {
  for (const file of DOCUMENTS.flatMap(({ en, ja }) => [en, ja]).filter((one) => !GUIDES.includes(one))) isFresh(file);

  it("have a reference of the components that is fresh; else run npm run docs", () => {
    const text = readFileSync(join(ROOT, REFERENCE_FILE), "utf8");
    assert.equal(text, reference());
    for (const heading of ["### PodSecurityGroupBinding", "### AddressesPeer", "Throws pulumi.InputPropertiesError"]) {
      assert.ok(text.includes(heading), heading);
    }
  });

  it("have pictures that are fresh, and no other ones; else run npm run docs", async () => {
    const made = await pictures();
    for (const { file, text } of made) {
      assert.equal(readFileSync(join(ROOT, file), "utf8"), text, file);
      assert.match(text, /prefers-color-scheme:dark[\s\S]*@media print/, file);
    }
    const kept = readdirSync(join(ROOT, "docs/pictures")).map((name) => `docs/pictures/${name}`);
    assert.deepEqual(
      kept.sort(),
      made
        .map(({ file }) => file)
        .filter((file) => file.includes("pictures/"))
        .sort(),
    );
  });
});

describe("commands in the docs", () => {
  const shells: Shell[] = [];
  const shell = (language: "en" | "ja" = "en"): Shell => {
    const made = new Shell(language);
    shells.push(made);
    return made;
  };
  after(() => shells.forEach((one) => one.close()));

  it("are shown as they are typed, with the document's language, and what they print", async () => {
    const [block] = (await shell("ja").block(["npm start"])).split("\n\n");
    assert.ok(block.startsWith("```text\n$ npm start -- --lang ja\nEKS の"), block);
  });

  it("find what an earlier one has written, and leave the exit code of the process alone", async () => {
    const { exitCode } = process;
    const block = await shell().block([
      "npm run --silent lab -- plan --json > bound.json",
      'npm run lab -- check bound.json --from "other pods" --to database:catalog-db --port 3306',
    ]);
    assert.match(block, /> bound.json\n\$ npm run lab -- check bound.json --from "other pods" .*\nCLOSED\n/);
    assert.equal(process.exitCode, exitCode);
  });

  it("show what a recorded cluster says, broken as the marker names it", async () => {
    const command = "npm run lab -- inspect";
    const [well, broken] = [
      await shell().block([command]),
      await shell().block([command], readOptions("case no webhook")),
    ];
    assert.doesNotMatch(well, /ERROR/);
    assert.match(broken, /ERROR/);
  });

  it("show some parts where a marker says so, and that others are left out", async () => {
    const block = await shell().block(["npm start"], readOptions("parts 2,4"));
    const starts = block.split("\n\n").map((paragraph) => paragraph.replace(/^```text\n.*\n/, "").split(/ in-|\n/)[0]);
    assert.deepEqual(starts, ["[…]", "STAGE", "[…]", "WHO REACHES WHAT", "[…]"]);
  });

  it("are refused where they are not run, or an option is unknown", async () => {
    await assert.rejects(shell().block(["kubectl get pods"]), /"kubectl get pods" is not run/);
    await assert.rejects(shell().block(["npm run lab -- nothing"]), /lab has no command nothing/);
    await assert.rejects(shell().block(["npm run lab -- inspect"], { case: "x" }), /no case "x"/);
    await assert.rejects(shell().block(["npm run lab -- exercise"], readOptions("parts 99")), /parts, not 99/);
    assert.throws(() => readOptions("lines 3"), /"lines 3" is no option of a block; use parts or case/);
  });
});
