import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import type { Cell, RawEntry, RawRoster, RosterProblem } from "./types";

/** Reads a roster in YAML. Nothing is judged here but the form: what is a list, a map, a value. */
export function readYamlRoster(text: string): RawRoster {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: RosterProblem[] = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    text: `is not valid YAML: ${error.message.split("\n")[0]}`,
  }));
  const lineOf = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range ? lines.linePos(range[0]).line : 1;
  };
  const head: RawEntry = { line: 1, cells: new Map(), config: new Map() };
  const raw: RawRoster = { head, students: [], problems };
  const root = document.contents;
  if (!isMap(root)) {
    problems.push({ line: 1, text: "has no head; it needs lines such as fleet:, backend: and students:" });
    return raw;
  }

  const entry = (map: YAMLMap, except: string[]): RawEntry => {
    const found: RawEntry = { line: lineOf(map), cells: new Map(), config: new Map() };
    for (const { key, value } of map.items) {
      const name = String(scalar(key) ?? "");
      if (except.includes(name)) continue;
      if (name === "config") {
        if (!isMap(value)) problems.push({ line: lineOf(key), text: "config: is not a map of lab config keys" });
        else for (const pair of value.items) found.config.set(String(scalar(pair.key)), cell(pair.key, pair.value));
      } else found.cells.set(name, cell(key, value));
    }
    return found;
  };
  const cell = (key: unknown, value: unknown): Cell => {
    const plain: unknown = value === null ? null : (value as Node).toJS(document);
    const written = isScalar(value) ? (value.source ?? scalar(value)) : JSON.stringify(plain);
    return { value: plain, text: written === null ? "" : String(written), line: lineOf(key) };
  };

  raw.head = entry(root, ["students"]);
  const pair = root.items.find((item) => scalar(item.key) === "students");
  if (!pair) problems.push({ line: 1, text: "students: is missing; list them, one entry each with id and account" });
  else if (!isSeq(pair.value)) problems.push({ line: lineOf(pair.key), text: "students: is not a list" });
  else {
    for (const item of pair.value.items) {
      if (isMap(item)) raw.students.push(entry(item, []));
      else problems.push({ line: lineOf(item), text: "this student is not a map with id: and account:" });
    }
  }
  return raw;
}

function scalar(node: unknown): string | number | boolean | null {
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
