import type * as pulumi from "@pulumi/pulumi";
import { parseCidr } from "../../model/addresses/cidr";
import { intersect, type PortInterval } from "../../model/addresses/port-intervals";
import { isLiteral, oneOf, portProblem, type Problems } from "../support/checks";
import { type Peer, theOnlyEnd } from "./ends";
import type { PathFrom, PathTo } from "./paths";

/** One path of one protocol and one port or range of ports: the unit of which both halves are made. */
export interface PlannedPath {
  direction: "to" | "from";
  peer: Peer;
  protocol: string;
  /** Port; of a range the first one. */
  port: pulumi.Input<number>;
  /** Last port of a range; undefined for one port. */
  toPort?: number;
  /** Where it was declared, for messages: `reaches[1]`. */
  declared: string;
  /** Stable part of its rules' names: `to-dns-udp`. */
  key: string;
}

/** Groups of a cluster that paths lead to and come from. */
export interface ClusterGroups {
  clusterSecurityGroupId: pulumi.Input<string>;
  nodeSecurityGroupId?: pulumi.Input<string>;
  dnsSecurityGroupId?: pulumi.Input<string>;
}

const PROTOCOLS = ["tcp", "udp"];

/** Splits declarations into single paths and notes every problem: unclear ends, ports, repetitions. */
export function planPaths(
  reaches: PathTo[],
  reachableFrom: PathFrom[],
  cluster: ClusterGroups,
  problems: Problems,
): PlannedPath[] {
  const planned = [
    ...reaches.flatMap((path, i) => planTo(path, `reaches[${i}]`, cluster, problems)),
    ...reachableFrom.flatMap((path, i) => planFrom(path, `reachableFrom[${i}]`, cluster, problems)),
  ];
  const seen: PlannedPath[] = [];
  for (const path of planned) {
    const before = seen.find((other) => other.key === path.key || sharePorts(other, path));
    if (!before) seen.push(path);
    else problems.add(path.declared, repetition(before, path));
  }
  return planned;
}

/** What is wrong with a path that another one before it meets in name or ports. */
function repetition(before: PlannedPath, path: PlannedPath): string {
  if (!samePeer(before.peer, path.peer)) {
    return `and ${before.declared} are two peers named "${path.peer.name}"; name them apart`;
  }
  const [a, b] = [portsOf(before), portsOf(path)];
  if (a === undefined || b === undefined || (a.from === b.from && a.to === b.to)) {
    return `repeats ${before.declared} (${before.key}); declare a path once`;
  }
  const { from, to } = intersect(a, b)!;
  const shared = from === to ? `port ${from}` : `ports ${from} to ${to}`;
  return `shares ${shared} with ${before.declared} (${before.key}); declare each port once`;
}

/** True where two paths are between the same ends, whatever these are called, and have a port in common. */
function sharePorts(a: PlannedPath, b: PlannedPath): boolean {
  if (a.direction !== b.direction || a.protocol !== b.protocol || !samePeer(a.peer, b.peer)) return false;
  const [ports, others] = [portsOf(a), portsOf(b)];
  if (ports === undefined || others === undefined) return a.port === b.port;
  return intersect(ports, others) !== undefined;
}

/** The ports of a path, as far as they are known at once. */
function portsOf({ port, toPort }: PlannedPath): PortInterval | undefined {
  return isLiteral(port) ? { from: port, to: toPort ?? port } : undefined;
}

function samePeer(a: Peer, b: Peer): boolean {
  const isSameGroup = a.securityGroupId === b.securityGroupId && a.prefixListId === b.prefixListId;
  return isSameGroup && a.self === b.self && rangeText(a.cidr) === rangeText(b.cidr);
}

/** A range as a text that is the same however it is written. */
function rangeText(cidr: string | undefined): string | undefined {
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  return range === undefined ? cidr : `${range.family} ${range.first} ${range.last}`;
}

