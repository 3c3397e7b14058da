/**
 * The paths of bound pods, with the rules that decide them by id: to DNS, to databases, and from the nodes' probes.
 */
import { ask, type Verdict, verdictsBetween } from "../../model/reachability/reachability";
import type { Reason, RuleReference } from "../../model/reachability/reasons";
import type { Endpoint } from "../../model/reading/endpoints";
import { keysOf } from "../../model/reading/endpoints";
import { reasonText } from "../../words/en/reasons";
import { asksCoreDns, dnsEndpoints } from "./coredns";
import { databasesNear } from "./graph/network";
import { type Pod, probedContainers } from "./kubernetes-types";
import { idsOf, type PodView } from "./pods";
import { valueOr } from "./read";
import type { View } from "./view";

/** A rule that takes part, by its own id and its group's. */
export interface PathRule {
  direction: "ingress" | "egress";
  /** `sgr-…`; undefined for a rule that EKS makes. */
  id?: string;
  /** Name or id of its group. */
  group: string;
  label: string;
  range?: string;
}

/** One path. */
export interface PathRow {
  from: string;
  to: string;
  protocol: string;
  port: number | null;
  /** Null where it is not known, and where nodes or workloads differ. */
  allowed: boolean | null;
  rules: PathRule[];
  /** Halves without a rule; empty where both have one, or it is not known. */
  missing: ("ingress" | "egress")[];
  reason: Reason;
  /** The same as an English sentence, for JSON. */
  because: string;
}

/** What decides the paths of one binding. */
export interface BindingPaths {
  bound: Endpoint;
  /** Ids of the groups that its pods can carry. */
  groups: string[];
  dns: PathRow[];
  /** The same for each set of groups that CoreDNS answers from, with these; none where no pod of the binding asks CoreDNS. */
  dnsParts: { row: PathRow; groups: string[] }[];
  /** Databases that one side names the other in, or that the stack says are meant. */
  databases: DatabasePath[];
  /** Ports that the kubelet asks, from the nodes. */
  probes: PathRow[];
}

/** The path to one database. */
export interface DatabasePath {
  name: string;
  /** Ids of its groups. */
  groups: string[];
  /** From the bound pods. */
  row: PathRow;
  /** From every other pod; undefined where the cluster is not told. */
  others?: PathRow;
  address?: string;
  otherVpc: boolean;
}

/** The paths of every binding. */
export function pathsOf(view: View): BindingPaths[] {
  const { reading } = view;
  const parts = dnsEndpoints(view);
  const dns = parts.length === 0 ? undefined : { ...parts[0], interfaces: parts.flatMap((one) => one.interfaces) };
  const nodes = reading.nodesEndpoint;
  return reading.endpoints
    .filter(({ kind }) => kind === "bound")
    .map((bound) => ({
      bound,
      groups: groupIds(view, bound),
      dns: dns === undefined ? [] : verdictsBetween(reading, bound, dns).map((one) => rowOf(view, one)),
      dnsParts: (asksNone(view, bound) ? [] : parts).flatMap((part) =>
        verdictsBetween(reading, bound, part).map((one) => ({ row: rowOf(view, one), groups: groupIds(view, part) })),
      ),
      databases: databasePaths(view, bound),
      probes:
        nodes === undefined
          ? []
          : probePorts(view, bound).map((port) => rowOf(view, ask(reading, nodes, bound, { protocol: "tcp", port }))),
    }));
}

/** Ids of the groups that an endpoint can carry. */
export function groupIds({ facts, live }: View, end: Endpoint): string[] {
  return idsOf(
    keysOf(end).filter((key) => !key.startsWith("a security group")),
    facts,
    live,
  );
}

function databasePaths(view: View, bound: Endpoint): DatabasePath[] {
  const { facts, reading, live } = view;
  const pods = reading.endpoints.find(({ kind }) => kind === "unbound-pods");
  const near = databasesNear(facts);
  const own = facts.target.stack?.databaseAddress;
  return reading.endpoints
    .filter(({ kind }) => kind === "database")
    .flatMap((endpoint) => {
      const id = live.idOf(endpoint.urn ?? "");
      const fact = near.find(({ identifier }) => identifier === id);
      const isOwn = own !== undefined && fact?.address === own;
      if (!isOwn && !isMeant(view, bound, endpoint)) return [];
      const [verdict] = verdictsBetween(reading, bound, endpoint);
      if (verdict === undefined) return [];
      return [
        {
          ...{ name: endpoint.id.replace(/^database:/, ""), groups: groupIds(view, endpoint) },
          row: rowOf(view, verdict),
          ...(pods !== undefined && { others: rowOf(view, verdictsBetween(reading, pods, endpoint)[0]) }),
          ...(fact?.address !== undefined && { address: fact.address }),
          otherVpc: fact?.vpcId !== undefined && fact.vpcId !== facts.cluster.resourcesVpcConfig?.vpcId,
        },
      ];
    });
}

/** Whether a rule of one side names a group of the other: somebody meant the two to speak with each other. */
function isMeant({ reading }: View, bound: Endpoint, database: Endpoint): boolean {
  const names = (from: Endpoint, direction: "ingress" | "egress", to: Endpoint): boolean => {
    const peers = new Set(keysOf(to));
    return keysOf(from)
      .flatMap((key) => reading.rules.of(key, direction))
      .some(({ peer }) => peer.kind === "groups" && peer.keys.some((key) => peers.has(key)));
  };
  return names(bound, "egress", database) || names(database, "ingress", bound);
}

