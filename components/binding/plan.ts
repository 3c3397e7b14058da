import type * as pulumi from "@pulumi/pulumi";
import { isLiteral, oneOf, type Problems } from "../support/checks";
import type { PathFrom, PathTo } from "./paths";

/** The other end of a path, as rules need it. */
export interface Peer {
  /** What messages call it. */
  name: string;
  /** Its security group; undefined for a prefix list. */
  securityGroupId?: pulumi.Input<string>;
  /** Its prefix list, instead of a security group. */
  prefixListId?: pulumi.Input<string>;
  /** True for the binding's own group. */
  self?: boolean;
  /** True for the group that nodes and ordinary pods carry. It lets all out, and so gets no egress half. */
  nodes?: boolean;
}

/** One path of one protocol and one port: the unit of which both halves are made. */
export interface PlannedPath {
  direction: "to" | "from";
  peer: Peer;
  protocol: string;
  port: pulumi.Input<number>;
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

/**
 * Names that a rule's description can hold.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
const PEER_NAME = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,100}$/;

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
    const before = seen.find((other) => other.key === path.key || samePath(other, path));
    if (!before) seen.push(path);
    else if (samePeer(before.peer, path.peer)) {
      problems.add(path.declared, `repeats ${before.declared} (${before.key}); declare a path once`);
    } else {
      problems.add(path.declared, `and ${before.declared} are two peers named "${path.peer.name}"; name them apart`);
    }
  }
  return planned;
}

/** True where two paths make the same rules, whatever their peers are called. */
function samePath(a: PlannedPath, b: PlannedPath): boolean {
  return a.direction === b.direction && a.protocol === b.protocol && a.port === b.port && samePeer(a.peer, b.peer);
}

function samePeer(a: Peer, b: Peer): boolean {
  return a.securityGroupId === b.securityGroupId && a.prefixListId === b.prefixListId && a.self === b.self;
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
  if (fixed !== undefined && path.port !== undefined) {
    problems.add(`${declared}.port`, `is set, but ${kind} has a port of its own; leave it out`);
  }
  if (fixed !== undefined && path.protocol !== undefined) {
    problems.add(`${declared}.protocol`, `is set, but ${kind} has a protocol of its own; leave it out`);
  }
  if (kind === "dns") return PROTOCOLS.map((protocol) => planned("to", peer, protocol, 53, declared));
  const port = fixed ?? checkedPort(path.port, declared, problems);
  if (isLiteral(path.database?.port)) checkedPort(path.database.port, `${declared}.database`, problems);
  return [planned("to", peer, checkedProtocol(path.protocol, declared, problems), port, declared)];
}

function planFrom(path: PathFrom, declared: string, cluster: ClusterGroups, problems: Problems): PlannedPath[] {
  const ends: { [kind: string]: Peer | undefined } = {
    nodes: path.nodes ? { name: "nodes", securityGroupId: nodeGroupId(cluster), nodes: true } : undefined,
    binding: path.binding,
    securityGroup: path.securityGroup,
  };
  const end = theOnlyEnd(ends, declared, problems);
  if (!end) return [];
  const port = checkedPort(path.port, declared, problems);
  return [planned("from", end.peer, checkedProtocol(path.protocol, declared, problems), port, declared)];
}

function nodeGroupId(cluster: ClusterGroups): pulumi.Input<string> {
  return cluster.nodeSecurityGroupId ?? cluster.clusterSecurityGroupId;
}

function theOnlyEnd(
  ends: { [kind: string]: Peer | undefined },
  declared: string,
  problems: Problems,
): { kind: string; peer: Peer } | undefined {
  const set = Object.entries(ends).filter(([, peer]) => peer !== undefined);
  if (set.length !== 1) {
    const found = set.length === 0 ? "names no end" : `names ${set.map(([kind]) => kind).join(" and ")}`;
    problems.add(declared, `${found}; name exactly one of ${Object.keys(ends).join(", ")}`);
    return undefined;
  }
  const [kind, peer] = set[0];
  if (!PEER_NAME.test(peer!.name)) {
    problems.add(
      `${declared}.${kind}.name`,
      `"${peer!.name}" becomes part of rule descriptions: up to 100 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*`,
    );
  }
  const id = peer!.securityGroupId;
  if (isLiteral(id)) problems.add(`${declared}.${kind}.securityGroupId`, securityGroupIdProblem(id));
  const list = peer!.prefixListId;
  if (isLiteral(list) && !/^pl-[0-9a-f]+$/.test(list)) {
    problems.add(`${declared}.${kind}.prefixListId`, `"${list}" is not a valid prefix list id; write it as pl-…`);
  }
  return { kind, peer: peer! };
}

function planned(
  direction: "to" | "from",
  peer: Peer,
  protocol: string,
  port: pulumi.Input<number>,
  declared: string,
): PlannedPath {
  // A port that is known only after deployment cannot be part of a name.
  const portName = isLiteral(port) ? `-${port}` : "";
  return { direction, peer, protocol, port, declared, key: `${direction}-${peer.name}-${protocol}${portName}` };
}

function checkedPort(port: number | undefined, declared: string, problems: Problems): number {
  if (port === undefined) problems.add(`${declared}.port`, "is missing; name the port of the target");
  else if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    problems.add(`${declared}.port`, `${port} is not a port; use 1 to 65535`);
  }
  return port ?? 0;
}

function checkedProtocol(protocol: string | undefined, declared: string, problems: Problems): string {
  if (protocol !== undefined) problems.add(`${declared}.protocol`, oneOf(protocol, PROTOCOLS));
  return protocol ?? "tcp";
}

/** Why a text is no security group id, or undefined where it is one. */
export function securityGroupIdProblem(id: string): string | undefined {
  if (/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) return undefined;
  return `"${id}" is not a valid security group id; write it as sg- and 8 or 17 hex digits (names are not accepted)`;
}
