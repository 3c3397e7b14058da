import { EnforcingMode } from "../../model/aws/vpc-cni";
import { networkOf } from "../facts";
import { podPoliciesOf } from "../pods";
import { rule, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Who chooses standard mode knows what it does not filter. */
export const standardMode = rule<{ accepted: boolean }>({
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
  check(graph, { accepted }) {
    const { enforcingMode, externalSnat } = networkOf(graph).vpcCni;
    const [policy] = podPoliciesOf(graph);
    if (accepted || policy === undefined || enforcingMode !== EnforcingMode.standard) return [];
    const { urn } = policy.resource;
    const found: Violation[] = [
      wrong(
        urn,
        `standard mode does not filter traffic between pods of ${named(policy.resource)} and whatever runs on the same node; take strict mode`,
      ),
    ];
    if (externalSnat) return found;
    return [
      ...found,
      wrong(
        urn,
        `in standard mode, traffic of bound pods out of the VPC leaves under the node's group; take strict mode, or set AWS_VPC_K8S_CNI_EXTERNALSNAT`,
      ),
    ];
  },
});
