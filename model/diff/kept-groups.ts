import type { GraphResource } from "../graph/graph";
import { read, type Reading } from "../reading/reading";
import { bindingChanges, type Roll, rolls } from "./bindings";
import { replacements } from "./replacements";

/** Bound workloads whose pods keep what a change gives anew, since nothing in the pod template follows it. */
export function keptPods(base: Reading, head: Reading): Roll[] {
  const replaced = replacements(base, head);
  return rolls(base, head, bindingChanges(base, head, replaced), replaced).filter(({ byItself }) => !byItself);
}

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
  return keptPods(read({ ...reading.graph, resources: before }), reading);
}
