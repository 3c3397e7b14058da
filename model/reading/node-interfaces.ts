/**
 * The network interfaces of nodes and of ordinary pods: which security groups they carry, and which addresses they have.
 */
import { remoteAccessGroupKey } from "../aws/group-keys";
import type { GraphResource, Json } from "../graph/graph";
import { find, isUnknown, listOf } from "../graph/values";
import type { Cluster } from "./clusters";
import { distinctInterfaces, doubtful, type Interface } from "./endpoints";
import type { NetworkFacts } from "./network-facts";
import type { Nodes } from "./nodes";
import { ELSEWHERE, type GroupReference, type SecurityGroups, UNRESOLVED } from "./security-groups";
import type { Addresses } from "./vpcs";

/** The interfaces of what runs in the clusters of a graph. */
export interface NodeInterfaces {
  /** Nodes, and pods on their network. */
  nodes: Interface[];
  /** Pods without groups of their own. */
  pods: Interface[];
  /** Where pods with groups of their own have their branch interfaces, for each cluster. */
  branches: Map<Cluster, Addresses[]>;
}

/** The interfaces of one set of nodes. */
interface OfNodes extends Omit<NodeInterfaces, "branches"> {
  branches: Addresses[];
}

/** Tag of subnets that the VPC CNI may take addresses of. Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/README.md */
const DISCOVERY_TAG = "kubernetes.io/role/cni";

const ENI_CONFIG = /^kubernetes:crd\.k8s\.amazonaws\.com\/[^:]+:ENIConfig$/;

/**
 * Reads the interfaces of nodes and pods.
 *
 * @param elsewhere the groups that nodes of a cluster may carry which is not in the graph
 */
export function nodeInterfaces(facts: NetworkFacts, elsewhere: GroupReference[]): NodeInterfaces {
  const byCluster = facts.clusters.all.map((cluster) => ({ cluster, sets: ofCluster(facts, cluster, elsewhere) }));
  const sets = byCluster.flatMap((one) => one.sets);
  const found = sets.length > 0 ? sets : [ofNothing(facts, elsewhere)];
  return {
    nodes: distinctInterfaces(found.flatMap(({ nodes }) => nodes)),
    pods: distinctInterfaces(found.flatMap(({ pods }) => pods)),
    branches: new Map(byCluster.map((one) => [one.cluster, one.sets.flatMap(({ branches }) => branches)])),
  };
}

function ofNothing({ vpcs }: NetworkFacts, groups: GroupReference[]): OfNodes {
  const one = { groups, addresses: vpcs.inVpc(undefined) };
  return { nodes: [one], pods: [one], branches: [] };
}

function ofCluster(facts: NetworkFacts, cluster: Cluster, elsewhere: GroupReference[]): OfNodes[] {
  const key = cluster.root === undefined ? undefined : facts.groups.clusterKey(cluster.root.urn);
  const usual = key === undefined ? elsewhere : [{ key, certain: true }];
  const sets = cluster.nodes.map((nodes) => ofNodes(facts, nodes, cluster, usual));
  // Nodes can be made elsewhere: where the cluster is, where none is here, and where something that nobody reads refers to it.
  const isMore = cluster.root === undefined || cluster.nodes.length === 0 || cluster.incomplete !== undefined;
  if (!isMore) return sets;
  const keys = usual.map((group) => group.key);
  const groups = doubtful(keys, cluster.incomplete === undefined ? facts.openGroup : UNRESOLVED);
  const open = { groups, addresses: facts.vpcs.inVpc(cluster.vpc) };
  const pods = asPods(open, cluster);
  return [...sets, { nodes: [open], pods: [pods], branches: [pods.addresses] }];
}

function ofNodes(facts: NetworkFacts, nodes: Nodes, cluster: Cluster, usual: GroupReference[]): OfNodes {
  const { completeness } = facts;
  const carried = carriedBy(facts, nodes, usual);
  const isWhole = [nodes.resource, ...nodes.templates].every(({ urn }) => completeness.of(urn) === undefined);
  const further = nodes.kind === "fargate" ? [] : attachedGroups(facts);
  const groups = [...carried, ...further, ...(isWhole ? [] : OPEN)];
  const own = { groups, addresses: subnetAddresses(facts, nodes, cluster) };
  if (nodes.kind === "fargate") {
    const pods = asPods({ ...own, groups: usual }, cluster);
    return { nodes: [], pods: [pods], branches: [pods.addresses] };
  }
  const pods = podInterfaces(facts, nodes, cluster, own).map((one) => asPods(one, cluster));
  const branches = [...(facts.vpcCni.customNetworking === false ? [asPods(own, cluster)] : pods)];
  return { nodes: [own], pods, branches: branches.map(({ addresses }) => addresses) };
}

