import { type Graph, GRAPH_VERSION, type GraphResource } from "../../model/graph/graph";
import type { UserError } from "../user-error";
import { byUrnOrder, engineResource, isObject, type JsonObject } from "./shape";

/** Versions of a deployment that are read. Source: `sdk/go/common/apitype/core.go` of pulumi/pulumi. */
const DEPLOYMENT_VERSIONS = [3, 4];

/** A graph from what `pulumi stack export` printed. */
export function readState(document: JsonObject, fail: (problem: string) => UserError): Graph {
  const { version, deployment } = document;
  if (typeof version !== "number" || !DEPLOYMENT_VERSIONS.includes(version)) {
    const found = typeof version === "number" ? version : "none";
    const read = DEPLOYMENT_VERSIONS.join(" or ");
    throw fail(`its deployment version is ${found}, read is ${read}; export it again with a current Pulumi CLI`);
  }
  const listed = (deployment as JsonObject).resources ?? [];
  if (!Array.isArray(listed)) throw fail("its resources are not a list; export it again with: pulumi stack export");
  const resources: GraphResource[] = [];
  for (const raw of listed as unknown[]) {
    // What is only waiting to be deleted has its successor in the same list.
    if (isObject(raw) && (raw.delete === true || raw.pendingReplacement === true)) continue;
    try {
      const resource = engineResource(raw);
      if (resource !== undefined) resources.push(resource);
    } catch (error) {
      throw fail(`${(error as Error).message}; export it again with: pulumi stack export`);
    }
  }
  return { version: GRAPH_VERSION, source: "state", resources: byUrnOrder(resources) };
}
