/**
 * How long resources take, by type: one dated table, in seconds. A figure says where it comes from; a type without one gets
 * a stated default.
 *
 * Sources, all read on {@link DURATIONS_DATE}:
 * - recorded: time between a resource's `created` and that of the last one it waits for, in the 48 recorded states of
 *   https://github.com/pulumi/pulumi-eks/tree/7bf0c1b1/tests/testdata/recorded (2023-11 to 2024-11, Kubernetes 1.28 to 1.31,
 *   mostly us-west-2);
 * - logs: output of `terraform apply` and `terraform destroy` in public repositories and issues.
 */
import type { GraphResource } from "../graph/graph";
import { find } from "../graph/values";

/** Day on which the table was put together. */
export const DURATIONS_DATE = "2026-11-23";

/** Seconds that something takes. */
export interface Duration {
  /** Half of the runs take less. */
  median: number;
  /** Nine of ten runs take less; the same as the median where nothing is known about the spread. */
  p90: number;
  /** Where the figure comes from. */
  source: string;
}

/** Durations of one type of resource. */
export interface TypeDurations {
  /** What people call it. */
  what: string;
  create: Duration;
  delete: Duration;
}

const took = (median: number, p90: number, source: string): Duration => ({ median, p90, source });
const recorded = (median: number, p90: number, runs: number): Duration => took(median, p90, `recorded, n = ${runs}`);
const assumed = (seconds: number, why: string): Duration => took(seconds, seconds, `assumed: ${why}`);

const NOTHING = took(0, 0, "nothing happens outside Pulumi");
const QUICK = took(1, 2, "logs: 0 to 2 s");
const DEFAULT_CREATE = assumed(3, "no figure for this type");
const DEFAULT_DELETE = assumed(3, "no figure for this type");
/** A Kubernetes object that is not awaited. The first one of a provider also reads the API's schema: counted there. */
const OBJECT = took(0.2, 0.2, "recorded ServiceAccounts and StorageClasses that come after another object, n = 7");
const OBJECT_DELETE = assumed(2, "one API call");
const PODS_END = assumed(30, "the grace period, TERMINATION_GRACE_SECONDS of components/support/pods.ts");
const CONTROL_PLANE = {
  what: "control plane",
  create: recorded(458, 697, 71),
  delete: took(207, 477, "logs, n = 14: 69 to 560 s"),
};

/** Durations by type; an add-on also has its name in the key. */
const TABLE: { [type: string]: TypeDurations } = {
  "aws:ec2/vpc:Vpc": {
    what: "VPC",
    // Recorded ones without DNS host names take 3 s: the setting is a call of its own, and waited for.
    create: took(13.4, 15, "recorded with DNS host names, n = 3"),
    delete: QUICK,
  },
  "aws:ec2/subnet:Subnet": { what: "subnet", create: recorded(1.2, 1.3, 60), delete: QUICK },
  "aws:ec2/subnet:Subnet public": {
    what: "subnet",
    create: took(11.6, 11.8, "recorded with mapPublicIpOnLaunch, n = 63"),
    delete: QUICK,
  },
  "aws:ec2/internetGateway:InternetGateway": {
    what: "internet gateway",
    create: recorded(0.9, 1.1, 21),
    delete: took(1, 11, "logs: 0 to 11 s"),
  },
  "aws:ec2/eip:Eip": { what: "public address", create: recorded(0.9, 1.2, 60), delete: QUICK },
  "aws:ec2/natGateway:NatGateway": {
    what: "NAT gateway",
    create: recorded(106, 126, 60),
    delete: took(60, 72, "logs, n = 13: 37 to 79 s"),
  },
  "aws:ec2/routeTable:RouteTable": { what: "route table", create: recorded(0.8, 0.9, 123), delete: QUICK },
  "aws:ec2/route:Route": { what: "route", create: recorded(1, 1.4, 123), delete: QUICK },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    what: "route table association",
    create: recorded(0.6, 0.7, 123),
    delete: QUICK,
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    what: "security group",
    create: took(2.9, 4.4, "recorded, n = 132; p90 of the 159 that wait for nothing else"),
    delete: QUICK,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    what: "ingress rule",
    create: recorded(1.8, 4, 603),
    delete: QUICK,
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    what: "egress rule",
    create: recorded(1.8, 4, 603),
    delete: QUICK,
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": { what: "rule", create: recorded(1.8, 4, 603), delete: QUICK },
  "aws:ec2/launchTemplate:LaunchTemplate": { what: "launch template", create: recorded(0.5, 1.5, 38), delete: QUICK },
  "aws:iam/role:Role": { what: "role", create: recorded(0.8, 3, 168), delete: QUICK },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    what: "role attachment",
    create: recorded(0.2, 3, 342),
    delete: QUICK,
  },
  "eks:index:Cluster": CONTROL_PLANE,
  "aws:eks/cluster:Cluster": CONTROL_PLANE,
  "aws:eks/accessEntry:AccessEntry": { what: "access entry", create: recorded(1.6, 1.7, 2), delete: QUICK },
  "aws:eks/nodeGroup:NodeGroup": {
    what: "node group",
    create: recorded(124, 139, 15),
    delete: took(382, 499, "logs, n = 10: 138 to 501 s, two of them 252 s"),
  },
  "aws:eks/fargateProfile:FargateProfile": {
    what: "Fargate profile",
    create: recorded(137, 137, 1),
    delete: DEFAULT_DELETE,
  },
  "aws:eks/addon:Addon": addon("add-on", assumed(17, "as the VPC CNI")),
  "aws:eks/addon:Addon vpc-cni": addon("vpc-cni add-on", recorded(17, 19, 20)),
  "aws:eks/addon:Addon kube-proxy": addon("kube-proxy add-on", recorded(10, 11, 20)),
  "aws:eks/addon:Addon coredns": addon("coredns add-on", took(15, 45, "logs, n = 8: 14 to 56 s, after nodes")),
  // It waits for pods that have no node, and gives up as "degraded": https://github.com/pulumi/pulumi-eks/issues/1819
  "aws:eks/addon:Addon coredns before nodes": addon("coredns add-on", recorded(915, 916, 12)),
  "aws:rds/instance:Instance": {
    what: "database",
    create: took(246, 360, "logs of small MySQL and PostgreSQL instances, n = 11: 196 to 368 s"),
    delete: took(320, 385, "logs: 255 to 385 s, the middle and the end of it; four others took 111 to 116 s"),
  },
  "aws:rds/subnetGroup:SubnetGroup": { what: "subnet group", create: QUICK, delete: QUICK },
  "random:index/randomPassword:RandomPassword": {
    what: "password",
    create: recorded(1.3, 2.9, 4),
    delete: NOTHING,
  },
  "pulumi:providers:aws": {
    what: "AWS provider",
    create: took(3.5, 4, "start of its process, 3 to 4 s on the real engine"),
    delete: NOTHING,
  },
  "pulumi:providers:kubernetes": {
    what: "Kubernetes provider",
    create: took(2.1, 4, "recorded: 0.4 s (p90 2.2, n = 138), and 1.7 s (p90 1.8, n = 4) with its first object"),
    delete: NOTHING,
  },
  "kubernetes:core/v1:Namespace": {
    what: "namespace",
    create: OBJECT,
    delete: assumed(10, "its controller removes what is in it first"),
  },
  "kubernetes:apps/v1:Deployment": { what: "Deployment", create: OBJECT, delete: PODS_END },
  "kubernetes:apps/v1:StatefulSet": { what: "StatefulSet", create: OBJECT, delete: PODS_END },
};