const ATTACHMENT = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment";

/** The groups that are added to network interfaces which the graph does not make: any of these can be a node's. */
function attachedGroups({ ordered, resources, completeness, groups }: NetworkFacts): GroupReference[] {
  return ordered
    .filter(({ type }) => type === ATTACHMENT)
    .filter(({ inputs, propertyDependencies }) => {
      const { networkInterfaceId: id } = inputs;
      const sources = (propertyDependencies.networkInterfaceId ?? []).map((urn) => resources.get(urn));
      const isMade = typeof id === "string" && completeness.byId(id) !== undefined;
      return !isMade && !sources.some((source) => INTERFACES.test(source?.type ?? ""));
    })
    .flatMap((one) => groups.resolve(one, "securityGroupId", one.inputs.securityGroupId))
    .map(({ key }) => ({ key, certain: false }));
}

/** Types that show which interface they make. */
const INTERFACES = /^aws:ec2\/(instance|networkInterface):/;

/** Pods have addresses of the cluster's family alone, whatever their subnet gives to instances. */
function asPods({ groups, addresses }: Interface, { families }: Cluster): Interface {
  return { groups, addresses: { ...addresses, has: families } };
}

const OPEN: GroupReference[] = [{ key: UNRESOLVED, certain: false }];

/**
 * The groups of nodes: those of their own launch template; without any, managed nodes carry the cluster security group, and
 * others what the graph does not show, a group that their component makes or the VPC's default one.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function carriedBy({ groups }: NetworkFacts, nodes: Nodes, usual: GroupReference[]): GroupReference[] {
  const { resource, kind, templates, templateElsewhere } = nodes;
  const all = (owner: GraphResource, ...properties: string[]): GroupReference[] =>
    properties.flatMap((property) => groups.resolve(owner, property, owner.inputs[property]));
  // A component that hides its nodes makes a group of its own for them.
  const isOfComponent = nodes.hidden && resource.type.startsWith("eks:");
  const open = doubtful(
    usual.map(({ key }) => key),
    isOfComponent && !templateElsewhere ? ELSEWHERE : UNRESOLVED,
  );
  if (kind === "fargate") return usual;
  if (kind === "karpenter" || kind === "auto") {
    const terms = find(resource.inputs, "spec", "securityGroupSelectorTerms");
    // The nodes that Auto Mode makes by itself carry the cluster security group.
    if (kind === "auto" && !resource.type.startsWith("kubernetes:")) return usual;
    return terms === undefined ? open : ofTerms(groups, resource, terms);
  }
  // A component's groups take the place of the one that it would make.
  const given = all(resource, "nodeSecurityGroup", "nodeSecurityGroupId");
  const extra = all(resource, "extraNodeSecurityGroups");
  const own = [
    ...templates.flatMap((template) => [
      ...all(template, "vpcSecurityGroupIds", "securityGroups"),
      ...ofInterfaces(groups, template),
      // A name means a group of any stack.
      ...(listOf(template.inputs.securityGroupNames).length > 0 ? OPEN : []),
    ]),
    ...(given.length > 0 ? [...given, ...extra] : []),
  ];
  if (own.length > 0) return own;
  const isUntold = templateElsewhere || [resource, ...templates].some(({ external }) => external);
  if (kind !== "managed" || isUntold) return [...open, ...extra];
  const access = groups.all().find((group) => group.key === remoteAccessKey(resource));
  return access === undefined ? usual : [...usual, { key: access.key, certain: true }];
}

/** The ENIConfigs that nodes can take, those of their zones where that is how they choose; and whether some are not here. */
function eniConfigsOf(
  { vpcs, vpcCni }: NetworkFacts,
  { resource }: Nodes,
  all: GraphResource[],
): { chosen: GraphResource[]; areMissing: boolean } {
  const { keys, isAll } = vpcs.subnetsOf(resource, "subnetIds", resource.inputs.subnetIds);
  const zones = isAll ? vpcs.zonesOf(keys) : undefined;
  const names = all.map(({ inputs }) => find(inputs, "metadata", "name"));
  if (vpcCni.eniConfigByZone !== true || zones === undefined || names.some(isUnknown)) {
    return { chosen: all, areMissing: all.length === 0 };
  }
  const chosen = all.filter((_, index) => zones.some((zone) => zone === names[index]));
  return { chosen, areMissing: zones.some((zone) => !names.includes(zone)) };
}

function ofInterfaces(groups: SecurityGroups, template: GraphResource): GroupReference[] {
  const lists = listOf(template.inputs.networkInterfaces)
    .map((entry) => find(entry, "securityGroups"))
    .filter((list) => list !== undefined);
  const open = lists.find(isUnknown);
  if (open !== undefined) return groups.resolve(template, "networkInterfaces", open, { ids: lists, isOpen: true });
  const ids = lists.flatMap(listOf);
  return ids.length > 0 ? groups.resolve(template, "networkInterfaces", ids) : [];
}

