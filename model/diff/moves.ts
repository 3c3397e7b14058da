/**
 * Workloads whose pods are of another end after a change: they join or leave a binding, or the host's network. No rule need change
 * for it, and yet they reach, and are reached by, others.
 */
import { canBeBound } from "../reading/bindings";
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
  return head.workloads.flatMap((now): Move[] => {
    const old = before.get(now.urn);
    const [was, is] = [old && endOf(base, old), endOf(head, now)];
    if (was === undefined || is === undefined || was === is) return [];
    return [{ id: `pods:${now.kind} ${now.namespace}/${now.name}`, before: was, after: is }];
  });
}

/** The end that a workload's pods are of; undefined where it is not told, or is of several bindings. */
function endOf({ bindings, endpoints, nodesEndpoint }: Reading, workload: Workload): string | undefined {
  const known = (id: string | undefined): string | undefined => endpoints.find((end) => end.id === id)?.id;
  if (!canBeBound(workload)) return workload.hostNetwork === true ? nodesEndpoint?.id : undefined;
  const selecting = bindings.of(workload.urn);
  if (workload.hostNetwork === undefined || selecting.some(({ certain }) => !certain) || selecting.length > 1)
    return undefined;
  return known(selecting.length === 0 ? "unbound-pods" : selecting[0].binding.id);
}
