/**
 * Who reaches whom: verdicts over the ends of a graph, each with the rules that decide it.
 *
 * A connection is open when an egress rule of the source and an ingress rule of the target let it through; replies need no
 * rule. What security groups never filter is left out: the VPC's own resolver, instance metadata, time and DHCP.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */
import { distinctPorts, portsOf } from "../reading/bindings";
import { type End, INTERNET } from "../reading/endpoints";
import type { Graph } from "../graph/graph";
import { type NetworkModel, networkModel } from "../reading/network-model";
import { namedPairs } from "./pairs";
import type { Direction, Rule } from "../reading/rules";
import { elsewhere, groupNames, half, type Half, type Interface, quoted, rulesAbout, type Traffic } from "./halves";
import { pushTo } from "../graph/values";
import { EnforcingMode } from "../aws/vpc-cni";
import type { ServedPort } from "../reading/workloads";

export { type Opening, openings, openingsOf } from "./openings";
export { ANYTHING, type Path, paths, SAME_NODE } from "./paths";

/** Whether one end can open a connection to another. */
export interface Verdict {
  /** `bound:<namespace>/<binding>`, `unbound-pods`, `nodes`, `database:<name>` or `internet`. */
  from: string;
  /** As `from`, or `dns`, or `kubernetes-api`. */
  to: string;
  /** `tcp`, `udp` or `sctp`. */
  protocol: string;
  port: number;
  /** Null where the graph does not tell, and where node groups or workloads of one end differ. */
  allowed: boolean | null;
  /** One sentence: the rules that decide, or the half that is missing. */
  because: string;
}

/** Up to this many bindings, or databases, every pair of them gets a row; beyond, only the pairs that rules name. */
export const FULL_MATRIX_LIMIT = 25;

/**
 * The verdicts of a graph, sources in the order bound pods, unbound pods, nodes, databases, internet.
 *
 * Every source has rows for DNS (53), every database (at its port), the Kubernetes API and the internet (443), and every
 * bound end (at the ports that its ingress rules or its workloads' containers name). Bound pods to bound pods have rows
 * where a rule of either side names the other's group or both sides have rules for addresses in the VPC, to themselves, and,
 * with up to {@link FULL_MATRIX_LIMIT} bindings, within one namespace. With more databases than that, rows between bound pods
 * and databases, or two databases, are limited in the same way. In strict mode a pair of bound pods without a row is closed,
 * unless rules outside the graph open it.
 *
 * In standard mode, and between ordinary pods and nodes in any mode, traffic that stays on one node is not filtered: such
 * verdicts are `true` and say so.
 */
export function reachability(graph: Graph): Verdict[] {
  const model = networkModel(graph);
  const { ends } = model;
  const isKind = (...kinds: End["kind"][]): End[] => ends.filter(({ kind }) => kinds.includes(kind));
  const bound = isKind("bound");
  const databases = isKind("database");
  const named = namedPairs(model, [...bound, ...databases]);
  const isSmall = (list: End[]): boolean => list.length <= FULL_MATRIX_LIMIT;
  const neighbours = new Map<string | undefined, End[]>();
  if (isSmall(bound)) for (const end of bound) pushTo(neighbours, end.namespace, end);

  return isKind("bound", "unbound-pods", "nodes", "database", "internet").flatMap((source) => {
    const hasFewPairs = source.kind === "bound" || source.kind === "database";
    const near = new Set([...(named.get(source) ?? []), ...(neighbours.get(source.namespace) ?? []), source]);
    const targets = [
      ...isKind("dns"),
      ...databases.filter((target) => isSmall(databases) || !hasFewPairs || near.has(target)),
      ...bound.filter((target) =>
        source.kind === "bound" ? near.has(target) : isSmall(databases) || !hasFewPairs || near.has(target),
      ),
      ...isKind("kubernetes-api", "internet"),
    ];
    return targets
      .filter((target) => target !== source || source.kind === "bound")
      .flatMap((target) =>
        portsBetween(model, source, target).map((traffic) => verdict(model, source, target, traffic)),
      );
  });
}

