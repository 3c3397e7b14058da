import type { GraphResource } from "../../model/graph/graph";
import type { Binding } from "../../model/reading/bindings";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../findings";
import { carriesTrunk } from "../pod-eni";
import { groupName, resourceName } from "../references";
import { controllerAttachments } from "../roles";
import { allowedBy, type Rule, rule, wrong } from "../rule";

/** What removes branch interfaces outlives them. */
export const podGroupOrder: Rule = rule({
  name: "pod-group-order",
  description:
    "A pod security group is deleted before the nodes, the cluster and the permission that remove its interfaces.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Make the group after the nodes: take its vpcId from the cluster handle, or name node group and add-on in dependsOn. Otherwise destroy removes them first, and branch interfaces that nobody can remove hold the group.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(reading, _config, _day, neighbours) {
    const { order, bindings, resources } = reading;
    const ordinary = allowedBy("trunk-capable-nodes", neighbours);
    return bindings.all.flatMap((binding) => {
      const needed = neededToTheEnd(reading, binding, ordinary);
      // What was only read is not deleted here.
      const made = binding.groups.filter(({ key, certain }) => certain && resources.get(key)?.external !== true);
      return made
        .filter(({ key }) => resources.has(key))
        .flatMap(({ key }): Finding[] => {
          const early = needed.filter(({ urn }) => !order.precedes(urn, key)).map(resourceName);
          if (early.length === 0) return [];
          return [wrong(key, "pod-group-order: too early", { group: groupName(reading, key), needed: early })];
        });
    });
  },
});

/** @param ordinary names of node groups on which no bound pod runs */
function neededToTheEnd(reading: Reading, { policy }: Binding, ordinary: string[]): GraphResource[] {
  const cluster = reading.clusters.ofObject(policy);
  // The branch interfaces of EKS Auto Mode and of Fargate are not removed by what stands in a graph.
  if (cluster === undefined || cluster.auto || cluster.nodes.every(({ kind }) => kind === "fargate")) return [];
  const nodes = cluster.nodes
    .filter((set) => !set.hidden && carriesTrunk(set) !== "no" && !ordinary.includes(set.resource.name))
    .map(({ resource }) => resource);
  const attachments = controllerAttachments(reading, cluster).certain;
  const all = [...cluster.parts.slice(0, 1), ...nodes, ...cluster.vpcCni, ...attachments];
  return all.filter(({ external }) => external !== true);
}
