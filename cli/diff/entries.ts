/**
 * What a report says, sentence by sentence, for every way of showing it.
 */
import type { BindingChange, Change, GraphDiff, Loss, Openness, PathChange, Roll } from "../../model/diff/graph-diff";
import { MAX_PORT, type PortInterval } from "../../model/addresses/port-intervals";
import type { PolicyVerdict } from "../plan/verdicts";
import { counted } from "../text";
import type { DiffReport } from "./report";

/** One thing that changes. */
export interface Entry {
  /** Heading that it stands under. */
  section: Section;
  /** A word or two for what happens, such as `opened`. */
  change: string;
  /** What it happens to. */
  what: string;
  /** Why, or with what; empty where there is nothing to say. */
  why: string;
}

/** The headings, in the order in which they are shown: what cannot be undone first. */
export const SECTIONS = {
  losses: "Data or traffic is lost",
  opened: "Opened",
  closed: "Closed",
  rolls: "Pods that are made anew",
  bindings: "Bindings",
  policies: "Policies",
  figures: "Figures",
  resources: "Resources",
};

/** One of the headings. */
export type Section = keyof typeof SECTIONS;

/** All that a report has to say, in the order of {@link SECTIONS}. */
export function entries(report: DiffReport): Entry[] {
  const { diff, policies } = report;
  return [
    ...(diff.losses ?? []).map(loss),
    ...diff.opened.map((path) => pathEntry("opened", path)),
    ...diff.closed.map((path) => pathEntry("closed", path)),
    ...(diff.rolls ?? []).map(roll),
    ...diff.bindings.map(binding),
    ...(policies?.new ?? []).map((verdict) => verdictEntry("new", verdict)),
    ...(policies?.gone ?? []).map((verdict) => verdictEntry("gone", verdict)),
    ...(diff.figures === undefined ? [] : figures(diff.figures)),
    ...(diff.ruleCounts ?? []).map(({ group, inbound, outbound, quota, over }) => ({
      ...{ section: "figures" as const, change: over ? "OVER QUOTA" : "rules", what: group },
      why: `in ${fromTo(inbound)}, out ${fromTo(outbound)}, of ${quota}`,
    })),
    ...resources(report),
  ];
}

/** The report in one sentence. */
export function summary({ base, head, changed, diff }: DiffReport): string {
  if (!changed) return `No change: ${head.name} is like ${base.name}.`;
  const { losses: lost = [], rolls: rolling = [] } = diff;
  const paths =
    diff.opened.length + diff.closed.length === 0
      ? "No path opens or closes"
      : `${counted(diff.opened.length, "path")} opened, ${diff.closed.length} closed`;
  const of = (stake: string): Loss[] => lost.filter((one) => one.stake === stake);
  const risks = [
    ...(of("data").length > 0 ? [`DATA IS LOST with ${counted(of("data").length, "resource")}`] : []),
    ...(of("traffic").length > 0 ? [`TRAFFIC IS CUT by ${counted(of("traffic").length, "resource")}`] : []),
  ];
  const pods = rolling.length > 0 ? [`${counted(rolling.length, "workload")} made anew`] : [];
  return `${[...risks, paths, ...pods].join("; ")}.`;
}

function loss({ what, name, stake, change, certain, reasons, note }: Loss): Entry {
  const why = [...(reasons.length > 0 ? [`by ${reasons.join(", ")}`] : []), ...(note === undefined ? [] : [note])];
  return {
    ...{ section: "losses", change: stake === "data" ? "DATA LOST" : "TRAFFIC CUT" },
    what: `${what} ${name} is ${certain ? "" : "perhaps "}${change}`,
    why: why.join("; "),
  };
}

const LEVELS: { [openness in Openness]: string } = {
  closed: "closed",
  perhaps: "perhaps open",
  open: "open",
};

function pathEntry(section: "opened" | "closed", path: PathChange): Entry {
  const { from, to, before, after, rules, except } = path;
  const isWhole = [before, after].every((openness) => openness !== "perhaps");
  const change = isWhole ? section : `${LEVELS[before]}, now ${LEVELS[after]}`;
  const rest = except.map(({ protocol, ports }) => traffic(protocol, ports)).join(", ");
  const by = rules.length > 0 ? rules.map((rule) => `"${rule}"`).join(" and ") : "no rule: nothing filters it";
  return {
    ...{ section, change },
    what: `${from} -> ${to} ${traffic(path.protocol, path.ports)}${rest === "" ? "" : ` (but for ${rest})`}`,
    why: section === "opened" ? `opened by ${by}` : `was opened by ${by}`,
  };
}