/** The ports that a target serves, and those that egress rules of bound pods name for it: there the other half is missing. */
function portsBetween(model: NetworkModel, source: End, target: End): ServedPort[] {
  if (source.kind !== "bound" || target.kind !== "bound") return target.ports;
  const carried = new Set(target.interfaces.flat().map(({ key }) => key));
  const meant = source.interfaces
    .flat()
    .flatMap(({ key }) => model.rules.of(key, "egress"))
    .filter(({ peer }) => peer.kind === "groups" && peer.keys.some((key) => carried.has(key)));
  return distinctPorts([...target.ports, ...meant.flatMap(portsOf)]);
}

/** What is known about one connection. */
type Finding = Pick<Verdict, "allowed" | "because">;

function verdict(model: NetworkModel, source: End, target: End, traffic: Traffic): Verdict {
  const { allowed, because } = judge(model, source, target, traffic);
  return { from: source.id, to: target.id, protocol: traffic.protocol, port: traffic.port, allowed, because };
}

function judge(model: NetworkModel, source: End, target: End, traffic: Traffic): Finding {
  const { enforcingMode, disableTcpEarlyDemux } = model.vpcCni;
  if (source === INTERNET && target.kind === "kubernetes-api") return fromInternetToApi(model, source, target, traffic);
  if (source.branchInterface && target === INTERNET) return boundToInternet(model, source, traffic);
  const found = overInterfaces(model, source, target, traffic);
  const isOrdinary = !source.branchInterface && !target.branchInterface;
  if (source.onNode && target.onNode && found.allowed !== true) {
    if (isOrdinary) {
      return { allowed: true, because: `traffic that stays on one node is not filtered; else ${found.because}` };
    }
    if (enforcingMode === EnforcingMode.standard) {
      return {
        allowed: true,
        because: `standard mode does not filter traffic that stays on the same node; else ${found.because}`,
      };
    }
    if (enforcingMode === undefined) return withRemark(found, MODE_UNKNOWN);
  }
  const isProbe = source.kind === "nodes" && target.branchInterface && traffic.protocol === "tcp";
  if (isProbe && found.allowed && enforcingMode === EnforcingMode.strict && disableTcpEarlyDemux === false) {
    return withRemark(found, "the kubelet's probes also need DISABLE_TCP_EARLY_DEMUX, which is off");
  }
  if (!target.portKnown && mayBeOpenAtSomePort(model, source, target)) {
    return { allowed: null, because: "the port of the database is not known yet" };
  }
  return found;
}

/** False where one half has no rule for the other end at any port. */
function mayBeOpenAtSomePort(model: NetworkModel, source: End, target: End): boolean {
  return source.interfaces.some((fromGroups) =>
    target.interfaces.some((toGroups) => {
      const [from, to] = [
        { end: source, groups: fromGroups },
        { end: target, groups: toGroups },
      ];
      const hasHalf = (direction: Direction, local: Interface, remote: Interface): boolean =>
        local.end === INTERNET ||
        rulesAbout(model, direction, local, remote).length > 0 ||
        elsewhere(model, local) !== undefined;
      return hasHalf("egress", from, to) && hasHalf("ingress", to, from);
    }),
  );
}

const MODE_UNKNOWN = "the enforcing mode is not in the graph, strict is assumed";

function withRemark({ allowed, because }: Finding, remark: string): Finding {
  return { allowed, because: `${because}; ${remark}` };
}

/** The public endpoint of the cluster is no network interface of the VPC. */
function fromInternetToApi(model: NetworkModel, source: End, target: End, traffic: Traffic): Finding {
  if (target.publicEndpoint === undefined) {
    return { allowed: null, because: "whether the cluster's endpoint is public is not in the graph" };
  }
  if (target.publicEndpoint) {
    return { allowed: true, because: "the cluster's endpoint is public; security groups do not filter it" };
  }
  return overInterfaces(model, source, target, traffic);
}

