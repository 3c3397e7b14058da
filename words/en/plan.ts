/**
 * What a plan says: what it is of, the answer, and the figures.
 */
import { list } from "./ends";

/** Headings. */
export const headings = {
  stage: "STAGE",
  answer: "THE ANSWER",
  reachability: "WHO REACHES WHAT",
  figures: "CAPACITY, TIME, COST",
  policies: "PULUMI POLICIES",
  reasons: "THE RULE THAT DECIDES EACH",
  resources: "WHAT WILL BE MADE",
  binding: "THE BINDING (stack output podSecurityGroupBinding)",
  capacity: "BRANCH INTERFACES",
  rules: "RULES PER SECURITY GROUP",
  time: "TIME",
  cost: "COST",
  notJudged: "NOT JUDGED",
};

/** The first line. */
export function title(stack: string, stage: string | undefined): string {
  return `Security groups for pods on Amazon EKS: plan of stack ${stack}${stage === undefined ? "" : `, stage ${stage}`}.`;
}

/** A page or picture that was written. */
export function wrote(file: string): string {
  return `Wrote ${file}`;
}

/** How it was made, and how much there is. */
export function made(resources: string, components: string): string {
  return `Made offline from the real program: ${resources} in ${components}. Nothing was deployed, no account was asked.`;
}

export function warning(text: string): string {
  return `WARNING: ${text}`;
}

/** What a stage of the lab is to show, whether or not the program that was planned does; the keys are the values of the config key `stage`. */
export const stages: { [stage: string]: string } = {
  "in-cluster":
    "To show: the catalog runs on MySQL in the cluster. It works, and so would any other pod: all of them have the node's group.",
  "rds-unbound":
    "To show: the catalog moves to RDS and will not start: nobody admits its node's group. Its log ends with dial tcp …:3306: i/o timeout.",
  bound:
    "To show: the catalog's pods get a security group of their own, the database admits it, and the catalog works; other pods do not get through.",
};

/** Where a stage stands among all. */
export function stagePlace(stage: string, all: string[]): string {
  return all.map((one) => (one === stage ? `[${one}]` : one)).join(" -> ");
}

/** What the lab exists for. */
export const lesson: string =
  "By default all pods of a node share its security group, so whoever admits the node admits every pod.";

/** Who has an answer, as its sentences name it. */
export interface Who {
  names: string[];
  /** Names of the groups that they carry. */
  groups: string[];
}

/** Names that are plain words, and not somebody's. */
const WORDS = /^(other pods|nodes|pods of .*)$/;

/** True for a single thing: of a verb, the third person. */
function isOne({ names }: Who): boolean {
  return names.length === 1 && !WORDS.test(names[0]);
}

