/**
 * Every opening of a network: for each pair of endpoints the protocols and ports that both halves let through.
 */
import { contains, overlaps } from "../addresses/cidr";
import { intersect, MAX_PORT, subtract } from "../addresses/port-intervals";
import { EnforcingMode } from "../aws/vpc-cni";
import { compareText, pushTo } from "../graph/values";
import { type Endpoint, INTERNET } from "../reading/endpoints";
import type { Reading } from "../reading/reading";
import type { Direction, Rule } from "../reading/rules";
import { betweenVpcs, Connections } from "./connections";
import { type Opening, reference, rulesOutsideGraph } from "./halves";
import { namedPairs } from "./pairs";
import type { Doubt, RuleReference } from "./reasons";
import { hasPublicAddress, leavingAs } from "./pair";
import { FULL_MATRIX_LIMIT } from "./reachability";

/** One side of a path: the rules that open it, what is not told of it, or neither where nothing filters it here. */
export interface PathSide {
  rules: RuleReference[];
  doubt?: Doubt;
}

/** What both sides of a connection let through; a `diff` of two graphs compares these. */
export interface Path {
  /** An endpoint (see `Endpoint.id`), {@link SAME_NODE}, an address range, or what else a rule names. */
  from: string;
  /** As `from`. */
  to: string;
  /** `tcp`, `udp`, `icmp`, another name or number, or `-1` for all. */
  protocol: string;
  /** First port that both sides let through; of ICMP type × 256 + code. */
  fromPort: number;
  /** Last port that both sides let through. */
  toPort: number;
  egress: PathSide;
  ingress: PathSide;
  /** False where the path hangs on something that the graph does not tell; ports are then the most that they can be. */
  certain: boolean;
}

/**
 * What bound pods reach, and are reached by, in standard mode without any rule: the pods and processes of the node that
 * they run on.
 */
export const SAME_NODE = "same-node";

/** Stands for a peer of which nothing is known: an address not known yet, or what rules outside the graph name. */
export const ANYTHING = "anything";

/** Nothing filters this side here. */
const NOT_FILTERED: PathSide = { rules: [] };

/** True where pairs of endpoints that only rules for addresses open are listed one by one. */
export function listsAddressPairs({ endpoints }: Reading): boolean {
  return endpoints.filter(({ kind }) => ["bound", "database", "proxy"].includes(kind)).length <= FULL_MATRIX_LIMIT;
}

/**
 * All paths of a graph, sorted. Endpoints that both appear by name need both halves; an address range, a prefix list or an
 * unknown peer of a rule is listed as such besides, since it can stand for more than the endpoints. `dns` and
 * `kubernetes-api` are targets only, at the ports that they serve.
 *
 * Not listed: what ordinary pods and nodes reach on their own node, which no security group filters.
 *
 * @param byAddress whether pairs are listed that only rules for addresses open; else these stand as ranges alone
 * @param further ends besides those of the graph, such as a part of one; paths between two of them are not listed
 */
export function paths(
  reading: Reading,
  byAddress: boolean = listsAddressPairs(reading),
  further: Endpoint[] = [],
): Path[] {
  const inside = [...reading.endpoints.filter((end) => end !== INTERNET), ...further];
  const found: Path[] = [];
  for (const [source, targets] of namedPairs(reading, inside, byAddress)) {
    if (source.onlyPorts) continue;
    const isFurther = further.includes(source);
    for (const target of targets) {
      if (!isFurther || !further.includes(target)) found.push(...between(reading, source, target));
    }
  }
  for (const end of inside) {
    if (end.publicEndpoint) found.push(publicEndpoint(end));
    if (end.onlyPorts) continue;
    const leaving = leavesAs(reading, end);
    for (const path of between(reading, leaving ?? end, INTERNET)) found.push({ ...path, from: end.id });
    found.push(...fromInternet(reading, end), ...withAddresses(reading, end, leaving), ...onSameNode(end));
  }
  for (const end of inside) found.push(...byProxy(found, end), ...overInternet(found, end));
  return inOrder(withoutCovered(found));
}

function publicEndpoint({ id }: Endpoint): Path {
  return {
    ...{ from: INTERNET.id, to: id, protocol: "tcp", fromPort: 443, toPort: 443 },
    ...{ egress: NOT_FILTERED, ingress: NOT_FILTERED, certain: true },
  };
}

/** What the internet reaches of an end: of a database nothing but its public address. */
function fromInternet(reading: Reading, end: Endpoint): Path[] {
  const isThere = hasPublicAddress(end);
  if (isThere === false) return [];
  const found = between(reading, INTERNET, end);
  return isThere ? found : found.map((path) => ({ ...path, certain: false }));
}

