/** Pulumi components for security groups for pods on Amazon EKS. */
export { AddonManagement, PodEniAddon } from "./pod-eni-addon";
export type { PodEniAddonArgs, VpcCniOutputs } from "./pod-eni-addon";
export { CATALOG_PORT, CatalogService } from "./catalog-service";
export type { CatalogDatabase, CatalogServiceArgs } from "./catalog-service";
export { BACKOFF_LIMIT, ConnectivityProbe, ProbeExpectation } from "./connectivity-probe";
export type { ConnectivityProbeArgs } from "./connectivity-probe";
export { Database } from "./database";
export type { DatabaseArgs } from "./database";
export { InClusterDatabase } from "./in-cluster-database";
export type { InClusterDatabaseArgs } from "./in-cluster-database";
export { LabNamespace } from "./lab-namespace";
export type { LabNamespaceArgs, PodHome } from "./lab-namespace";
export { Network } from "./network";
export type { NetworkArgs } from "./network";
export { PodEniCluster } from "./pod-eni-cluster";
export type { AddonVersions, PodEniClusterArgs } from "./cluster/args";
export { bindingLabel, PodSecurityGroupBinding } from "./pod-security-group-binding";
export type { BindingOutputs, SecurityGroupOutputs, SecurityGroupPolicyOutputs } from "./pod-security-group-binding";
export type { ClusterHandle, PodSecurityGroupBindingArgs, VpcCni } from "./binding/args";
export type {
  DatabaseTarget,
  PathFrom,
  PathTo,
  PrefixListPeer,
  ReportedPath,
  SecurityGroupPeer,
} from "./binding/paths";
export type { LabelRequirement, LabelSelector } from "./binding/selectors";
