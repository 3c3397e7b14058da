import * as stack from "./one-stack";

const NAME = "lab-test-refuses";
/** What the lab makes in a cluster. */
const RESOURCES = [
  ...["namespaces", "serviceaccounts", "configmaps", "secrets", "services"],
  ...["deployments", "statefulsets", "jobs", "securitygrouppolicies"],
];
/** Kind, namespace and name; without what Pulumi appends to a name anew at each try. */
const KEY =
  "request.kind.kind + ' ' + request.namespace + '/' + " +
  "(request.name.matches('-[0-9a-f]{8}$') ? request.name.substring(0, size(request.name) - 9) : request.name)";

/**
 * Has the Kubernetes API refuse to make, to change or to delete everything of the lab but what is allowed. Whom the cluster itself
 * runs as is not asked.
 *
 * @param allowed Keys as {@link refusedIn} finds them.
 */
export function refuseAllBut(operations: ("CREATE" | "UPDATE" | "DELETE")[], allowed: ReadonlySet<string>): void {
  const kind = (name: string): object => ({ apiVersion: "admissionregistration.k8s.io/v1", kind: name });
  apply({
    ...kind("ValidatingAdmissionPolicy"),
    metadata: { name: NAME },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations, resources: RESOURCES }],
      },
      matchConditions: [{ name: "not-by-the-cluster", expression: "!request.userInfo.username.startsWith('system:')" }],
      variables: [{ name: "key", expression: KEY }],
      validations: [
        {
          expression: `variables.key in ${JSON.stringify([...allowed])}`,
          messageExpression: `'${NAME} <' + variables.key + '>'`,
        },
      ],
    },
  });
  apply({
    ...kind("ValidatingAdmissionPolicyBinding"),
    metadata: { name: NAME },
    spec: { policyName: NAME, validationActions: ["Deny"] },
  });
}

/** What was refused, in what a run said. */
export function refusedIn(text: string): string[] {
  return [...text.matchAll(new RegExp(`${NAME} <([^>]+)>`, "g"))].map(([, key]) => key);
}

/** The Kubernetes API refuses nothing of the tests' any more. */
export function refuseNothing(): void {
  const kinds = "validatingadmissionpolicybinding,validatingadmissionpolicy";
  stack.shell(`kubectl delete --ignore-not-found ${kinds} ${NAME}`);
}

/** Makes or changes a Kubernetes object. */
export function apply(object: object): void {
  stack.shell(`kubectl apply --filename - <<'END'\n${JSON.stringify(object)}\nEND`);
}
