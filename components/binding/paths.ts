import type * as pulumi from "@pulumi/pulumi";

/** A database that a path leads to; `Database` is one. */
export interface DatabaseTarget {
  /** What messages and descriptions call it. */
  name: string;
  /** Id of its security group, in which the binding makes the ingress half; as `SecurityGroupPeer.securityGroupId`. */
  securityGroupId: pulumi.Input<string>;
  /** Port, 1 to 65535. */
  port: pulumi.Input<number>;
}

/** A security group at the other end of a path; another `PodSecurityGroupBinding` is one. */
export interface SecurityGroupPeer {
  /** What messages and descriptions call it. */
  name: string;
  /**
   * Id of the security group, in which the binding makes the other half. A group of another account, in a VPC of the same
   * Region that is peered with this one, has the account before it: `123456789012/sg-…`, as a plain text, since the binding
   * then makes its own half alone. The other half is for that account to make.
   * Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
   */
  securityGroupId: pulumi.Input<string>;
}

/**
 * Addresses at the other end of a path, for what has no security group that a rule could name, such as an office or a data
 * center. What is given up: whoever has such an address is let through, and no other half says that it is meant.
 *
 * @example
 * ```ts
 * { addresses: { name: "billing", cidr: "192.0.2.0/28", reason: "on-premises, no group to name" }, port: 443 }
 * ```
 */
export interface AddressesPeer {
  /** What messages and descriptions call it. */
  name: string;
  /**
   * An IPv4 or IPv6 range in CIDR notation, such as `192.0.2.0/28`; one host is a `/32` or `/128`. Neither everything (`/0`)
   * nor a range that holds a whole CIDR block of the VPC.
   */
  cidr: string;
  /** Why addresses are named and no group. The rules' descriptions end in it. */
  reason: string;
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
 * `prefixList`, `addresses` and `self`. Both halves are made, egress of the pods and ingress of the target; a prefix list,
 * addresses and a group of another account get the first one alone.
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
  /** Addresses, at `port`, for what has no group. They have no ingress half. */
  addresses?: AddressesPeer;
  /** True for the binding's own pods, at `port`. */
  self?: boolean;
  /** Port, 1 to 65535; only where the target does not say. */
  port?: number;
  /** Last port of a range that begins with `port`, up to 65535. Default `port`: that one alone. */
  toPort?: number;
  /** `tcp` or `udp`. Default `tcp`. */
  protocol?: string;
}

/**
 * Something that may reach bound pods: exactly one of `nodes`, `binding`, `securityGroup` and `addresses`. Both halves are
 * made, except for addresses, for a group of another account, and on the group of the nodes: EKS lets the cluster security
 * group out everywhere, and others are expected to be so.
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
  /** Addresses, for what has no group. They have no egress half. */
  addresses?: AddressesPeer;
  /** Port, 1 to 65535. */
  port: number;
  /** Last port of a range that begins with `port`, up to 65535. Default `port`: that one alone. */
  toPort?: number;
  /** `tcp` or `udp`. Default `tcp`. */
  protocol?: string;
}

/** A path as the binding reports it. */
export interface ReportedPath {
  /** The other end: `dns`, `kubernetes-api`, `nodes`, `self`, or the name that its declaration gives it. */
  peer: string;
  /** `tcp` or `udp`. */
  protocol: string;
  /** Port, 1 to 65535; of a range the first one. */
  port: pulumi.Output<number>;
  /** Last port of a range, up to 65535; absent where it is one port. */
  toPort?: number;
  /** The AWS account that is to make the other half; absent where that is not another one. */
  otherHalfAccountId?: string;
}
