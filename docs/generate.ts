/**
 * Writes into the docs what the program itself knows, between a marker and the next `<!-- end -->`; `npm run docs` writes it,
 * and a test fails where it is stale. Markers:
 *
 * - `<!-- config -->`: the table of config keys.
 * - `<!-- engine -->`: the table of the scenarios on the real engine.
 * - `<!-- run: <commands> -->`, a command a line, options in parentheses before the colon: what commands print, see `commands.ts`.
 * - `<!-- words: <path> -->`: a list of the program's own words, numbered, such as the steps that a picture numbers.
 * - `<!-- code <file>: <start> -->`: the statement of a file that begins with these words.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Language, wordsOf } from "../words";
import { readOptions, Shell } from "./commands";
import { engineTable } from "./engine";
import { pictures } from "./pictures";
import { reference, REFERENCE_FILE } from "./reference";

const ROOT = join(__dirname, "..");

/** Folders whose README is a document. */
const WITH_README = [
  "",
  "examples/",
  ...readdirSync(join(ROOT, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `examples/${name}/`),
];

/** All documents in pairs, English and Japanese; each may have generated parts. */
export const DOCUMENTS = [
  ...WITH_README.map((folder) => ({ en: `${folder}README.md`, ja: `${folder}README.ja.md` })),
  ...readdirSync(__dirname)
    .filter((file) => file.endsWith(".ja.md"))
    .map((file) => ({ en: `docs/${file.replace(".ja.", ".")}`, ja: `docs/${file}` })),
];

/** The text of a document with its generated parts made anew. */
export async function generated(file: string): Promise<string> {
  const language: Language = file.endsWith(".ja.md") ? "ja" : "en";
  const text = readFileSync(join(ROOT, file), "utf8");
  const shell = new Shell(language);
  let made = "";
  let done = 0;
  try {
    for (const { 0: all, 1: marker, 2: kind, 3: options, 4: what, index } of text.matchAll(PART)) {
      made += `${text.slice(done, index)}${marker}${await partOf(kind, options, what, { language, shell })}<!-- end -->`;
      done = index + all.length;
    }
  } finally {
    shell.close();
  }
  return made + text.slice(done);
}

/** A marker with what stands behind it: kind, options, and what the kind is about. */
const PART = /(<!-- (config|engine|run|code|words)(?: ([^:]*?))?(?::\s([\s\S]*?))?\s-->\n)[\s\S]*?<!-- end -->/g;

async function partOf(
  kind: string,
  options: string | undefined,
  what: string | undefined,
  { language, shell }: { language: Language; shell: Shell },
): Promise<string> {
  if (kind === "config") return configTable(language);
  if (kind === "engine") return engineTable(language);
  if (what === undefined)
    throw new Error(`The marker "${kind} ${options ?? ""}" does not say what; write it after a colon`);
  if (kind === "words") return numbered(what.trim(), await wordsOf(language));
  if (kind === "code") return excerpt(options ?? "", what);
  return shell.block(what.trim().split("\n"), readOptions(options?.replace(/^\(|\)$/g, "")));
}

/** A list of texts, found by its path in the words. */
function numbered(path: string, words: object): string {
  const found = path.split(".").reduce<unknown>((within, key) => (within as { [key: string]: unknown })?.[key], words);
  if (!Array.isArray(found)) throw new Error(`The words have no list ${path}`);
  return found.map((text, i) => `${i + 1}. ${text}\n`).join("");
}

/** A statement of a file, from the line that begins with a text to the first one that ends it. */
function excerpt(file: string, start: string): string {
  const lines = readFileSync(join(ROOT, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.startsWith(start));
  const last = lines.findIndex((line, i) => i >= first && line.endsWith(";"));
  if (first < 0 || last < 0) throw new Error(`${file} has no statement that begins with "${start}"`);
  return ["```ts", ...lines.slice(first, last + 1), "```", ""].join("\n");
}

interface Declared {
  type?: string;
  default?: unknown;
  description?: string;
}

const HEADS: { [language in Language]: string[] } = {
  en: ["key", "type", "default", "meaning"],
  ja: ["キー", "型", "既定値", "意味"],
};

/** Every config key of `Pulumi.yaml` with its type, default and meaning. */
function configTable(language: Language): string {
  const { config } = readYaml("Pulumi.yaml") as { config: { [key: string]: Declared } };
  const japanese = readYaml("docs/config.ja.yaml") as { [key: string]: string };
  const rows = Object.entries(config)
    .filter(([, { type }]) => type !== undefined)
    .map(([key, declared]) => {
      const text = language === "ja" ? japanese[key] : declared.description;
      if (!text) throw new Error(`The config key ${key} has no description in the language ${language}`);
      return [`\`${key}\``, declared.type, `\`${JSON.stringify(declared.default)}\``, text];
    });
  const head = HEADS[language];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

function readYaml(file: string): unknown {
  return parse(readFileSync(join(ROOT, file), "utf8"));
}

if (require.main === module) {
  void (async () => {
    for (const { file, text } of await pictures()) writeFileSync(join(ROOT, file), text);
    writeFileSync(join(ROOT, REFERENCE_FILE), reference());
    for (const file of DOCUMENTS.flatMap(({ en, ja }) => [en, ja])) {
      writeFileSync(join(ROOT, file), await generated(file));
    }
  })();
}
