import { capacityInGraph, type NodeCapacity } from "../../model/capacity/branch-interfaces";
import type { Graph, Json } from "../../model/graph/graph";
import { reachability, type Verdict } from "../../model/reachability/reachability";
import { ruleCounts, type RuleCount } from "../../model/capacity/rule-counts";
import { type Cost, cost } from "../../model/cost/cost";
import { timeline, timelineDown } from "../../model/time/timeline";
import { planMocks } from "../record/plan-mocks";
import { runProgram } from "../record/program";
import { record } from "../record/recorder";
import type { StackConfig } from "../stack-config";

/** A plan: the graph of the program, and what follows from it. Its JSON schema is `schema.json` beside this file. */
export interface Plan extends Graph {
  project: string;
  stack: string;
  /** The one stack output of the binding. */
  binding: Json;
  /** Who can reach what. */
  reachability: Verdict[];
  /** Rules per security group. */
  ruleCounts: RuleCount[];
  /** Branch interfaces; null where the program makes no nodes. */
  capacity: NodeCapacity | null;
  /** Seconds until the lab is ready, and until it is gone. */
  time: { ready: Seconds; gone: Seconds };
  /** List prices of the stack's region. */
  cost: Cost;
}

/** A duration as measured elsewhere: the median, and what nine in ten stay within. */
export interface Seconds {
  median: number;
  p90: number;
}

/**
 * Plans a stack: runs the real program in `directory` under mocks with preview semantics. No network, no CLI, no account.
 * Fails with the program's own error.
 */
export async function makePlan(directory: string, { project, stack, config }: StackConfig): Promise<Plan> {
  const { graph, outputs } = await record(() => runProgram(directory), {
    project,
    stack,
    config,
    preview: true,
    mocks: planMocks,
  });
  return {
    version: graph.version,
    source: graph.source,
    project,
    stack,
    binding: outputs.podSecurityGroupBinding ?? null,
    resources: graph.resources,
    reachability: reachability(graph),
    ruleCounts: ruleCounts(graph),
    capacity: capacityInGraph(graph) ?? null,
    time: {
      ready: { median: timeline(graph).ready, p90: timeline(graph, { percentile: "p90" }).ready },
      gone: { median: timelineDown(graph).end, p90: timelineDown(graph, { percentile: "p90" }).end },
    },
    cost: cost(graph, { region: config["aws:region"] ?? "" }),
  };
}
