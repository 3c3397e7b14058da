/**
 * What a graph answers, as every command shows it: who reaches whom, branch interfaces, rule counts, what was not judged.
 */
import { branchInterfaces, type NodeCapacity } from "../../model/capacity/branch-interfaces";
import { type RuleCount, ruleCounts } from "../../model/capacity/rule-counts";
import { paths } from "../../model/reachability/paths";
import { type Reach, reachOf } from "../../model/reachability/reach";
import { reachability, type Verdict } from "../../model/reachability/reachability";
import type { NotJudged } from "../../model/reading/completeness";
import type { Reading } from "../../model/reading/reading";
import { en } from "../../words";

/** A verdict with its reason as a sentence, too. */
export interface Row extends Verdict {
  /** English, as all that is printed as JSON. */
  because: string;
}

/** What a graph answers, as JSON. */
export interface Answers {
  /** Who can reach whom. */
  reachability: Row[];
  /** Rules per security group. */
  ruleCounts: RuleCount[];
  /** Branch interfaces; null where there are no nodes, or nothing is told of them. */
  capacity: NodeCapacity | null;
  /** What was not judged, by family. */
  notJudged: NotJudged[];
}

/** The answers of a graph. */
export function answersOf(reading: Reading): Answers {
  return {
    reachability: reachability(reading).map(rowOf),
    ruleCounts: ruleCounts(reading),
    capacity: branchInterfaces(reading) ?? null,
    notJudged: reading.completeness.notJudged,
  };
}

/** A verdict as a row. */
export function rowOf(verdict: Verdict): Row {
  return { ...verdict, because: en.reasons.reasonText(verdict.reason) };
}

/** Everything that one bound endpoint can reach. */
export interface BoundReach {
  /** Its id. */
  end: string;
  open: Reach[];
}

/** Up to this many bound endpoints, each is told in all; beyond, the rows have to do. */
const MOST_TOLD = 10;

/** Everything that each bound endpoint can reach; none where there are too many to tell. */
export function boundReach(reading: Reading): BoundReach[] {
  const bound = reading.endpoints.filter(({ kind }) => kind === "bound");
  if (bound.length === 0 || bound.length > MOST_TOLD) return [];
  const found = paths(reading);
  return bound.map(({ id }) => ({ end: id, open: reachOf(found, id) }));
}

/**
 * What rows of the same answer and reason have in common: the reason with the row's own protocol and port left out, in the
 * rules' descriptions as well, since both halves of one intent often name them there.
 */
export function sameReason({ allowed, protocol, port, reason }: Verdict): string {
  const own = `${protocol} ${port}`;
  return JSON.stringify([allowed, reason], (key, value: unknown) => {
    // Rules that one intent makes differ in their ports, and so in their URNs.
    if (["protocol", "port", "urn"].includes(key)) return undefined;
    return key === "label" && typeof value === "string" ? value.replaceAll(own, "") : value;
  });
}

const TARGETS = ["dns", "database", "proxy", "pods", "bound", "kubernetes-api", "internet", "group", "addresses"];

/** The place of a target among others: databases first, what is outside last. */
export function targetRank(id: string): number {
  return TARGETS.indexOf(id.split(":")[0]);
}
