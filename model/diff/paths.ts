/**
 * Which paths are open in one graph and not in another, whatever the rules are called that open them.
 */
import type { Graph } from "../graph/graph";
import { type Path, paths } from "../reachability/paths";
import { MAX_PORT, type PortInterval, union } from "../addresses/port-intervals";
import { declaredRules, type Rule } from "../reading/rules";
import { SecurityGroups } from "../reading/security-groups";
import { compareText, pushTo, unique } from "../graph/values";

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
  /** As `Path.from`. */
  from: string;
  /** As `Path.to`. */
  to: string;
  before: Openness;
  after: Openness;
  /**
   * The rules that make it open, of the graph in which it is more open: those that the other graph does not have, else all
   * that take part. Empty where nothing filters it.
   */
  rules: string[];
  /** Where all protocols change together: what of the pair does not change in this way. */
  except: ProtocolPorts[];
}

/** Everything that a change opens and closes, sorted by source and target. */
export interface PathChanges {
  opened: PathChange[];
  closed: PathChange[];
}

const ALL = "-1";

/** Compares the paths of two graphs. The other way round, what was opened is closed and the reverse. */
export function pathChanges(base: Graph, head: Graph): PathChanges {
  const [before, after] = [read(base), read(head)];
  const pairs = unique([...before.byPair.keys(), ...after.byPair.keys()]).sort(compareText);
  const changes = pairs.flatMap((pair) => changesOf(pair, before, after));
  const isOpened = (change: PathChange): boolean => RANK[change.after] > RANK[change.before];
  return { opened: changes.filter(isOpened), closed: changes.filter((change) => !isOpened(change)) };
}

const RANK: { [openness in Openness]: number } = { closed: 0, perhaps: 1, open: 2 };

/** What a graph says about its paths. */
interface Side {
  byPair: Map<string, Path[]>;
  /** For each label of a rule, what the rules of that label are. */
  rules: Map<string, Set<string>>;
}

function read(graph: Graph): Side {
  const byPair = new Map<string, Path[]>();
  for (const path of paths(graph)) pushTo(byPair, `${path.from}\n${path.to}`, path);
  const rules = new Map<string, Set<string>>();
  for (const rule of declaredRules(graph, new SecurityGroups(graph))) {
    rules.set(rule.label, (rules.get(rule.label) ?? new Set()).add(meaning(rule)));
  }
  return { byPair, rules };
}

function meaning({ direction, group, protocol, fromPort, toPort, portsKnown, peer }: Rule): string {
  const who = peer.kind === "groups" ? peer.keys : peer.kind === "cidr" ? peer.cidr : peer;
  return JSON.stringify([direction, group, protocol, fromPort, toPort, portsKnown, who]);
}

function changesOf(pair: string, before: Side, after: Side): PathChange[] {
  const [old, now] = [before.byPair.get(pair) ?? [], after.byPair.get(pair) ?? []];
  const [from, to] = pair.split("\n");
  const all = unique([...old, ...now].map(({ protocol }) => protocol))
    .sort(compareText)
    .flatMap((protocol) => rows(protocol, old, now));
  const whole = all.find(({ protocol }) => protocol === ALL);
  const isSame = (a: Row, b: Row): boolean => a.before === b.before && a.after === b.after;
  return all
    .filter((row) => row.before !== row.after)
    .filter((row) => row === whole || whole === undefined || !isSame(row, whole))
    .map((row) => ({
      ...{ from, to, ...row },
      rules: RANK[row.after] > RANK[row.before] ? opening(row, now, after, before) : opening(row, old, before, after),
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

/** Labels of the rules that open a row in one graph. */
function opening(row: Row, found: Path[], here: Side, there: Side): string[] {
  const open = found.filter(
    (path) =>
      covers(path, row.protocol) &&
      row.ports.some(({ from, to }) => path.fromPort <= to && path.toPort >= from) &&
      (path.certain || ![row.before, row.after].includes("open")),
  );
  const labels = unique(open.flatMap(({ egressRule, ingressRule }) => [egressRule, ingressRule])).sort(compareText);
  const rules = labels.filter((label) => label !== NOT_FILTERED);
  const isNew = (label: string): boolean => {
    const known = there.rules.get(label);
    return [...(here.rules.get(label) ?? [])].some((rule) => known?.has(rule) !== true);
  };
  const fresh = rules.filter(isNew);
  return fresh.length > 0 ? fresh : rules;
}

const NOT_FILTERED = "not filtered here";
