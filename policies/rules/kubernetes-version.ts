import { kubernetesSupport } from "../../model/aws/kubernetes-versions";
import { isAbsent, isUnknown } from "../../model/graph/values";
import type { Finding } from "../findings";
import { text } from "../pod-eni";
import { missingOf, resourceName } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** Clusters run a version that is supported at the ordinary price. */
export const kubernetesVersion: Rule = rule({
  name: "kubernetes-version",
  description: "A cluster's Kubernetes version is in standard support.",
  severity: "medium",
  // A day in the calendar must not stop an urgent change.
  enforcementLevel: "advisory",
  remediationSteps:
    "Raise the version, one minor version at a time: in extended support a cluster costs six times as much.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  check({ clusters, completeness }, _config, day) {
    return clusters.inGraph().flatMap(({ root, parts }): Finding[] => {
      const { urn } = root!;
      const cluster = { cluster: resourceName(root!) };
      const version = parts.map(({ inputs }) => inputs.version).find((value) => !isAbsent(value));
      if (version === undefined || isUnknown(version)) {
        const missing = root!.external ? missingOf(completeness.of(urn)) : [];
        return [unsure(urn, "kubernetes-version: not known", cluster, missing)];
      }
      const { status, ends } = kubernetesSupport(text(version), day);
      const values = { ...cluster, version: text(version) };
      switch (status) {
        case "standard":
          return [];
        case "unlisted":
          return [unsure(urn, "kubernetes-version: unlisted", values)];
        case "ended":
          return [wrong(urn, "kubernetes-version: ended", { ...values, ...(ends !== undefined && { ends }) })];
        default:
          return [wrong(urn, "kubernetes-version: no version", cluster)];
      }
    });
  },
});
