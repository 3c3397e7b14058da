/**
 * Graphs from files: what `lab plan --json`, `pulumi stack export` and `pulumi preview --json` print.
 */
import { readFileSync } from "fs";
import type { Graph } from "../../model/graph/graph";
import { UserError } from "../user-error";
import { readPlan } from "./plan";
import { readPreview } from "./preview";
import { isObject, type JsonObject, stackOf } from "./shape";
import { readState } from "./state";

/** A graph, and which program's it is. */
export interface SourcedGraph {
  graph: Graph;
  project: string;
  stack: string;
}

const EXPECTED = `expected is what one of these prints:
  npm run lab -- plan --json
  pulumi stack export
  pulumi preview --json --show-sames`;

/** Reads a graph from a file. Fails with a {@link UserError} that names the file and says what is expected instead. */
export function readGraphFile(file: string): SourcedGraph {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(code);
    throw new UserError(`${file} cannot be read: ${why}; ${EXPECTED}`);
  }
  return parseGraph(text, file);
}

/** Reads a graph from a text. Fails as {@link readGraphFile} does; `name` is what messages call the text. */
export function parseGraph(text: string, name: string): SourcedGraph {
  const document = parseJson(text, name);
  const read = reader(document, name);
  const graph = read(document, (problem) => new UserError(`${name} cannot be used: ${problem}`));
  const resources = graph.resources;
  if (resources.length === 0) throw new UserError(`${name} has no resources: there is nothing to compare`);
  const { project, stack } = stackOf(resources[0].urn);
  return { graph, project, stack };
}

function parseJson(text: string, name: string): JsonObject {
  // `npm start -- --json > plan.json` without --silent writes npm's own two lines first.
  const json = text.replace(/^(?:\s*> .*\n)+/, "").trim();
  if (json === "") throw new UserError(`${name} is empty; ${EXPECTED}`);
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    throw new UserError(`${name} is not JSON; ${EXPECTED}`);
  }
  if (!isObject(document)) throw new UserError(`${name} holds no graph; ${EXPECTED}`);
  return document;
}

type Reader = (document: JsonObject, fail: (problem: string) => UserError) => Graph;

function reader(document: JsonObject, name: string): Reader {
  if (isObject(document.deployment)) return readState;
  if (Array.isArray(document.steps)) return readPreview;
  if (Array.isArray(document.resources) && "source" in document) return readPlan;
  if (isObject(document.checkpoint)) {
    throw new UserError(`${name} is a backend's own file; make one to read with: pulumi stack export`);
  }
  throw new UserError(`${name} holds no graph; ${EXPECTED}`);
}