type Waits = "trunk" | "branchInterface" | "applicationStart" | "imagePull" | "jobRun" | "timeOuts" | "coolDown";

/** What pods wait for after their object exists, and interfaces after their pod is gone. In seconds, as the table. */
export const Wait: Readonly<Record<Waits, Duration>> = {
  /**
   * Trunk interface of a node that has joined: 2 min 55 against 2 min 58 in the sample events of
   * https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/README.md, rounded up.
   */
  trunk: took(5, 5, "sample events of the VPC resource controller: 3 s, rounded up"),
  /** Branch interface of a bound pod: https://github.com/aws/amazon-vpc-resource-controller-k8s/pull/710 */
  branchInterface: took(4, 4, "one log of the VPC resource controller, from pod to annotation"),
  /** A Deployment's pods from its object to ready, branch interface, image and three probes 5 s apart included. */
  applicationStart: took(45, 58, "assumed; p90 by the ratio of recorded Deployments (24.9 and 32.3 s, n = 4)"),
  /** The image of a Job: kubelets on EKS pulled 74 and 76 MB from public ECR in 3.7 and 6.0 s. The catalog's is taken to be as large. */
  imagePull: took(5, 6, "74 and 76 MB in 3.7 and 6.0 s, two kubelet logs of EKS nodes"),
  /** A Job that does its work at once. */
  jobRun: assumed(2, "start of the container, one connection"),
  /** A Job that must see time-outs: three attempts of 5 s in components/probe/script.ts. */
  timeOuts: assumed(17, "start of the container, three attempts of 5 s"),
  /**
   * From the end of the last bound pod until its interface is gone:
   * https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/provider/branch/cooldown/cooldown.go
   */
  coolDown: took(60, 90, "60 s in the VPC resource controller, and up to 30 s until it looks again"),
};

function addon(what: string, create: Duration): TypeDurations {
  return { what, create, delete: took(9, 9, "logs, n = 1") };
}

/**
 * Durations of a resource, by its type and the inputs that matter.
 *
 * @param beforeNodes true where the cluster gets its first nodes only after this resource
 */
export function durationsOf(resource: GraphResource, beforeNodes: boolean): TypeDurations {
  const { type, inputs } = resource;
  const what = type.split(":").at(-1) ?? type;
  // What is only read is there.
  const isRead = resource.external === true;
  if (isRead || (!resource.custom && type !== "eks:index:Cluster")) return { what, create: NOTHING, delete: NOTHING };
  const name = find(inputs, "addonName");
  const keys = [
    ...(name === "coredns" && beforeNodes ? [`${type} coredns before nodes`] : []),
    ...(typeof name === "string" ? [`${type} ${name}`] : []),
    ...(find(inputs, "mapPublicIpOnLaunch") === true ? [`${type} public`] : []),
    type,
  ];
  const found = keys.find((key) => Object.hasOwn(TABLE, key));
  if (found !== undefined) return TABLE[found];
  if (type.startsWith("pulumi:providers:"))
    return { what: `${what} provider`, create: DEFAULT_CREATE, delete: NOTHING };
  if (type.startsWith("kubernetes:")) return { what, create: OBJECT, delete: OBJECT_DELETE };
  return { what, create: DEFAULT_CREATE, delete: DEFAULT_DELETE };
}
