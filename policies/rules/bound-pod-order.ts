import type { Graph, GraphResource } from "../../model/graph/graph";
import { networkOf, orderIn, resourcesOf, rulesOf } from "../facts";
import { handedOut, type PodPolicy, podPoliciesOf } from "../pods";
import { rule, type Violation, wrong } from "../rule";
import { list, named } from "../say";

/** No pod starts before what it needs, and none outlives it. */
export const boundPodOrder = rule({
  name: "bound-pod-order",
  description: "Workloads that a SecurityGroupPolicy selects are made after the policy and the rules of its groups.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take the pod template's labels from the binding (podLabels), or name policy and rules in dependsOn: a pod that starts before its policy keeps the node's group, one that starts before its rules has no DNS.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(graph) {
    const order = orderIn(graph);
    const resources = resourcesOf(graph);
    return podPoliciesOf(graph).flatMap((policy) => {
      const { resource, workloads } = policy;
      const needed = neededRules(graph, policy);
      const late = (urn: string): GraphResource[] => needed.filter((entry) => !order.precedes(entry.urn, urn));
      const ofPolicy: Violation[] =
        late(resource.urn).length === 0
          ? []
          : [
              wrong(
                resource.urn,
                `${named(resource)} does not wait for ${list(late(resource.urn).map(named))}: its pods can start without, and lose it before they end; add it to dependsOn`,
              ),
            ];
      const ofWorkloads = workloads.flatMap(({ urn }): Violation[] => {
        const pods = named(resources.get(urn)!);
        if (!order.precedes(resource.urn, urn)) {
          return [
            wrong(
              urn,
              `${pods} does not wait for ${named(resource)}: pods that start before it keep the node's group; take the labels from the binding or add it to dependsOn`,
            ),
          ];
        }
        const missing = late(urn);
        return missing.length === 0
          ? []
          : [wrong(urn, `${pods} does not wait for ${list(missing.map(named))}; add it to dependsOn`)];
      });
      return [...ofPolicy, ...ofWorkloads];
    });
  },
});

/** The rules that pods of a policy need, on either side; those towards other pods can be made with these, later. */
function neededRules(graph: Graph, { groups }: PodPolicy): GraphResource[] {
  const own = new Set(groups.filter(({ certain }) => certain).map(({ key }) => key));
  const { groups: all } = networkOf(graph);
  const isOtherPods = (key: string): boolean => !own.has(key) && handedOut(graph).has(key);
  const urns = rulesOf(graph).flatMap(({ group, peer, urn, certain }) => {
    const peers = peer.kind === "groups" ? peer.keys : [];
    const isOurs = own.has(group) || peers.some((key) => own.has(key));
    if (!isOurs || !certain || urn === undefined || [group, ...peers].some(isOtherPods)) return [];
    // An inline rule is made with its group.
    return all.get(urn).kind === "declared" ? [] : [urn];
  });
  const resources = resourcesOf(graph);
  return [...new Set(urns)].sort().map((urn) => resources.get(urn)!);
}
