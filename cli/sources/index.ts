/**
 * Graphs from files: what `lab plan --json`, `lab inspect --json`, `pulumi stack export` and `pulumi preview --json` print.
 */
import { isInstalled, LAB } from "../called";
import type { Graph } from "../../model/graph/graph";
import { CycleError, orderOf } from "../../model/reading/order";
import { oneLine } from "../diff/safe-text";
import { readText } from "../files/read";
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

const EXPECTED = [
  "expected is what one of these prints:",
  ...(isInstalled ? [] : [`  ${LAB} plan --json`]),
  `  ${LAB} inspect --json`,
  "  pulumi stack export",
  "  pulumi preview --json --show-sames",
].join("\n");

/** Largest size of a graph, in millions of bytes: 5,000 bindings have a part of it. */
export const GRAPHS = 200;

/** Reads a graph from a file. Fails with a {@link UserError} that names the file and says what is expected instead. */
export function readGraphFile(file: string): SourcedGraph {
  return parseGraph(readText(file, { megabytes: GRAPHS, todo: EXPECTED }), file);
}

/** Reads a graph from a text. Fails as {@link readGraphFile} does; `name` is what messages call the text. */
export function parseGraph(text: string, name: string): SourcedGraph {
  const document = parseJson(text, name);
  const read = reader(document, name);
  const fail = (problem: string): UserError => new UserError(`${name} cannot be used: ${problem}`);
  if (isDeeper(document, MOST_LEVELS)) throw fail(`it nests deeper than ${MOST_LEVELS} levels`);
  const graph = read(document, fail);
  const resources = graph.resources;
  if (resources.length === 0) throw new UserError(`${name} has no resources: there is nothing to compare`);
  const problem = problemOf(graph);
  if (problem !== undefined) throw fail(oneLine(problem, LONGEST_PROBLEM));
  const { project, stack } = stackOf(resources[0].urn);
  return { graph, project, stack };
}

/** Most characters of a problem that are shown: names in a file can have any length. */
const LONGEST_PROBLEM = 2000;

/** Why nothing can be said of a graph: no engine could have made it. */
function problemOf(graph: Graph): string | undefined {
  const urns = new Set<string>();
  const own = stackOf(graph.resources[0].urn);
  for (const { urn } of graph.resources) {
    const { project, stack } = stackOf(urn);
    if (project !== own.project || stack !== own.stack)
      return `resources of two stacks, ${own.project}/${own.stack} and ${project}/${stack}`;
    if (urns.has(urn)) return `the same URN twice: ${urn}`;
    urns.add(urn);
  }
  try {
    orderOf(graph);
  } catch (error) {
    if (error instanceof CycleError) return `resources wait for each other: ${error.names.join(" -> ")}`;
    throw error;
  }
  return undefined;
}

/** Most levels of a file; what is read by recursion must not run out of stack. */
const MOST_LEVELS = 500;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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
