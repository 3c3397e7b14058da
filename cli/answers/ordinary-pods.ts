/**
 * Rows and columns for the workloads whose pods have no group of their own. For the model they are all the same end; to a
 * reader, whether the catalog is one of them is the point.
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
  /** True for what keeps state, such as a database in the cluster: it is asked, and asks nobody. */
  isStore: boolean;
}

/** Up to this many, each has a row of its own; beyond, `other pods` has to do. */
const MOST_SHOWN = 4;

/** The workloads of ordinary pods; none where there are too many to tell, or nothing is told of their interfaces. */
export function ordinaryPods({ bindings, endpoints, workloads }: Reading): OrdinaryPods[] {
  const running = workloads.filter(
    (workload) =>
      !/Job$/.test(workload.kind) &&
      workload.hostNetwork === false &&
      (bindings.of(workload.urn).length === 0 || !canBeBound(workload)),
  );
  if (running.length > MOST_SHOWN || !endpoints.some(({ kind }) => kind === "unbound-pods")) return [];
  const byName = new Map<string, Workload[]>();
  for (const workload of running) pushTo(byName, workload.name, workload);
  return running.map((workload) => {
    const { name, namespace, kind } = workload;
    const isBindings = endpoints.some((end) => end.kind === "bound" && end.id.endsWith(`/${name}`));
    const own = byName.get(name)!.length > 1 ? `${namespace}/${name}` : isBindings ? `${kind} ${name}` : name;
    return { id: `pods:${own}`, workload, isStore: kind === "StatefulSet" };
  });
}

/** The rows of a reading, and those of its ordinary workloads: as sources all but stores, as targets those with ports. */
export function withOrdinaryPods(reading: Reading, rows: Row[], pods: OrdinaryPods[]): Row[] {
  const ordinary = reading.endpoints.find(({ kind }) => kind === "unbound-pods");
  if (ordinary === undefined || pods.length === 0) return rows;
  const sources = unique(rows.map(({ from }) => from)).flatMap((from) =>
    from === ordinary.id ? [...pods.filter(({ isStore }) => !isStore).map(({ id }) => id), from] : [from],
  );
  const isPods = new Set(pods.map(({ id }) => id));
  const endOf = (id: string): Endpoint | undefined =>
    isPods.has(id) ? ordinary : reading.endpoints.find((end) => end.id === id);
  return sources.flatMap((from) => {
    const own = isPods.has(from) ? ordinary.id : from;
    const known = rows.filter((row) => row.from === own).map((row) => ({ ...row, from }));
    const source = endOf(from);
    const added = pods.flatMap(({ id, workload }) =>
      id === from || source === undefined
        ? []
        : workload.ports.map((port) => rowOf({ ...ask(reading, source, ordinary, port), from, to: id })),
    );
    return [...known, ...added].sort((a, b) => targetRank(a.to) - targetRank(b.to));
  });
}
