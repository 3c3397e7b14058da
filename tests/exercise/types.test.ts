import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { editedFiles, setUp, solve } from "../../cli/exercise/copy";
import { EXERCISES, type Exercise } from "../../cli/exercise/exercises";
import { typeProblems } from "../../cli/exercise/types";
import { ROOT } from "../support/program";
import { OTHER_FIXES } from "./other-fixes";
import { copiesFolder, edit, exercise } from "./support";

describe("the types of an exercise's copy", () => {
  const { folder, remove } = copiesFolder();
  after(remove);

  /** A copy of an exercise, edited as a student does; gives the files that then differ from what was set up. */
  function copy(at: string, name: Exercise["name"], change: (at: string) => void): string[] {
    setUp(ROOT, at, exercise(name).changes);
    change(at);
    return editedFiles(ROOT, at, exercise(name).changes);
  }

  it("are not asked of a copy as it was set up, and as its answer makes it", () => {
    const at = join(folder, "as-it-is");
    for (const { changes } of EXERCISES) {
      setUp(ROOT, at, changes);
      assert.deepEqual(editedFiles(ROOT, at, changes), []);
      solve(at, changes);
      assert.deepEqual(editedFiles(ROOT, at, changes), []);
    }
  });

  it("are asked of files that a student has changed or added, wherever", () => {
    const at = join(folder, "edited");
    const edited = copy(at, "dns-over-tcp", () => {
      writeFileSync(join(at, "mine.ts"), "export {};\n");
      mkdirSync(join(at, "components", "own"));
      writeFileSync(join(at, "components", "own", "more.ts"), "export {};\n");
      edit(join(at, "config.ts"), "import", "// Mine.\nimport");
      writeFileSync(join(at, "notes.txt"), "");
    });
    assert.deepEqual(edited.map((file) => relative(at, file)).sort(), [
      ...[join("components", "own", "more.ts"), "config.ts", "mine.ts"],
    ]);
  });

  it("fit in every right answer, and name the property that is not there, with file and line", async function () {
    this.timeout(120_000);
    const right = OTHER_FIXES.flatMap(({ name, fix }) => copy(join(folder, name), name, fix));
    assert.ok(right.length >= 7);
    const [read, given] = ["read", "given"].map((name) => join(folder, name));
    const wrong = [
      ...copy(read, "wrong-node-group", () => edit(join(read, "index.ts"), "platformNodes.id", "cluster.noSuchThing")),
      ...copy(given, "sixth-group", () =>
        edit(
          join(given, "index.ts"),
          "additionalSecurityGroupIds:",
          "securityGroupsPerInterfaces: 6, additionalSecurityGroupIds:",
        ),
      ),
    ];
    const said = await typeProblems(ROOT, [...right, ...wrong]);
    assert.deepEqual(
      said.map((text) => text.replace(/:\d+ /, ":N ")),
      [
        `${relative(process.cwd(), join(read, "index.ts"))}:N Property 'noSuchThing' does not exist on type 'PodEniCluster'.`,
        `${relative(process.cwd(), join(given, "index.ts"))}:N Object literal may only specify known properties, but 'securityGroupsPerInterfaces' does not exist in type 'PodSecurityGroupBindingArgs'. Did you mean to write 'securityGroupsPerInterface'?`,
      ],
    );
    rmSync(read, { recursive: true });
  });
});
