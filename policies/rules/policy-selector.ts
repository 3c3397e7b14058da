import { hasUnknown, type Json } from "../../model/graph/graph";
import { find, isObject, isUnknown, listOf } from "../../model/graph/values";
import { isBrokenSelector, isOpenToAll } from "../../model/reading/selectors";
import type { Finding } from "../findings";
import { missingOf, resourceName } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";

/** A SecurityGroupPolicy selects pods, and not just all of them. */
export const policySelector: Rule = rule<{ allowAll: string[] }>({
  name: "policy-selector",
  description: "A SecurityGroupPolicy has a selector that says which pods it means.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Select by a label that the pods carry for this purpose; list a policy that is to hold for its whole namespace in `allowAll`.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  configSchema: {
    properties: { allowAll: names("Logical names of SecurityGroupPolicies that may select a whole namespace") },
  },
  check({ bindings, completeness }, { allowAll }) {
    return bindings.all.flatMap(({ policy: resource, selectors }): Finding[] => {
      const { urn, name, external } = resource;
      const policy = { policy: resourceName(resource) };
      const given = [selectors.pod, selectors.serviceAccount].filter((selector) => selector !== undefined);
      if (external) return [unsure(urn, "policy-selector: not known", policy, missingOf(completeness.of(urn)))];
      if (given.length === 0) return [wrong(urn, "policy-selector: none", policy)];
      if (given.some(isBrokenSelector)) return [wrong(urn, "policy-selector: broken", policy)];
      if (given.some(isUndecided)) return [unsure(urn, "policy-selector: not known", policy)];
      if (allowAll.includes(name) || !given.every(isOpenToAll)) return [];
      const isForAll = given.every(isEmpty);
      return [wrong(urn, isForAll ? "policy-selector: everything" : "policy-selector: all that lack a label", policy)];
    });
  },
});

function isUndecided(selector: Json): boolean {
  const [labels, expressions] = ["matchLabels", "matchExpressions"].map((key) => find(selector, key));
  if ([selector, labels, expressions].some(isUnknown)) return true;
  return !hasLabels(labels) && hasUnknown(expressions);
}

function isEmpty(selector: Json): boolean {
  return !hasLabels(find(selector, "matchLabels")) && listOf(find(selector, "matchExpressions")).length === 0;
}

function hasLabels(labels: Json | undefined): boolean {
  return isObject(labels) && Object.keys(labels).length > 0;
}
