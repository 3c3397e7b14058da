import { find, isUnknown, listOf, unique } from "../../model/graph/values";
import type { Binding } from "../../model/reading/bindings";
import type { Reading } from "../../model/reading/reading";
import { ELSEWHERE, UNRESOLVED } from "../../model/reading/security-groups";
import type { Finding } from "../findings";
import { groupName, missingOf, resourceName } from "../references";
import { found, type Rule, rule, unsure, wrong } from "../rule";

/** A SecurityGroupPolicy hands out groups that a network interface can carry. */
export const policyGroups: Rule = rule<{ quota: number }>({
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
  check(reading, { quota }) {
    const vpcs = vpcsOfGroups(reading);
    return [
      ...reading.bindings.all.flatMap((binding) => [
        ...ofIds(reading, binding, quota),
        ...ofVpcs(reading, binding, (key) => vpcs(key)),
      ]),
      ...reading.workloads.flatMap(({ urn }) => ofUnion(reading, urn, quota)),
    ];
  },
});

const GROUP_ID = /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/;

function ofIds({ completeness }: Reading, { policy: resource, groups }: Binding, quota: number): Finding[] {
  const { urn, inputs, external } = resource;
  const policy = { policy: resourceName(resource) };
  const ids = find(inputs, "spec", "securityGroups", "groupIds");
  if (external || isUnknown(ids)) {
    return [unsure(urn, "policy-groups: not known", policy, external ? missingOf(completeness.of(urn)) : [])];
  }
  if (ids !== undefined && ids !== null && !Array.isArray(ids)) return [wrong(urn, "policy-groups: no list", policy)];
  const all = listOf(ids);
  const literal = all.filter((id) => !isUnknown(id));
  const isTwice = unique(literal).length !== literal.length;
  const isPerhapsTwice = !isTwice && all.length > 1 && literal.length < all.length && groups.length < all.length;
  const isOpen = groups.some(({ key }) => key === UNRESOLVED || key === ELSEWHERE);
  const count = all.length;
  return [
    ...(isOpen ? [unsure(urn, "policy-groups: not known", policy)] : []),
    ...(count === 0 ? [wrong(urn, "policy-groups: none", policy)] : []),
    ...(count > quota ? [wrong(urn, "policy-groups: too many", { ...policy, count, quota })] : []),
    ...(literal.some((id) => typeof id !== "string" || !GROUP_ID.test(id))
      ? [wrong(urn, "policy-groups: no id", policy)]
      : []),
    ...(isTwice ? [wrong(urn, "policy-groups: twice", policy)] : []),
    ...(isPerhapsTwice ? [unsure(urn, "policy-groups: twice", policy)] : []),
  ];
}

/** Pods that several policies select carry the groups of all of them. */
function ofUnion({ bindings, resources }: Reading, urn: string, quota: number): Finding[] {
  const policies = bindings.of(urn);
  const groups = bindings.groupsOf(urn);
  if (policies.length < 2 || groups.length <= quota) return [];
  const certain = groups.filter((group) => group.certain);
  const isSure = certain.length > quota;
  const count = isSure ? certain.length : groups.length;
  const values = { workload: resourceName(resources.get(urn)!), count, policies: policies.length, quota };
  return [found(isSure ? [] : [{ kind: "selected" }], urn, "policy-groups: too many together", values)];
}

const ASSOCIATION = "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation";

/** The VPCs in which a group can be used: its own, and those with which it is associated; undefined where one is not told. */
type VpcsOf = (key: string) => string[] | undefined;

function vpcsOfGroups(reading: Reading): VpcsOf {
  const further = reading.ofType(ASSOCIATION).map((resource) => ({
    groups: reading.groups.resolve(resource, "securityGroupId", resource.inputs.securityGroupId),
    vpc: reading.vpcs.vpcOf(resource),
  }));
  const isOpen = reading.ofType(ASSOCIATION).some(({ external }) => external === true);
  return (key) => {
    if (isOpen) return undefined;
    const associated = further.filter(({ groups }) => groups.some((group) => reading.groups.canBeSame(group.key, key)));
    const all = [reading.vpcOfGroup(key), ...associated.map(({ vpc }) => vpc)];
    return all.includes(undefined) ? undefined : (unique(all) as string[]);
  };
}

function ofVpcs(reading: Reading, binding: Binding, vpcsOf: VpcsOf): Finding[] {
  const { urn } = binding.policy;
  const policy = { policy: resourceName(binding.policy) };
  const nodes = nodeVpcs(reading, binding);
  const groups = binding.groups
    .filter(({ key }) => reading.groups.get(key).kind !== "unresolved")
    .map(({ key, certain }) => ({ key, vpcs: certain ? vpcsOf(key) : undefined }));
  const made = groups.filter(({ key }) => reading.completeness.of(key) === undefined && reading.resources.has(key));
  const known = made.flatMap(({ key, vpcs }) => (vpcs === undefined ? [] : [{ key, vpcs }]));
  const doubtful = groups.filter(({ key, vpcs }) => vpcs === undefined || !made.some((one) => one.key === key));
  const others =
    nodes.length === 1 ? known.filter(({ vpcs }) => vpcs.every((vpc) => differ(reading, vpc, nodes[0]) === true)) : [];
  const all = unique(known.flatMap(({ vpcs }) => vpcs));
  const isApart = !all.some((vpc) => known.every(({ vpcs }) => vpcs.some((own) => differ(reading, own, vpc) !== true)));
  if (known.length > 1 && isApart) return [wrong(urn, "policy-groups: several VPCs", policy)];
  if (others.length > 0) {
    const names = others.map(({ key }) => groupName(reading, key));
    return [wrong(urn, "policy-groups: another VPC", { ...policy, groups: names })];
  }
  // A group that was read is fine where what was read says so: a group never moves.
  const open = doubtful.filter(({ vpcs }) => nodes.length !== 1 || vpcs?.includes(nodes[0]) !== true);
  if (open.length === 0) return [];
  const names = open.map(({ key }) => groupName(reading, key));
  const missing = open.flatMap(({ key }) => missingOf(reading.groups.get(key).incomplete)).slice(0, 1);
  return [unsure(urn, "policy-groups: VPC not known", { ...policy, groups: names }, missing)];
}

/** Whether two VPCs differ; undefined where a literal id and a VPC of the graph, of which no id is known, can be one. */
function differ({ resources }: Reading, a: string, b: string): boolean | undefined {
  if (a === b) return false;
  const [one, other] = [resources.get(a), resources.get(b)];
  if ((one === undefined) === (other === undefined)) return true;
  const id = (one ?? other)!.id;
  return id === undefined ? undefined : id !== (one === undefined ? a : b);
}

/** The VPCs in which the nodes of a policy's cluster run, as far as the graph tells. */
function nodeVpcs({ clusters, vpcs }: Reading, { policy }: Binding): string[] {
  const cluster = clusters.ofObject(policy);
  const subnets = (cluster?.nodes ?? []).flatMap(({ resource }) =>
    ["subnetIds", "vpcZoneIdentifiers"].flatMap((key) => vpcs.subnetsOf(resource, key, resource.inputs[key]).keys),
  );
  const found = vpcs.vpcsOfSubnets(subnets).filter((vpc) => vpc !== undefined);
  return found.length > 0 || cluster?.vpc === undefined ? found : [cluster.vpc];
}
