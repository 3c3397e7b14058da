import { clusterRoles, podEniClusters } from "../clusters";
import { CONTROLLER_POLICY, controllerAttachments } from "../roles";
import { rule, unsure, type Violation, wrong } from "../rule";
import { list, named } from "../say";

/** The control plane may make branch interfaces. */
export const clusterRole = rule({
  name: "cluster-role",
  description: `The role of a cluster whose pods have security groups carries ${CONTROLLER_POLICY}.`,
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps: `Attach the managed policy ${CONTROLLER_POLICY} to the role of the cluster (not of the nodes), before the first node.`,
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(graph) {
    return podEniClusters(graph).flatMap((cluster): Violation[] => {
      const { root } = cluster;
      if (root === undefined) return [];
      const roles = clusterRoles(graph, cluster);
      if (roles.length === 0)
        return [
          unsure(
            root.urn,
            `whether the role of ${named(root)} carries ${CONTROLLER_POLICY}: the role is not in the stack`,
          ),
        ];
      const { certain, maybe } = controllerAttachments(graph, cluster);
      if (certain.length > 0) return [];
      const text = `${list(roles.map(named))}, which ${named(root)} runs with`;
      if (maybe) return [unsure(root.urn, `whether ${text}, carries ${CONTROLLER_POLICY}`)];
      return [wrong(root.urn, `${text}, lacks ${CONTROLLER_POLICY}: no node gets a trunk interface; attach it`)];
    });
  },
});