/** In standard mode the node's group decides, since traffic out of the VPC leaves with the node's address. */
function boundToInternet(model: NetworkModel, source: End, traffic: Traffic): Finding {
  const { enforcingMode, externalSnat } = model.vpcCni;
  const nodes = model.ends.find(({ kind }) => kind === "nodes");
  if (enforcingMode === EnforcingMode.standard && !externalSnat && nodes !== undefined) {
    const { allowed, because } = overInterfaces(model, nodes, INTERNET, traffic);
    return { allowed, because: `in standard mode it leaves the VPC under the node's group: ${because}` };
  }
  const found = overInterfaces(model, source, INTERNET, traffic);
  return enforcingMode === undefined && found.allowed !== true ? withRemark(found, MODE_UNKNOWN) : found;
}

/** The verdict over all sorts of interfaces that two ends have; undecided where they differ. */
function overInterfaces(model: NetworkModel, source: End, target: End, traffic: Traffic): Finding {
  const findings = source.interfaces.flatMap((from) =>
    target.interfaces.map((to) =>
      overInterface(model, { end: source, groups: from }, { end: target, groups: to }, traffic),
    ),
  );
  const [first] = findings;
  if (findings.every(({ allowed }) => allowed === first.allowed)) return first;
  const texts = [true, false, null].map((answer) => findings.find(({ allowed }) => allowed === answer)?.because);
  return { allowed: null, because: `it depends on the node or workload: ${texts.filter(Boolean).join(", but ")}` };
}

function overInterface(model: NetworkModel, source: Interface, target: Interface, traffic: Traffic): Finding {
  const open: Half = { answer: "yes", why: "" };
  const egress = source.end === INTERNET ? open : half(model, "egress", source, target, traffic);
  const ingress = target.end === INTERNET ? open : half(model, "ingress", target, source, traffic);
  if (egress.answer === "no" || ingress.answer === "no") {
    return { allowed: false, because: missing(model, source, target, traffic, egress, ingress) };
  }
  if (egress.answer === "maybe" || ingress.answer === "maybe") {
    return { allowed: null, because: egress.answer === "maybe" ? egress.why : ingress.why };
  }
  return { allowed: true, because: deciding(model, egress, ingress) };
}

function missing(
  model: NetworkModel,
  source: Interface,
  target: Interface,
  { protocol, port }: Traffic,
  egress: Half,
  ingress: Half,
): string {
  const [from, to] = [groupNames(model, source), groupNames(model, target)];
  const noEgress = `no egress rule of ${from} for ${protocol} ${port} towards ${to}`;
  if (ingress.answer !== "no") return noEgress;
  if (egress.answer !== "no") return `no ingress rule of ${to} for ${protocol} ${port} from ${from}`;
  return `${noEgress}, and no ingress rule of ${to} from ${from}`;
}

function deciding(model: NetworkModel, egress: Half, ingress: Half): string {
  const rules = [egress.rule, ingress.rule].filter((rule) => rule !== undefined);
  const [name, otherName] = rules.map(({ group }) => model.groups.name(group));
  if (rules.length === 2 && rules.every(({ eksMade }) => eksMade) && name === otherName) {
    return `EKS's own rules of ${name} (${rules.map(({ label }) => label).join(", ")})`;
  }
  if (rules.length === 2 && rules[0].label === rules[1].label && rules.every(({ eksMade }) => !eksMade)) {
    // Both halves of one intent carry one description: say it once.
    return `${quoted(rules[0])}: egress rule of ${name}${range(rules[0])}, ingress rule of ${otherName}${range(rules[1])}`;
  }
  return rules
    .map((rule) => {
      const text = rule.eksMade ? quoted(rule) : `${rule.direction} rule ${quoted(rule)}`;
      return `${text} of ${model.groups.name(rule.group)}${range(rule)}`;
    })
    .join(" and ");
}

function range({ peer, eksMade }: Rule): string {
  return peer.kind === "cidr" && !eksMade ? ` for ${peer.cidr}` : "";
}
