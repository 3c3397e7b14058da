import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { type Scalar, type YAMLMap, YAMLParseError } from "yaml";
import { shownKey } from "../../../words/en/phrases";
import { keyTwice, yamlProblem } from "../../files/yaml";
import type { Cell, RawEntry, RawRoster, RosterProblem } from "./types";

/** Reads a roster in YAML. Nothing is judged here but the form: what is a list, a map, a value. */
export function readYamlRoster(text: string): RawRoster {
  const head: RawEntry = { line: 1, cells: new Map(), config: new Map() };
  const problems: RosterProblem[] = [];
  const raw: RawRoster = { head, students: [], problems };
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document === undefined) {
    problems.push({ line: 1, text: "is not valid YAML: it is nested too deeply", unreadable: true });
    return raw;
  }
  // A tag that YAML's core has not asks for something else than the text behind it.
  for (const error of [...document.errors, ...document.warnings]) {
    const formless = error.name === "YAMLParseError" && error.code !== "DUPLICATE_KEY";
    const text = `is not valid YAML: ${yamlProblem(error)}`;
    problems.push({ line: lines.linePos(error.pos[0]).line, text, ...(formless && { unreadable: true }) });
  }
  const lineOf = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range ? lines.linePos(range[0]).line : 1;
  };
  /** What an alias stands for; null where there is nothing of that name. */
  const followed = (node: unknown): unknown => {
    if (!isAlias(node)) return node;
    const found = target(node);
    if (found === undefined) {
      problems.push({
        line: lineOf(node),
        text: `*${node.source} stands for nothing: no &${node.source} is before it`,
      });
    }
    return found ?? null;
  };
  const target = (alias: Alias): Node | undefined => alias.resolve(document);

  const cell = (key: unknown, node: unknown): Cell => {
    const line = lineOf(key);
    const value = followed(node);
    if (isScalar(value)) return { value: value.value, text: textOf(value), line };
    try {
      const plain: unknown = value === null ? null : (value as Node).toJS(document);
      return { value: plain, text: plain === null ? "" : JSON.stringify(plain), line };
    } catch {
      const reason = "has aliases that stand for nothing, for themselves or for too much; write its values out";
      problems.push({ line, text: `${name(key)}: ${reason}` });
      return { value: null, text: "", line };
    }
  };
  const name = (key: unknown): string => String(scalar(followed(key)) ?? "");
  const entry = (map: YAMLMap, except: string[]): RawEntry => {
    const found: RawEntry = { line: lineOf(map), cells: new Map(), config: new Map() };
    for (const { key, value } of map.items) {
      if (except.includes(name(key))) continue;
      if (name(key) === MERGE) {
        problems.push({ line: lineOf(key), text: `${MERGE} (a merge key) is not read; write its lines out` });
        continue;
      }
      if (name(key) !== "config") found.cells.set(name(key), cell(key, value));
      else {
        const config = followed(value);
        if (!isMap(config)) problems.push({ line: lineOf(key), text: "config: is not a map of lab config keys" });
        else for (const pair of config.items) found.config.set(name(pair.key), cell(pair.key, pair.value));
      }
    }
    return found;
  };

  const root = document.contents;
  if (!isMap(root)) {
    problems.push({ line: 1, text: "has no head; it needs lines such as fleet:, backend: and students:" });
    return raw;
  }
  raw.head = entry(root, ["students"]);
  const pair = root.items.find((item) => scalar(item.key) === "students");
  const list = followed(pair?.value);
  if (!pair) problems.push({ line: 1, text: "students: is missing; list them, one entry each with id and account" });
  else if (!isSeq(list)) {
    const what = !list || (isScalar(list) && list.value === null) ? "is empty" : "is not a list";
    problems.push({ line: lineOf(pair.key), text: `students: ${what}; list them, one entry each with id and account` });
  } else {
    for (const item of list.items) {
      const map = followed(item);
      // Where an alias stands for a student, its line is the student's.
      if (isMap(map)) raw.students.push({ ...entry(map, []), line: lineOf(item) });
      else problems.push({ line: lineOf(item), text: "this student is not a map with id: and account:" });
    }
  }
  return raw;
}

/** YAML 1.1's key for the lines of another map; YAML 1.2 has none. */
const MERGE = "<<";

/** A scalar as it is written; empty for what stands for nothing. */
function textOf(node: Scalar): string {
  return node.value === null ? "" : (node.source ?? String(scalar(node) ?? ""));
}

/** The document; undefined where it is nested too deeply to be read. */
function parsed(text: string, lineCounter: LineCounter): ReturnType<typeof parseDocument> | undefined {
  try {
    const options = { prettyErrors: false, logLevel: "error", uniqueKeys: false, resolveKnownTags: false } as const;
    const document = parseDocument(text, { lineCounter, ...options });
    const twice = keyTwice(document);
    if (twice !== undefined) {
      const message = `the key ${shownKey(twice.key)} is there twice; keep one of them`;
      document.errors.push(new YAMLParseError([twice.at, twice.at], "DUPLICATE_KEY", message));
    }
    return document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function scalar(node: unknown): string | number | boolean | null {
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
