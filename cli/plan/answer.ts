/**
 * The answer that a plan is asked for, in a few sentences: who reaches each database, by which interface and group, and why
 * the others do not.
 */
import { pushTo, unique } from "../../model/graph/values";
import type { RuleReference } from "../../model/reachability/reasons";
import { canBeBound } from "../../model/reading/bindings";
import { keysOf } from "../../model/reading/endpoints";
import type { Workload } from "../../model/reading/workloads";
import type { Words } from "../../words";
import { type Row, sameReason } from "../answers/answers";
import { endOf } from "../answers/ordinary-pods";
import { portsText } from "../answers/ports";
import type { MadePlan } from "./make";

/** Databases that the answer is about; of more, the table tells. */
const MOST_DATABASES = 3;

/** What ids of groups begin with that nothing in the plan carries. */
const GROUP = "group:";

/** Workloads without interfaces of their own that are told one by one. */
const MOST_NOTES = 3;

/** A paragraph for each database, in the cluster first; then what to know of workloads that do not have what their policy gives. */
export function answers(made: MadePlan, words: Words): string[] {
  const stores = made.ordinary.filter(({ isStore }) => isStore).map(({ id }) => id);
  const targets = unique(made.rows.map(({ to }) => to));
  const own = [...stores, ...targets.filter((to) => to.startsWith("database:"))].filter((id) => targets.includes(id));
  const asked = own.length > 0 ? own : targets.filter((to) => to.startsWith(GROUP) && isReachedByBound(to, made));
  return [
    ...asked.slice(0, MOST_DATABASES).map((id) => words.plan.answer.together(answerOn(id, made, words))),
    ...(asked.length === 0 ? [] : unlikeTheirPolicy(made, words)),
  ];
}

/** What is to be said of workloads that a policy selects, and whose pods have not, or not always, the groups that it gives. */
function unlikeTheirPolicy({ reading: { bindings, order } }: MadePlan, { plan }: Words): string[] {
  const own = bindings.all
    .filter(({ skipped }) => !skipped)
    .flatMap(({ policy, selected }) => selected.map((one) => ({ ...one, policy })))
    .filter(({ certain, workload }) => certain && !workload.resource.external);
  const name = ({ workload: { kind, name } }: { workload: Workload }): string => `${kind} ${name}`;
  const cannot = own.filter(({ workload }) => !canBeBound(workload)).slice(0, MOST_NOTES);
  const early = own.filter(
    ({ policy, workload }) => canBeBound(workload) && !policy.external && !order.precedes(policy.urn, workload.urn),
  );
  return [
    ...unique(cannot.map((one) => plan.answer.cannotBeBound(name(one), one.workload.hostNetwork === true))),
    ...(early.length === 0 ? [] : [plan.answer.mayStartBefore(unique(early.map(name)))]),
  ];
}

/** Rows of one answer and reason, from ends with the same interfaces and groups. */
interface Group {
  rows: Row[];
  names: string[];
  groups: string[];
  interface: "branch" | "node" | "other";
}

/** True for a group of something that is not here, such as a database of another stack, to which bound pods have a path. */
function isReachedByBound(group: string, { rows }: MadePlan): boolean {
  return rows.some(({ from, to, allowed }) => to === group && from.startsWith("bound:") && allowed !== false);
}

function answerOn(database: string, made: MadePlan, words: Words): string[] {
  const { ends, plan } = words;
  const rows = made.rows.filter(({ to, from }) => to === database && from !== database);
  const name = ends.endName(database);
  const ports = portsText(rows, words);
  const groups = groupsOf(rows, made, words);
  const of = (allowed: boolean | null): Group[] => groups.filter((group) => group.rows[0].allowed === allowed);
  const [open, unknown] = [of(true), of(null)];
  // What is outside the cluster is refused without a lesson in it.
  const closed = of(false).filter((group) => group.interface !== "other");
  const isOnly = open.every((group) => group.interface === "branch") && closed.length > 0 && unknown.length === 0;
  const say = plan.answer;
  return [
    ...(open.length + unknown.length === 0 ? [say.nobody(name, ports)] : []),
    ...open.flatMap((group) => [
      (isOnly ? say.only : say.open)(group, name, ports),
      openBy(group, words),
      ...withoutDns(group, made, words),
    ]),
    ...unknown.flatMap((group) => [say.unknown(group, name, ports), because(group, words)]),
    ...closed.flatMap((group) => [say.closed(group), refusedBy(group, words)]),
    ...(database.startsWith(GROUP) ? [say.othersNotKnown(name)] : []),
  ];
}

