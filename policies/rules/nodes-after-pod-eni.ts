import { podEniClusters } from "../clusters";
import { orderIn } from "../facts";
import { controllerAttachments } from "../roles";
import { rule, type Violation, wrong } from "../rule";
import { list, named } from "../say";

/** A node starts with all that its trunk interface needs. */
export const nodesAfterPodEni = rule({
  name: "nodes-after-pod-eni",
  description: "Nodes are made after the VPC CNI setting and after the permission of the VPC resource controller.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps: "Name the VPC CNI add-on and the role attachment in the node group's dependsOn.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(graph) {
    const order = orderIn(graph);
    return podEniClusters(graph).flatMap((cluster) => {
      // A role that lists the policy itself exists before its cluster anyway.
      const needed = [...cluster.vpcCni, ...controllerAttachments(graph, cluster).certain];
      return cluster.nodes
        .filter(({ hidden }) => !hidden)
        .flatMap(({ resource }): Violation[] => {
          const late = needed.filter(({ urn }) => !order.precedes(urn, resource.urn));
          if (late.length === 0) return [];
          return [
            wrong(
              resource.urn,
              `${named(resource)} does not wait for ${list(late.map(named))}: a node that starts before gets no trunk interface until it is replaced; add it to dependsOn`,
            ),
          ];
        });
    });
  },
});
