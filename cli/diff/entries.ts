/**
 * What a report says, sentence by sentence, for every way of showing it.
 */
import { replaceable } from "../../model/aws/forced-new";
import type { BindingChange, Change, GraphDiff, Held, Loss, LossNote, Named } from "../../model/diff/graph-diff";
import type { Openness, PathChange, ReplacementReason, Roll, Upgrade } from "../../model/diff/graph-diff";
import type { PortInterval } from "../../model/addresses/port-intervals";
import { openedByText, rollReasonText } from "../../words/en/diff";
import { notJudgedText } from "../../words/en/limits";
import { trafficText } from "../../words/en/traffic";
import { ANY_PROTOCOL, portsOf } from "../answers/ports";
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
  refused: "Refused by the engine",
  losses: "Data or traffic is lost",
  kept: "No longer in the stack, and not deleted",
  opened: "Opened",
  closed: "Closed",
  upgrades: "Kubernetes versions",
  rolls: "Pods that are made anew",
  bindings: "Bindings",
  policies: "Policies",
  figures: "Figures",
  resources: "Resources",
  notJudged: "Not judged",
};

/** One of the headings. */
export type Section = keyof typeof SECTIONS;

/** All that a report has to say, in the order of {@link SECTIONS}. */
export function entries(report: DiffReport): Entry[] {
  const { diff, policies, notJudged } = report;
  return [
    ...(diff.resources?.refused ?? []).map(refused),
    ...(diff.losses ?? []).map(loss),
    ...(diff.resources?.kept ?? []).map(kept),
    ...(diff.resources?.released ?? []).map(released),
    ...diff.opened.map((path) => pathEntry("opened", path)),
    ...diff.closed.map((path) => pathEntry("closed", path)),
    ...(diff.upgrades ?? []).map(upgrade),
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
    ...notJudged.map((one): Entry => ({
      section: "notJudged",
      change: "not judged",
      what: notJudgedText(one),
      why: "",
    })),
  ];
}