/** What both sides let through, over all sorts of interfaces; certain where every sort lets it through certainly. */
function between(reading: Reading, source: Endpoint, target: Endpoint): Path[] {
  const { ways } = new Connections(reading, source, target);
  const found = ways.map((families) =>
    families.flatMap(({ source: from, target: to, egress, ingress, hasFamily }) => {
      const isConnected = hasFamily === "yes" && betweenVpcs(reading, from, to) === undefined;
      return egress.flatMap((out) =>
        ingress.flatMap((into) => joined(reading, source, target, out, into, isConnected)),
      );
    }),
  );
  return found.length === 1
    ? found[0]
    : found.flatMap((own, index) => own.flatMap((path) => whereAll(path, found, index)));
}

/** A path of one sort of interface, cut into what all sorts let through certainly, and the rest. */
function whereAll(path: Path, sorts: Path[][], index: number): Path[] {
  if (!path.certain) return [path];
  const open = sorts
    .filter((_, other) => other !== index)
    .reduce(
      (left, others) => {
        const covering = others.filter(
          (one) => one.certain && (one.protocol === "-1" || one.protocol === path.protocol),
        );
        const closed = subtract(left, covering.map(intervalOf));
        return subtract(left, closed);
      },
      [intervalOf(path)],
    );
  const rest = subtract([intervalOf(path)], open);
  const cut = (certain: boolean) => (part: { from: number; to: number }) => ({
    ...{ ...path, fromPort: part.from, toPort: part.to, certain },
  });
  return [...open.map(cut(true)), ...rest.map(cut(false))];
}

function intervalOf({ fromPort, toPort }: Path): { from: number; to: number } {
  return { from: fromPort, to: toPort };
}

function sideOf(reading: Reading, { rules, doubt }: Opening): PathSide {
  return { rules: rules.map((rule) => reference(reading, rule)), ...(doubt && { doubt }) };
}

function joined(
  reading: Reading,
  source: Endpoint,
  target: Endpoint,
  out: Opening,
  into: Opening,
  isConnected: boolean,
): Path[] {
  // Of two endpoints whose rules both stand elsewhere the graph says nothing at all.
  if (out.isElsewhere && into.isElsewhere) return [];
  if (out.protocol !== "-1" && into.protocol !== "-1" && out.protocol !== into.protocol) return [];
  const protocol = out.protocol === "-1" ? into.protocol : out.protocol;
  const shared = intersect(out, into);
  if (shared === undefined) return [];
  const served = target.onlyPorts
    ? target.ports.filter((entry) => ["-1", entry.protocol].includes(protocol))
    : [{ protocol, port: undefined }];
  return served.flatMap((entry): Path[] => {
    const ports = entry.port === undefined ? shared : intersect(shared, { from: entry.port, to: entry.port });
    if (ports === undefined) return [];
    return [
      {
        ...{ from: source.id, to: target.id, protocol: entry.protocol, fromPort: ports.from, toPort: ports.to },
        ...{ egress: sideOf(reading, out), ingress: sideOf(reading, into) },
        certain: out.doubt === undefined && into.doubt === undefined && isConnected,
      },
    ];
  });
}

/** The ways to the Kubernetes API over its public endpoint, which what reaches the internet may reach. */
function overInternet(found: Path[], { id, kind, publicEndpoint, ports }: Endpoint): Path[] {
  if (kind !== "kubernetes-api" || publicEndpoint === false) return [];
  return ports.flatMap(({ protocol, port }) =>
    found
      .filter((path) => path.to === INTERNET.id && ["-1", protocol].includes(path.protocol))
      .filter(({ fromPort, toPort }) => fromPort <= port && port <= toPort)
      .map((path) => ({
        ...{ ...path, to: id, protocol, fromPort: port, toPort: port, ingress: NOT_FILTERED, certain: false },
      })),
  );
}

/** The ways to a database through its proxies: what reaches one gets to the other. */
function byProxy(found: Path[], database: Endpoint): Path[] {
  return database.proxies.flatMap(({ endpoint: proxy, certain }) => {
    const on = found.filter(({ from, to }) => from === proxy.id && to === database.id);
    const [{ port }] = database.ports;
    const leads = on.filter(({ protocol, fromPort, toPort }) => isTcp(protocol) && fromPort <= port && toPort >= port);
    const to = found.filter(
      (path) =>
        path.to === proxy.id &&
        isTcp(path.protocol) &&
        path.fromPort <= proxy.ports[0].port &&
        path.toPort >= proxy.ports[0].port,
    );
    const isCertain = certain && leads.some((path) => path.certain) && database.portKnown && proxy.portKnown;
    if (leads.length === 0) return [];
    return to.map((path): Path => ({
      ...{ ...path, to: database.id, protocol: "tcp", fromPort: port, toPort: port },
      certain: path.certain && isCertain,
    }));
  });
}

function isTcp(protocol: string): boolean {
  return protocol === "tcp" || protocol === "-1";
}

