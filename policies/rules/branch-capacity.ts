import { boundPods, capacityInGraph } from "../../model/capacity/branch-interfaces";
import { podEniClusters } from "../clusters";
import { podPoliciesOf } from "../pods";
import { rule, unsure, type Violation, wrong } from "../rule";
import { instanceTypeName, list } from "../say";

/** Bound pods fit on the nodes. */
export const branchCapacity = rule({
  name: "branch-capacity",
  description: "The nodes have branch interfaces for all bound pods, those that surge while they roll included.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps: "Add nodes, take a larger instance type, or run fewer bound pods.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  check(graph): Violation[] {
    const pods = boundPods(graph);
    const clusters = podEniClusters(graph).filter(({ nodes }) => nodes.length > 0);
    if (pods.length === 0) return [];
    const { urn } = podPoliciesOf(graph)[0].resource;
    if (clusters.length > 1)
      return [unsure(urn, "whether the nodes have a branch interface for every bound pod: there are several clusters")];
    const capacity = clusters.length === 0 ? undefined : capacityInGraph(graph);
    if (capacity === undefined)
      return [
        unsure(
          urn,
          "whether the nodes have a branch interface for every bound pod: number or type of the nodes is not told",
        ),
      ];
    const running = pods.reduce((sum, { replicas, surge }) => sum + replicas + surge, 0);
    const { total, nodes, needed } = capacity;
    const offer = `${nodes} x ${instanceTypeName(capacity.instanceType)} have ${total} branch interfaces`;
    const who = list(pods.map(({ name, replicas, surge }) => `${name} ${replicas + surge}`));
    if (running > total)
      return [wrong(urn, `${offer}, bound pods need ${running} (${who}); add nodes or take a larger type`)];
    if (needed <= total) return [];
    return [
      unsure(
        urn,
        `whether pods that roll wait for interfaces: ${offer}, and with those that cool down ${needed} are taken at worst`,
      ),
    ];
  },
});
