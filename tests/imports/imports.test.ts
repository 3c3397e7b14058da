import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/program";

const LINTER = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const CONFIG = join(ROOT, ".dependency-cruiser.cjs");

/** A small project: what each file imports. */
const FILES = {
  "tsconfig.json": "{}",
  "model/graph.ts": `export interface Graph {}\nexport const version = 1;\n`,
  "model/asks-the-cli.ts": `import { show } from "../cli/show";\nshow();\n`,
  "model/asks-node.ts": `import { readFileSync } from "fs";\nreadFileSync("x");\n`,
  "words/says-types.ts": `import type { Graph } from "../model/graph";\nexport const text = (graph: Graph) => String(graph);\n`,
  "words/says-facts.ts": `import { version } from "../model/graph";\nexport const text = String(version);\n`,
  "components/reads-words.ts": `import { text } from "../words/says-types";\nexport const x = text;\n`,
  "cli/show.ts": `import { version } from "../model/graph";\nexport const show = () => version;\n`,
  "cli/tries-tests.ts": `import { fixture } from "../tests/fixture";\nexport const x = fixture;\n`,
  "cli/first.ts": `import type { Second } from "./second";\nexport interface First { second: Second }\n`,
  "cli/second.ts": `import type { First } from "./first";\nexport interface Second { first: First }\n`,
  "tests/fixture.ts": `import { show } from "../cli/show";\nexport const fixture = show;\n`,
};

describe("what may import what", function () {
  this.timeout(20_000);
  let found: string[];

  before(() => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "lab-imports-")));
    try {
      for (const [file, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      const args = [
        LINTER,
        "--config",
        CONFIG,
        "--output-type",
        "json",
        "cli",
        "components",
        "model",
        "tests",
        "words",
      ];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      assert.equal(stderr, "");
      const { summary } = JSON.parse(stdout) as {
        summary: { violations: { from: string; to: string; rule: { name: string } }[] };
      };
      found = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`).sort();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is told where a file asks what its room must not ask, and nowhere else", () => {
    assert.deepEqual(
      found.filter((violation) => !violation.startsWith("no-cycles")),
      [
        "cli-imports: cli/tries-tests.ts -> tests/fixture.ts",
        "cli-is-imported: model/asks-the-cli.ts -> cli/show.ts",
        "components-imports: components/reads-words.ts -> words/says-types.ts",
        "model-imports: model/asks-node.ts -> fs",
        "model-imports: model/asks-the-cli.ts -> cli/show.ts",
        "tests-are-imported: cli/tries-tests.ts -> tests/fixture.ts",
        "words-import-types: words/says-facts.ts -> model/graph.ts",
      ],
    );
  });

  it("is no circle, of types neither", () => {
    assert.ok(found.includes("no-cycles: cli/first.ts -> cli/second.ts"), found.join("\n"));
  });
});
