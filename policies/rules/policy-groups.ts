import type { Graph } from "../../model/graph/graph";
import { find, isUnknown, listOf, unique } from "../../model/graph/values";
import { clusterOfObject } from "../clusters";
import { resourcesOf, sourcesOf, vpcOf } from "../facts";
import { groupsOf } from "../interfaces";
import { allWorkloadsOf, type PodPolicy, podPoliciesOf } from "../pods";
import { rule, unsure, type Violation, wrong } from "../rule";
import { groupNames, named } from "../say";

/** A SecurityGroupPolicy hands out groups that a network interface can carry. */
export const policyGroups = rule<{ quota: number }>({
  name: "policy-groups",
  description: "A SecurityGroupPolicy names 1 to 5 well-formed, different security groups of the nodes' VPC.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Name groups by the ids that their resources give, each once, and no more than an interface can carry; all policies that select a pod count together.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  configSchema: {
    properties: {
      quota: {
        ...{ type: "integer", minimum: 1, maximum: 16, default: 5 },
        description: "The account's quota of security groups per network interface",
      },
    },
  },
  check(graph, { quota }) {
    return [
      ...podPoliciesOf(graph).flatMap((policy) => [...ofIds(policy, quota), ...ofVpcs(graph, policy)]),
      ...allWorkloadsOf(graph).flatMap(({ urn }) => ofUnion(graph, urn, quota)),
    ];
  },
});

const GROUP_ID = /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/;

function ofIds({ resource, groups }: PodPolicy, quota: number): Violation[] {
  const { urn, inputs } = resource;
  const name = named(resource);
  const ids = find(inputs, "spec", "securityGroups", "groupIds");
  if (isUnknown(ids)) return [unsure(urn, `which security groups ${name} hands out`)];
  const all = listOf(ids);
  const literal = all.filter((id) => !isUnknown(id));
  const found: Violation[] = [];
  if (all.length === 0)
    found.push(wrong(urn, `${name} names no security group: its pods run under the node's group; give it groupIds`));
  if (all.length > quota) {
    found.push(
      wrong(
        urn,
        `${name} names ${all.length} security groups, an interface carries ${quota}; take fewer, or raise the quota`,
      ),
    );
  }
  if (literal.some((id) => typeof id !== "string" || !GROUP_ID.test(id))) {
    found.push(
      wrong(urn, `a group of ${name} is no security group id (sg- and 8 or 17 hex digits); names are not accepted`),
    );
  }
  if (unique(literal).length !== literal.length)
    found.push(wrong(urn, `${name} names a security group twice; name each once`));
  else if (all.length > 1 && literal.length < all.length && groups.length < all.length) {
    found.push(unsure(urn, `whether ${name} names a security group twice`));
  }
  return found;
}

/** Pods that several policies select carry the groups of all of them. */
function ofUnion(graph: Graph, workload: string, quota: number): Violation[] {
  const policies = podPoliciesOf(graph).filter(({ workloads }) => workloads.some(({ urn }) => urn === workload));
  const groups = groupsOf(graph, workload).filter(({ certain }) => certain);
  if (policies.length < 2 || groups.length <= quota) return [];
  const name = named(resourcesOf(graph).get(workload)!);
  return [
    wrong(
      workload,
      `${name} gets ${groups.length} security groups from ${policies.length} policies, an interface carries ${quota}; select it by fewer`,
    ),
  ];
}

function ofVpcs(graph: Graph, policy: PodPolicy): Violation[] {
  const { urn } = policy.resource;
  const resources = resourcesOf(graph);
  const made = policy.groups
    .filter(({ key }) => resources.has(key))
    .map(({ key }) => ({ key, vpc: vpcOf(graph, resources.get(key)!) }));
  const nodes = nodeVpcs(graph, policy);
  const doubtful = made.filter(({ vpc }) => vpc === undefined);
  const vpcs = unique(made.map(({ vpc }) => vpc).filter((vpc) => vpc !== undefined));
  const name = named(policy.resource);
  // A literal id and a VPC of the graph can be the same one.
  const isComparable =
    [...vpcs, ...nodes].every((vpc) => resources.has(vpc)) || ![...vpcs, ...nodes].some((vpc) => resources.has(vpc));
  if (isComparable && vpcs.length > 1)
    return [
      wrong(urn, `${name} hands out groups of ${vpcs.length} VPCs; an interface carries groups of its own VPC only`),
    ];
  if (isComparable && nodes.length === 1 && vpcs.length === 1 && vpcs[0] !== nodes[0]) {
    const groups = groupNames(
      graph,
      made.map(({ key }) => key),
    );
    return [
      wrong(urn, `${name} hands out ${groups} of another VPC than the nodes'; make the group in the VPC of the nodes`),
    ];
  }
  return doubtful.length > 0
    ? [
        unsure(
          urn,
          `whether ${groupNames(
            graph,
            doubtful.map(({ key }) => key),
          )} is of the nodes' VPC`,
        ),
      ]
    : [];
}

/** The VPCs of the subnets in which the nodes of a policy's cluster run, as far as the graph has them. */
function nodeVpcs(graph: Graph, { resource }: PodPolicy): string[] {
  const nodes = clusterOfObject(graph, resource)?.nodes ?? [];
  const subnets = nodes.flatMap((group) =>
    ["subnetIds", "vpcZoneIdentifiers"].flatMap((key) => sourcesOf(graph, group.resource, key)),
  );
  return unique(
    subnets
      .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
      .map((subnet) => vpcOf(graph, subnet))
      .filter((vpc) => vpc !== undefined),
  );
}
