import type { Finding } from "../findings";
import { carriesTrunk, podEniClusters } from "../pod-eni";
import { resourceName } from "../references";
import { controllerAttachments } from "../roles";
import { allowedBy, hangingOn, type Rule, rule, wrong } from "../rule";

/** A node starts with all that its trunk interface needs. */
export const nodesAfterPodEni: Rule = rule({
  name: "nodes-after-pod-eni",
  description: "Nodes are made after the VPC CNI setting and after the permission of the VPC resource controller.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps: "Name the VPC CNI add-on and the role attachment in the node group's dependsOn.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(reading, _config, _day, neighbours) {
    const { order } = reading;
    const ordinary = allowedBy("trunk-capable-nodes", neighbours);
    return podEniClusters(reading).flatMap(({ cluster, nodeGroups, missing }) => {
      // A role that lists the policy itself exists before its cluster anyway; what was only read is made elsewhere.
      const needed = [...cluster.vpcCni, ...controllerAttachments(reading, cluster).certain].filter(
        ({ external }) => external !== true,
      );
      const nodes = nodeGroups.filter(
        (set) =>
          !set.hidden &&
          set.resource.external !== true &&
          carriesTrunk(set) !== "no" &&
          !ordinary.includes(set.resource.name),
      );
      const found = nodes.flatMap(({ resource }): Finding[] => {
        const late = needed.filter(({ urn }) => !order.precedes(urn, resource.urn)).map(resourceName);
        if (late.length === 0) return [];
        const values = { nodes: resourceName(resource), needed: late };
        return [wrong(resource.urn, "nodes-after-pod-eni: too early", values)];
      });
      return hangingOn(missing, found);
    });
  },
});
