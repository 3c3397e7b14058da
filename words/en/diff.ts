/**
 * What a comparison of two graphs says, as English parts of sentences.
 */
import type { RollReason } from "../../model/diff/bindings";
import type { Held, LossNote, Openness } from "../../model/diff/graph-diff";
import type { PathChange } from "../../model/diff/paths";
import { doubtText } from "./reasons";

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
  policies: "Pulumi policies",
  figures: "Figures",
  resources: "Resources",
  notJudged: "Not judged",
};

/** The heading of a section in a text. */
export function heading(section: string): string {
  return section.toUpperCase();
}

/** Why pods are made anew. */
export function rollReasonText({ kind, name }: RollReason): string {
  switch (kind) {
    case "joins":
      return `joins ${name}`;
    case "leaves":
      return `leaves ${name}`;
    case "gets":
      return `gets the group ${name}`;
    case "loses":
      return `loses the group ${name}`;
    case "replaced":
      return `its group ${name} is replaced`;
    case "selector":
      return "its binding selects in another way";
    case "vpc-cni":
      return `${name} of the VPC CNI changes`;
    case "setting":
      return `${name}, which it reads, is replaced`;
    case "template":
      return "its pod template changes";
  }
}

/** By which rules a path is open, and what of that is not known. */
export function openedByText({ rules, doubts }: PathChange): string {
  const by = rules.map((rule) => `"${rule}"`).join(" and ");
  const open = doubts.map(doubtText).join("; ");
  if (by === "") return open === "" ? "no rule: nothing filters it" : open;
  return open === "" ? by : `${by}; ${open}`;
}

/** The report in one sentence. */
export const summary = {
  noChange: (head: string, base: string): string => `No change: ${head} is like ${base}.`,
  sameWords: "The two programs say the same of themselves, which proves nothing here.",
  readFirst: (files: string): string =>
    `READ FIRST: ${files}. These decide what the program says of itself, and who shows it; all below is what the changed program says, and no proof of what it deploys.`,
  noPath: "no path opens or closes",
  paths: (opened: string, closed: number): string => `${opened} opened, ${closed} closed`,
  refused: (resources: string): string => `THE ENGINE REFUSES IT for ${resources}`,
  dataLost: (resources: string): string => `DATA IS LOST with ${resources}`,
  trafficCut: (resources: string): string => `TRAFFIC IS CUT by ${resources}`,
  kept: (resources: string): string => `${resources} taken out and not deleted`,
  rolled: (workloads: string): string => `${workloads} made anew`,
  sentence: (parts: string[]): string => {
    const text = parts.join("; ");
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  },
};

/** Losses. */
export const loss = {
  data: "DATA LOST",
  traffic: "TRAFFIC CUT",
  what: (what: string, change: "replaced" | "deleted", certain: boolean): string =>
    `${what} is ${certain ? "" : "perhaps "}${change}`,
  by: (inputs: string[]): string => `by ${inputs.join(", ")}`,
  input: (input: string, replaced: string[]): string =>
    `${input} (${replaced.join(", ")} ${replaced.length === 1 ? "is" : "are"} replaced)`,
};

export const lossNotes: { [note in LossNote]: string } = {
  "no-last-snapshot": "no last snapshot is kept",
  "deletion-protection": "deletion protection will refuse it",
  "made-elsewhere": "one of the same name is made under another parent; an alias would keep this one",
};

/** A resource by what people call it, with its name. */
export function called(what: string, name: string): string {
  return `${what} ${name}`;
}

/** What the engine refuses. */
export const refused = {
  change: "REFUSED",
  what: (what: string, change: Held["change"], certain: boolean): string =>
    `${what} is ${certain ? "" : "perhaps "}${change}`,
  why: (change: Held["change"]): string => {
    const when = change === "deleted" ? "in an update before this one" : "in the same update";
    return `it is protected, and the whole update fails; take protect away ${when}`;
  },
};

