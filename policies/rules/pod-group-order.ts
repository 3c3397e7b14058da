import type { Graph, GraphResource } from "../../model/graph/graph";
import { clusterOfObject } from "../clusters";
import { orderIn, resourcesOf } from "../facts";
import { controllerAttachments } from "../roles";
import { type PodPolicy, podPoliciesOf } from "../pods";
import { rule, type Violation, wrong } from "../rule";
import { groupName, list, named } from "../say";

/** What removes branch interfaces outlives them. */
export const podGroupOrder = rule({
  name: "pod-group-order",
  description:
    "A pod security group is deleted before the nodes, the cluster and the permission that remove its interfaces.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Make the group after the nodes: take its vpcId from the cluster handle, or name node group and add-on in dependsOn. Otherwise destroy removes them first, and branch interfaces that nobody can remove hold the group.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(graph) {
    return podPoliciesOf(graph).flatMap((policy) => {
      const needed = neededToTheEnd(graph, policy);
      const made = policy.groups.filter(({ key, certain }) => certain && resourcesOf(graph).has(key));
      return made.flatMap(({ key }): Violation[] => {
        const early = needed.filter(({ urn }) => !orderIn(graph).precedes(urn, key));
        if (early.length === 0) return [];
        return [
          wrong(
            key,
            `${groupName(graph, key)} does not wait for ${list(early.map(named))}: on destroy its branch interfaces could outlive what removes them; add it to dependsOn`,
          ),
        ];
      });
    });
  },
});

function neededToTheEnd(graph: Graph, { resource }: PodPolicy): GraphResource[] {
  const cluster = clusterOfObject(graph, resource);
  if (cluster === undefined) return [];
  const nodes = cluster.nodes.filter(({ hidden }) => !hidden).map((group) => group.resource);
  return [...cluster.parts.slice(0, 1), ...nodes, ...cluster.vpcCni, ...controllerAttachments(graph, cluster).certain];
}
