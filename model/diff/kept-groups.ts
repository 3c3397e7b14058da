import type { GraphResource } from "../graph/graph";
import { read, type Reading } from "../reading/reading";
import type { Roll } from "./bindings";
import { graphDiff } from "./graph-diff";

/**
 * Bound workloads whose pods would keep their security groups if these were replaced, since nothing in the pod template
 * follows a group: told by replacing every group that a policy hands out and that is made here.
 */
export function keptGroups(reading: Reading): Roll[] {
  const handedOut = new Set(reading.bindings.all.flatMap(({ groups }) => groups.map(({ key }) => key)));
  const before = reading.graph.resources.map((resource): GraphResource => {
    if (!handedOut.has(resource.urn) || resource.external) return resource;
    return { ...resource, inputs: { ...resource.inputs, description: "before it was replaced" } };
  });
  return graphDiff(read({ ...reading.graph, resources: before }), reading).rolls.filter(({ byItself }) => !byItself);
}
