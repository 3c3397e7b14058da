import { entry, type Graph, type GraphResource, type Json, READABLE_GRAPH_VERSIONS } from "../../model/graph/graph";
import { withJsonConfiguration } from "../../policies/addon-json";
import { isInstalled, LAB } from "../called";
import type { UserError } from "../user-error";
import {
  byUrnOrder,
  engineFacts,
  fieldProblem,
  isObject,
  type JsonObject,
  stackOf,
  stringLists,
  strings,
} from "./shape";

/** Sources of graphs that are printed as they are, with the command that prints each. */
const PRINTED: { [source: string]: string } = {
  plan: isInstalled ? "lab plan --json, in a clone that has it" : `${LAB} plan --json`,
  live: `${LAB} inspect --json`,
};

/** A graph from what `lab plan --json` or `lab inspect --json` printed. */
export function readPlan(document: JsonObject, fail: (problem: string) => UserError): Graph {
  const { version, source, resources } = document;
  const command = (typeof source === "string" ? entry(PRINTED, source) : undefined) ?? PRINTED.plan;
  if (typeof version !== "number" || !READABLE_GRAPH_VERSIONS.includes(version)) {
    const found = typeof version === "number" ? version : "none";
    const read = READABLE_GRAPH_VERSIONS.join(" or ");
    throw fail(`its graph version is ${found}, read is ${read}; make it again with: ${command}`);
  }
  if (source !== "plan" && source !== "live") {
    throw fail(`its source is neither a plan nor a living cluster; make it again with: ${command}`);
  }
  const read = (resources as unknown[]).map((resource) => {
    const found = planResource(resource);
    const problem = isObject(resource) ? fieldProblem(resource) : undefined;
    if (problem !== undefined) throw fail(`${problem}; make it again with: ${command}`);
    if (found === undefined) throw fail(`a resource of it is incomplete; make it again with: ${command}`);
    return found;
  });
  return { version, source, resources: byUrnOrder(read) };
}

/** A resource, as far as its shape is right: a plan may come from a program that nobody trusts. */
function planResource(raw: unknown): GraphResource | undefined {
  if (!isObject(raw)) return undefined;
  const { urn, type, name, custom, parent, inputs, provider } = raw;
  if (typeof urn !== "string" || stackOf(urn).stack === "" || typeof type !== "string") return undefined;
  if (typeof name !== "string" || typeof custom !== "boolean" || !isObject(inputs)) return undefined;
  if (!isObject(raw.propertyDependencies) || !Array.isArray(raw.dependencies)) return undefined;
  return {
    ...{ urn, type, name, custom },
    ...(typeof parent === "string" && { parent }),
    inputs: withJsonConfiguration(type, inputs as { [key: string]: Json }),
    dependencies: strings(raw.dependencies),
    propertyDependencies: stringLists(raw.propertyDependencies),
    ...(typeof provider === "string" && { provider }),
    ...(Array.isArray(raw.secretPaths) && { secretPaths: strings(raw.secretPaths) }),
    ...engineFacts(type, raw),
  };
}
