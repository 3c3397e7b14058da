import { type Graph, GRAPH_VERSION, type GraphResource, type Json, SECRET } from "../../model/graph/graph";
import type { UserError } from "../user-error";
import { byUrnOrder, engineResource, isObject, type JsonObject } from "./shape";

/** Steps after which a resource is not there. Source: `pkg/resource/deploy/step.go` of pulumi/pulumi. */
const ENDING = ["delete", "delete-replaced", "discard", "discard-replaced", "read-discard", "remove-pending-replace"];

const COMMAND = "pulumi preview --json --show-sames";

/** A graph from what `pulumi preview --json` printed: what the stack will be like afterwards. */
export function readPreview(document: JsonObject, fail: (problem: string) => UserError): Graph {
  const { diagnostics, changeSummary } = document;
  const steps = document.steps as unknown[];
  if (!isAbsentOr(Array.isArray, diagnostics) || !isAbsentOr(isObject, changeSummary))
    throw fail(`its diagnostics or changeSummary have another form than Pulumi's; make it again with: ${COMMAND}`);
  const failed = Array.isArray(diagnostics) && diagnostics.some((one) => isObject(one) && one.severity === "error");
  if (failed) throw fail(`the preview that it is of failed; make it again with: ${COMMAND}`);
  const sames = isObject(changeSummary) ? (changeSummary.same ?? 0) : 0;
  if (typeof sames !== "number") throw fail(`changeSummary.same is not a number; make it again with: ${COMMAND}`);
  if (steps.filter((step) => isObject(step) && step.op === "same").length < sames) {
    throw fail(`resources that do not change are left out; make it again with: ${COMMAND}`);
  }
  const resources = new Map<string, GraphResource>();
  for (const step of steps) {
    if (isObject(step) && ENDING.includes(String(step.op))) continue;
    if (!isObject(step) || !isObject(step.newState))
      throw fail(`a step of it has no newState; make it again with a current CLI: ${COMMAND}`);
    try {
      const resource = engineResource(step.newState);
      // The engine hides secrets here by a text, so they are found by it.
      if (resource) resources.set(resource.urn, { ...resource, secretPaths: secretPaths(resource.inputs) });
    } catch (error) {
      throw fail(`${(error as Error).message}; make it again with: ${COMMAND}`);
    }
  }
  return { version: GRAPH_VERSION, source: "preview", resources: byUrnOrder([...resources.values()]) };
}

function isAbsentOr(isOne: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || value === null || isOne(value);
}

function secretPaths(value: Json, pointer = ""): string[] {
  if (value === SECRET) return [pointer];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value)
    .flatMap(([key, inner]) => secretPaths(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`))
    .sort();
}
