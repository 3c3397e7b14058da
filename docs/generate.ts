/**
 * Writes into the docs what the program itself knows: parts between `<!-- name:begin -->` and `<!-- name:end -->` are made
 * anew. `npm run docs` writes them; a test fails where they are stale.
 */
import { readFileSync, writeFileSync } from "fs";
import { join } from "path";
import { parse } from "yaml";
import { makePlan } from "../cli/plan/make";
import { showPlan } from "../cli/plan/show";
import { readStackConfig } from "../cli/stack-config";

const ROOT = join(__dirname, "..");

/** Files with generated parts. */
export const GENERATED_FILES = ["README.md"];

/** The text of a file with its generated parts made anew. */
export async function generated(file: string): Promise<string> {
  const parts: { [name: string]: string } = { config: configTable(), plan: await planOutput() };
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
function configTable(): string {
  const { config } = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as { config: { [key: string]: Declared } };
  const rows = Object.entries(config)
    .filter(([, declared]) => declared.type !== undefined)
    .map(([key, declared]) => {
      const value = JSON.stringify(declared.default);
      return `| \`${key}\` | ${declared.type} | \`${value}\` | ${declared.description} |`;
    });
  return ["| key | type | default | meaning |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}

/** What `npm start` prints, up to the reasons. */
async function planOutput(): Promise<string> {
  const text = showPlan(await makePlan(ROOT, readStackConfig(ROOT, "dev")));
  const [beforeReasons] = text.split(/\n\n {2}YES /);
  const capacity = /\nBRANCH INTERFACES\n[\s\S]*/.exec(text)?.[0] ?? "";
  return [
    "```text",
    "$ npm start",
    `${beforeReasons}\n  … the rule that decides each of them …`,
    `${capacity}`,
    "```",
    "",
  ].join("\n");
}

if (require.main === module) {
  void (async () => {
    for (const file of GENERATED_FILES) writeFileSync(join(ROOT, file), await generated(file));
  })();
}
