/** The reference of the components, made of their schema and docstrings: what a program in any language can give and gets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { docstrings } from "../packaging/docstrings";

interface Property {
  type?: string;
  items?: Property;
  additionalProperties?: Property;
  $ref?: string;
  description?: string;
}

interface Part {
  description?: string;
  properties?: { [name: string]: Property };
  required?: string[];
  inputProperties?: { [name: string]: Property };
  requiredInputs?: string[];
}

interface Schema {
  types: { [token: string]: Part };
  resources: { [token: string]: Part };
}

/** File of the reference. */
export const REFERENCE_FILE = "docs/reference.md";

const HEAD = `# Reference of the components

What the package \`pod-security-groups\` takes and gives, in every language of Pulumi; \`npm run docs\` makes this page of its schema and docstrings. What is
wrong with arguments is told all at once, each with its property path and what to do.
`;

/** The page: all components, then all types that they take and give, each with a table of its fields. */
export function reference(): string {
  const { types, resources } = JSON.parse(readFileSync(join(__dirname, "../components/schema.json"), "utf8")) as Schema;
  const thrown = new Map(docstrings().map(({ name, throws }) => [name, throws]));
  const components = byName(resources).flatMap(([name, part]) => [
    ...["", `### ${name}`, "", prose(part.description)],
    ...["", `Throws ${thrown.get(name)}`],
    ...table("argument", part.inputProperties, part.requiredInputs),
    ...table("output", part.properties),
  ]);
  const given = byName(types).flatMap(([name, part]) => [
    ...["", `### ${name}`, "", prose(part.description)],
    ...table("field", part.properties, part.required),
  ]);
  return [HEAD, "## Components", ...components, "", "## Types", ...given, ""].join("\n");
}

function byName(parts: { [token: string]: Part }): [string, Part][] {
  return Object.entries(parts)
    .map(([token, part]): [string, Part] => [nameOf(token), part])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function nameOf(token: string): string {
  return token.split(":").at(-1)!;
}

/** A table of fields, those that must be given first; nothing where there are none. */
function table(what: string, properties: { [name: string]: Property } = {}, required: string[] = []): string[] {
  const names = Object.keys(properties);
  if (names.length === 0) return [];
  const ordered = [...names.filter((name) => required.includes(name)), ...names.filter((n) => !required.includes(n))];
  const rows = ordered.map((name) => {
    const must = required.includes(name) ? " (required)" : "";
    return `| \`${name}\`${must} | ${typeText(properties[name])} | ${cell(properties[name].description)} |`;
  });
  return ["", `| ${what} | type | meaning |`, "| --- | --- | --- |", ...rows];
}

function typeText({ type, items, additionalProperties, $ref }: Property): string {
  if ($ref !== undefined && !$ref.startsWith("#/types/")) return "any";
  if ($ref !== undefined) return `[${nameOf($ref)}](#${nameOf($ref).toLowerCase()})`;
  if (type === "array") return `list of ${typeText(items!)}`;
  if (type === "object") return `map of ${typeText(additionalProperties!)}`;
  return type!;
}

/** A text as paragraphs; examples stay as they are. */
function prose(text = ""): string {
  return linked(text).trim();
}

function cell(text = ""): string {
  return linked(text).replace(/\n+/g, " ").replaceAll("|", "\\|").trim();
}

/** Links between docstrings, as code. */
function linked(text: string): string {
  return text.replace(/\{@link ([^}]+)\}/g, "`$1`");
}
