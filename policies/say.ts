/**
 * How messages name things. Only logical names, ports, address ranges, group ids and types are printed, each checked for
 * its form: any input can hold a secret, descriptions, labels and physical names among them.
 */
import type { Graph, GraphResource, Json } from "../model/graph/graph";
import { instanceTypeLimits } from "../model/aws/instance-types";
import type { Peer, Rule } from "../model/reading/rules";
import { CLUSTER_TYPES, UNRESOLVED } from "../model/reading/security-groups";
import { unique } from "../model/graph/values";
import { networkOf, resourcesOf } from "./facts";

/** A resource by its kind and logical name: `Deployment "catalog"`. */
export function named({ type, name }: GraphResource): string {
  return `${type.split(":").at(-1)} "${name}"`;
}

/** Several things as a list: `a, b and c`. */
export function list(texts: string[]): string {
  const all = unique(texts);
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

const GROUP_ID = /^sg-[0-9a-f]{8,17}$/;

/** A security group by its key. */
export function groupName(graph: Graph, key: string): string {
  const { groups } = networkOf(graph);
  const { kind } = groups.get(key);
  if (kind === "declared") return `security group "${resourcesOf(graph).get(key)?.name}"`;
  if (kind === "cluster") {
    const cluster = graph.resources.find(
      ({ urn, type }) => CLUSTER_TYPES.includes(type) && groups.clusterKey(urn) === key,
    );
    return `the cluster security group of "${cluster?.name}"`;
  }
  if (key === UNRESOLVED) return "a security group not known yet";
  return GROUP_ID.test(key) ? `security group ${key}` : "a security group of another stack";
}

/** Groups by their keys. */
export function groupNames(graph: Graph, keys: string[]): string {
  return list(keys.map((key) => groupName(graph, key)));
}

/** A rule by the resource that it is written in. */
export function ruleName(graph: Graph, { urn, direction }: Rule): string {
  const resource = urn === undefined ? undefined : resourcesOf(graph).get(urn);
  if (resource === undefined) return "EKS's own rule";
  return resource.type.endsWith("SecurityGroup")
    ? `an inline ${direction} rule of "${resource.name}"`
    : `rule "${resource.name}"`;
}

/** What a rule lets in from, or out to. */
export function peerName(graph: Graph, peer: Peer): string {
  switch (peer.kind) {
    case "groups":
      return list(peer.keys.map((key) => groupName(graph, key)));
    case "cidr":
      return peer.cidr;
    case "prefix list":
      return peer.name;
    case "unknown":
      return "addresses not known yet";
  }
}

const PROTOCOLS = /^(tcp|udp|icmp|icmpv6|\d{1,3})$/;

/** Protocol and ports of a rule. */
export function trafficName({ protocol, fromPort, toPort, portsKnown }: Rule): string {
  if (!portsKnown) return "ports not known yet";
  if (protocol === "-1") return "all traffic";
  const name = PROTOCOLS.test(protocol) ? protocol : "another protocol";
  return !["tcp", "udp"].includes(name)
    ? name
    : fromPort === toPort
      ? `${name} ${fromPort}`
      : `${name} ${fromPort}-${toPort}`;
}

/** An EC2 instance type; a text that is none is not printed. */
export function instanceTypeName(value: Json): string {
  const isType = typeof value === "string" && (instanceTypeLimits(value) !== undefined || INSTANCE_TYPE.test(value));
  return isType ? value : "an instance type";
}

const INSTANCE_TYPE =
  /^[a-z]{1,4}[0-9]{1,2}[a-z0-9-]{0,8}\.(nano|micro|small|medium|large|(\d{1,2})?xlarge|metal(-\d{1,2}xl)?)$/;