/** Protocol and ports as people write them. */
export function traffic(protocol: string, ports: PortInterval[]): string {
  if (protocol === "-1") return "all traffic";
  const isIcmp = protocol.startsWith("icmp");
  const [first] = ports;
  const isAll = ports.length === 1 && first.from <= 1 && first.to >= (isIcmp ? 255 : MAX_PORT);
  if (isAll) return isIcmp || !["tcp", "udp"].includes(protocol) ? protocol : `${protocol} all ports`;
  const numbers = ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return `${protocol} ${isIcmp ? "type " : ""}${numbers.join(", ")}`;
}

function roll({ kind, workload, reasons, byItself }: Roll): Entry {
  const change = byItself ? (kind === "Job" ? "runs again" : "rolls") : "ROLL BY HAND";
  const rest = byItself ? "" : "; until then its pods keep the groups that they have";
  return { section: "rolls", change, what: `${kind} ${workload}`, why: `${reasons.join("; ")}${rest}` };
}

function binding({ binding: id, change, ...rest }: BindingChange): Entry {
  const { groupsAdded, groupsRemoved, groupsReplaced, selectorChanged } = rest;
  const list = (what: string, names: string[]): string[] => (names.length > 0 ? [`${what} ${names.join(", ")}`] : []);
  return {
    ...{ section: "bindings", change, what: id },
    why: [
      ...list(change === "added" ? "with" : "adds", groupsAdded),
      ...list(change === "removed" ? "had" : "takes away", groupsRemoved),
      ...list("replaces", groupsReplaced),
      ...(selectorChanged ? ["selects in another way"] : []),
    ].join("; "),
  };
}

function verdictEntry(news: "new" | "gone", { policy, enforcementLevel, urn, message }: PolicyVerdict): Entry {
  const name = urn?.split("::").slice(3).join("::");
  return {
    ...{ section: "policies", change: news === "new" ? `new, ${enforcementLevel}` : "gone" },
    what: name === undefined ? policy : `${policy} on ${name}`,
    why: message,
  };
}

function figures({
  costPerDay,
  branchInterfacesNeeded: needed,
  branchInterfacesTotal: total,
  secondsToReady,
}: GraphDiff["figures"]): Entry[] {
  const entry = (what: string, why: string): Entry => ({ section: "figures", change: "figure", what, why });
  const isOther = ({ before, after }: Change): boolean => before !== after;
  return [
    ...(isOther(costPerDay) ? [entry("cost per day", `USD ${fromTo(costPerDay, (usd) => usd.toFixed(2))}`)] : []),
    ...(isOther(needed) || isOther(total)
      ? [entry("branch interfaces at worst", `${fromTo(needed)}, of ${fromTo(total)}`)]
      : []),
    ...(isOther(secondsToReady)
      ? [entry("a new stack is ready after", `${fromTo(secondsToReady, (s) => (s / 60).toFixed(1))} minutes`)]
      : []),
  ];
}

function fromTo({ before, after }: Change, show = String as (value: number) => string): string {
  const text = (value: number | null): string => (value === null ? "none" : show(value));
  return before === after ? text(after) : `${text(before)} -> ${text(after)}`;
}

const MOST_NAMES = 8;

function resources({ diff, across }: DiffReport): Entry[] {
  const lists: { [change: string]: string[] } = across
    ? { "security groups added": diff.groups.added, "security groups removed": diff.groups.removed }
    : {
        created: (diff.resources?.created ?? []).map(({ name }) => name),
        changed: (diff.resources?.changed ?? []).map(({ name }) => name),
        deleted: (diff.resources?.deleted ?? []).map(({ name }) => name),
      };
  return Object.entries(lists)
    .filter(([, names]) => names.length > 0)
    .map(([change, names]) => {
      const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
      const why = `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
      return { section: "resources", change, what: counted(names.length, "resource"), why };
    });
}
