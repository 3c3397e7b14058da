/**
 * Who reaches what, and what else follows from a graph of Pulumi resources: read it once, and ask the reading.
 *
 * ```ts
 * const reading = read(graph);
 * const verdicts = reachability(reading);
 * ```
 */
export { branchInterfaces, type NodeCapacity } from "./capacity/branch-interfaces";
export { DEFAULT_RULE_QUOTA, type RuleCount, ruleCounts } from "./capacity/rule-counts";
export { type Cost, cost } from "./cost/cost";
export { type GraphDiff, graphDiff, type NetworkDiff, networkDiff } from "./diff/graph-diff";
export { type Graph, GRAPH_VERSION, type GraphResource, type Json, SECRET, UNKNOWN } from "./graph/graph";
export { type Path, paths } from "./reachability/paths";
export { type Reach, reachOf } from "./reachability/reach";
export { ask, reachability, type Verdict } from "./reachability/reachability";
export type { Doubt, Reason, RuleReference } from "./reachability/reasons";
export type { Incomplete, NotJudged } from "./reading/completeness";
export type { Endpoint } from "./reading/endpoints";
export { read, type Reading } from "./reading/reading";
export { type Timeline, timeline, timelineDown } from "./time/timeline";
