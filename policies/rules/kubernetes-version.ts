import { kubernetesSupport } from "../../model/aws/kubernetes-versions";
import { isUnknown } from "../../model/graph/values";
import { text } from "../facts";
import { clustersOf } from "../clusters";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Clusters run a version that is supported at the ordinary price. */
export const kubernetesVersion = rule({
  name: "kubernetes-version",
  description: "A cluster's Kubernetes version is in standard support.",
  severity: "medium",
  // A day in the calendar must not stop an urgent change.
  enforcementLevel: "advisory",
  remediationSteps:
    "Raise the version, one minor version at a time: in extended support a cluster costs six times as much.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  check(graph) {
    const today = new Date().toISOString().slice(0, 10);
    return clustersOf(graph).flatMap(({ root, parts }): Violation[] => {
      if (root === undefined) return [];
      const version = parts.map(({ inputs }) => inputs.version).find((value) => value !== undefined && value !== null);
      if (version === undefined || isUnknown(version))
        return [unsure(root.urn, `which Kubernetes version ${named(root)} runs`)];
      const { status, ends } = kubernetesSupport(text(version), today);
      const plain = /^1\.\d{2}$/.test(text(version)) ? `Kubernetes ${text(version)}` : "a version";
      if (status === "standard") return [];
      if (status === "unlisted") return [unsure(root.urn, `whether ${plain} of ${named(root)} is in standard support`)];
      const why =
        status === "ended"
          ? `whose standard support ended${ends ? ` on ${ends}` : ""}`
          : "that is none; write it as 1.35";
      return [wrong(root.urn, `${named(root)} runs ${plain} ${why}; take a supported version`)];
    });
  },
});
