/** A requirement on one label. */
export interface LabelRequirement {
  /** Label key. */
  key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: string;
  /** Label values, at least one; only with `In` and `NotIn`. */
  values?: string[];
}

/** A Kubernetes label selector; all its requirements must be met. */
export interface LabelSelector {
  /** Labels and the values that they must have. Default none. */
  matchLabels?: { [key: string]: string };
  /** Further requirements. Default none. */
  matchExpressions?: LabelRequirement[];
}

/** Values of {@link LabelRequirement.operator}. */
export const LABEL_OPERATORS: string[] = ["In", "NotIn", "Exists", "DoesNotExist"];

/** The selectors of a binding: the user's, else the binding's own label. */
export function selectors(
  args: { podSelector?: LabelSelector; serviceAccountSelector?: LabelSelector },
  ownLabel: { [key: string]: string },
): { podSelector?: LabelSelector; serviceAccountSelector?: LabelSelector } {
  const { podSelector, serviceAccountSelector } = args;
  if (!podSelector && !serviceAccountSelector) return { podSelector: { matchLabels: ownLabel } };
  return {
    ...(podSelector && { podSelector }),
    ...(serviceAccountSelector && { serviceAccountSelector }),
  };
}

/** Why a selector does not select, or selects everything, with what to do; empty where it is sound. */
export function selectorProblems(selector: LabelSelector, path: string): { path: string; reason: string }[] {
  const labels = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  if (labels.length + expressions.length === 0) {
    return [{ path, reason: "is empty and would select every pod of the namespace; name labels, or leave it out" }];
  }
  return expressions.flatMap(({ key, operator, values }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    if (!LABEL_OPERATORS.includes(operator)) {
      return [{ path: at, reason: `operator "${operator}" is not known; it can be ${LABEL_OPERATORS.join(", ")}` }];
    }
    const wantsValues = operator === "In" || operator === "NotIn";
    if (wantsValues === (values !== undefined && values.length > 0)) return [];
    return [
      {
        path: at,
        reason: `operator ${operator} on "${key}" takes ${wantsValues ? "at least one value" : "no values"}`,
      },
    ];
  });
}
