import { unique } from "../../model/graph/values";
import { en, type Words } from "../../words";
import { columns, fitColumns, wrap } from "../text";
import type { FleetStatus, Status } from "./status";

/** The statuses as a table of 80 columns. */
export function showStatus({ students: statuses, unlisted }: FleetStatus, words: Words = en): string[] {
  const { amounts, fleet } = words;
  const say = fleet.status;
  const rows = statuses.map((status) => [
    fitColumns(status.student, 16).trimEnd(),
    status.problem ? say.unknown : !status.deployed ? say.no : status.complete ? say.yes : say.partly,
    bindingText(status.binding, words),
    status.probes.total > 0 ? `${status.probes.passed}/${status.probes.total}` : "-",
    status.deployed ? `${status.hours.toFixed(1)}` : "-",
    status.deployed ? `${status.priced ? "" : "> "}${amounts.dollars(status.costSoFar)}` : "-",
    status.expired ? say.past(status.expiry) : status.expiry,
  ]);
  const up = statuses.filter(({ deployed }) => deployed);
  const sum = (pick: (status: Status) => number): string =>
    amounts.dollars(up.reduce((total, status) => total + pick(status), 0));
  const stages = unique(up.flatMap(({ stage }) => stage ?? []));
  const late = up.filter(({ expired }) => expired);
  const perHour = sum((status) => status.perHour);
  return [
    ...columns([say.columns, ...rows]),
    "",
    ...wrap(
      say.deployed(
        up.length,
        statuses.length,
        perHour,
        sum((status) => status.costSoFar),
      ),
    ),
    ...(stages.length > 0 ? wrap(say.stages(stages.map((name) => `${name} ${labs(up, name)}`))) : []),
    ...(up.some(({ priced }) => !priced) ? wrap(say.unpriced(unpriced(up))) : []),
    ...(late.length > 0 ? wrap(say.late(late.length)) : []),
    ...statuses.flatMap(({ student, pending }) => (pending > 0 ? wrap(say.pending(student, pending)) : [])),
    ...statuses.flatMap(({ student, problem }) => (problem ? wrap(`${student}: ${problem}`, 0, 2) : [])),
    ...(unlisted.length > 0 ? wrap(say.unlisted(unlisted.map((one) => named(one, words)).join(", "))) : []),
  ];
}

function named({ stack, resources }: FleetStatus["unlisted"][number], { amounts, fleet }: Words): string {
  return resources === undefined ? stack : fleet.status.unlistedOne(stack, amounts.resources(resources));
}

function labs(statuses: Status[], name: string): number {
  return statuses.filter(({ stage }) => stage === name).length;
}

function unpriced(statuses: Status[]): string {
  return unique(statuses.filter(({ priced }) => !priced).map(({ region }) => region)).join(", ");
}

function bindingText(binding: unknown, { fleet: { status: say } }: Words): string {
  const { bound, securityGroup } = (binding ?? {}) as { bound?: boolean; securityGroup?: { id?: string } };
  if (bound === undefined) return "-";
  return bound ? (securityGroup?.id ?? say.bound) : say.notBound;
}