/** Names at the begin of a sentence: a name stays as it is. */
function first({ names }: Who): string {
  const text = list(names);
  return WORDS.test(names[0]) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

/** Parts of the answer about one database; each is a sentence. */
export const answer = {
  only: (who: Who, database: string, ports: string): string =>
    `Only ${list(who.names)} ${isOne(who) ? "reaches" : "reach"} ${database} on ${ports}.`,
  open: (who: Who, database: string, ports: string): string =>
    `${first(who)} ${isOne(who) ? "reaches" : "reach"} ${database} on ${ports}.`,
  nobody: (database: string, ports: string): string => `Nothing reaches ${database} on ${ports}.`,
  closed: (who: Who): string => `${first(who)} ${isOne(who) ? "does" : "do"} not:`,
  unknown: (who: Who, database: string, ports: string): string =>
    `Whether ${list(who.names)} ${isOne(who) ? "reaches" : "reach"} ${database} on ${ports} is not known:`,
  /** How pods with interfaces of their own get there. */
  byBranch: (groups: string[], admits: string, rule: string): string =>
    groups.length > 1
      ? `The pods have branch network interfaces of their own with the groups ${list(groups)}; ${admits} admits one of them (rule ${rule}).`
      : `The pods have branch network interfaces of their own with the group ${list(groups)}, which ${admits} admits (rule ${rule}).`,
  /** How what uses the node's interface gets there. */
  byNode: (groups: string[], admits: string, rule: string): string =>
    `They use the node's primary network interface with its group (${list(groups)}), which ${admits} admits (rule ${rule}).`,
  /** Both ends use the node's interface. */
  withinNode: (groups: string[]): string =>
    `Both ends use the node's primary network interface with its group (${list(groups)}), within which EKS's own rules let everything through.`,
  /** Why what uses the node's interface does not get there. */
  refusedByNode: (groups: string[], refuses: string): string =>
    `they use the node's primary network interface with its group (${list(groups)}), and ${refuses} has no ingress rule for that group.`,
  /** Why pods with interfaces of their own do not get there. */
  refusedByBranch: (groups: string[], refuses: string): string =>
    `the branch network interfaces carry ${list(groups)}, and ${refuses} has no ingress rule for that group.`,
  /** Of ends that have a way to the database, and none to DNS (false), or not for certain (null). */
  withoutDns: (who: Who, reaches: false | null): string =>
    reaches === null
      ? `Whether ${list(who.names)} ${isOne(who) ? "reaches" : "reach"} the cluster's DNS (udp 53) is not known; without it, a connection by name fails.`
      : `But ${list(who.names)} ${isOne(who) ? "does" : "do"} not reach the cluster's DNS (udp 53): a connection by name fails.`,
  /** Of a group that nothing in the plan carries. */
  othersNotKnown: (group: string): string =>
    `What else reaches ${group} is not known: what carries that group is not in this plan.`,
  /** The pods of a binding, where no workload has its name. */
  podsOf: (binding: string, workloads: string[]): string =>
    `pods of the binding ${binding} (${workloads.length === 0 ? "no workload here makes one" : list(workloads)})`,
  /** Of a workload that a policy selects, and whose pods have no interface of their own. */
  cannotBeBound: (workload: string, isOnHost: boolean): string =>
    `${workload} ${isOnHost ? "runs in the host's network" : "runs on Windows"}: a policy selects it, but its pods have no branch network interface; they have the node's groups.`,
  /** Of workloads that can be made before a policy that selects them. */
  mayStartBefore: (workloads: string[]): string =>
    `Not waiting for the policy that selects them: ${list(workloads)}. Pods that start before the policy use the node's group.`,
  /** Sentences one after the other. */
  together: (sentences: string[]): string => sentences.join(" "),
  because: (reason: string): string => `${reason}.`,
};

/** The table. */
export const table = {
  from: "from",
  port: "port",
  nothing: "Nothing: no part of a network is read here.",
  note: (isDnsSplit: boolean): string =>
    `Rows open a connection, columns take it; ports are TCP, ${isDnsSplit ? "or what stands before them; 53 differs by protocol" : "53 is UDP, too"}.`,
  signs: "-: not tested, such as a database from itself; ?: a plan alone does not tell.",
  standardMode:
    "Standard mode: traffic between what runs on one node is not filtered, and bound pods leave the VPC under the node's group.",
  moreRows: (count: number): string => `… and ${count} more ${count === 1 ? "line" : "lines"}; --verbose shows all.`,
};

/** The sentence on what a bound end reaches. */
export const inAll = {
  sentence: (end: string, what: string): string => `${end} can reach, in all: ${what}.`,
  on: (targets: string, where: string): string => `${targets} on ${where}`,
  nothing: "nothing",
  nothingElse: "; nothing else",
};

/** Figures, one a line. */
export const figures = {
  capacity: "Capacity",
  time: "Time",
  cost: "Cost",
  ready: (ready: string, readySlow: string, gone: string, goneSlow: string): string =>
    `ready after ${ready} min (slow: ${readySlow}), gone after ${gone} min (slow: ${goneSlow})`,
};

/** The last lines. */
export const ending = {
  verbose: "--verbose adds each rule, resources, the binding, rule counts and all notes.",
  fine: "No Pulumi policy stops this plan.",
  stopped: (policies: string[]): string => `NOT ALLOWED, Pulumi policies would stop a deployment: ${list(policies)}.`,
};

/** The binding's output. */
export const binding = {
  none: "The program exports none.",
  later: "(known after deployment)",
  nothing: "none",
};

/** The resource tree. */
export function provider(name: string): string {
  return `${name} provider`;
}
