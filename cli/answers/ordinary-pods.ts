/**
 * Rows and columns for the workloads whose pods have no group of their own. For the model all of them are the same end, or their
 * nodes, whose network they use; to a reader, whether the catalog is one of them is the point.
 */
import { ask } from "../../model/reachability/reachability";
import { canBeBound } from "../../model/reading/bindings";
import type { Endpoint } from "../../model/reading/endpoints";
import type { Reading } from "../../model/reading/reading";
import type { Workload } from "../../model/reading/workloads";
import { pushTo, unique } from "../../model/graph/values";
import { type Row, rowOf, targetRank } from "./answers";

/** A workload of ordinary pods that goes on running. */
export interface OrdinaryPods {
  /**
   * `pods:<name>`, with the namespace before the name where another workload has the same one, and else with the kind before it
   * where a binding has.
   */
  id: string;
  workload: Workload;
  /** The end whose interfaces and groups they use: `unbound-pods`, or `nodes` for pods on the host's network. */
  end: Endpoint;
  /** True for what keeps state, such as a database in the cluster: it is asked, and asks nobody. */
  isStore: boolean;
}

/** Up to this many, each has a row of its own; beyond, `other pods` has to do. */
const MOST_SHOWN = 4;

/**
 * The workloads of ordinary pods, without those of whose interfaces nothing is told.
 *
 * @param most of more than so many, none is told; default as many as have rows
 */
export function ordinaryPods(
  { bindings, endpoints, workloads, nodesEndpoint }: Reading,
  most = MOST_SHOWN,
): OrdinaryPods[] {
  const unbound = endpoints.find(({ kind }) => kind === "unbound-pods");
  const running = workloads.flatMap((workload) => {
    const { hostNetwork, kind, urn } = workload;
    const end = hostNetwork === undefined ? undefined : hostNetwork ? nodesEndpoint : unbound;
    const isOrdinary = !/Job$/.test(kind) && (bindings.of(urn).length === 0 || !canBeBound(workload));
    return isOrdinary && end !== undefined ? [{ workload, end }] : [];
  });
  if (running.length > most) return [];
  const byName = new Map<string, Workload[]>();
  for (const { workload } of running) pushTo(byName, workload.name, workload);
  return running.map(({ workload, end }) => {
    const { name, namespace, kind } = workload;
    const isBindings = endpoints.some((end) => end.kind === "bound" && end.id.endsWith(`/${name}`));
    const own = byName.get(name)!.length > 1 ? `${namespace}/${name}` : isBindings ? `${kind} ${name}` : name;
    return { id: `pods:${own}`, workload, end, isStore: kind === "StatefulSet" };
  });
}

/** The rows of a reading, and those of its ordinary workloads: as sources all but stores, as targets those with ports. */
export function withOrdinaryPods(reading: Reading, rows: Row[], pods: OrdinaryPods[]): Row[] {
  const [first] = rows.filter(({ from }) => ["unbound-pods", "nodes"].includes(from));
  if (first === undefined || pods.length === 0) return rows;
  const sources = unique(rows.map(({ from }) => from)).flatMap((from) =>
    from === first.from ? [...pods.filter(({ isStore }) => !isStore).map(({ id }) => id), from] : [from],
  );
  return sources.flatMap((from) => {
    const source = endOf(reading, pods, from);
    const known = rows.filter((row) => row.from === (source?.id ?? from)).map((row) => ({ ...row, from }));
    const added = pods.flatMap(({ id, workload, end }) =>
      id === from || source === undefined
        ? []
        : workload.ports.map((port) => rowOf({ ...ask(reading, source, end, port), from, to: id })),
    );
    return [...known, ...added].sort((a, b) => targetRank(a.to) - targetRank(b.to));
  });
}

/** The end of a row by its id: of ordinary pods the one that they use. */
export function endOf(reading: Reading, pods: OrdinaryPods[], id: string): Endpoint | undefined {
  return pods.find((one) => one.id === id)?.end ?? reading.endpoints.find((end) => end.id === id);
}
