/**
 * What AWS says of networks, security groups and databases, as resources of a graph.
 */
import type { SecurityGroupRule, Tag, Vpc } from "@aws-sdk/client-ec2";
import { type Json, UNKNOWN } from "../../../model/graph/graph";
import { unique } from "../../../model/graph/values";
import type { DatabaseFact, ClusterFacts } from "../cluster-facts";
import { valueOr } from "../read";
import type { Living } from "./identities";

/** VPC, subnets, groups with their rules, and databases. */
export function networkResources(facts: ClusterFacts): Living[] {
  const ownGroup = facts.cluster.resourcesVpcConfig?.clusterSecurityGroupId;
  const idle = idleDefaultGroup(facts);
  const groups = valueOr(facts.groups, []).filter(({ GroupId }) => GroupId !== ownGroup && GroupId !== idle);
  const rules = valueOr(facts.rules, []).filter(
    (rule) => rule.GroupId !== idle && (rule.GroupId !== ownGroup || eksMadeLabel(rule) === undefined),
  );
  const names = new Map(valueOr(facts.groups, []).map((one) => [one.GroupId, one.GroupName ?? one.GroupId!]));
  const databases = databasesNear(facts);
  const defaultGroup = groups.find(({ GroupName }) => GroupName === "default")?.GroupId;
  return [
    ...valueOr(facts.vpcs, []).flatMap((vpc) => vpcResources(vpc, defaultGroup)),
    ...valueOr(facts.subnets, []).map((subnet): Living => ({
      ...{ type: "aws:ec2/subnet:Subnet", ids: [subnet.SubnetId!], name: subnet.SubnetId! },
      inputs: defined({
        vpcId: subnet.VpcId,
        cidrBlock: subnet.CidrBlock,
        availabilityZone: subnet.AvailabilityZone,
        assignIpv6AddressOnCreation: subnet.AssignIpv6AddressOnCreation,
        ipv6Native: subnet.Ipv6Native,
        tags: tagsOf(subnet.Tags),
      }),
      ...(subnet.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock !== undefined && {
        outputs: { ipv6CidrBlock: subnet.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock },
      }),
    })),
    ...groups.map((group): Living => ({
      ...{ type: "aws:ec2/securityGroup:SecurityGroup", ids: [group.GroupId!], name: names.get(group.GroupId)! },
      external: "unread" in facts.rules,
      inputs: defined({ vpcId: group.VpcId, description: group.Description, tags: tagsOf(group.Tags) }),
    })),
    ...elsewhere(databases, names),
    ...rules.map((rule) => ruleResource(rule, names.get(rule.GroupId) ?? rule.GroupId!)),
    ...databases.flatMap(databaseResources),
  ];
}

/**
 * Id of the VPC's default group where nothing carries or names it: every VPC has one, no program makes it, and its rules let
 * nobody through.
 */
function idleDefaultGroup({ groups, interfaces, rules, databases, policies }: ClusterFacts): string | undefined {
  const id = valueOr(groups, []).find(({ GroupName }) => GroupName === "default")?.GroupId;
  const used = [
    ...valueOr(interfaces, []).flatMap((one) => (one.Groups ?? []).map(({ GroupId }) => GroupId)),
    ...valueOr(rules, []).flatMap((rule) => (rule.GroupId === id ? [] : [rule.ReferencedGroupInfo?.GroupId])),
    ...valueOr(databases, []).flatMap(({ groupIds }) => groupIds),
    ...valueOr(policies, []).flatMap(({ spec }) => spec?.securityGroups?.groupIds ?? []),
  ];
  const isRead = "value" in interfaces && "value" in rules && "value" in databases && "value" in policies;
  return isRead && !used.includes(id) ? id : undefined;
}

/** Labels of the rules of EKS's own that the cluster security group has. */
export function eksMadeRulesOf(facts: ClusterFacts): string[] | undefined {
  const ownGroup = facts.cluster.resourcesVpcConfig?.clusterSecurityGroupId;
  if ("unread" in facts.rules) return undefined;
  const labels = facts.rules.value.filter(({ GroupId }) => GroupId === ownGroup).map(eksMadeLabel);
  return unique(labels.filter((label) => label !== undefined));
}

/** Which of EKS's own rules of the cluster security group a rule is. Source: the same as of `EKS_MADE_RULES`. */
function eksMadeLabel(rule: SecurityGroupRule): string | undefined {
  if (rule.IpProtocol !== "-1") return undefined;
  const isSelf = rule.ReferencedGroupInfo?.GroupId === rule.GroupId;
  if (rule.IsEgress) return isSelf ? "all to itself" : isEverything(rule) ? "all out" : undefined;
  return isSelf ? "all from itself" : undefined;
}

