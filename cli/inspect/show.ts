/**
 * An inspection as lines of at most 80 columns, without colours.
 */
import type { InspectWords } from "../../words/en/inspect";
import { columns, WIDTH, wrapCut } from "../text";
import type { Finding, FindingKind } from "./findings";
import type { BindingRow, Inspection, NodeRow, PodRow } from "./inspection";
import type { PathRow } from "./paths";
import type { Unread } from "./read";
import type { ReadyItem, ReadyLine } from "./ready";

/** All sections. */
export function showInspection(found: Inspection, words: InspectWords): string[] {
  const { cluster, at, ready } = found;
  const { sections } = words;
  return [
    ...wrapCut(words.title(cluster.name, cluster.region, cluster.version, at)),
    "",
    sections.ready,
    ...ready.flatMap((line) => showReady(line, words)),
    "",
    sections.nodes,
    ...showNodes(found, words),
    "",
    sections.pods,
    ...showPods(found, words),
    "",
    sections.paths,
    ...showPaths(found, words),
    "",
    ...showEnd(found, words),
  ];
}

/** What is wrong, what could not be read, and what that comes to. */
export function showEnd({ findings, unread }: Pick<Inspection, "findings" | "unread">, words: InspectWords): string[] {
  const { sections, end } = words;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return [
    sections.findings,
    ...(findings.length === 0 ? [`  ${words.finding.none}`] : findings.flatMap((one) => showFinding(one, words))),
    ...(unread.length > 0 ? ["", sections.unread, ...unread.flatMap((one) => showUnread(one, words))] : []),
    "",
    errors > 0 ? end.errors(errors) : unread.length > 0 ? end.unread(unread.length) : end.well,
  ];
}

function showReady(line: ReadyLine, words: InspectWords): string[] {
  const mark = words.marks[line.verdict].padEnd(5);
  const name = words.readyNames[line.item];
  if (line.data === null) {
    const why = line.verdict === "unread" ? words.notRead : words.notNeeded;
    return marked(mark, wrapCut(`${name}: ${why}`, 7));
  }
  const text = words.ready[line.item] as (data: typeof line.data) => ReturnType<InspectWords["ready"][ReadyItem]>;
  const { what, found, wanted } = text(line.data);
  return [
    ...marked(mark, wrapCut(`${what}: ${found}`, 7)),
    ...(line.verdict === "ok" ? [] : wrapCut(words.wanted(wanted), 7)),
    ...(line.command === undefined ? [] : command(line.command, 7)),
  ];
}

/** Lines with a mark in front of the first one. */
function marked(mark: string, [first, ...rest]: string[]): string[] {
  return [`  ${mark}${first.trimStart()}`, ...rest];
}

/** Most nodes and pods that are shown one by one. */
const MOST_SHOWN = 20;

/** Whether one of some calls failed: what it would have told is then not taken for absent. */
function lacks(unread: Unread[], ...calls: string[]): boolean {
  return unread.some(({ call }) => calls.includes(call));
}

function showNodes({ nodes, unread }: Inspection, words: InspectWords): string[] {
  const { nodeTable: table } = words;
  if (nodes.length === 0) return [`  ${lacks(unread, "list Node") ? words.notRead : table.empty}`];
  const noTrunk = lacks(unread, "ec2:DescribeNetworkInterfaces") ? "?" : table.none;
  const rows = nodes.slice(0, MOST_SHOWN).map((node) => {
    const isOwn = node.kind === "ec2";
    const trunk = isOwn ? (node.trunk ?? noTrunk) : table[node.kind as Exclude<NodeRow["kind"], "ec2">];
    const counts = isOwn
      ? [node.capacity, node.used, node.cooling?.length].map((count) => String(count ?? "?"))
      : ["-", "-", "-"];
    return [`  ${node.name}`, node.type ?? "?", trunk, ...counts];
  });
  const [first, ...rest] = table.head;
  const lines = columns([[`  ${first}`, ...rest], ...rows]);
  // Long names of nodes break the table: each then has a line of its own.
  const fits = lines.every((line) => line.length <= WIDTH);
  const told = fits
    ? lines
    : rows.flatMap(([name, ...cells]) => [
        name,
        ...wrapCut(cells.map((cell, i) => `${rest[i]} ${cell}`).join(", "), 4),
      ]);
  const more = nodes.length - rows.length;
  return [...told, ...(more > 0 ? [`  ${words.pod.more(more)}`] : [])];
}

function showPods({ pods, unread }: Inspection, words: InspectWords): string[] {
  const isUnread = lacks(unread, "list Pod", "list SecurityGroupPolicy");
  if (pods.length === 0) return [`  ${isUnread ? words.notRead : words.pod.none}`];
  const rank = { wrong: 0, waiting: 1, "not known": 2, bound: 3, unbound: 4 };
  const ordered = [...pods].sort((a, b) => rank[a.verdict] - rank[b.verdict]);
  const shown = ordered.slice(0, MOST_SHOWN);
  const more = ordered.length - shown.length;
  return [...shown.flatMap((pod) => showPod(pod, unread, words)), ...(more > 0 ? [`  ${words.pod.more(more)}`] : [])];
}

