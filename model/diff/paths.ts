/**
 * Which paths are open in one graph and not in another, whatever the rules are called that open them.
 */
import { contains, coverAll, parseCidr } from "../addresses/cidr";
import { MAX_PORT, type PortInterval, union } from "../addresses/port-intervals";
import { compareText, pushTo, unique } from "../graph/values";
import { listsAddressPairs, type Path, paths, SAME_NODE } from "../reachability/paths";
import type { Doubt } from "../reachability/reasons";
import { type Endpoint, INTERNET } from "../reading/endpoints";
import type { Reading } from "../reading/reading";
import type { Rule } from "../reading/rules";
import { type Move, moves, type Place } from "./moves";

/** How far a path is open: `perhaps` where it hangs on something that the graph does not tell. */
export type Openness = "closed" | "perhaps" | "open";

/** Ports of one protocol. */
export interface ProtocolPorts {
  /** As `Path.protocol`. */
  protocol: string;
  ports: PortInterval[];
}

/** A path that is more, or less, open in the second graph than in the first. */
export interface PathChange extends ProtocolPorts {
  /** As `Path.from`, or a workload whose pods move from one end to another, see `Move.id`. */
  from: string;
  /** As `Path.to`, or such a workload. */
  to: string;
  before: Openness;
  after: Openness;
  /**
   * Labels of the rules that make it open, of the graph in which it is more open: those that the other graph does not have, else all
   * that take part. Empty where nothing filters it.
   */
  rules: string[];
  /** What is not told of it in that graph; empty where it is certain. */
  doubts: Doubt[];
  /** Where all protocols change together: what of the pair does not change in this way. */
  except: ProtocolPorts[];
}

/** Everything that a change opens and closes: between ends, sorted by source and target, then for workloads that move. */
export interface PathChanges {
  opened: PathChange[];
  closed: PathChange[];
}

const ALL = "-1";

/**
 * Compares the paths of two graphs. The other way round, what was opened is closed and the reverse.
 *
 * @param left URNs of what only the program leaves: it stays where it is, so nothing of it closes
 */
export function pathChanges(base: Reading, head: Reading, left: Set<string> = new Set()): PathChanges {
  // Both in the same way: else a further binding could make the pairs of all others look closed.
  const byAddress = listsAddressPairs(base) && listsAddressPairs(head);
  const moving = moves(base, head);
  const partsOf = (places: Place[]): Endpoint[] => places.flatMap(({ own }) => own ?? []);
  const before = sideOf(base, byAddress, partsOf(moving.map((move) => move.before)));
  const after = sideOf(head, byAddress, partsOf(moving.map((move) => move.after)));
  const isLeft = new Set(base.endpoints.filter(({ urn }) => left.has(urn ?? "")).map(({ id }) => id));
  const isMoving = new Set(moving.map(({ id }) => id));
  const pairs = unique([...before.byPair.keys(), ...after.byPair.keys()])
    .filter((pair) => !pair.split("\n").some((id) => isLeft.has(id) || isMoving.has(id)))
    .sort(compareText);
  const ofEnds = pairs.flatMap((pair) => {
    const [from, to] = pair.split("\n");
    return changesOf({ from, to }, [before.byPair.get(pair), after.byPair.get(pair)], before, after);
  });
  const told = new Set(ofEnds.map(keyOf));
  const ofMoves = moving
    .flatMap((move) => changesOfMove(move, before, after, told, isMoving))
    .filter(({ from, to }) => !isLeft.has(from) && !isLeft.has(to));
  const changes = [...ofEnds, ...ofMoves];
  return { opened: changes.filter(isOpened), closed: changes.filter((change) => !isOpened(change)) };
}

const RANK: { [openness in Openness]: number } = { closed: 0, perhaps: 1, open: 2 };

function isOpened({ before, after }: PathChange): boolean {
  return RANK[after] > RANK[before];
}

