import { instanceTypeLimits, nearestTrunkCapable } from "../../model/aws/instance-types";
import type { Json } from "../../model/graph/graph";
import { isUnknown, unique } from "../../model/graph/values";
import type { Cluster } from "../../model/reading/clusters";
import { DEFAULT_TYPE, isWindows, type Nodes } from "../../model/reading/nodes";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../findings";
import { carriesTrunk, podEniClusters, text } from "../pod-eni";
import { instanceType, type Missing, missingOf, resourceName } from "../references";
import { found, hangingOn, names, type Rule, rule, unsure, wrong } from "../rule";

/** Nodes can carry branch interfaces. */
export const trunkCapableNodes: Rule = rule<{ allow: string[] }>({
  name: "trunk-capable-nodes",
  description: "Where pods have security groups, there are Linux nodes of types that carry a trunk interface.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take a type that carries a trunk interface, such as m6g.large; list a node group for ordinary pods only in `allow`.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  configSchema: { properties: { allow: names("Logical names of node groups on which no bound pod runs") } },
  check(reading, { allow }) {
    const inAutoMode = reading.clusters.inGraph().flatMap((cluster) => ofAutoMode(reading, cluster));
    const withNodes = podEniClusters(reading).flatMap(({ cluster, nodeGroups, missing }): Finding[] => {
      const isForBound = ({ resource }: Nodes): boolean => !allow.includes(resource.name);
      const sets = cluster.nodes.filter((set) => set.kind !== "fargate" && isForBound(set));
      // The scheduler puts bound pods on nodes with a trunk alone, wherever there are some.
      if (sets.some((set) => carriesTrunk(set) === "yes")) return [];
      // Nodes whose cluster is not told may be of this one.
      const strays = reading.clusters.all.filter(({ root }) => root === undefined).flatMap(({ nodes }) => nodes);
      const others = [...sets, ...strays].filter(
        (set) => carriesTrunk(set) === "maybe" || (!sets.includes(set) && carriesTrunk(set) === "yes"),
      );
      const doubts: Missing[] = [
        ...missing,
        ...missingOf(cluster.incomplete),
        ...others.map(({ resource }): Missing => ({ kind: "nodes", name: resource.name })),
      ];
      return nodeGroups.filter(isForBound).flatMap((set) => hangingOn(doubts, ofNodes(reading, set)));
    });
    return [...inAutoMode, ...withNodes];
  },
});

/** What is wrong with a cluster whose nodes are those of EKS Auto Mode, where its pods have security groups. */
function ofAutoMode({ bindings, clusters }: Reading, cluster: Cluster): Finding[] {
  const { root, bindsPods, incomplete } = cluster;
  const isAsked = bindings.all.some(({ policy, skipped }) => !skipped && clusters.ofObject(policy) === cluster);
  if (root === undefined || bindsPods === true || !isAsked) return [];
  const values = { cluster: resourceName(root) };
  if (bindsPods === undefined) return [unsure(root.urn, "trunk-capable-nodes: Auto Mode", values)];
  return [found(missingOf(incomplete), root.urn, "trunk-capable-nodes: Auto Mode", values)];
}

function ofNodes({ completeness }: Reading, { resource, types, templates }: Nodes): Finding[] {
  const { urn, inputs } = resource;
  const nodes = resourceName(resource);
  if (isWindows(resource)) return [wrong(urn, "trunk-capable-nodes: Windows", { nodes })];
  if (types.length === 0 || isUnknown(inputs.amiType)) {
    const missing = resource.external ? missingOf(completeness.of(urn)) : [];
    return [unsure(urn, "trunk-capable-nodes: type not known", { nodes }, missing)];
  }
  const isDefault =
    types[0] === DEFAULT_TYPE &&
    inputs.instanceTypes === undefined &&
    templates.every((template) => template.inputs.instanceType === undefined);
  return unique(types).flatMap((type): Finding[] => ofType(resource.urn, { nodes, isDefault }, type));
}

function ofType(
  urn: string,
  of: { nodes: ReturnType<typeof resourceName>; isDefault: boolean },
  type: Json,
): Finding[] {
  if (isUnknown(type)) return [unsure(urn, "trunk-capable-nodes: type not known", { nodes: of.nodes })];
  const limits = instanceTypeLimits(text(type));
  const values = { ...of, instanceType: instanceType(type) };
  // The table inside the control plane can be newer than the one here.
  if (limits === undefined) return [unsure(urn, "trunk-capable-nodes: unlisted type", values)];
  if (limits.branchInterfaces > 0) return [];
  const instead = nearestTrunkCapable(text(type)).instanceType;
  return [wrong(urn, "trunk-capable-nodes: no trunk", { ...values, instead })];
}
