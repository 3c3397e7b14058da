/**
 * What several rules want to know about a graph, read from `model/` once for all of them.
 */
import { byUrn, type Graph, type GraphResource, type Json } from "../model/graph/graph";
import { networkModel } from "../model/reading/network-model";
import { orderOf } from "../model/reading/order";
import { declaredRules, type Rule } from "../model/reading/rules";
import { find, isUnknown, listOf } from "../model/graph/values";

/** A reading that is done once for each graph. */
export function once<T>(read: (graph: Graph) => T): (graph: Graph) => T {
  const known = new WeakMap<Graph, { value: T }>();
  return (graph) => {
    const found = known.get(graph) ?? { value: read(graph) };
    known.set(graph, found);
    return found.value;
  };
}

/** The resources of a graph by URN. */
export const resourcesOf = once(byUrn);

/** Groups, rules, ends and VPC CNI setting of a graph. */
export const networkOf = once(networkModel);

/** The order in which the engine makes the resources of a graph. */
export const orderIn = once(orderOf);

/** All rules that a graph writes down. */
export const rulesOf = once((graph): Rule[] => declaredRules(graph, networkOf(graph).groups));

const DATABASE_TYPES = ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"];

/** The RDS databases of a graph: instances and Aurora clusters. */
export const databasesOf = once((graph): GraphResource[] =>
  graph.resources.filter(({ type }) => DATABASE_TYPES.includes(type)),
);

/** The resources that a property of a resource comes from. */
export function sourcesOf(graph: Graph, { propertyDependencies }: GraphResource, property: string): GraphResource[] {
  const resources = resourcesOf(graph);
  return (propertyDependencies[property] ?? []).map((urn) => resources.get(urn)).filter((found) => found !== undefined);
}

/** Whether an input says something: `given` also where it is not known yet, `absent` where it was left out. */
export function state(value: Json | undefined): "absent" | "unknown" | "known" {
  if (value === undefined || value === null) return "absent";
  return isUnknown(value) ? "unknown" : "known";
}

/** A value as a text; what is none, such as an object, is an empty one. */
export function text(value: Json | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** The VPC that a resource is made in: the one that the graph makes, else a literal id; undefined where it is not known. */
export function vpcOf(graph: Graph, resource: GraphResource): string | undefined {
  const made = sourcesOf(graph, resource, "vpcId").filter(({ type }) => type === "aws:ec2/vpc:Vpc");
  if (made.length === 1) return made[0].urn;
  const id = resource.inputs.vpcId;
  return made.length === 0 && typeof id === "string" && !isUnknown(id) ? id : undefined;
}

/** Address properties of rules in all three styles. */
const ADDRESSES = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"];
const OTHER_PEERS = ["referencedSecurityGroupId", "sourceSecurityGroupId", "self", "prefixListId", "prefixListIds"];

/** True for a standalone rule whose only peers are addresses, even where these are not known yet. */
export function isForAddresses(graph: Graph, { urn }: Rule): boolean {
  const inputs = urn === undefined ? undefined : resourcesOf(graph).get(urn)?.inputs;
  if (inputs === undefined) return false;
  const has = (key: string): boolean => listOf(find(inputs, key)).some((value) => value !== false);
  return ADDRESSES.some(has) && !OTHER_PEERS.some(has);
}
