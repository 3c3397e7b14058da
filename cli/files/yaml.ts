import { isScalar, LineCounter, parseDocument, type Document, type ScalarTag, visit, type YAMLError } from "yaml";
import { shownKey } from "../../words/en/phrases";
import { UserError } from "../user-error";
import { limitProblem, type Limits, readText } from "./read";

/** A map of YAML or JSON, of whose values nothing is known yet. */
export interface YamlMap {
  [key: string]: unknown;
}

/** Whether a value is a map. */
export function isYamlMap(value: unknown): value is YamlMap {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Largest size of a project's or stack's file, in millions of bytes. */
const MEGABYTES = 1;
/** The most that one value of such a file, or of an option, may be. */
export const VALUE_LIMITS: Limits = { levels: 30, characters: 32_768 };
/** Most keys of one map: who has more has made them by mistake. */
const MOST_KEYS = 50_000;

/**
 * Reads a YAML file that holds a map. Fails with a {@link UserError} where the file cannot be read, is no YAML, has a key twice,
 * or is too much to be meant.
 *
 * @param tags How plain scalars are read before YAML 1.2 reads them.
 */
export function readYamlFile(file: string, tags: ScalarTag[] = []): { document: Document; content: YamlMap } {
  const refuse = (why: string, at?: number): never => {
    const { line, col } = lines.linePos(at ?? 0);
    const place = at === undefined ? "" : ` at line ${line}, column ${col}`;
    throw new UserError(`${file} cannot be read: ${why}${place}`);
  };
  const text = readText(file, { megabytes: MEGABYTES });
  const lines = new LineCounter();
  let document: Document;
  let content: unknown;
  try {
    document = parseDocument(text, {
      customTags: (known) => [...tags, ...known],
      lineCounter: lines,
      prettyErrors: false,
      logLevel: "error",
      uniqueKeys: false,
    });
    const [error] = document.errors;
    if (error !== undefined) refuse(yamlProblem(error), error.pos[0]);
    const twice = keyTwice(document);
    if (twice) refuse(`the key ${shownKey(twice.key)} is there twice; keep one of them,`, twice.at);
    content = document.toJS() ?? {};
  } catch (error) {
    if (error instanceof RangeError) return refuse("it nests too deeply");
    if (error instanceof ReferenceError) return refuse("its aliases stand for nothing or for too much; write them out");
    throw error;
  }
  if (!isYamlMap(content)) throw new UserError(`${file} holds no settings; it needs lines like name: value`);
  for (const [key, value] of Object.entries(content)) {
    const problem = limitProblem(value, { ...VALUE_LIMITS, levels: VALUE_LIMITS.levels + 5, characters: Infinity });
    if (problem !== undefined) refuse(`${shownKey(key)} ${problem}`);
  }
  return { document, content };
}

/** A map inside a file; empty where it is not there. Fails with a {@link UserError} where it is no map, or has too many keys. */
export function mapIn(content: YamlMap, key: string, file: string): YamlMap {
  const found = content[key] ?? {};
  if (!isYamlMap(found)) {
    throw new UserError(`${file}: ${key} holds no keys; it needs lines like key: value`);
  }
  const count = Object.keys(found).length;
  if (count > MOST_KEYS) throw new UserError(`${file}: ${key} has ${count} keys; at most ${MOST_KEYS} are read`);
  return found;
}

/** What YAML's reader says against a text, in one line and without the names of its own functions. */
export function yamlProblem({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "it holds more than one document; keep one";
  if (message.includes("call stack")) return "it is nested too deeply";
  return message.split("\n")[0];
}

/** A key that a map has twice, and where. The library's own check compares each key with all others: minutes for 30,000. */
export function keyTwice(document: Document): { key: string; at: number } | undefined {
  let twice: { key: string; at: number } | undefined;
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (isScalar(key) && seen.has(name)) {
          twice = { key: String(name), at: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        seen.add(isScalar(key) ? name : key);
      }
      return undefined;
    },
  });
  return twice;
}
