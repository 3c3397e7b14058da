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
  before: Place;
  after: Place;
}

/** Where the pods of a workload are. */
export interface Place {
  /** Id of the end that they are of. */
  end: string;
  /** They alone, as an end under the id of the move, where other pods of their end have other groups. */
  own?: Endpoint;
}

/** The workloads that both graphs have, and of whose pods both tell the end for certain, and tell another one. */
export function moves(base: Reading, head: Reading): Move[] {
  const before = new Map(base.workloads.map((workload) => [workload.urn, workload]));
  const [oldEnds, nowEnds] = [base, head].map(({ endpoints }) => new Map(endpoints.map((end) => [end.id, end])));
  return head.workloads.flatMap((now): Move[] => {
    const old = before.get(now.urn);
    const id = `pods:${now.kind} ${now.namespace}/${now.name}`;
    const [were, are] = [old === undefined ? [] : placesOf(base, oldEnds, old, id), placesOf(head, nowEnds, now, id)];
    if (were.length === 0 || are.length === 0) return [];
    const isAt = (places: Place[], { end, own }: Place): boolean =>
      places.some((place) => place.end === end && (own ?? place.own) === undefined);
    const isSame = were.length === are.length && were.every(({ end }) => are.some((place) => place.end === end));
    if (isSame || were.some((place) => isAt(are, place))) return [];
    const best = (places: Place[]): Place => places.find(({ own }) => own === undefined) ?? places[0];
    return [{ id, before: best(were), after: best(are) }];
  });
}

/** The places of a workload's pods, one for each binding; none where it is not told. */
function placesOf(
  { bindings, clusters }: Reading,
  ends: Map<string, Endpoint>,
  workload: Workload,
  id: string,
): Place[] {
  const known = (end: string): Place[] => (ends.has(end) ? [{ end }] : []);
  const { kind, hostNetwork, windows, urn } = workload;
  // A patch tells a part of the pods alone.
  if (kind.endsWith("Patch")) return [];
  if (hostNetwork !== false) return hostNetwork === true ? known("nodes") : [];
  const bindsPods = ({ binding }: Selecting): boolean | undefined => clusters.bindsPodsOf(binding.policy);
  const selecting = windows === true ? [] : bindings.of(urn).filter((one) => bindsPods(one) !== false);
  if (selecting.length === 0) return known("unbound-pods");
  if (windows === undefined || selecting.some((one) => !one.certain || !bindsPods(one))) return [];
  const carried = new Set(bindings.groupsOf(urn).map(({ key }) => key));
  return selecting.flatMap(({ binding }): Place[] => {
    const end = ends.get(binding.id);
    // Pods of several bindings have the groups of all.
    const own = end?.interfaces.filter(
      ({ groups }) =>
        new Set(groups.map(({ key }) => key)).size === carried.size && groups.every(({ key }) => carried.has(key)),
    );
    if (end === undefined || own === undefined || own.length === 0) return [];
    return [{ end: end.id, ...(end.interfaces.length > 1 && { own: { ...end, id, interfaces: own } }) }];
  });
}
