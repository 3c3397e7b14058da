/**
 * Names of the workloads whose pods an end stands for.
 */
import { compareText, unique } from "../../../model/graph/values";
import { canBeBound } from "../../../model/reading/bindings";
import type { Reading } from "../../../model/reading/reading";
import type { Workload } from "../../../model/reading/workloads";

/** Names of workloads, sorted. */
export interface PodNames {
  /** By the id of a bound end. */
  bound: Map<string, string[]>;
  /** Of those that no policy binds. */
  others: string[];
}

/** The names of a graph's workloads; those that are perhaps bound stand with the policy. */
export function podNames({ bindings, workloads }: Reading): PodNames {
  const bound = bindings.all.map(({ id, selected }): [string, string[]] => {
    return [id, names(selected.map(({ workload }) => workload).filter(canBeBound))];
  });
  const others = workloads.filter((workload) => bindings.of(workload.urn).length === 0 || !canBeBound(workload));
  return { bound: new Map(bound), others: names(others) };
}

function names(workloads: Workload[]): string[] {
  return unique(workloads.map(({ name }) => name)).sort(compareText);
}
