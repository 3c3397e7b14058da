/** Pulumi components for security groups for pods on Amazon EKS. */
export * from "./binding";
export { CATALOG_PORT, CatalogService } from "./catalog-service";
export type { CatalogDatabase, CatalogServiceArgs } from "./catalog-service";
export { Database } from "./database";
export type { DatabaseArgs } from "./database";
export { DatabaseEngine } from "./support/database-engines";
export { InClusterDatabase } from "./in-cluster-database";
export type { InClusterDatabaseArgs } from "./in-cluster-database";
export { LabNamespace } from "./lab-namespace";
export type { LabNamespaceArgs, PodHome } from "./lab-namespace";
export { Network } from "./network";
export type { NetworkArgs } from "./network";
export { PodEniCluster } from "./pod-eni-cluster";
export type { AddonVersions, PodEniClusterArgs } from "./cluster/args";
