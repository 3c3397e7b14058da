import type * as pulumi from "@pulumi/pulumi";
import type { PathFrom, PathTo } from "./paths";
import type { LabelSelector } from "./selectors";

/** The VPC CNI setting of a cluster, as a `PodEniAddon` or a `PodEniCluster` gives it. */
export interface VpcCni {
  /** `ENABLE_POD_ENI`. */
  podEni: pulumi.Input<boolean>;
  /** `POD_SECURITY_GROUP_ENFORCING_MODE`: `strict` or `standard`. */
  enforcingMode: pulumi.Input<string>;
  /** `DISABLE_TCP_EARLY_DEMUX`. */
  disableTcpEarlyDemux: pulumi.Input<boolean>;
  /** Version of the VPC CNI, such as `v1.21.1-eksbuild.1`. */
  version: pulumi.Input<string>;
  /**
   * Where the other values are known from: `assert`, `apply` or `create`, as `PodEniAddon` says what it did about the add-on.
   * Default `declared`: nothing checked them, and `lab check` takes a verdict that rests on the mode for not known.
   */
  source?: pulumi.Input<string>;
}

/**
 * EKS Auto Mode, which has no VPC CNI of one's own. Not tried on AWS: of AWS's page on the feature only the opening could be
 * read. What it says: a matched pod gets its own branch interface with the named groups alone, which judge its traffic
 * whatever the node carries. What it leaves open, and verdicts call not known: whether pods ask DNS by these rules, since
 * Auto Mode answers DNS on the node; traffic that stays on one node; under which group traffic leaves the VPC; whether the
 * kubelet's probes need a rule. Declare `dns` and `nodes` paths all the same, and try these first.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-sgp.html
 */
export interface AutoMode {
  /** Kubernetes version of the cluster, such as `1.36`, from which on Auto Mode takes SecurityGroupPolicy. */
  kubernetesVersion: pulumi.Input<string>;
}

/**
 * A cluster that pods are bound on; `PodEniCluster` is one. What gives its pods branch interfaces is exactly one of `vpcCni`
 * and `autoMode`.
 *
 * @example
 * ```ts
 * // A cluster in EKS Auto Mode, made elsewhere. No PodEniAddon: VPC CNI settings do not apply to it.
 * const cluster = { vpcId, clusterSecurityGroupId, autoMode: { kubernetesVersion: "1.36" } };
 * new PodSecurityGroupBinding("orders", { cluster, namespace: "orders", reaches: [{ dns: true }] }, { providers });
 * ```
 */
export interface ClusterHandle {
  /**
   * Id of the VPC in which the nodes run. A program that makes the nodes too gives a value that waits for them, as
   * `PodEniCluster` does, or makes the binding depend on them: with the plain id, destroy deletes nodes and cluster first,
   * and with them the only controller that removes branch interfaces, which then keep the security group from its end.
   */
  vpcId: pulumi.Input<string>;
  /** Id of the cluster security group, the one that EKS made. Without `nodeSecurityGroupId`, nodes must carry it. */
  clusterSecurityGroupId: pulumi.Input<string>;
  /**
   * Id of the group that nodes and ordinary pods carry, where that is another one, as with terraform-aws-eks or self-managed
   * nodes. It must let out what reaches bound pods, as such groups usually do: no egress half is written into it. Default:
   * the cluster security group.
   */
  nodeSecurityGroupId?: pulumi.Input<string>;
  /** Id of the group that CoreDNS carries, where that is another one. Default: the group that nodes carry. */
  dnsSecurityGroupId?: pulumi.Input<string>;
  /** The VPC CNI setting. */
  vpcCni?: VpcCni;
  /** EKS Auto Mode instead, on Kubernetes 1.36 or later. Not tried on AWS. */
  autoMode?: AutoMode;
}

/** Arguments of `PodSecurityGroupBinding`. */
export interface PodSecurityGroupBindingArgs {
  /** The cluster. */
  cluster: ClusterHandle;
  /** Namespace of the pods. */
  namespace: pulumi.Input<string>;
  /** Selects pods by labels of theirs. Default, where no selector is given: the binding's own label. */
  podSelector?: LabelSelector;
  /** Selects pods by labels of their ServiceAccount, not by its name. With `podSelector`, both must match. Default none. */
  serviceAccountSelector?: LabelSelector;
  /** What the pods may reach; nothing else is open. Default nothing. */
  reaches?: PathTo[];
  /** What may reach the pods; nothing else may. Default nothing. */
  reachableFrom?: PathFrom[];
  /**
   * Ids of further security groups that the pods carry; their rules add up. Where the same program makes those rules, say
   * `dependsOn` what makes them, such as the other binding: an id alone does not wait for them. Default none.
   */
  additionalSecurityGroupIds?: pulumi.Input<string>[];
  /** The account's quota of security groups per network interface, 5 to 16. Default 5. */
  securityGroupsPerInterface?: number;
  /** DNS domain of the binding's own label and annotation. Default `sgp.internal`. */
  labelDomain?: string;
}