/** The report in one sentence. */
export function summary({ base, head, changed, diff, programChanges = [] }: DiffReport): string {
  if (!changed && programChanges.length > 0)
    return "The two programs say the same of themselves, which proves nothing here.";
  if (!changed) return `No change: ${head.name} is like ${base.name}.`;
  const { losses: lost = [], rolls: rolling = [] } = diff;
  const paths =
    diff.opened.length + diff.closed.length === 0
      ? "no path opens or closes"
      : `${counted(diff.opened.length, "path")} opened, ${diff.closed.length} closed`;
  const of = (stake: string): Loss[] => lost.filter((one) => one.stake === stake);
  const { refused: held = [], kept: staying = [] } = diff.resources ?? {};
  const risks = [
    ...(held.length > 0 ? [`THE ENGINE REFUSES IT for ${counted(held.length, "resource")}`] : []),
    ...(of("data").length > 0 ? [`DATA IS LOST with ${counted(of("data").length, "resource")}`] : []),
    ...(of("traffic").length > 0 ? [`TRAFFIC IS CUT by ${counted(of("traffic").length, "resource")}`] : []),
  ];
  const stays = staying.length > 0 ? [`${counted(staying.length, "resource")} taken out and not deleted`] : [];
  const pods = rolling.length > 0 ? [`${counted(rolling.length, "workload")} made anew`] : [];
  const sentence = [...risks, ...stays, paths, ...pods].join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** Names of files that are shown. */
const MOST_FILES = 10;

/** What of the program itself differs: the first line, as all that follows rests on it. Undefined where nothing does. */
export function programLine({ programChanges = [] }: DiffReport): string | undefined {
  if (programChanges.length === 0) return undefined;
  const left = programChanges.length - MOST_FILES;
  const files = [...programChanges.slice(0, MOST_FILES), ...(left > 0 ? [`and ${left} more`] : [])].join(", ");
  return (
    `READ FIRST: ${files}. These decide what the program says of itself, and who shows it; all below is what the changed program ` +
    "says, and no proof of what it deploys."
  );
}

const NOTES: { [note in LossNote]: string } = {
  "no-last-snapshot": "no last snapshot is kept",
  "deletion-protection": "deletion protection will refuse it",
  "made-elsewhere": "one of the same name is made under another parent; an alias would keep this one",
};

function loss({ what, name, stake, change, certain, reasons, notes }: Loss): Entry {
  const by = reasons.length > 0 ? [`by ${reasons.map(reason).join(", ")}`] : [];
  return {
    ...{ section: "losses", change: stake === "data" ? "DATA LOST" : "TRAFFIC CUT" },
    what: `${what} ${name} is ${certain ? "" : "perhaps "}${change}`,
    why: [...by, ...notes.map((note) => NOTES[note])].join("; "),
  };
}

function reason({ input, replaced }: ReplacementReason): string {
  if (replaced.length === 0) return input;
  return `${input} (${replaced.join(", ")} ${replaced.length === 1 ? "is" : "are"} replaced)`;
}

/** What people call a resource, with its name. */
function called({ type, name }: Named): string {
  return `${replaceable(type)?.what ?? type.split(":").at(-1)} ${name}`;
}

function refused(held: Held): Entry {
  const when = held.change === "deleted" ? "in an update before this one" : "in the same update";
  return {
    ...{ section: "refused", change: "REFUSED" },
    what: `${called(held)} is ${held.certain ? "" : "perhaps "}${held.change}`,
    why: `it is protected, and the whole update fails; take protect away ${when}`,
  };
}

const KEPT: { [change in Held["change"]]: [what: string, why: string] } = {
  deleted: ["is taken out of the program", "retainOnDelete: the engine does not delete it"],
  replaced: ["is replaced", "retainOnDelete: the engine does not delete the old one"],
  read: ["is only read from now on", "it is the same one, and no longer managed here"],
};

function kept(held: Held): Entry {
  const [what, why] = KEPT[held.change];
  const place = /^(aws|aws-native|eks):/.test(held.type) ? " in AWS" : "";
  const change = held.type.startsWith("kubernetes:") ? "stays in the cluster" : `stays${place}`;
  return { section: "kept", change, what: `${called(held)} ${held.certain ? "" : "perhaps "}${what}`, why };
}

function released(named: Named): Entry {
  return { section: "kept", change: "no longer read", what: called(named), why: "the stack never managed it" };
}

const LEVELS: { [openness in Openness]: string } = {
  closed: "closed",
  perhaps: "perhaps open",
  open: "open",
};

function pathEntry(section: "opened" | "closed", path: PathChange): Entry {
  const { from, to, before, after, except } = path;
  const isWhole = [before, after].every((openness) => openness !== "perhaps");
  const change = isWhole ? section : `${LEVELS[before]}, now ${LEVELS[after]}`;
  const rest = except.map(({ protocol, ports }) => traffic(protocol, ports)).join(", ");
  const by = openedByText(path);
  return {
    ...{ section, change },
    what: `${from} -> ${to} ${traffic(path.protocol, path.ports)}${rest === "" ? "" : ` (but for ${rest})`}`,
    why: section === "opened" ? `opened by ${by}` : `was opened by ${by}`,
  };
}

/** Protocol and ports as people write them. */
export function traffic(protocol: string, ports: PortInterval[]): string {
  return protocol === ANY_PROTOCOL ? trafficText("all", null) : `${protocol} ${portsOf(protocol, ports)}`.trim();
}

function roll({ kind, workload, reasons, byItself }: Roll): Entry {
  const change = byItself ? (kind === "Job" ? "runs again" : "rolls") : "ROLL BY HAND";
  const rest = byItself ? "" : "; until then its pods stay as they are";
  return {
    section: "rolls",
    change,
    what: `${kind} ${workload}`,
    why: `${reasons.map(rollReasonText).join("; ")}${rest}`,
  };
}

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
function upgrade({ cluster, before, after, steps }: Upgrade): Entry {
  const what = `cluster ${cluster} ${before} -> ${after}`;
  if (steps === 1) {
    return {
      section: "upgrades",
      change: "UPGRADED",
      what,
      why: "a living cluster follows; pin kubernetesVersion to stay",
    };
  }
  const why = "EKS goes up by one minor version at a time";
  if (steps > 1) return { section: "upgrades", change: "REFUSED", what, why: `${why}; pin each in turn` };
  return { section: "upgrades", change: "PERHAPS REFUSED", what, why: `${why}, and back only soon after an upgrade` };
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
