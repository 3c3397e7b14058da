import { find, isObject } from "../../model/graph/values";
import { resourcesOf } from "../facts";
import { podPoliciesOf } from "../pods";
import { rule, type Violation, wrong } from "../rule";
import { named } from "../say";

/** The label by which a binding selects is on the pods alone. */
export const boundPodLabel = rule<{ keySuffix: string }>({
  name: "bound-pod-label",
  description: "The label of a binding is not in the selector of the workload that wears it.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Put the binding's label on the pod template only: a selector cannot change, so the workload could never leave the binding.",
  url: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",
  configSchema: {
    properties: {
      keySuffix: {
        ...{ type: "string", default: "/pod-security-group" },
        description: "How the keys of labels end that are there for a SecurityGroupPolicy alone",
      },
    },
  },
  check(graph, { keySuffix }) {
    return podPoliciesOf(graph).flatMap(({ resource: policy, workloads }) => {
      const selector = find(policy.inputs, "spec", "podSelector", "matchLabels");
      const keys = isObject(selector) ? Object.keys(selector).filter((key) => key.endsWith(keySuffix)) : [];
      return workloads.flatMap(({ urn }): Violation[] => {
        const resource = resourcesOf(graph).get(urn)!;
        const own =
          find(resource.inputs, "spec", "selector", "matchLabels") ?? find(resource.inputs, "spec", "selector");
        const isIn = isObject(own) && keys.some((key) => key in own);
        if (!isIn) return [];
        return [
          wrong(
            urn,
            `the selector of ${named(resource)} has the label by which ${named(policy)} selects, so it cannot leave the binding; keep the label on the pod template only`,
          ),
        ];
      });
    });
  },
});
