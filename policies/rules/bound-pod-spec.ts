import { find } from "../../model/graph/values";
import { resourcesOf, state } from "../facts";
import { podPoliciesOf, podSpec } from "../pods";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Pods that a policy selects can have a branch interface, and give it back. */
export const boundPodSpec = rule({
  name: "bound-pod-spec",
  description: "Pods that a SecurityGroupPolicy selects are not on the host's network and end with grace.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps: "Take hostNetwork out of the pod template, and leave terminationGracePeriodSeconds above 0.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  check(graph) {
    const selected = new Set(podPoliciesOf(graph).flatMap(({ workloads }) => workloads.map(({ urn }) => urn)));
    return [...selected].sort().flatMap((urn): Violation[] => {
      const resource = resourcesOf(graph).get(urn)!;
      const [network, grace] = ["hostNetwork", "terminationGracePeriodSeconds"].map((key) =>
        find(podSpec(resource), key),
      );
      const found: Violation[] = [];
      if (network === true) {
        found.push(
          wrong(
            urn,
            `${named(resource)} is on the host's network, so its pods get no security group of their own; take hostNetwork out`,
          ),
        );
      } else if (state(network) === "unknown")
        found.push(unsure(urn, `whether ${named(resource)} is on the host's network`));
      if (grace === 0) {
        found.push(
          wrong(
            urn,
            `${named(resource)} ends without grace, which leaves its branch interfaces behind; set terminationGracePeriodSeconds above 0`,
          ),
        );
      } else if (state(grace) === "unknown") found.push(unsure(urn, `whether ${named(resource)} ends with grace`));
      return found;
    });
  },
});
