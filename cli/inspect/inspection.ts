/**
 * What an inspection says, as data: of it text, page and JSON are made.
 */
import type { Graph } from "../../model/graph/graph";
import { compareText, unique } from "../../model/graph/values";
import { nodeFindings } from "./checks/nodes";
import { pathFindings, proofFindings } from "./checks/paths";
import { overdueFindings, podFindings } from "./checks/pods";
import { policyFindings } from "./checks/policies";
import { settingFindings } from "./checks/setting";
import { eventText } from "./base";
import type { ClusterFacts } from "./cluster-facts";
import type { Finding } from "./findings";
import type { PodEni } from "./kubernetes-types";
import { consoleLinks, pathsOf, type BindingPaths, type PathRow, probeResults, type ProbeResult } from "./paths";
import { fargateGroups, type PodView } from "./pods";
import type { Unread } from "./read";
import { type ReadyLine, readyLines } from "./ready";
import { type View, viewOf } from "./view";

/** A node, as it is told. */
export interface NodeRow {
  name: string;
  type: string | null;
  kind: "ec2" | "auto" | "fargate" | "hybrid";
  trunk: string | null;
  /** Branch interfaces that it can give, gives, and has still to take back; null where that could not be read. */
  capacity: number;
  used: number | null;
  cooling: string[] | null;
  /** Whether its CNINode asks for a trunk; null where that could not be read. */
  asks: boolean | null;
  groups: string[];
}

/** How a pod stands. */
export type PodVerdict = "bound" | "unbound" | "waiting" | "wrong" | "not known";

/** A pod, as it is told. */
export interface PodRow {
  name: string;
  node: string | null;
  place: "ec2" | "auto" | "fargate" | null;
  policies: string[];
  /** The container with the resource `vpc.amazonaws.com/pod-eni`. */
  resourceOn: string | null;
  firstContainer: string;
  annotation: PodEni[] | null;
  /** On Fargate: the groups that its annotation names. */
  fargateGroups: string[] | null;
  interfaceId: string | null;
  /** Ids of the groups; null where they are not known. */
  expected: string[] | null;
  found: string[] | null;
  events: string[];
  verdict: PodVerdict;
}

/** The paths of one binding, as they are told. */
export interface BindingRow {
  binding: string;
  dns: PathRow[];
  databases: (PathRow & { address: string | null })[];
  /** The same databases, from every other pod. */
  others: PathRow[];
  probes: PathRow[];
  /** Pages of the console, of one of its pods and of its group; null where it has no pod with an interface. */
  console: { interface: string; group: string } | null;
}

/** An inspection. What a graph has stands at the top, so that `lab check` and `lab diff` read it as it is. */
export interface Inspection extends Graph {
  project: string;
  stack: string;
  cluster: { name: string; region: string; version: string; status: string };
  at: string;
  ready: ReadyLine[];
  nodes: NodeRow[];
  pods: PodRow[];
  paths: BindingRow[];
  proofs: ProbeResult[];
  findings: Finding[];
  /** What could not be read. */
  unread: Unread[];
}

/** What is told of which pods. */
export interface Chosen {
  namespace?: string;
}

/** An inspection, with what it was made from. */
export interface Inspected {
  inspection: Inspection;
  view: View;
  paths: BindingPaths[];
}

/** Judges what was read. */
export function inspect(facts: ClusterFacts, { namespace }: Chosen = {}): Inspected {
  const view = viewOf(facts);
  const paths = pathsOf(view);
  const causes = [
    ...settingFindings(view),
    ...nodeFindings(view),
    ...policyFindings(view),
    ...podFindings(view),
    ...pathFindings(view, paths),
  ];
  const overdue = overdueFindings(view, causes);
  const findings = together(withoutEffects([...causes, ...overdue, ...proofFindings(view, [...causes, ...overdue])]));
  const { live } = view;
  const { name = "", version = "", status = "" } = facts.cluster;
  const pods = view.pods.filter(({ pod }) => namespace === undefined || pod.metadata.namespace === namespace);
  const inspection: Inspection = {
    ...live.graph,
    ...{ project: live.project, stack: live.stack, at: facts.at },
    cluster: { name, region: facts.target.region, version, status },
    ready: readyLines(view, findings),
    nodes: view.nodes.map(nodeRow),
    pods: pods.map((pod) => podRow(pod, findings)),
    paths: paths.map((one) => bindingRow(view, one)),
    proofs: probeResults(view),
    findings,
    unread: unreadOf(facts),
  };
  return { inspection, view, paths };
}

/** Exit code: 1 with an error, else 2 where something could not be read, else 0. */
export function exitCodeOf({ findings, unread }: Pick<Inspection, "findings" | "unread">): number {
  if (findings.some(({ severity }) => severity === "error")) return 1;
  return unread.length > 0 ? 2 : 0;
}

