import type { Graph, Json } from "../../model/graph/graph";
import { type Cost, cost, type CostItem } from "../../model/cost/cost";
import { read, type Reading } from "../../model/reading/reading";
import { type Timeline, timeline, timelineDown } from "../../model/time/timeline";
import { costNoteText } from "../../words/en/cost";
import { type Answers, answersOf, type BoundReach, boundReach } from "../answers/answers";
import { planMocks } from "../record/plan-mocks";
import { runProgram } from "../record/program";
import { record } from "../record/recorder";
import type { StackConfig } from "../stack-config";
import { isUserMistake, UserError } from "../user-error";

/** A plan: the graph of the program, and what follows from it. Its JSON schema is `schema.json` beside this file. */
export interface Plan extends Graph, Answers {
  project: string;
  stack: string;
  /** The one stack output of the binding. */
  binding: Json;
  /** What the program warned of. */
  warnings: string[];
  /** Seconds until the lab is ready, and until it is gone. */
  time: { ready: Seconds; gone: Seconds };
  /** List prices of the stack's region. */
  cost: PlannedCost;
}

/** A cost whose notes are texts. */
export interface PlannedCost extends Omit<Cost, "items" | "missing"> {
  items: PlannedItem[];
  /** Why the totals are lower bounds; empty where they are not. */
  missing: string[];
}

/** A line of a bill; `note` is what to know about it. */
export interface PlannedItem extends Omit<CostItem, "notes"> {
  note?: string;
}

/** A duration as measured elsewhere: the median, and what nine in ten stay within. */
export interface Seconds {
  median: number;
  p90: number;
}

/** A plan with all that its views are made of: nothing of it is worked out a second time. */
export interface MadePlan {
  /** What is printed as JSON. */
  plan: Plan;
  reading: Reading;
  timelines: { ready: Timelines; gone: Timelines };
  /** What each bound endpoint can reach in all. */
  reach: BoundReach[];
}

/** A time line in the median, and where every step is slow. */
export interface Timelines {
  median: Timeline;
  p90: Timeline;
}

/** What a plan is made of. */
export interface Recorded {
  graph: Graph;
  project: string;
  stack: string;
  /** As `Plan.binding`. */
  binding: Json;
  /** As `Plan.warnings`. */
  warnings: string[];
  /** Region whose prices count; empty for none. */
  region: string;
}

/**
 * Plans a stack: runs the real program in `directory` under mocks with preview semantics. No network, no CLI, no account.
 * Fails with the program's own error.
 */
export async function makePlan(
  directory: string,
  { project, stack, config, notes = [] }: StackConfig,
): Promise<MadePlan> {
  const {
    graph,
    outputs,
    warnings: told,
  } = await withNotes(notes, () =>
    record(() => runProgram(directory), { project, stack, config, preview: true, mocks: planMocks }),
  );
  const warnings = [...notes, ...told];
  const binding = outputs.podSecurityGroupBinding ?? null;
  return planOf({ graph, project, stack, binding, warnings, region: config["aws:region"] ?? "" });
}

/** Does something that may fail for a value that could not be read: then the failure says so. */
async function withNotes<T>(notes: string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (notes.length === 0 || !isUserMistake(error)) throw error;
    throw new UserError([(error as Error).message, ...notes].join("\n"));
  }
}

/** Makes a plan of what a program registered. */
export function planOf({ graph, project, stack, binding, warnings, region }: Recorded): MadePlan {
  const reading = read(graph);
  const both = (make: typeof timeline): Timelines => ({
    median: make(reading),
    p90: make(reading, { percentile: "p90" }),
  });
  const timelines = { ready: both(timeline), gone: both(timelineDown) };
  const { ready, gone } = timelines;
  const plan: Plan = {
    version: graph.version,
    source: graph.source,
    project,
    stack,
    binding,
    warnings,
    resources: graph.resources,
    ...answersOf(reading),
    time: {
      ready: { median: ready.median.ready, p90: ready.p90.ready },
      gone: { median: gone.median.end, p90: gone.p90.end },
    },
    cost: costInWords(cost(reading, { region })),
  };
  return { plan, reading, timelines, reach: boundReach(reading) };
}

function costInWords({ items, missing, ...totals }: Cost): PlannedCost {
  const inWords = ({ notes, ...item }: CostItem): PlannedItem => {
    return { ...item, note: notes.map(costNoteText).join("; ") || undefined };
  };
  return { ...totals, items: items.map(inWords), missing: missing.map(costNoteText) };
}