/** What opens and closes for the pods of a workload by their move alone: what their old or new end tells is not told again. */
function changesOfMove(move: Move, before: Side, after: Side, told: Set<string>, isMoving: Set<string>): PathChange[] {
  return (["from", "to"] as const).flatMap((own) => {
    const ends = (self: string, peer: string): Ends =>
      own === "from" ? { from: self, to: peer } : { from: peer, to: self };
    const [was, is] = [move.before, move.after].map((place) => place.own?.id ?? place.end);
    const [old, now] = [before.peers[own].get(was) ?? [], after.peers[own].get(is) ?? []].map((peers) =>
      peers.filter((peer) => !isMoving.has(peer)),
    );
    const pathsOf = (side: Side, self: string, peer: string, peers: string[]): Path[] => [
      ...holding(peer, peers).flatMap((held) => side.byPair.get(keyOfPair(ends(self, held))) ?? []),
      ...(own === "from" ? perhapsAsNode(side, self, peer) : []),
    ];
    return unique([...old, ...now])
      .filter((peer) => peer !== SAME_NODE)
      .sort(compareText)
      .flatMap((peer) => {
        const both = [pathsOf(before, was, peer, old), pathsOf(after, is, peer, now)] as const;
        const byEnd = (change: PathChange): PathChange => ({
          ...change,
          ...ends(isOpened(change) ? move.after.end : move.before.end, peer),
        });
        return changesOf(ends(move.id, peer), both, before, after).filter((change) => !told.has(keyOf(byEnd(change))));
      });
  });
}

/**
 * What pods of a binding perhaps reach as their node does: outside the VPC, where the mode that decides it is not told, and DNS in
 * EKS Auto Mode, which answers on the node.
 */
function perhapsAsNode({ reading, ends, byPair, peers }: Side, self: string, peer: string): Path[] {
  const { branchInterface, autoMode, vpcCni = reading.vpcCni } = ends.get(self) ?? {};
  const { enforcingMode, externalSnat } = autoMode ? {} : vpcCni;
  if (!branchInterface || enforcingMode !== undefined) return [];
  const range = parseCidr(peer);
  const isOnInternet = peer === INTERNET.id || (peer === "kubernetes-api" && ends.get(peer)?.publicEndpoint !== false);
  const isOutside = range === undefined ? isOnInternet : !coverAll(reading.vpcs.allRanges(), [range]);
  const isDns = autoMode && peer === "dns";
  if (!isDns && (!isOutside || externalSnat === true)) return [];
  return holding(peer, peers.from.get("nodes") ?? [])
    .flatMap((held) => byPair.get(keyOfPair({ from: "nodes", to: held })) ?? [])
    .map((path) => ({
      ...{ ...path, certain: false },
      ...(!isDns && { egress: { ...path.egress, doubt: { kind: "source NAT" } } }),
    }));
}

/** Those of some peers that an end is among: itself, or of an address range all that are as wide or wider. */
function holding(peer: string, peers: string[]): string[] {
  const range = parseCidr(peer);
  if (range === undefined) return peers.includes(peer) ? [peer] : [];
  return peers.filter((other) => {
    const outer = parseCidr(other);
    return outer !== undefined && contains(outer, range);
  });
}

/** What a change is, whatever the rules are called. */
function keyOf({ from, to, protocol, ports, before, after, except }: PathChange): string {
  return JSON.stringify([from, to, protocol, ports, before, after, except]);
}

interface Ends {
  from: string;
  to: string;
}

function keyOfPair({ from, to }: Ends): string {
  return `${from}\n${to}`;
}

/** What a graph says about its paths. */
interface Side {
  reading: Reading;
  ends: Map<string, Endpoint>;
  byPair: Map<string, Path[]>;
  /** For each end, the ends that its paths lead to (`from` it), and those that they come from, each once. */
  peers: { [own in keyof Ends]: Map<string, string[]> };
  /** For each label of a rule, what the rules of that label are. */
  rules: Map<string, Set<string>>;
}

function sideOf(reading: Reading, byAddress: boolean, parts: Endpoint[]): Side {
  const byPair = new Map<string, Path[]>();
  const peers: Side["peers"] = { from: new Map(), to: new Map() };
  for (const path of paths(reading, byAddress, parts)) {
    const pair = keyOfPair(path);
    if (!byPair.has(pair)) {
      pushTo(peers.from, path.from, path.to);
      pushTo(peers.to, path.to, path.from);
    }
    pushTo(byPair, pair, path);
  }
  const rules = new Map<string, Set<string>>();
  for (const rule of reading.declaredRules) {
    rules.set(rule.label, (rules.get(rule.label) ?? new Set()).add(meaning(rule)));
  }
  const ends = new Map([...reading.endpoints, ...parts].map((end) => [end.id, end]));
  return { reading, ends, byPair, peers, rules };
}