/** What stays where it is. */
export const kept = {
  inCluster: "stays in the cluster",
  inAws: "stays in AWS",
  somewhere: "stays",
  what: (what: string, change: Held["change"], certain: boolean): string => {
    const done = { deleted: "is taken out of the program", replaced: "is replaced", read: "is only read from now on" };
    return `${what} ${certain ? "" : "perhaps "}${done[change]}`;
  },
  why: {
    deleted: "retainOnDelete: the engine does not delete it",
    replaced: "retainOnDelete: the engine does not delete the old one",
    read: "it is the same one, and no longer managed here",
  } satisfies { [change in Held["change"]]: string },
  released: "no longer read",
  releasedWhy: "the stack never managed it",
};

/** Paths. */
export const paths = {
  opened: "opened",
  closed: "closed",
  levels: { closed: "closed", perhaps: "perhaps open", open: "open" } satisfies { [openness in Openness]: string },
  change: (before: string, after: string): string => `${before}, now ${after}`,
  on: (ends: string, traffic: string): string => `${ends} ${traffic}`,
  except: (traffic: string): string => ` (but for ${traffic})`,
  openedBy: (by: string): string => `opened by ${by}`,
  wasOpenedBy: (by: string): string => `was opened by ${by}`,
};

/** Workloads. */
export const rolls = {
  again: "runs again",
  rolls: "rolls",
  byHand: "ROLL BY HAND",
  untilThen: "; until then its pods stay as they are",
  /** Pods that had no binding before. */
  asBound: "from then on it has the binding's paths, and no longer those of other pods",
  /** Pods that have no binding any more. */
  asOthers: "from then on it has the paths of other pods",
};

/** Versions of clusters. */
export const upgrades = {
  what: (cluster: string, before: string, after: string): string => `cluster ${cluster} ${before} -> ${after}`,
  upgraded: "UPGRADED",
  refused: "REFUSED",
  perhapsRefused: "PERHAPS REFUSED",
  follows: "a living cluster follows; pin kubernetesVersion to stay",
  eachInTurn: "EKS goes up by one minor version at a time; pin each in turn",
  notBack: "EKS goes up by one minor version at a time, and back only soon after an upgrade",
};

/** Bindings. */
export const bindings = {
  change: { added: "added", removed: "removed", changed: "changed" },
  with: (groups: string[]): string => `with ${groups.join(", ")}`,
  adds: (groups: string[]): string => `adds ${groups.join(", ")}`,
  had: (groups: string[]): string => `had ${groups.join(", ")}`,
  takesAway: (groups: string[]): string => `takes away ${groups.join(", ")}`,
  replaces: (groups: string[]): string => `replaces ${groups.join(", ")}`,
  selector: "selects in another way",
};

/** Findings of the policies. */
export const verdicts = {
  new: (level: string): string => `new, ${level}`,
  gone: "gone",
  on: (policy: string, resource: string): string => `${policy} on ${resource}`,
};

/** Figures. */
export const figures = {
  figure: "figure",
  rules: "rules",
  overQuota: "OVER QUOTA",
  ruleCount: (inbound: string, outbound: string, quota: number): string =>
    `in ${inbound}, out ${outbound}, of ${quota}`,
  costPerDay: "cost per day",
  usd: (change: string): string => `USD ${change}`,
  interfaces: "branch interfaces at worst",
  of: (needed: string, total: string): string => `${needed}, of ${total}`,
  ready: "a new stack is ready after",
  minutes: (change: string): string => `${change} minutes`,
  none: "none",
};

/** Resources. */
export const resources = {
  created: "created",
  changed: "changed",
  deleted: "deleted",
  groupsAdded: "security groups added",
  groupsRemoved: "security groups removed",
  more: (count: number): string => `, and ${count} more`,
  notJudged: "not judged",
};

/** What stands around the entries. */
export const frame = {
  base: (side: string): string => `Base: ${side}`,
  head: (side: string): string => `Head: ${side}`,
  side: (name: string, commit: string | undefined, source: string, stack: string): string =>
    `${name}${commit === undefined ? "" : ` (${commit})`}, ${source} of stack ${stack}`,
  across: "Bindings, paths and groups only: the sources differ.",
  sides: (base: string, head: string): string => `Base ${base}; head ${head}.`,
  columns: ["change", "what", "why"],
  left: (count: number): string => `and ${count} more`,
  showsAll: (command: string): string => `${command} shows all`,
};