/** The endpoint under whose groups pods leave the VPC, where it is not their own: that of the node, for bound pods in standard mode. */
function leavesAs(reading: Reading, end: Endpoint): Endpoint | undefined {
  const { enforcingMode, externalSnat } = end.vpcCni ?? reading.vpcCni;
  if (end.kind === "unbound-pods" && externalSnat === false) return leavingAs(reading, end);
  if (!end.branchInterface || enforcingMode !== EnforcingMode.standard || externalSnat === true) return undefined;
  return leavingAs(reading, end);
}

/** The paths that rules for addresses open, whatever is at these addresses. */
function withAddresses(reading: Reading, end: Endpoint, leaving: Endpoint | undefined): Path[] {
  const inVpc = reading.vpcs.allRanges();
  const isIn = ({ peer }: Rule): boolean =>
    peer.kind !== "addresses" || peer.ranges.some((range) => inVpc.some((one) => overlaps(one, range)));
  const isAllIn = ({ peer }: Rule): boolean =>
    peer.kind === "addresses" && peer.ranges.every((range) => inVpc.some((one) => contains(one, range)));
  const own = addressSides(reading, end, "egress").filter(
    ({ rule }) => leaving === undefined || rule === undefined || isIn(rule),
  );
  const node = (leaving === undefined ? [] : addressSides(reading, leaving, "egress")).filter(
    ({ rule }) => rule === undefined || !isAllIn(rule),
  );
  return [
    ...[...own, ...node].map(({ name, side }) => pathOf(end.id, name, side, { egress: sideOf(reading, side) })),
    ...addressSides(reading, end, "ingress").map(({ name, side }) =>
      pathOf(name, end.id, side, { ingress: sideOf(reading, side) }),
    ),
  ];
}

function addressSides(
  reading: Reading,
  end: Endpoint,
  direction: Direction,
): { name: string; side: Opening; rule?: Rule }[] {
  return end.interfaces.flatMap(({ groups, addresses }) => {
    const outside = end.kind === "group" ? undefined : rulesOutsideGraph(reading, { groups, addresses });
    const known = groups.flatMap(({ key, certain }) =>
      reading.rules.of(key, direction).flatMap((rule) => {
        const { peer } = rule;
        if (peer.kind === "groups") return [];
        return [
          {
            name: peer.kind === "unknown" ? ANYTHING : peer.name,
            side: sideForAddresses(reading, rule, certain),
            rule,
          },
        ];
      }),
    );
    if (outside === undefined) return known;
    return [...known, { name: ANYTHING, side: { ...EVERYTHING, doubt: outside } }];
  });
}

const EVERYTHING: Opening = { protocol: "-1", from: 0, to: MAX_PORT, rules: [], isElsewhere: false };

function sideForAddresses(reading: Reading, rule: Rule, isOwn: boolean): Opening {
  const { protocol, fromPort: from, toPort: to, peer } = rule;
  const named = reference(reading, rule);
  const doubt: Doubt | undefined =
    !isOwn || !rule.certain
      ? { kind: "group of rule", rule: named }
      : peer.kind === "unknown"
        ? { kind: "peer of rule", rule: named }
        : rule.portsKnown
          ? undefined
          : { kind: "ports of rule", rule: named };
  return { ...{ protocol, from, to, rules: [rule], isElsewhere: false }, ...(doubt && { doubt }) };
}

function onSameNode(end: Endpoint): Path[] {
  if (!end.branchInterface || end.vpcCni?.enforcingMode !== EnforcingMode.standard) return [];
  return [pathOf(end.id, SAME_NODE, EVERYTHING, {}), pathOf(SAME_NODE, end.id, EVERYTHING, {})];
}

function pathOf(
  from: string,
  to: string,
  { protocol, from: fromPort, to: toPort, doubt }: Opening,
  sides: Partial<Pick<Path, "egress" | "ingress">>,
): Path {
  const certain = doubt === undefined;
  return {
    ...{ from, to, protocol, fromPort, toPort, egress: NOT_FILTERED, ingress: NOT_FILTERED },
    ...sides,
    certain,
  };
}

/** The paths without uncertain ones that a certain path opens anyway. */
function withoutCovered(found: Path[]): Path[] {
  const certain = new Map<string, Path[]>();
  for (const path of found) if (path.certain) pushTo(certain, `${path.from}\n${path.to}`, path);
  return found.filter((path) => {
    if (path.certain) return true;
    const opened = certain.get(`${path.from}\n${path.to}`) ?? [];
    const covering = opened.filter(({ protocol }) => protocol === "-1" || protocol === path.protocol);
    return subtract([intervalOf(path)], covering.map(intervalOf)).length > 0;
  });
}

/** The paths without repetitions, in an order that the graph's own does not change. */
function inOrder(found: Path[]): Path[] {
  const byText = new Map(found.map((path) => [JSON.stringify(path), path]));
  return [...byText].sort(([x, a], [y, b]) => comparePaths(a, b) || compareText(x, y)).map(([, path]) => path);
}

function comparePaths(a: Path, b: Path): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    compareText(a.protocol, b.protocol) ||
    a.fromPort - b.fromPort ||
    a.toPort - b.toPort
  );
}
