/**
 * Ways to break the lab's world.
 */
import type { NetworkInterface, SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { Pod, Policy } from "../../cli/inspect/kubernetes-types";
import * as w from "./world";
import type { World } from "./world";

/** What is broken, and the one cause that must be named. */
export interface Case {
  mode: number;
  title: string;
  breaks: (world: World) => void;
  /** Kinds of what is found, in this order; nothing else may be. */
  finds: string[];
  code: 0 | 1;
  /** What it is about. */
  at?: string[];
  /** A command that it must name. */
  command?: RegExp;
}

export const CATALOG = "catalog/catalog-7d4b9c-abcde";
export const POLICY = "catalog/catalog-policy-9f8e";
export const BOUND = "bound:catalog/catalog-policy-9f8e";

export const podOf = (world: World): Pod =>
  world.objects.Pod.find(({ metadata }) => metadata.name === "catalog-7d4b9c-abcde")!;
export const policyOf = (world: World): Policy => world.objects.SecurityGroupPolicy[0];
export const ruleOf = (world: World, digit: number): SecurityGroupRule =>
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules.find(({ SecurityGroupRuleId: id }) =>
    id!.endsWith(`0${digit}`),
  )!;
export const dropRules = (world: World, ...digits: number[]): void => {
  const all = world.aws.DescribeSecurityGroupRules.SecurityGroupRules;
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules = all.filter(
    (one) => !digits.some((d) => one === ruleOf(world, d)),
  );
};
export const addRule = (world: World, rule: SecurityGroupRule): void => {
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules.push(rule);
};
export const interfacesOf = (world: World): NetworkInterface[] => world.aws.DescribeNetworkInterfaces.NetworkInterfaces;
export const about = (world: World, ...args: Parameters<typeof w.event>): void => {
  world.objects.Event.push(w.event(...args));
};

/** The node without a trunk, and its pods waiting. */
export function withoutTrunk(
  world: World,
  type = "m6g.large",
  features: { name: string }[] = [{ name: "SecurityGroupsForPods" }],
): void {
  world.objects.Node = [w.node(w.NODE, w.INSTANCE, { capacity: "", type })];
  world.objects.CNINode[0].spec = { features };
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = w.nodeInterfaces(w.INSTANCE, "10.42.97.10");
  waiting(world);
  about(
    world,
    "Pod",
    CATALOG,
    "FailedScheduling",
    "0/1 nodes are available: 1 Insufficient vpc.amazonaws.com/pod-eni.",
  );
}

/** The catalog's pod, not scheduled. */
export function waiting(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  delete pod.spec.nodeName;
  pod.status = { phase: "Pending" };
}

/** The catalog's pod on its node, without its interface. */
export function creating(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  pod.status = { phase: "Pending", startTime: "2026-11-26T10:09:50Z" };
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = interfacesOf(world).filter(
    ({ NetworkInterfaceId }) => NetworkInterfaceId !== w.BRANCH,
  );
}

export function notAllocated(world: World, message: string): void {
  creating(world);
  about(world, "Pod", CATALOG, "BranchAllocationFailed", `failed to allocate branch ENI to pod: ${message}`);
}

/** The catalog's pod with its node's groups: it never asked. */
export function notAsked(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  delete pod.spec.containers[0].resources;
  pod.status!.podIP = "10.42.97.40";
  const [primary] = interfacesOf(world);
  primary.PrivateIpAddresses!.push({ PrivateIpAddress: "10.42.97.40" });
}

export function detachPolicy(world: World): void {
  const role = world.aws.ListAttachedRolePolicies;
  role.AttachedPolicies = role.AttachedPolicies.slice(0, 1);
}

export const REFUSED =
  "Failed to create trunk interface: Error Code: UnauthorizedOperation: Please verify the cluster IAM role has AmazonEKSVPCResourceController policy";
