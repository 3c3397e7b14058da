import type * as pulumi from "@pulumi/pulumi";

/** A database that a path leads to; `Database` is one. */
export interface DatabaseTarget {
  /** What messages and descriptions call it. */
  name: string;
  /** Id of its security group, in which the binding makes the ingress half. */
  securityGroupId: pulumi.Input<string>;
  /** Port. */
  port: pulumi.Input<number>;
}

/** A security group at the other end of a path; another `PodSecurityGroupBinding` is one. */
export interface SecurityGroupPeer {
  /** What messages and descriptions call it. */
  name: string;
  /** Id of the security group, in which the binding makes the other half. */
  securityGroupId: pulumi.Input<string>;
}

/** Addresses of an AWS service behind a managed prefix list. */
export interface PrefixListPeer {
  /** What messages and descriptions call it. */
  name: string;
  /** Id of the prefix list, `pl-…`. */
  prefixListId: pulumi.Input<string>;
}

/**
 * Something that bound pods may reach: exactly one of `dns`, `kubernetesApi`, `database`, `binding`, `securityGroup`,
 * `prefixList` and `self`. Both halves are made: egress of the pods, ingress of the target.
 */
export interface PathTo {
  /** True for DNS, UDP and TCP 53, at what runs CoreDNS. */
  dns?: boolean;
  /** True for the Kubernetes API, TCP 443 at the cluster security group. */
  kubernetesApi?: boolean;
  /** A database, at its port. */
  database?: DatabaseTarget;
  /** The pods of another binding, at `port`. */
  binding?: SecurityGroupPeer;
  /** Anything with a security group, at `port`: an interface VPC endpoint (443), a cache, a load balancer. */
  securityGroup?: SecurityGroupPeer;
  /** An AWS service behind a gateway endpoint, at `port` (443). It has no ingress half. */
  prefixList?: PrefixListPeer;
  /** True for the binding's own pods, at `port`. */
  self?: boolean;
  /** Port, 1 to 65535; only where the target does not say. */
  port?: number;
  /** `tcp` or `udp`. Default `tcp`. */
  protocol?: string;
}

/**
 * Something that may reach bound pods: exactly one of `nodes`, `binding` and `securityGroup`. Both halves are made, except
 * on the group of the nodes: EKS lets the cluster security group out everywhere, and others are expected to be so.
 */
export interface PathFrom {
  /**
   * True for everything that carries the group of the nodes, by default the cluster security group: the kubelet's probes,
   * which strict mode needs, and with them every node and every ordinary pod.
   */
  nodes?: boolean;
  /** The pods of another binding. */
  binding?: SecurityGroupPeer;
  /** Anything with a security group, such as a load balancer. */
  securityGroup?: SecurityGroupPeer;
  /** Port, 1 to 65535. */
  port: number;
  /** `tcp` or `udp`. Default `tcp`. */
  protocol?: string;
}

/** A path as the binding reports it. */
export interface ReportedPath {
  /** The other end: `dns`, `kubernetes-api`, `nodes`, `self`, or the name of a database, binding, group or prefix list. */
  peer: string;
  /** `tcp` or `udp`. */
  protocol: string;
  /** Port. */
  port: pulumi.Output<number>;
}