function isEverything({ CidrIpv4, CidrIpv6 }: SecurityGroupRule): boolean {
  return CidrIpv4 === "0.0.0.0/0" || CidrIpv6 === "::/0";
}

/** The databases of the cluster's VPC, and those elsewhere that have a rule for one of its groups or that the stack names. */
export function databasesNear(facts: ClusterFacts): DatabaseFact[] {
  const vpcId = facts.cluster.resourcesVpcConfig?.vpcId;
  const own = new Set(valueOr(facts.groups, []).map(({ GroupId }) => GroupId));
  const admitting = new Set(
    valueOr(facts.rules, [])
      .filter((rule) => own.has(rule.ReferencedGroupInfo?.GroupId))
      .map(({ GroupId }) => GroupId),
  );
  return valueOr(facts.databases, []).filter(
    (one) =>
      one.vpcId === vpcId ||
      one.groupIds.some((id) => admitting.has(id)) ||
      (one.address !== undefined && one.address === facts.target.stack?.databaseAddress),
  );
}

/** The groups of databases in other VPCs: their rules were read, and their VPC is known by the database. */
function elsewhere(databases: DatabaseFact[], names: Map<string | undefined, string>): Living[] {
  const found = new Map(
    databases.flatMap(({ groupIds, vpcId }) => groupIds.filter((id) => !names.has(id)).map((id) => [id, vpcId])),
  );
  return [...found].map(([id, vpcId]) => ({
    ...{ type: "aws:ec2/securityGroup:SecurityGroup", ids: [id], name: id },
    inputs: defined({ vpcId }),
  }));
}

function vpcResources(vpc: Vpc, defaultGroup: string | undefined): Living[] {
  const further = (vpc.CidrBlockAssociationSet ?? []).filter(
    ({ CidrBlock, CidrBlockState }) => CidrBlock !== vpc.CidrBlock && CidrBlockState?.State !== "disassociated",
  );
  const ipv6 = vpc.Ipv6CidrBlockAssociationSet?.find(({ Ipv6CidrBlockState: state }) => state?.State === "associated");
  return [
    {
      ...{ type: "aws:ec2/vpc:Vpc", ids: [vpc.VpcId!], name: vpc.VpcId! },
      inputs: defined({ cidrBlock: vpc.CidrBlock, tags: tagsOf(vpc.Tags) }),
      outputs: defined({ defaultSecurityGroupId: defaultGroup, ipv6CidrBlock: ipv6?.Ipv6CidrBlock }),
    },
    ...further.map(({ AssociationId, CidrBlock }): Living => ({
      type: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
      ...{ ids: [AssociationId!], name: AssociationId! },
      inputs: defined({ vpcId: vpc.VpcId, cidrBlock: CidrBlock }),
    })),
  ];
}

function ruleResource(rule: SecurityGroupRule, group: string): Living {
  const direction = rule.IsEgress ? "egress" : "ingress";
  const type = rule.IsEgress
    ? "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    : "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const peer = rule.ReferencedGroupInfo;
  return {
    ...{ type, ids: [rule.SecurityGroupRuleId!], name: `${group}-${direction}-${rule.SecurityGroupRuleId}` },
    inputs: defined({
      securityGroupId: rule.GroupId,
      ipProtocol: rule.IpProtocol,
      fromPort: rule.FromPort,
      toPort: rule.ToPort,
      cidrIpv4: rule.CidrIpv4,
      cidrIpv6: rule.CidrIpv6,
      prefixListId: rule.PrefixListId,
      referencedSecurityGroupId: peer?.GroupId,
      description: rule.Description,
    }),
  };
}

function databaseResources(database: DatabaseFact): Living[] {
  const { kind, identifier, resourceId, engine, port, groupIds, subnetIds, isPublic } = database;
  const type = kind === "instance" ? "aws:rds/instance:Instance" : "aws:rds/cluster:Cluster";
  const subnetGroup = `subnets of ${identifier}`;
  return [
    {
      ...{ type, ids: [identifier, ...(resourceId === undefined ? [] : [resourceId])], name: identifier },
      inputs: defined({
        ...{ identifier, engine, port, vpcSecurityGroupIds: groupIds, dbSubnetGroupName: subnetGroup },
        publiclyAccessible: isPublic ?? UNKNOWN,
      }),
    },
    {
      ...{ type: "aws:rds/subnetGroup:SubnetGroup", ids: [], name: subnetGroup },
      inputs: { name: subnetGroup, subnetIds },
    },
  ];
}

function tagsOf(tags: Tag[] | undefined): { [key: string]: Json } {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** Without what is undefined. */
export function defined(inputs: { [key: string]: Json | undefined }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(inputs).filter((pair): pair is [string, Json] => pair[1] !== undefined));
}
