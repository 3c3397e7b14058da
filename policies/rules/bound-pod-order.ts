import type { GraphResource } from "../../model/graph/graph";
import { compareText, pushTo, unique } from "../../model/graph/values";
import type { Binding } from "../../model/reading/bindings";
import type { Reading } from "../../model/reading/reading";
import type { Rule as GroupRule } from "../../model/reading/rules";
import type { Finding } from "../findings";
import { handedOut } from "../pod-eni";
import { resourceName } from "../references";
import { hangingOn, type Rule, rule, wrong } from "../rule";

/** No pod starts before what it needs, and none outlives it. */
export const boundPodOrder: Rule = rule({
  name: "bound-pod-order",
  description: "Workloads that a SecurityGroupPolicy selects are made after the policy and the rules of its groups.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take the pod template's labels from the binding (podLabels), or name policy and rules in dependsOn: a pod that starts before its policy keeps the node's group, one that starts before its rules has no DNS.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(reading) {
    const { order, bindings } = reading;
    const rulesOf = rulesByGroup(reading);
    const handed = handedOut(reading);
    // What was only read is neither made nor deleted here.
    return bindings.all
      .filter(({ policy }) => policy.external !== true)
      .flatMap((binding) => {
        const { policy, selected } = binding;
        const needed = neededRules(reading, binding, rulesOf, handed);
        const late = (urn: string) => needed.filter((entry) => !order.precedes(entry.urn, urn)).map(resourceName);
        const lateForPolicy = late(policy.urn);
        const own = resourceName(policy);
        const ofPolicy: Finding[] =
          lateForPolicy.length === 0
            ? []
            : [wrong(policy.urn, "bound-pod-order: policy before rules", { policy: own, needed: lateForPolicy })];
        const ofWorkloads = selected.flatMap(({ workload: { resource, urn }, certain }): Finding[] => {
          if (resource.external) return [];
          const workload = resourceName(resource);
          const doubts = certain ? [] : [{ kind: "selected" as const }];
          if (!order.precedes(policy.urn, urn)) {
            return hangingOn(doubts, [wrong(urn, "bound-pod-order: pods before policy", { workload, policy: own })]);
          }
          const lateForPods = late(urn);
          if (lateForPods.length === 0) return [];
          return hangingOn(doubts, [
            wrong(urn, "bound-pod-order: pods before rules", { workload, needed: lateForPods }),
          ]);
        });
        return [...ofPolicy, ...ofWorkloads];
      });
  },
});

/** The rules of and about each group. */
function rulesByGroup({ declaredRules }: Reading): Map<string, GroupRule[]> {
  const found = new Map<string, GroupRule[]>();
  for (const entry of declaredRules) {
    const peers = entry.peer.kind === "groups" ? entry.peer.keys : [];
    for (const key of unique([entry.group, ...peers])) pushTo(found, key, entry);
  }
  return found;
}

/** The rules that pods of a policy need, on either side; those towards other pods can be made with these, later. */
function neededRules(
  reading: Reading,
  { groups }: Binding,
  rulesOf: Map<string, GroupRule[]>,
  handed: Map<string, boolean>,
): GraphResource[] {
  const own = new Set(groups.filter(({ certain }) => certain).map(({ key }) => key));
  const isOtherPods = (key: string): boolean => !own.has(key) && handed.has(key);
  const urns = [...own]
    .flatMap((key) => rulesOf.get(key) ?? [])
    .flatMap(({ group, peer, urn, certain }) => {
      const peers = peer.kind === "groups" ? peer.keys : [];
      if (!certain || urn === undefined || [group, ...peers].some(isOtherPods)) return [];
      // An inline rule is made with its group.
      return reading.groups.get(urn).kind === "declared" ? [] : [urn];
    });
  return unique(urns)
    .sort(compareText)
    .map((urn) => reading.resources.get(urn)!);
}
