import { EnforcingMode } from "../../model/aws/vpc-cni";
import { settingOf } from "../../model/reading/policy-setting";
import type { Finding } from "../findings";
import { resourceName } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** Who chooses standard mode knows what it does not filter. */
export const standardMode: Rule = rule<{ accepted: boolean }>({
  name: "standard-mode",
  description: "The enforcing mode of pod security groups is strict, which filters all traffic of bound pods.",
  severity: "medium",
  enforcementLevel: "advisory",
  remediationSteps:
    "Set POD_SECURITY_GROUP_ENFORCING_MODE to strict and DISABLE_TCP_EARLY_DEMUX to true; or set `accepted`, where NodePorts, NodeLocal DNSCache or Calico need standard mode.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  configSchema: {
    properties: { accepted: { type: "boolean", default: false, description: "True where standard mode is meant" } },
  },
  check(reading, { accepted }) {
    if (accepted) return [];
    const settings = reading.bindings.all.map(({ policy }) => ({ policy, ...settingOf(reading, policy) }));
    const first = settings.find(({ enforcingMode }) => enforcingMode === EnforcingMode.standard);
    if (first === undefined) return [];
    const { externalSnat, policy } = first;
    const { urn } = policy;
    const found: Finding[] = [wrong(urn, "standard-mode: same node", { policy: resourceName(policy) })];
    if (externalSnat === true) return found;
    return [...found, (externalSnat === undefined ? unsure : wrong)(urn, "standard-mode: out of the VPC", {})];
  },
});
