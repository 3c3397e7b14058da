/**
 * What counts of rules and branch interfaces hang on, as English sentences without a full stop.
 */
import type { NodeCapacity } from "../../model/capacity/branch-interfaces";
import type { CountDoubt } from "../../model/capacity/rule-counts";
import type { NotJudged } from "../../model/reading/completeness";
import { nodes } from "./amounts";
import { incompleteText } from "./reasons";

/** Why a group can have more rules than are counted. */
export function countDoubtText(doubt: CountDoubt): string {
  switch (doubt.kind) {
    case "rules outside the graph":
      return `rules of it can stand outside the graph${incompleteText(doubt.incomplete)}`;
    case "size of prefix list":
      return `how many entries ${doubt.list} can have is not in the graph`;
    case "group of a rule":
      return "which group some rules belong to is not in the graph";
  }
}

/** Why there can be more, or fewer, branch interfaces than are counted. */
export function capacityDoubtText(doubt: NodeCapacity["doubts"][0]): string {
  switch (doubt.kind) {
    case "type of nodes":
      return `the type of ${doubt.nodes} is not told, or not in the table`;
    case "several types":
      return `${doubt.nodes} come in several types, and how many of each is not told`;
    case "taints":
      return `whether bound pods run on ${doubt.nodes}, which has taints, is not told`;
    case "number of nodes":
      return `how many nodes ${doubt.nodes} has is not told`;
    case "nodes can grow":
      return `${doubt.nodes} can grow${doubt.most === null ? "" : ` to ${doubt.most}`}`;
    case "whether bound":
      return `whether pods of ${doubt.workload} are bound is not told`;
    case "number of pods":
      return `how many pods ${doubt.workload} has is not told`;
    case "runs overlap":
      return `runs of ${doubt.workload} can overlap`;
    case "pods not shown":
      return `${doubt.by} can make bound pods that are not shown`;
  }
}

/** Resources of one family that were not judged. */
export function notJudgedText({ family, types, count }: NotJudged): string {
  return `${family}: ${count} (${types.join(", ")})`;
}

/** Branch interfaces, as far as they are known. */
export const capacity = {
  notKnown: "Not known: there are no nodes, or their type is not told or not in the table.",
  nobody: "none",
  taken: ({ nodes: count, instanceType, perNode, total, needed, headroom }: NodeCapacity, who: string): string =>
    `${nodes(count)} ${instanceType} x ${perNode} = ${total}; at worst ${needed} taken (${who}), ${room(headroom)}.`,
  short: ({ nodes: count, instanceType, total, needed, headroom }: NodeCapacity): string =>
    `${nodes(count)} ${instanceType}: ${total} branch interfaces, at worst ${needed} taken, ${room(headroom)}`,
  sentence: (short: string): string => `${short}.`,
  coolDown: "Interfaces of stopped pods stay taken for 60 to 90 s, so pods that roll count twice.",
  notCertain: (doubts: string): string => `Not certain: ${doubts}.`,
  ordinary: (count: number): string => `Each node also has ${count} addresses for pods without one.`,
  free: (count: number): string => room(count),
};

function room(headroom: number): string {
  return headroom < 0 ? `${-headroom} too few` : `${headroom} free`;
}

/** Rules of each group against the quota. */
export const rules = {
  none: "No security group.",
  group: "security group",
  inbound: "in",
  outbound: "out",
  quota: "quota",
  exceeded: "EXCEEDED",
  remedy: "share one group of DNS clients among bindings",
  morePossible: (groups: string[], why: string): string => `More is possible of ${groups.join(", ")}: ${why}.`,
};
