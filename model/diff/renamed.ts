/**
 * Which resources of two graphs are the same one in the cloud, although their URNs differ: an alias, or another parent, keeps
 * a resource under a new URN.
 */
import type { GraphResource } from "../graph/graph";
import { providerOf, pushTo } from "../graph/values";
import type { Reading } from "../reading/reading";

/**
 * The resource of the second graph that a URN of the first one stands for now, by the first one's URN: of the same type, with
 * the same id, from the same provider. Only resources whose URNs the other graph does not have.
 */
export function renamed(base: Reading, head: Reading): Map<string, GraphResource> {
  const made = new Map<string, GraphResource[]>();
  for (const resource of head.ordered) {
    if (!base.resources.has(resource.urn) && hasId(resource)) pushTo(made, identity(resource), resource);
  }
  const gone = base.ordered.filter((resource) => !head.resources.has(resource.urn) && hasId(resource));
  return new Map(
    gone.flatMap((resource) => {
      const [now, ...more] = made.get(identity(resource)) ?? [];
      return now === undefined || more.length > 0 ? [] : [[resource.urn, now]];
    }),
  );
}

function hasId({ id }: GraphResource): boolean {
  return id !== undefined;
}

/** An id is unique within a type and a provider; a default provider is called after the version of its package. */
function identity(resource: GraphResource): string {
  const provider = providerOf(resource).replace(/::default(_\d+)*$/, "::default");
  return JSON.stringify([resource.type, resource.id, provider]);
}
