/** What binds pods on any cluster; needs the AWS and the Kubernetes SDK and nothing else. */
export { AddonManagement, PodEniAddon } from "../pod-eni-addon";
export type { PodEniAddonArgs, VpcCniOutputs } from "../pod-eni-addon";
export { BACKOFF_LIMIT, ConnectivityProbe, ProbeExpectation } from "../connectivity-probe";
export type { ConnectivityProbeArgs } from "../connectivity-probe";
export { bindingLabel, PodSecurityGroupBinding } from "../pod-security-group-binding";
export { Enforcement } from "./enforcement";
export type { BindingOutputs, SecurityGroupOutputs, SecurityGroupPolicyOutputs } from "../pod-security-group-binding";
export type { AutoMode, ClusterHandle, PodSecurityGroupBindingArgs, VpcCni } from "./args";
export type {
  AddressesPeer,
  DatabaseTarget,
  PathFrom,
  PathTo,
  PrefixListPeer,
  ReportedPath,
  SecurityGroupPeer,
} from "./paths";
export type { LabelRequirement, LabelSelector } from "./selectors";