function planTo(path: PathTo, declared: string, cluster: ClusterGroups, problems: Problems): PlannedPath[] {
  const ends: { [kind: string]: Peer | undefined } = {
    dns: path.dns ? { name: "dns", securityGroupId: cluster.dnsSecurityGroupId ?? nodeGroupId(cluster) } : undefined,
    kubernetesApi: path.kubernetesApi
      ? { name: "kubernetes-api", securityGroupId: cluster.clusterSecurityGroupId }
      : undefined,
    database: path.database,
    binding: path.binding,
    securityGroup: path.securityGroup,
    prefixList: path.prefixList,
    addresses: path.addresses,
    self: path.self ? { name: "self", self: true } : undefined,
  };
  const end = theOnlyEnd(ends, declared, problems);
  if (!end) return [];
  const { kind, peer } = end;
  const ownPort: { [kind: string]: pulumi.Input<number> | undefined } = {
    dns: 53,
    kubernetesApi: 443,
    database: path.database?.port,
  };
  const fixed = ownPort[kind];
  for (const property of ["port", "toPort", "protocol"] as const) {
    if (fixed === undefined || path[property] === undefined) continue;
    const what = property === "protocol" ? "protocol" : "port";
    problems.add(`${declared}.${property}`, `is set, but ${kind} has a ${what} of its own; leave it out`);
  }
  if (kind === "dns") return PROTOCOLS.map((protocol) => planned("to", peer, protocol, { port: 53 }, declared));
  if (isLiteral(path.database?.port)) checkedPort(path.database.port, `${declared}.database.port`, problems);
  const ports = fixed === undefined ? checkedPorts(path, declared, problems) : { port: fixed };
  return [planned("to", peer, checkedProtocol(path.protocol, declared, problems), ports, declared)];
}

function planFrom(path: PathFrom, declared: string, cluster: ClusterGroups, problems: Problems): PlannedPath[] {
  const ends: { [kind: string]: Peer | undefined } = {
    nodes: path.nodes ? { name: "nodes", securityGroupId: nodeGroupId(cluster), nodes: true } : undefined,
    binding: path.binding,
    securityGroup: path.securityGroup,
    addresses: path.addresses,
  };
  const end = theOnlyEnd(ends, declared, problems);
  if (!end) return [];
  const protocol = checkedProtocol(path.protocol, declared, problems);
  return [planned("from", end.peer, protocol, checkedPorts(path, declared, problems), declared)];
}

function nodeGroupId(cluster: ClusterGroups): pulumi.Input<string> {
  return cluster.nodeSecurityGroupId ?? cluster.clusterSecurityGroupId;
}

type Ports = Pick<PlannedPath, "port" | "toPort">;

function planned(
  direction: "to" | "from",
  peer: Peer,
  protocol: string,
  { port, toPort }: Ports,
  declared: string,
): PlannedPath {
  // A port that is known only after deployment cannot be part of a name.
  const ports = isLiteral(port) ? [String(port), ...(toPort === undefined ? [] : [String(toPort)])] : [];
  const key = [direction, peer.name, protocol, ...ports].join("-");
  return { direction, peer, protocol, port, ...(toPort !== undefined && { toPort }), declared, key };
}

function checkedPorts(path: { port?: number; toPort?: number }, declared: string, problems: Problems): Ports {
  const { port, toPort } = path;
  checkedPort(port, `${declared}.port`, problems);
  if (toPort === undefined || toPort === port) return { port: port ?? 0 };
  checkedPort(toPort, `${declared}.toPort`, problems);
  if (port !== undefined && toPort < port) {
    problems.add(
      `${declared}.toPort`,
      `${toPort} is below port ${port}; name the first port as port, the last as toPort`,
    );
  }
  return { port: port ?? 0, toPort };
}

function checkedPort(port: number | undefined, at: string, problems: Problems): void {
  problems.add(at, port === undefined ? "is missing; name the port of the target" : portProblem(port));
}

function checkedProtocol(protocol: string | undefined, declared: string, problems: Problems): string {
  if (protocol !== undefined) problems.add(`${declared}.protocol`, oneOf(protocol, PROTOCOLS));
  return protocol ?? "tcp";
}
