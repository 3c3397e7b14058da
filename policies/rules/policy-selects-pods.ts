import type { Graph } from "../../model/graph/graph";
import { matches } from "../../model/reading/workloads";
import { find, isObject } from "../../model/graph/values";
import { allWorkloadsOf, podPoliciesOf } from "../pods";
import { resourcesOf } from "../facts";
import { rule, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Policy and workloads mean each other. */
export const policySelectsPods = rule({
  name: "policy-selects-pods",
  description:
    "A SecurityGroupPolicy selects a workload of its namespace, and every workload that waits for one is selected.",
  severity: "high",
  enforcementLevel: "advisory",
  remediationSteps:
    "Give the pod template the labels that the policy selects, in the policy's namespace; otherwise the pods run under the node's group and nothing says so.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(graph) {
    return [...idle(graph), ...missed(graph)];
  },
});

/** Policies that select none of the workloads that their namespace has, and whose groups no other pods get. */
function idle(graph: Graph): Violation[] {
  const used = podPoliciesOf(graph).filter(({ workloads }) => workloads.length > 0);
  const lent = new Set(used.flatMap(({ groups }) => groups.map(({ key }) => key)));
  return podPoliciesOf(graph).flatMap(({ resource, namespace, groups, workloads }): Violation[] => {
    const near = allWorkloadsOf(graph).filter((pods) => pods.namespace === namespace);
    // A workload whose labels are not known yet may be the one that is meant.
    const isDecided = near.every(({ labels, serviceAccountLabels }) => {
      const [pod, account] = ["podSelector", "serviceAccountSelector"].map((key) => find(resource.inputs, "spec", key));
      const answers = [
        ...(isObject(pod) ? [matches(pod, labels)] : []),
        ...(isObject(account) ? [matches(account, serviceAccountLabels)] : []),
      ];
      return answers.includes(false);
    });
    if (workloads.length > 0 || near.length === 0 || !isDecided) return [];
    // Such a policy only keeps a group that others hand out, too.
    if (groups.length > 0 && groups.every(({ key }) => lent.has(key))) return [];
    return [
      wrong(
        resource.urn,
        `${named(resource)} selects no workload of its namespace; compare its selector with the labels of the pod templates`,
      ),
    ];
  });
}

/** Workloads that take something from a policy, so that they wait for it, and are not selected by it. */
function missed(graph: Graph): Violation[] {
  return podPoliciesOf(graph).flatMap(({ resource, workloads }) =>
    allWorkloadsOf(graph)
      .filter(
        ({ urn, sources, labels }) =>
          sources.includes(resource.urn) && labels !== undefined && !workloads.some((own) => own.urn === urn),
      )
      .map(({ urn }) => {
        const pods = named(resourcesOf(graph).get(urn)!);
        return wrong(
          urn,
          `${pods} takes its pod template from ${named(resource)}, which does not select it: its pods run under the node's group; give them its labels, in its namespace`,
        );
      }),
  );
}
