import { find, isObject } from "../../model/graph/values";
import type { Finding } from "../findings";
import { resourceName } from "../references";
import { found, type Rule, rule } from "../rule";

/** The label by which a binding selects is on the pods alone. */
export const boundPodLabel: Rule = rule<{ keySuffix: string }>({
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
  check({ bindings }, { keySuffix }) {
    return bindings.all.flatMap(({ policy, selectors, selected }) => {
      const labels = find(selectors.pod, "matchLabels");
      const keys = isObject(labels) ? Object.keys(labels).filter((key) => key.endsWith(keySuffix)) : [];
      return selected.flatMap(({ workload: { resource, urn }, certain }): Finding[] => {
        const { spec } = resource.inputs;
        const own = find(spec, "selector", "matchLabels") ?? find(spec, "selector");
        if (!isObject(own) || !keys.some((key) => Object.hasOwn(own, key))) return [];
        const values = { workload: resourceName(resource), policy: resourceName(policy) };
        return [found(certain ? [] : [{ kind: "selected" }], urn, "bound-pod-label: in selector", values)];
      });
    });
  },
});
