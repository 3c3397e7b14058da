/**
 * Every opening of a network: for each pair of ends the protocols and ports that both halves let through.
 */
import { type End, INTERNET } from "../reading/endpoints";
import type { Graph } from "../graph/graph";
import { type NetworkModel, networkModel } from "../reading/network-model";
import { namedPairs } from "./pairs";
import { intersect, MAX_PORT, subtract } from "../addresses/port-intervals";
import type { Direction, Rule } from "../reading/rules";
import { elsewhere, type Interface, quoted, rulesAbout } from "./halves";
import { compareText, pushTo } from "../graph/values";
import { EnforcingMode } from "../aws/vpc-cni";

/** One egress rule and one ingress rule that together open a path; a `diff` of two graphs compares these. */
export interface Path {
  /** An end (see `End.id`), {@link SAME_NODE}, an address range, or what else a rule names. */
  from: string;
  /** As `from`. */
  to: string;
  /** `tcp`, `udp`, `icmp`, another name or number, or `-1` for all. */
  protocol: string;
  /** First port that both rules let through; ICMP: first type. */
  fromPort: number;
  /** Last port that both rules let through; ICMP: last type. */
  toPort: number;
  /** Label of the egress rule, or why there is none. */
  egressRule: string;
  /** Label of the ingress rule, or why there is none. */
  ingressRule: string;
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

/** Stands in a path where a side has no security group of this network. */
const NOT_FILTERED = "not filtered here";

/**
 * All paths of a graph, sorted. Ends that both appear by name need both halves; an address range, a prefix list or an
 * unknown peer of a rule is listed as such besides, since it can stand for more than the ends. `dns` and `kubernetes-api`
 * are targets only, at the ports that they serve.
 *
 * Not listed: what ordinary pods and nodes reach on their own node, which no security group filters.
 */
export function paths(graph: Graph): Path[] {
  const model = networkModel(graph);
  const inside = model.ends.filter((end) => end !== INTERNET);
  const found: Path[] = [];
  for (const [source, targets] of namedPairs(model, inside)) {
    if (!source.onlyPorts) for (const target of targets) found.push(...between(model, source, target));
  }
  for (const end of inside) {
    if (end.publicEndpoint) found.push({ ...everything(INTERNET.id, end.id), ...PUBLIC_ENDPOINT });
    if (end.onlyPorts) continue;
    const leaving = leavesAs(model, end) ?? end;
    for (const path of between(model, leaving, INTERNET)) found.push({ ...path, from: end.id });
    found.push(...between(model, INTERNET, end), ...withAddresses(model, end), ...onSameNode(model, end));
  }
  return withoutCovered(found).sort(comparePaths);
}

const PUBLIC_ENDPOINT = { protocol: "tcp", fromPort: 443, toPort: 443, ingressRule: "public endpoint of the cluster" };

/** What one side of a path lets through. */
interface Side {
  protocol: string;
  from: number;
  to: number;
  label: string;
  certain: boolean;
  /** True for the rules that stand outside the graph. */
  isElsewhere: boolean;
}

const UNFILTERED: Side = {
  ...{ protocol: "-1", from: 0, to: MAX_PORT },
  ...{ label: NOT_FILTERED, certain: true, isElsewhere: false },
};

/** The paths between two ends, over all sorts of interfaces that they have. */
function between(model: NetworkModel, source: End, target: End): Path[] {
  return source.interfaces.flatMap((fromGroups) =>
    target.interfaces.flatMap((toGroups) => {
      const from = { end: source, groups: fromGroups };
      const to = { end: target, groups: toGroups };
      const ingress = sides(model, "ingress", to, from);
      return sides(model, "egress", from, to).flatMap((out) =>
        ingress.flatMap((into) => joined(source, target, out, into)),
      );
    }),
  );
}

function sides(model: NetworkModel, direction: Direction, local: Interface, remote: Interface): Side[] {
  if (local.end === INTERNET) return [UNFILTERED];
  const known = rulesAbout(model, direction, local, remote).map(({ rule, answer }) => side(rule, answer === "yes"));
  const unknown = elsewhere(model, local);
  return unknown === undefined
    ? known
    : [...known, { ...UNFILTERED, label: unknown.why, certain: false, isElsewhere: true }];
}

function side(rule: Rule, certain: boolean): Side {
  return {
    ...{ protocol: rule.protocol, from: rule.fromPort, to: rule.toPort },
    ...{ label: rule.eksMade ? quoted(rule) : rule.label, certain: certain && rule.portsKnown, isElsewhere: false },
  };
}

function joined(source: End, target: End, out: Side, into: Side): Path[] {
  // Of two ends whose rules both stand elsewhere the graph says nothing at all.
  if (out.isElsewhere && into.isElsewhere) return [];
  if (out.protocol !== "-1" && into.protocol !== "-1" && out.protocol !== into.protocol) return [];
  const protocol = out.protocol === "-1" ? into.protocol : out.protocol;
  const shared = intersect(out, into);
  if (shared === undefined) return [];
  const served = target.onlyPorts
    ? target.ports.filter((entry) => ["-1", entry.protocol].includes(protocol))
    : [{ protocol, port: undefined }];
  return served.flatMap((entry) => {
    const ports = entry.port === undefined ? shared : intersect(shared, { from: entry.port, to: entry.port });
    if (ports === undefined) return [];
    return [
      {
        ...{ from: source.id, to: target.id, protocol: entry.protocol, fromPort: ports.from, toPort: ports.to },
        ...{ egressRule: out.label, ingressRule: into.label, certain: out.certain && into.certain },
      },
    ];
  });
}

/** The end under whose groups bound pods leave the VPC, where it is not their own: in standard mode that of the node. */
function leavesAs(model: NetworkModel, end: End): End | undefined {
  const { enforcingMode, externalSnat } = model.vpcCni;
  if (!end.branchInterface || enforcingMode !== EnforcingMode.standard || externalSnat) return undefined;
  return model.ends.find(({ kind }) => kind === "nodes");
}

/** The paths that rules for addresses open, whatever is at these addresses. */
function withAddresses(model: NetworkModel, end: End): Path[] {
  const leaving = leavesAs(model, end);
  const own = addressSides(model, end, "egress").filter(
    ({ rule }) => leaving === undefined || rule?.peer.kind !== "cidr" || model.vpc.has(rule.peer.range) !== "no",
  );
  const node = (leaving === undefined ? [] : addressSides(model, leaving, "egress")).filter(
    ({ rule }) => rule?.peer.kind !== "cidr" || !model.vpc.isAllOf(rule.peer.range),
  );
  return [
    ...[...own, ...node].map(({ name, side: out }) => ({ ...asPath(end.id, name, out), egressRule: out.label })),
    ...addressSides(model, end, "ingress").map(({ name, side: into }) => ({
      ...asPath(name, end.id, into),
      ingressRule: into.label,
    })),
  ];
}

function addressSides(
  model: NetworkModel,
  end: End,
  direction: Direction,
): { name: string; side: Side; rule?: Rule }[] {
  return end.interfaces.flatMap((groups) => {
    const unknown = end.kind === "group" ? undefined : elsewhere(model, { end, groups });
    const known = groups.flatMap(({ key, certain }) =>
      model.rules.of(key, direction).flatMap((rule) => {
        if (rule.peer.kind === "groups") return [];
        const name =
          rule.peer.kind === "cidr" ? rule.peer.cidr : rule.peer.kind === "unknown" ? ANYTHING : rule.peer.name;
        return [{ name, side: side(rule, certain && rule.certain && rule.peer.kind !== "unknown"), rule }];
      }),
    );
    if (unknown === undefined) return known;
    return [...known, { name: ANYTHING, side: { ...UNFILTERED, label: unknown.why, certain: false } }];
  });
}

function onSameNode(model: NetworkModel, end: End): Path[] {
  if (!end.branchInterface || model.vpcCni.enforcingMode !== EnforcingMode.standard) return [];
  return [everything(end.id, SAME_NODE), everything(SAME_NODE, end.id)];
}

function everything(from: string, to: string): Path {
  return asPath(from, to, UNFILTERED);
}

function asPath(from: string, to: string, { protocol, from: fromPort, to: toPort, certain }: Side): Path {
  return { ...{ from, to, protocol, fromPort, toPort }, egressRule: NOT_FILTERED, ingressRule: NOT_FILTERED, certain };
}

/** The paths without repetitions, and without uncertain ones that a certain path opens anyway. */
function withoutCovered(found: Path[]): Path[] {
  const certain = new Map<string, Path[]>();
  for (const path of found) if (path.certain) pushTo(certain, `${path.from}\n${path.to}`, path);
  const kept = found.filter((path) => {
    if (path.certain) return true;
    const opened = certain.get(`${path.from}\n${path.to}`) ?? [];
    const covering = opened.filter(({ protocol }) => protocol === "-1" || protocol === path.protocol);
    const intervals = covering.map(({ fromPort, toPort }) => ({ from: fromPort, to: toPort }));
    return subtract([{ from: path.fromPort, to: path.toPort }], intervals).length > 0;
  });
  return [...new Map(kept.map((path) => [JSON.stringify(path), path])).values()];
}

function comparePaths(a: Path, b: Path): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    compareText(a.protocol, b.protocol) ||
    a.fromPort - b.fromPort ||
    a.toPort - b.toPort ||
    compareText(a.egressRule, b.egressRule) ||
    compareText(a.ingressRule, b.ingressRule) ||
    Number(a.certain) - Number(b.certain)
  );
}
