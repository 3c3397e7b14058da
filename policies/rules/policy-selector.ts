import type { Json } from "../../model/graph/graph";
import { find, isObject, isUnknown, listOf } from "../../model/graph/values";
import { hasSelector } from "../../model/reading/workloads";
import { podPoliciesOf } from "../pods";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** A SecurityGroupPolicy selects pods, and not just all of them. */
export const policySelector = rule<{ allowAll: string[] }>({
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
  check(graph, { allowAll }) {
    return podPoliciesOf(graph).flatMap(({ resource }): Violation[] => {
      const { urn, inputs } = resource;
      if (!hasSelector(resource)) {
        const text = `${named(resource)} has no selector: the controller skips it without an error, and its pods run under the node's group; give it a podSelector`;
        return [wrong(urn, text)];
      }
      const selectors = ["podSelector", "serviceAccountSelector"]
        .map((key) => find(inputs, "spec", key))
        .filter((selector) => selector !== undefined && selector !== null);
      if (selectors.some((selector) => isUnknown(selector)))
        return [unsure(urn, `which pods ${named(resource)} selects`)];
      const broken = selectors.flatMap((selector) => listOf(find(selector, "matchExpressions"))).filter(isBroken);
      if (broken.length > 0) {
        return [
          wrong(
            urn,
            `a matchExpression of ${named(resource)} is none: it needs a key and an operator (In and NotIn with values, Exists and DoesNotExist without)`,
          ),
        ];
      }
      if (allowAll.includes(resource.name) || !selectors.every(isEmpty)) return [];
      return [
        wrong(
          urn,
          `${named(resource)} selects every pod of its namespace, also those to come; select by a label, or say that it is meant`,
        ),
      ];
    });
  },
});

function isEmpty(selector: Json): boolean {
  if (!isObject(selector)) return true;
  const { matchLabels, matchExpressions } = selector;
  const isUndecided = isUnknown(matchLabels) || isUnknown(matchExpressions);
  return (
    !isUndecided &&
    (!isObject(matchLabels) || Object.keys(matchLabels).length === 0) &&
    listOf(matchExpressions).length === 0
  );
}

/** Operators of a label selector. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels */
const WITH_VALUES = ["In", "NotIn"];
const WITHOUT_VALUES = ["Exists", "DoesNotExist"];

function isBroken(expression: Json): boolean {
  const [key, operator, values] = ["key", "operator", "values"].map((property) => find(expression, property));
  if ([key, operator, values].some(isUnknown) || isUnknown(expression)) return false;
  if (typeof key !== "string" || typeof operator !== "string") return true;
  const hasValues = listOf(values).length > 0;
  return !(WITH_VALUES.includes(operator) && hasValues) && !(WITHOUT_VALUES.includes(operator) && !hasValues);
}