function showPod(pod: PodRow, unread: Unread[], words: InspectWords): string[] {
  const isBound = pod.policies.length > 0 || pod.annotation !== null;
  return [
    ...wrapCut(`${pod.name}: ${words.verdicts[pod.verdict]}`, 2, 4),
    ...wrapCut(admission(pod, unread, words), 4, 6),
    ...(isBound ? wrapCut(words.pod.groups(pod.found, pod.expected), 4, 6) : []),
    ...(isBound ? pod.events.slice(-2).flatMap((event) => wrapCut(words.pod.event(event), 4, 6)) : []),
  ];
}

/** Which policies select a pod. */
export function selectedBy({ policies }: PodRow, unread: Unread[], { pod: of }: InspectWords): string {
  if (policies.length > 0) return of.policies(policies);
  return lacks(unread, "list SecurityGroupPolicy") ? of.policiesUnread : of.noPolicy;
}

function admission(pod: PodRow, unread: Unread[], words: InspectWords): string {
  const of = words.pod;
  const selected = selectedBy(pod, unread, words);
  const place = pod.node === null ? of.noNode : of.node(pod.node);
  if (pod.policies.length === 0 && pod.annotation === null) return [selected, place].join("; ");
  // The resource is for nodes of one's own.
  const asked = pod.place === "ec2" || pod.place === null ? [resource(pod, words)] : [];
  return [selected, place, ...asked, annotation(pod, words)].join("; ");
}

/** What a pod has asked for. */
export function resource({ resourceOn, firstContainer }: PodRow, words: InspectWords): string {
  return resourceOn === null ? words.pod.noResource : words.pod.resource(resourceOn, resourceOn === firstContainer);
}

/** What it was given, field by field. */
export function annotation({ annotation: branches, fargateGroups }: PodRow, words: InspectWords): string {
  const { pod } = words;
  if (fargateGroups !== null) return pod.fargate(fargateGroups);
  if (branches === null) return pod.noAnnotation;
  return branches
    .map((one) =>
      (["eniId", "vlanId", "privateIp", "subnetCidr", "ifAddress"] as const)
        .filter((key) => one[key] !== undefined && one[key] !== "")
        .map((key) => pod.annotation[key](String(one[key])))
        .join(", "),
    )
    .join("; ");
}

function showPaths({ paths, proofs, unread }: Inspection, words: InspectWords): string[] {
  if (paths.length === 0) return [`  ${lacks(unread, "list SecurityGroupPolicy") ? words.notRead : words.path.none}`];
  return [
    ...paths.flatMap((one) => showBinding(one, words)),
    ...proofs.flatMap(({ name, said, exit }) => wrapCut(words.path.proof(name, said, exit), 2, 4)),
  ];
}

function showBinding({ dns, databases, others, probes, console: links }: BindingRow, words: InspectWords): string[] {
  const rows = [...dns, ...databases, ...others, ...probes];
  return [
    ...rows.flatMap((row) => showPath(row, words)),
    ...(links === null ? [] : [`  ${words.path.console}`, `    ${links.interface}`, `    ${links.group}`]),
  ];
}

/** A path with its rules. */
export function showPath(row: PathRow, words: InspectWords, indent = 2): string[] {
  const { path } = words;
  const answer = row.allowed === null ? path.notKnown : row.allowed ? path.open : path.closed;
  const rules = row.rules.map(({ direction, id, group, label }) =>
    path.rule(direction, id ?? path.byEks, group, label),
  );
  const why =
    rules.length > 0 ? rules.join("; ") : row.missing.length > 0 ? path.missing(row.missing) : path.reason(row.reason);
  return wrapCut(
    `${answer} ${path.end(row.from)} -> ${path.end(row.to)} ${row.protocol} ${row.port ?? ""}: ${why}`,
    indent,
    indent + 2,
  );
}

/** Most commands of one finding that are shown. */
const MOST_COMMANDS = 3;

/** A finding: cause, evidence, what to do. */
export function showFinding(one: Finding, words: InspectWords): string[] {
  const { finding } = words;
  const { cause, evidence, remedy } = textOf(one, words);
  const at = one.at.length > 0 ? ` [${finding.at(one.at)}]` : "";
  const mode = one.mode === undefined ? "" : ` (${finding.mode(one.mode)})`;
  const seen = [...(evidence === undefined ? [] : [evidence]), ...(one.events ?? [])];
  const more = one.commands.length - MOST_COMMANDS;
  return [
    ...wrapCut(`${finding[one.severity]} ${finding.sentence(cause)}${at}${mode}`, 2, 4),
    ...seen.flatMap((text) => wrapCut(`${finding.evidence}: ${text}`, 4, 6)),
    ...wrapCut(`${finding.remedy}: ${finding.sentence(remedy)}`, 4, 6),
    ...one.commands.slice(0, MOST_COMMANDS).flatMap((text) => command(text, 6)),
    ...(more > 0 ? [`      ${finding.more(more)}`] : []),
  ];
}

/** The texts of a finding. */
export function textOf(one: Finding, words: InspectWords): { cause: string; evidence?: string; remedy: string } {
  const text = words.findings[one.kind] as (data: Finding["data"]) => ReturnType<InspectWords["findings"][FindingKind]>;
  return text(one.data);
}

/** Why something could not be read. */
export function showUnread({ why, call, code }: Unread, words: InspectWords): string[] {
  return wrapCut(words.unread[why](call, code), 2, 4);
}

/** A command stays on one line, to be copied. */
function command(text: string, indent: number): string[] {
  return [`${" ".repeat(indent)}${text}`];
}
