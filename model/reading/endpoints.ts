/**
 * The endpoints of network paths: what they are, and which network interfaces they have.
 */
import { MAX_PORT } from "../addresses/port-intervals";
import { compareText } from "../graph/values";
import type { PolicySetting } from "./policy-setting";
import type { Rule } from "./rules";
import { type GroupReference, UNRESOLVED } from "./security-groups";
import type { Addresses } from "./vpcs";
import type { ServedPort } from "./workloads";

/** One sort of network interface: the groups that it carries, and the addresses that it can have. */
export interface Interface {
  groups: GroupReference[];
  addresses: Addresses;
}

/** One endpoint of network paths. */
export interface Endpoint {
  /**
   * `bound:<namespace>/<binding>`, `unbound-pods`, `nodes`, `dns`, `kubernetes-api`, `database:<name>`, `proxy:<name>`,
   * `internet`, `group:<name>` for a security group that none of the others carries, or `addresses:<range>` for an address
   * range that a rule of bound pods names.
   */
  id: string;
  /** The part of `id` before the colon. */
  kind:
    | "bound"
    | "unbound-pods"
    | "nodes"
    | "dns"
    | "kubernetes-api"
    | "database"
    | "proxy"
    | "internet"
    | "group"
    | "addresses";
  /** Each sort of network interface that it can have; several where node groups or workloads differ. */
  interfaces: Interface[];
  /** URN of what it stands for, where that is one resource of the graph. */
  urn?: string;
  /** The ports that verdicts ask about. */
  ports: ServedPort[];
  /** True where nothing but `ports` is served. */
  onlyPorts: boolean;
  /** Namespace of bound pods. */
  namespace?: string;
  /** True for pods with a branch interface. */
  branchInterface: boolean;
  /** True for bound pods that are, or can be, on nodes of EKS Auto Mode, of which AWS documents only a part. */
  autoMode: boolean;
  /** The VPC CNI setting of bound pods. */
  vpcCni?: PolicySetting;
  /** True for what runs on nodes, or is one: traffic between two such endpoints can stay on one node. */
  onNode: boolean;
  /** Of a database: false where its port is not known yet and `ports` has the engine's default. */
  portKnown: boolean;
  /** Of a database: the proxies that lead to it; not certain where it is not told to which database one leads. */
  proxies: { endpoint: Endpoint; certain: boolean }[];
  /** Of a database or a proxy: whether it has a public address; undefined where the graph does not tell. */
  publicAddress?: boolean;
  /** Of the Kubernetes API: whether it is also reached over the internet; undefined where the graph does not tell. */
  publicEndpoint?: boolean;
  /** Of a public endpoint: the address ranges that it answers, sorted; undefined for every one, and where they are not told. */
  publicRanges?: string[];
}

/** Any address outside the VPC that is not private. */
export const INTERNET: Endpoint = endpoint("internet", {
  interfaces: [{ groups: [], addresses: { ranges: [], has: { 4: "yes", 6: "yes" } } }],
  ports: [{ protocol: "tcp", port: 443 }],
});

/** An endpoint with the usual values for what is not given. */
export function endpoint(id: string, given: Partial<Endpoint> & Pick<Endpoint, "interfaces" | "ports">): Endpoint {
  const kind = id.split(":", 1)[0] as Endpoint["kind"];
  const usual = {
    onlyPorts: false,
    branchInterface: false,
    autoMode: false,
    onNode: false,
    portKnown: true,
    proxies: [],
  };
  return { id, kind, ...usual, ...given };
}

/** Keys of the groups that an endpoint can carry, each once. */
export function keysOf({ interfaces }: Pick<Endpoint, "interfaces">): string[] {
  return [...new Set(interfaces.flatMap(({ groups }) => groups.map(({ key }) => key)))];
}

/**
 * Groups that something may carry, or else one that the graph does not show.
 *
 * @param open which group that can be: any, or only one that this stack does not make
 */
export function doubtful(keys: string[], open: string = UNRESOLVED): GroupReference[] {
  return [...new Set([...keys, open])].map((key) => ({ key, certain: false }));
}

/** Interfaces without repetitions, in a fixed order. */
export function distinctInterfaces(interfaces: Interface[]): Interface[] {
  const byText = new Map(interfaces.map((one) => [interfaceText(one), one]));
  return [...byText.keys()].sort(compareText).map((text) => byText.get(text)!);
}

function interfaceText({ groups, addresses }: Interface): string {
  const { ranges, incomplete, has, vpc } = addresses;
  const texts = groups.map(({ key, certain }) => `${key} ${String(certain)}`).sort(compareText);
  const where = ranges.map(({ family, first, last }) => `${family} ${first} ${last}`);
  return JSON.stringify([texts, where, incomplete, has, vpc]);
}

/** The ports that a rule names; a range stands for its two ends, all ports for none. */
export function portsOf({ protocol, fromPort, toPort, portsKnown }: Rule): ServedPort[] {
  if (!portsKnown || !["tcp", "udp"].includes(protocol) || (fromPort <= 1 && toPort === MAX_PORT)) return [];
  return [Math.max(fromPort, 1), toPort].map((port) => ({ protocol, port }));
}

/** Ports without repetitions, sorted. */
export function distinctPorts(ports: ServedPort[]): ServedPort[] {
  const byText = new Map(ports.map((served) => [`${served.protocol} ${served.port}`, served]));
  return [...byText.values()].sort((a, b) => compareText(a.protocol, b.protocol) || a.port - b.port);
}
