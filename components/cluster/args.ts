import type * as pulumi from "@pulumi/pulumi";

/** Versions of the cluster's add-ons; each default is AWS's default for the Kubernetes version. */
export interface AddonVersions {
  /** Version of the VPC CNI, at least 1.20.4 and neither 1.22.0 nor 1.22.1. Default: AWS's for the Kubernetes version. */
  vpcCni?: string;
  /** Version of kube-proxy, such as `v1.36.0-eksbuild.1`. Default: AWS's for the Kubernetes version. */
  kubeProxy?: string;
  /** Version of CoreDNS, such as `v1.12.4-eksbuild.1`. Default: AWS's for the Kubernetes version. */
  coreDns?: string;
}

/** Arguments of `PodEniCluster`. */
export interface PodEniClusterArgs {
  /** Name of the EKS cluster, 1 to 100 characters. Changing it replaces the cluster and all that runs on it. */
  clusterName: string;
  /** Kubernetes version, such as `1.36`. */
  kubernetesVersion: string;
  /**
   * True where the version may serve only a cluster of this name that lives: none is made with it, and one that lives is
   * upgraded to it from the minor version before it at most. For versions that are out of support. AWS is asked which
   * clusters there are. Default false.
   */
  existingOnly?: boolean;
  /** Id of the VPC. */
  vpcId: pulumi.Input<string>;
  /** Subnets in at least two zones, for the control plane's interfaces. */
  controlPlaneSubnetIds: pulumi.Input<string>[];
  /** Private subnets that reach the internet, for the nodes. */
  nodeSubnetIds: pulumi.Input<string>[];
  /** True to open the Kubernetes API to the internet, behind AWS authentication. Default true. */
  endpointPublicAccess?: boolean;
  /** Address ranges that may call the public endpoint, at least one. Default anywhere. */
  publicAccessCidrs?: string[];
  /** Control plane logs to keep: `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`. Default `audit`. */
  logTypes?: string[];
  /** Days for which logs are kept, 1 to 3653, one of the periods that CloudWatch Logs knows. Default 7. */
  logRetentionDays?: number;
  /** EC2 instance type of the nodes; it must carry a trunk interface. Default `m6g.large`. */
  nodeInstanceType?: string;
  /** Number of nodes, 1 or more. Default 1. */
  nodeCount?: number;
  /** `strict` or `standard`. Default `strict`; what that costs stands at `PodEniAddonArgs.enforcingMode`. */
  enforcingMode?: string;
  /** Add-on versions. Default: AWS's default for the Kubernetes version. */
  addonVersions?: AddonVersions;
  /** ARNs of principals that administer the cluster, besides the one that deploys. Default none. */
  adminPrincipalArns?: string[];
  /** ARNs of principals that may look at everything, Secrets included. Default none. */
  viewerPrincipalArns?: string[];
  /** Role that the provider assumes; the kubeconfig asks for its token with the same. Default none. */
  assumedRoleArn?: pulumi.Input<string>;
  /** AWS partition: `aws`, `aws-cn` or `aws-us-gov`. Default `aws`. */
  partition?: string;
  /** Tags of the instances, their volumes and their network interfaces. Default none. */
  nodeTags?: { [key: string]: string };
}
