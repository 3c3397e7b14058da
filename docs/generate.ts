/**
 * Writes into the docs what the program itself knows: parts between `<!-- name:begin -->` and `<!-- name:end -->` are made
 * anew. `npm run docs` writes them; a test fails where they are stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { makePlan } from "../cli/plan/make";
import { showPlan } from "../cli/plan/show";
import { policyVerdicts } from "../cli/plan/verdicts";
import { readStackConfig } from "../cli/stack-config";
import { today } from "../cli/today";
import { type Language, wordsOf } from "../words";

const ROOT = join(__dirname, "..");

/** Files with generated parts. */
export const GENERATED_FILES = ["README.md", "README.ja.md"];

/** The text of a file with its generated parts made anew. */
export async function generated(file: string): Promise<string> {
  const japanese = readYaml("docs/config.ja.yaml") as { [key: string]: string };
  const parts: { [name: string]: string } = {
    config: configTable(["key", "type", "default", "meaning"], ({ description }) => description),
    configJa: configTable(["キー", "型", "既定値", "意味"], (_declared, key) => japanese[key]),
    plan: await planOutput("en"),
    planJa: await planOutput("ja"),
  };
  return readFileSync(join(ROOT, file), "utf8").replace(
    /(<!-- (\w+):begin -->\n)[\s\S]*?(<!-- \2:end -->)/g,
    (_all, begin: string, name: string, end: string) => `${begin}${parts[name]}${end}`,
  );
}

interface Declared {
  type?: string;
  default?: unknown;
  description?: string;
}

/** Every config key of `Pulumi.yaml` with its type, default and meaning. */
function configTable(head: string[], meaning: (declared: Declared, key: string) => string | undefined): string {
  const { config } = readYaml("Pulumi.yaml") as { config: { [key: string]: Declared } };
  const rows = Object.entries(config)
    .filter(([, { type }]) => type !== undefined)
    .map(([key, declared]) => {
      const text = meaning(declared, key);
      if (!text)
        throw new Error(`The config key ${key} has no description for the table that begins with "${head[0]}"`);
      return [`\`${key}\``, declared.type, `\`${JSON.stringify(declared.default)}\``, text];
    });
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

function readYaml(file: string): unknown {
  return parse(readFileSync(join(ROOT, file), "utf8"));
}

/** What `npm start` prints. */
async function planOutput(language: Language): Promise<string> {
  const made = await makePlan(ROOT, readStackConfig(ROOT, "dev"));
  const words = await wordsOf(language);
  const text = showPlan(made, { words, verdicts: policyVerdicts(made.reading, {}, today()) });
  return ["```text", `$ npm start${language === "en" ? "" : ` -- --lang ${language}`}`, text, "```", ""].join("\n");
}

if (require.main === module) {
  void (async () => {
    for (const file of GENERATED_FILES) writeFileSync(join(ROOT, file), await generated(file));
  })();
}
