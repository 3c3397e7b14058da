import { isCount } from "../../model/capacity/branch-demand";
import { branchInterfaces, demandOf } from "../../model/capacity/branch-interfaces";
import { find, isUnknown } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { Workload } from "../../model/reading/workloads";
import type { Finding } from "../findings";
import { instanceType } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** Bound pods fit on the nodes. */
export const branchCapacity: Rule = rule({
  name: "branch-capacity",
  description: "The nodes have branch interfaces for all bound pods, those that surge while they roll included.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps: "Add nodes, take a larger instance type, or run fewer bound pods.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  check(reading): Finding[] {
    const { clusters, bindings } = reading;
    const { pods } = demandOf(reading);
    if (pods.length === 0) return [];
    const { urn } = bindings.all[0].policy;
    if (clusters.all.length > 1) return [unsure(urn, "branch-capacity: several clusters", {})];
    const capacity = branchInterfaces(reading);
    if (capacity === undefined) return [unsure(urn, "branch-capacity: nodes not told", {})];
    const { nodes, total, needed, most, runningAtMost, doubts } = capacity;
    const offer = { nodes, instanceType: instanceType(capacity.instanceType), total, most };
    // Node groups of a cluster that is not in the stack may have others beside them.
    if (most !== null && runningAtMost > most && clusters.inGraph().length === 1) {
      const running = pods.filter(({ always }) => always > 0);
      const counts = running.map(({ name, always }) => ({ name, count: always }));
      return [wrong(urn, "branch-capacity: too few", { ...offer, needed: runningAtMost, pods: counts })];
    }
    const isEnough =
      needed <= total && !reading.workloads.some((workload) => isBound(reading, workload) && isUntold(workload));
    return isEnough ? [] : [unsure(urn, "branch-capacity: perhaps too few", { ...offer, needed, doubts })];
  },
});

function isBound({ bindings }: Reading, { urn }: Workload): boolean {
  return bindings.of(urn).length > 0;
}

/** True where it is not told how many pods a workload has. */
function isUntold({ resource, spec }: Workload): boolean {
  const { inputs, external } = resource;
  const counts = ["replicas", "parallelism", "completions"].flatMap((key) => [
    find(inputs, "spec", key),
    find(inputs, "spec", "jobTemplate", "spec", key),
  ]);
  return external === true || isUnknown(spec) || !counts.every(isCount);
}
