/**
 * The model's questions as tests ask them: of a graph, with the reasons as text.
 */
import * as branch from "../../model/capacity/branch-interfaces";
import * as prices from "../../model/cost/cost";
import * as counts from "../../model/capacity/rule-counts";
import type { Graph } from "../../model/graph/graph";
import * as asked from "../../model/reachability/reachability";
import { type Path as PathOfModel, paths as pathsOf, type PathSide } from "../../model/reachability/paths";
import { type Reach, reachOf } from "../../model/reachability/reach";
import { read } from "../../model/reading/reading";
import * as time from "../../model/time/timeline";
import { doubtText, quoted, reasonText } from "../../words/en/reasons";

/** A verdict with its reason as text. */
export interface Verdict extends asked.Verdict {
  because: string;
}

/** The verdicts of a graph. */
export function reachability(graph: Graph): Verdict[] {
  return asked.reachability(read(graph)).map((verdict) => ({ ...verdict, because: reasonText(verdict.reason) }));
}

/** A path with the names of its rules, or what is not told, on each side. */
export interface Path extends PathOfModel {
  egressRule: string;
  ingressRule: string;
}

/** The paths of a graph. */
export function paths(graph: Graph): Path[] {
  return pathsOf(read(graph)).map((path) => ({
    ...path,
    egressRule: sideText(path.egress),
    ingressRule: sideText(path.ingress),
  }));
}

function sideText({ rules, doubt }: PathSide): string {
  if (rules.length > 0) return rules.map((rule) => (rule.eksMade ? quoted(rule) : rule.label)).join(" and ");
  return doubt === undefined ? "not filtered here" : doubtText(doubt);
}

/** Everything that an endpoint of a graph reaches. */
export function openings(graph: Graph, end: string): Reach[] {
  return reachOf(pathsOf(read(graph)), end);
}

export const ruleCounts = (graph: Graph, quota?: number) => counts.ruleCounts(read(graph), quota);
export const branchInterfaces = (graph: Graph) => branch.branchInterfaces(read(graph));
export const timeline = (graph: Graph, options?: time.TimelineOptions) => time.timeline(read(graph), options);
export const timelineDown = (graph: Graph, options?: time.TimelineOptions) => time.timelineDown(read(graph), options);
export const cost = (graph: Graph, options: prices.CostOptions) => prices.cost(read(graph), options);