/**
 * Without what follows from something else that was found: a policy with a slip has lost the pods that it had, and where Auto
 * Mode knows no policies every pod has its node's groups.
 */
function withoutEffects(all: Finding[]): Finding[] {
  const namespace = (name: string): string => name.split("/")[0];
  const slips = new Set(all.flatMap(({ kind, at }) => (kind === "policy-selects-nothing" ? at.map(namespace) : [])));
  const isTooOld = all.some(({ kind }) => kind === "auto-mode-old");
  return all
    .filter(({ kind, at }) => kind !== "policy-gone" || !at.some((name) => slips.has(namespace(name))))
    .filter(({ kind }) => kind !== "groups-differ" || !isTooOld);
}

/** Findings of one kind with the same data as one, errors first. */
function together(all: Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const one of all) {
    const key = JSON.stringify([one.kind, one.severity, one.data]);
    const before = merged.get(key);
    if (before === undefined) merged.set(key, one);
    else {
      before.at = unique([...before.at, ...one.at]).sort(compareText);
      before.commands = unique([...before.commands, ...one.commands]);
    }
  }
  const rank = ({ severity }: Finding): number => (severity === "error" ? 0 : 1);
  return [...merged.values()].sort((a, b) => rank(a) - rank(b));
}

function nodeRow({
  name,
  type,
  kind,
  trunk,
  capacity,
  used,
  cooling,
  feature,
  groups,
}: View["nodes"][number]): NodeRow {
  return {
    ...{ name, kind, capacity, groups },
    ...{ used: used ?? null, cooling: cooling ?? null },
    type: type ?? null,
    trunk: trunk ?? null,
    asks: feature ?? null,
  };
}

/** Events that tell a pod's story. */
const EVENTS_TOLD = 6;

/** A pod as a row. */
export function podRow(one: PodView, findings: Finding[]): PodRow {
  const { name, pod, place, policies, resourceOn, branches, found, expected, events } = one;
  return {
    ...{ name, policies },
    node: pod.spec.nodeName ?? null,
    place: place ?? null,
    resourceOn: resourceOn ?? null,
    firstContainer: pod.spec.containers[0]?.name ?? "",
    annotation: branches ?? null,
    fargateGroups: fargateGroups(pod) ?? null,
    interfaceId: one.interface?.NetworkInterfaceId ?? branches?.[0]?.eniId ?? null,
    expected: policies.length === 0 ? null : (expected ?? null),
    found: found ?? null,
    events: events.slice(-EVENTS_TOLD).map(eventText),
    verdict: verdictOf(one, findings),
  };
}

function verdictOf(
  { name, policies, selecting, branches, found, expected, pod, place, atNode }: PodView,
  findings: Finding[],
): PodVerdict {
  const isWrong = findings.some(
    ({ severity, at }) => severity === "error" && at.some((one) => one === name || policies.includes(one)),
  );
  if (isWrong) return "wrong";
  const isLinked = branches !== undefined && branches.length > 0;
  if (selecting.length === 0) return isLinked ? "not known" : "unbound";
  if (selecting.some(({ certain }) => !certain)) return "not known";
  if (pod.spec.hostNetwork === true) return "unbound";
  if (found !== undefined && expected !== undefined && found.join() === expected.join()) return "bound";
  if (pod.spec.nodeName === undefined || (place === "ec2" && !isLinked)) return "waiting";
  return found === undefined || atNode ? "not known" : "wrong";
}

function bindingRow(view: View, { bound, dns, databases, probes, groups }: BindingPaths): BindingRow {
  const pod = view.pods.find(
    ({ selecting, branches }) =>
      branches?.[0] !== undefined && selecting.some(({ binding }) => binding.id === bound.id),
  );
  const eni = pod?.branches?.[0]?.eniId;
  const [group] = groups;
  return {
    ...{ binding: bound.id, dns, probes },
    databases: databases.map(({ row, address }) => ({ ...row, address: address ?? null })),
    others: databases.flatMap(({ others }) => others ?? []),
    console: eni === undefined || group === undefined ? null : consoleLinks(view.facts.target.region, eni, group),
  };
}

/** Everything that could not be read, each call once. */
function unreadOf(facts: ClusterFacts): Unread[] {
  const { quotas, ...others } = facts;
  const all = [...Object.values(others), ...Object.values(quotas)].flatMap((fact: unknown) => {
    const { unread } = (typeof fact === "object" && fact !== null ? fact : {}) as { unread?: Unread };
    return unread === undefined ? [] : [unread];
  });
  return [...new Map(all.map((one) => [one.call, one])).values()].sort((a, b) => compareText(a.call, b.call));
}
