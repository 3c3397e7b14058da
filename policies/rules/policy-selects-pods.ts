import { pushTo } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import { selects } from "../../model/reading/selectors";
import { NO_NAMESPACE, type Workload } from "../../model/reading/workloads";
import type { Finding } from "../findings";
import { type Missing, resourceName } from "../references";
import { hangingOn, type Rule, rule, wrong } from "../rule";

/** Policy and workloads mean each other. */
export const policySelectsPods: Rule = rule({
  name: "policy-selects-pods",
  description:
    "A SecurityGroupPolicy selects a workload of its namespace, and every workload that waits for one is selected.",
  severity: "high",
  enforcementLevel: "advisory",
  remediationSteps:
    "Give the pod template the labels that the policy selects, in the policy's namespace; otherwise the pods run under the node's group and nothing says so.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(reading) {
    return [...idle(reading), ...missed(reading)];
  },
});

/** Policies that select none of the workloads that their namespace has, and whose groups no other pods get. */
function idle({ bindings, workloads, completeness }: Reading): Finding[] {
  const used = bindings.all.filter(({ selected }) => selected.length > 0);
  const lent = new Set(used.flatMap(({ groups }) => groups.map(({ key }) => key)));
  const near = new Map<string, Workload[]>();
  for (const workload of workloads) pushTo(near, workload.namespace, workload);
  // Charts and files of YAML can make the pods that are meant.
  const unread = completeness.unread.find(({ type }) => type.startsWith("kubernetes:"));
  return bindings.all.flatMap(({ policy, namespace, groups, selectors, selected, skipped }): Finding[] => {
    if (skipped || selected.length > 0 || namespace === NO_NAMESPACE) return [];
    const isNear = near.has(namespace);
    if (!isNear && !workloads.some((workload) => selects(selectors, workload) === true)) return [];
    // Such a policy only keeps a group that others hand out, too.
    if (groups.length > 0 && groups.every(({ key }) => lent.has(key))) return [];
    const found = [wrong(policy.urn, "policy-selects-pods: nothing", { policy: resourceName(policy) })];
    const doubts: Missing[] = unread === undefined ? [] : [{ kind: "unread", by: resourceName(unread) }];
    // Its labels are those of pods in another namespace, and what runs in its own is made elsewhere, if anything is.
    return hangingOn(isNear ? doubts : [...doubts, { kind: "not known" }], found);
  });
}

/** Workloads that take something from a policy, so that they wait for it, and are not selected by it. */
function missed({ bindings, workloads }: Reading): Finding[] {
  const byUrn = new Map(bindings.all.map((binding) => [binding.policy.urn, binding]));
  return workloads.flatMap(({ urn, sources, labels, resource }) => {
    const selecting = new Set(bindings.of(urn).map(({ binding }) => binding));
    const meant = [...new Set(sources)].flatMap((source) => byUrn.get(source) ?? []);
    const missing = labels === undefined ? [] : meant.filter((binding) => !selecting.has(binding));
    return missing.map(({ policy }) => {
      const values = { workload: resourceName(resource), policy: resourceName(policy) };
      return wrong(urn, "policy-selects-pods: waits in vain", values);
    });
  });
}