function groupsOf(rows: Row[], made: MadePlan, words: Words): Group[] {
  const grouped = new Map<string, Row[]>();
  const carried = (from: string): string[] => {
    const end = endOf(made.reading, made.ordinary, from);
    return end === undefined ? [] : keysOf(end).map((key) => words.things.groupName(made.reading.groups.name(key)));
  };
  for (const row of rows) pushTo(grouped, JSON.stringify([kindOf(row), carried(row.from), sameReason(row)]), row);
  return [...grouped.values()].map((same) => ({
    rows: same,
    names: unique(same.map(({ from }) => nameOf(from, made, words))),
    groups: carried(same[0].from),
    interface: kindOf(same[0]),
  }));
}

/** The name of an end; of a binding with the pods that it is about, where these are not those of a workload of its name. */
function nameOf(id: string, { reading: { bindings, workloads } }: MadePlan, { ends, plan }: Words): string {
  const name = ends.endName(id);
  const ofIt = bindings.all.filter((binding) => binding.id === id);
  if (ofIt.length === 0) return name;
  const own = ofIt.flatMap(({ selected }) => selected.map(({ workload }) => workload)).filter(canBeBound);
  const isOther = (workload: Workload): boolean =>
    workload.name === name && workload.namespace === ofIt[0].namespace && !own.includes(workload);
  return own.length > 0 && !workloads.some(isOther)
    ? name
    : plan.answer.podsOf(name, unique(own.map((one) => one.name)));
}

function kindOf({ from }: Row): Group["interface"] {
  if (from.startsWith("bound:")) return "branch";
  return from.startsWith("pods:") || from === "unbound-pods" || from === "nodes" ? "node" : "other";
}

/** Which of those that get there have no name of the database to connect to: names are looked up over UDP. */
function withoutDns({ rows, ...group }: Group, made: MadePlan, words: Words): string[] {
  if (group.interface === "other") return [];
  const lookup = (from: string): boolean | null | undefined =>
    made.rows.find((row) => row.from === from && row.to === "dns" && row.protocol === "udp")?.allowed;
  return ([false, null] as const).flatMap((reaches) => {
    const names = unique(
      rows.filter(({ from }) => lookup(from) === reaches).map(({ from }) => nameOf(from, made, words)),
    );
    return names.length === 0 ? [] : [words.plan.answer.withoutDns({ ...group, names }, reaches)];
  });
}

/** How those get there that do. */
function openBy(group: Group, words: Words): string {
  const { reason } = group.rows[0];
  const say = words.plan.answer;
  if (reason.kind !== "open" || reason.ingress.length !== 1 || group.interface === "other")
    return because(group, words);
  const [into]: RuleReference[] = reason.ingress;
  if (into.eksMade && group.interface === "node") return say.withinNode(group.groups);
  const how = group.interface === "branch" ? say.byBranch : say.byNode;
  return how(group.groups, words.things.groupName(into.group), words.reasons.quoted(into));
}

/** What is missing for those that do not. */
function refusedBy(group: Group, words: Words): string {
  const { reason } = group.rows[0];
  const say = words.plan.answer;
  if (reason.kind !== "closed" || !reason.missing.includes("ingress")) return because(group, words);
  const how = group.interface === "branch" ? say.refusedByBranch : say.refusedByNode;
  return how(group.groups, words.things.groupName(reason.to));
}

function because({ rows: [{ reason }] }: Group, words: Words): string {
  return words.plan.answer.because(words.reasons.reasonText(reason));
}
