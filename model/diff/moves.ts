/**
 * Workloads whose pods are of another end after a change: they join or leave a binding, or the host's network. No rule need change
 * for it, and yet they reach, and are reached by, others.
 */
import type { Selecting } from "../reading/bindings";
import type { Endpoint } from "../reading/endpoints";
import type { Reading } from "../reading/reading";
import type { Workload } from "../reading/workloads";

/** A workload that moves. */
export interface Move {
  /** `pods:<kind> <namespace>/<name>`. */
  id: string;
  /** Id of the end whose interfaces and groups its pods have before. */
  before: string;
  /** The same, after. */
  after: string;
}

/** The workloads that both graphs have, and of whose pods both tell the end for certain, and tell another one. */
export function moves(base: Reading, head: Reading): Move[] {
  const before = new Map(base.workloads.map((workload) => [workload.urn, workload]));
  const [oldEnds, nowEnds] = [base, head].map(({ endpoints }) => new Map(endpoints.map((end) => [end.id, end])));
  return head.workloads.flatMap((now): Move[] => {
    const old = before.get(now.urn);
    const [were, are] = [old === undefined ? [] : endsOf(base, oldEnds, old), endsOf(head, nowEnds, now)];
    if (were.length === 0 || are.length === 0 || were.some((id) => are.includes(id))) return [];
    return [{ id: `pods:${now.kind} ${now.namespace}/${now.name}`, before: were[0], after: are[0] }];
  });
}

/** The ends whose paths are those of a workload's pods; none where it is not told, or where none has their groups alone. */
function endsOf({ bindings, clusters }: Reading, ends: Map<string, Endpoint>, workload: Workload): string[] {
  const known = (ids: string[]): string[] => ids.filter((id) => ends.has(id));
  const { hostNetwork, windows, urn } = workload;
  if (hostNetwork !== false) return hostNetwork === true ? known(["nodes"]) : [];
  const bindsPods = ({ binding }: Selecting): boolean | undefined => clusters.bindsPodsOf(binding.policy);
  const selecting = windows === true ? [] : bindings.of(urn).filter((one) => bindsPods(one) !== false);
  if (selecting.length === 0) return known(["unbound-pods"]);
  if (windows === undefined || selecting.some((one) => !one.certain || !bindsPods(one))) return [];
  const ids = known(selecting.map(({ binding }) => binding.id));
  // Pods of several bindings have the groups of all: so have those of a binding that has no others.
  return selecting.length === 1 ? ids : ids.filter((id) => ends.get(id)!.interfaces.length === 1);
}