function meaning({ direction, group, protocol, fromPort, toPort, portsKnown, peer }: Rule): string {
  const who = peer.kind === "groups" ? peer.keys : peer.kind === "unknown" ? peer.kind : peer.name;
  return JSON.stringify([direction, group, protocol, fromPort, toPort, portsKnown, who]);
}

function changesOf(
  ends: Ends,
  [old = [], now = []]: readonly [Path[] | undefined, Path[] | undefined],
  before: Side,
  after: Side,
): PathChange[] {
  const all = unique([...old, ...now].map(({ protocol }) => protocol))
    .sort(compareText)
    .flatMap((protocol) => rows(protocol, old, now));
  const whole = all.find(({ protocol }) => protocol === ALL);
  const isSame = (a: Row, b: Row): boolean => a.before === b.before && a.after === b.after;
  return all
    .filter((row) => row.before !== row.after)
    .filter((row) => row === whole || whole === undefined || !isSame(row, whole))
    .map((row) => ({
      ...{ ...ends, ...row },
      ...(RANK[row.after] > RANK[row.before] ? openedBy(row, now, after, before) : openedBy(row, old, before, after)),
      except:
        row !== whole
          ? []
          : all.filter((other) => !isSame(other, row)).map(({ protocol, ports }) => ({ protocol, ports })),
    }));
}

/** The ports of a protocol that are open in the same way before, and in the same way after. */
interface Row extends ProtocolPorts {
  before: Openness;
  after: Openness;
}

function rows(protocol: string, old: Path[], now: Path[]): Row[] {
  const concerned = [...old, ...now].filter((path) => covers(path, protocol));
  const starts = unique(concerned.flatMap(({ fromPort, toPort }) => [fromPort, toPort + 1])).sort((a, b) => a - b);
  const found = new Map<string, Row>();
  starts.slice(0, -1).forEach((from, i) => {
    const to = starts[i + 1] - 1;
    const [before, after] = [openness(old, protocol, from), openness(now, protocol, from)];
    // Ports that neither graph opens lie between those that they do.
    if (before === "closed" && after === "closed") return;
    const row = found.get(`${before} ${after}`) ?? { protocol, ports: [], before, after };
    row.ports = union([...row.ports, { from, to }]);
    found.set(`${before} ${after}`, row);
  });
  return [...found.values()].sort((a, b) => a.ports[0].from - b.ports[0].from);
}

function covers(path: Path, protocol: string): boolean {
  return path.protocol === protocol || path.protocol === ALL;
}

function openness(found: Path[], protocol: string, port: number): Openness {
  const open = found.filter(
    (path) => covers(path, protocol) && path.fromPort <= port && Math.min(path.toPort, MAX_PORT) >= port,
  );
  if (open.length === 0) return "closed";
  return open.some(({ certain }) => certain) ? "open" : "perhaps";
}

/** Labels of the rules that open a row in one graph, and what is not told of it. */
function openedBy(row: Row, found: Path[], here: Side, there: Side): Pick<PathChange, "rules" | "doubts"> {
  const open = found.filter(
    (path) =>
      covers(path, row.protocol) &&
      row.ports.some(({ from, to }) => path.fromPort <= to && path.toPort >= from) &&
      (path.certain || ![row.before, row.after].includes("open")),
  );
  const sides = open.flatMap(({ egress, ingress }) => [egress, ingress]);
  const rules = unique(sides.flatMap((side) => side.rules.map(({ label }) => label))).sort(compareText);
  const isNew = (label: string): boolean => {
    const known = there.rules.get(label);
    return [...(here.rules.get(label) ?? [])].some((rule) => known?.has(rule) !== true);
  };
  const fresh = rules.filter(isNew);
  const doubts = sides.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt]));
  return {
    rules: fresh.length > 0 ? fresh : rules,
    doubts: [...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values()],
  };
}