/** The pods of a binding that have, or will have, a branch interface. */
function podsOf({ pods, reading }: View, bound: Endpoint): PodView[] {
  const binding = reading.bindings.all.find(({ id }) => id === bound.id);
  return pods.filter(
    ({ selecting, pod, place }) =>
      selecting.some((one) => one.binding === binding) && pod.spec.hostNetwork !== true && place !== "fargate",
  );
}

/** Whether there are pods, and none of them asks CoreDNS; where they could not be read, those of kube-system can be CoreDNS. */
function asksNone(view: View, bound: Endpoint): boolean {
  if ("unread" in view.facts.pods) return bound.namespace === "kube-system";
  const pods = podsOf(view, bound);
  return pods.length > 0 && !pods.some(({ pod }) => asksCoreDns(pod));
}

/** The TCP ports that the kubelet asks of the pods of a binding. */
function probePorts(view: View, bound: Endpoint): number[] {
  return [...new Set(podsOf(view, bound).flatMap(({ pod }) => probedPorts(pod)))].sort((a, b) => a - b);
}

function probedPorts({ spec }: Pod): number[] {
  return probedContainers(spec).flatMap(({ livenessProbe, readinessProbe, startupProbe, ports = [] }) =>
    [livenessProbe, readinessProbe, startupProbe].flatMap((probe) => {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
      if (typeof port === "string") return ports.filter(({ name }) => name === port).map((one) => one.containerPort);
      return port === undefined ? [] : [port];
    }),
  );
}

/** A verdict as a row. */
export function rowOf({ live }: View, { from, to, protocol, port, allowed, reason }: Verdict): PathRow {
  return {
    ...{ from, to, protocol, port, allowed },
    rules: rulesOf(reason).map(({ direction, group, label, urn, range }) => {
      const id = urn === undefined ? undefined : live.idOf(urn);
      return { direction, group, label, ...(id !== undefined && { id }), ...(range !== undefined && { range }) };
    }),
    missing: missingOf(reason),
    reason,
    because: reasonText(reason),
  };
}

function rulesOf(reason: Reason): RuleReference[] {
  switch (reason.kind) {
    case "open":
      return [...reason.egress, ...reason.ingress];
    case "same node":
    case "same node in standard mode":
      return rulesOf(reason.otherwise);
    case "leaves under the node's group":
      return rulesOf(reason.by);
    case "early demux is on":
      return rulesOf(reason.then);
    case "hangs on the mode":
      return rulesOf(reason.strict);
    case "not documented for Auto Mode":
      return rulesOf(reason.byRules);
    case "by proxy":
      return [...rulesOf(reason.to), ...rulesOf(reason.from)];
    case "closed":
    case "no common address family":
    case "not known":
    case "differs":
    case "no public address":
    case "public endpoint":
      return [];
  }
}

function missingOf(reason: Reason): PathRow["missing"] {
  return reason.kind === "closed" ? reason.missing : [];
}

/** What the lab's own probes saw last. */
export interface ProbeResult {
  /** Name of the probe. */
  name: string;
  pod: string;
  /** When its pod was made, ISO 8601. */
  at: string;
  /** Exit code of its container; undefined while it runs. */
  exit?: number;
  /** The last line that it said. */
  said: string;
}

/** Label of the probes' pods, as `ConnectivityProbe` gives it. */
const PROBE = "connectivity-probe";

/** The last result of each probe, by name. */
export function probeResults({ facts }: Pick<View, "facts">): ProbeResult[] {
  const last = new Map<string, ProbeResult>();
  for (const { metadata, status } of valueOr(facts.pods, [])) {
    if (metadata.labels?.["app.kubernetes.io/component"] !== PROBE) continue;
    const name = `${metadata.namespace}/${metadata.labels["app.kubernetes.io/name"]}`;
    const at = metadata.creationTimestamp ?? "";
    const ended = status?.containerStatuses?.[0]?.state?.terminated;
    if ((last.get(name)?.at ?? "") > at) continue;
    const said =
      ended?.message
        ?.trim()
        .split(/ *\n+ *| {2,}/)
        .at(-1) ?? "";
    last.set(name, {
      ...{ name, pod: `${metadata.namespace}/${metadata.name}`, at, said },
      ...(ended?.exitCode !== undefined && { exit: ended.exitCode }),
    });
  }
  return [...last.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The two pages of the console on which the lab is looked at: a network interface, and a security group. */
export function consoleLinks(
  region: string,
  interfaceId: string,
  groupId: string,
): { interface: string; group: string } {
  const host = region.startsWith("cn-")
    ? "console.amazonaws.cn"
    : region.startsWith("us-gov-")
      ? "console.amazonaws-us-gov.com"
      : "console.aws.amazon.com";
  const page = `https://${host}/ec2/home?region=${region}`;
  return {
    interface: `${page}#NetworkInterface:networkInterfaceId=${interfaceId}`,
    group: `${page}#SecurityGroup:groupId=${groupId}`,
  };
}
