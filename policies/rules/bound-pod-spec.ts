import { compareText, find, isUnknown } from "../../model/graph/values";
import type { Workload } from "../../model/reading/workloads";
import type { Finding } from "../findings";
import { type Missing, missingOf, resourceName } from "../references";
import { found, type Rule, rule, unsure } from "../rule";

/** Pods that a policy selects can have a branch interface, and give it back. */
export const boundPodSpec: Rule = rule({
  name: "bound-pod-spec",
  description: "Pods that a SecurityGroupPolicy selects run on Linux, not on the host's network, and end with grace.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take hostNetwork out of the pod template, leave terminationGracePeriodSeconds above 0, and let no policy select Windows pods.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  check({ workloads, bindings, completeness }) {
    return [...workloads]
      .sort((a, b) => compareText(a.urn, b.urn))
      .flatMap((workload): Finding[] => {
        const selecting = bindings.of(workload.urn);
        if (selecting.length === 0) return [];
        const isSure = selecting.some(({ certain }) => certain);
        return ofWorkload(workload, isSure ? [] : [{ kind: "selected" }], missingOf(completeness.of(workload.urn)));
      });
  },
});

function ofWorkload({ resource, urn, spec, ...pods }: Workload, doubts: Missing[], untold: Missing[]): Finding[] {
  const workload = { workload: resourceName(resource) };
  const grace = find(spec, "terminationGracePeriodSeconds");
  const answers = [
    { kind: "bound-pod-spec: host network" as const, answer: pods.hostNetwork },
    { kind: "bound-pod-spec: Windows" as const, answer: pods.windows },
    { kind: "bound-pod-spec: no grace" as const, answer: isUnknown(grace) ? undefined : grace === 0 },
  ];
  return answers.flatMap(({ kind, answer }) => {
    if (answer === undefined) return [unsure(urn, kind, workload, untold)];
    return answer ? [found(doubts, urn, kind, workload)] : [];
  });
}