/** Key of the group that EKS makes for nodes with an SSH key. */
export function remoteAccessKey({ name }: GraphResource): string {
  return remoteAccessGroupKey(name);
}

/** The groups that selector terms choose: by id, or by tags and names that the graph does not answer. */
function ofTerms(groups: SecurityGroups, owner: GraphResource, terms: Json): GroupReference[] {
  if (isUnknown(terms)) return groups.resolve(owner, "spec", terms);
  const ids = listOf(terms).map((term) => find(term, "id"));
  const given = ids.filter((id) => id !== undefined && id !== null);
  const found = given.length > 0 ? groups.resolve(owner, "spec", given) : [];
  return given.length === ids.length && ids.length > 0 ? found : [...found, ...OPEN];
}

/** The addresses of nodes. */
function subnetAddresses({ vpcs }: NetworkFacts, { resource, kind, templates }: Nodes, { vpc }: Cluster): Addresses {
  if (kind === "karpenter" || kind === "auto") return ofSubnetTerms(vpcs, resource, "subnetSelectorTerms", vpc);
  const found = ["subnetIds", "vpcZoneIdentifiers", "nodeSubnetIds"]
    .filter((property) => resource.inputs[property] !== undefined)
    .map((property) => vpcs.subnetsOf(resource, property, resource.inputs[property]));
  const keys = found.flatMap((one) => one.keys);
  const addresses = vpcs.inSubnets(
    keys,
    found.every(({ isAll }) => isAll),
    vpc,
  );
  const asksForIpv6 = templates.some(({ inputs }) =>
    listOf(inputs.networkInterfaces).some(
      (one) => isUnknown(one) || Object.keys(one ?? {}).some((key) => key.startsWith("ipv6")),
    ),
  );
  return asksForIpv6 ? { ...addresses, has: { ...addresses.has, 6: "maybe" } } : addresses;
}

function ofSubnetTerms(
  vpcs: NetworkFacts["vpcs"],
  resource: GraphResource,
  property: string,
  vpc: string | undefined,
): Addresses {
  const terms = find(resource.inputs, "spec", property);
  const ids = listOf(terms).map((term) => find(term, "id"));
  if (ids.length === 0 || ids.some((id) => id === undefined || id === null)) return vpcs.inVpc(vpc);
  const { keys, isAll } = vpcs.subnetsOf(resource, "spec", ids as Json[]);
  return vpcs.inSubnets(keys, isAll, vpc);
}

/** The interfaces of ordinary pods on nodes; they can differ from the node's by custom networking and by a NodeClass. */
function podInterfaces(facts: NetworkFacts, nodes: Nodes, cluster: Cluster, own: Interface): Interface[] {
  const { vpcs, groups, ordered, vpcCni } = facts;
  const { resource, kind } = nodes;
  if (kind === "auto") {
    const terms = find(resource.inputs, "spec", "podSecurityGroupSelectorTerms");
    if (terms === undefined) return [own];
    const addresses = ofSubnetTerms(vpcs, resource, "podSubnetSelectorTerms", cluster.vpc);
    return [{ groups: ofTerms(groups, resource, terms), addresses }];
  }
  const discovered = vpcs.taggedSubnets(DISCOVERY_TAG, cluster.vpc);
  const plain = { ...own, addresses: vpcs.alsoIn(own.addresses, discovered, cluster.vpc) };
  if (vpcCni.customNetworking === false) return [plain];
  const all = ordered.filter(({ type }) => ENI_CONFIG.test(type));
  const { chosen, areMissing } = eniConfigsOf(facts, nodes, all);
  const configs = chosen.map((config): Interface => {
    const ids = find(config.inputs, "spec", "securityGroups");
    const isOpen = facts.completeness.of(config.urn) !== undefined || isUnknown(find(config.inputs, "spec"));
    const found = ids === undefined ? own.groups : groups.resolve(config, "spec", ids);
    const subnets = vpcs.subnetsOf(config, "spec", [find(config.inputs, "spec", "subnet") ?? null]);
    const carried = isOpen ? [...found, ...OPEN] : found;
    return { groups: carried, addresses: vpcs.inSubnets(subnets.keys, subnets.isAll && !isOpen, cluster.vpc) };
  });
  // An ENIConfig that is made elsewhere can name any subnet of the VPC, and any group.
  const open = { groups: doubtful(own.groups.map(({ key }) => key)), addresses: vpcs.inVpc(cluster.vpc) };
  return [...configs, ...(areMissing ? [open] : []), ...(vpcCni.customNetworking === true ? [] : [plain])];
}
