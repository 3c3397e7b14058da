import type { Finding } from "../findings";
import { podEniClusters } from "../pod-eni";
import { missingOf, resourceName } from "../references";
import { CONTROLLER_POLICY, controllerAttachments } from "../roles";
import { found, type Rule, rule, unsure } from "../rule";

/** The control plane may make branch interfaces. */
export const clusterRole: Rule = rule({
  name: "cluster-role",
  description: `The role of a cluster whose pods have security groups carries ${CONTROLLER_POLICY}.`,
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps: `Attach the managed policy ${CONTROLLER_POLICY} to the role of the cluster (not of the nodes), before the first node.`,
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(reading) {
    return podEniClusters(reading).flatMap(({ cluster, missing: doubts }): Finding[] => {
      const { root } = cluster;
      if (root === undefined) return [];
      const { roles, certain, missing } = controllerAttachments(reading, cluster);
      const name = resourceName(root);
      if (certain.length > 0) return [];
      if (roles.length === 0) {
        const untold = missingOf(reading.completeness.of(root.urn));
        return [unsure(root.urn, "cluster-role: role not in the stack", { cluster: name }, untold)];
      }
      const values = { cluster: name, roles: roles.map(resourceName) };
      return [found([...missing, ...doubts], root.urn, "cluster-role: permission missing", values)];
    });
  },
});
