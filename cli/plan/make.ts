import type { Graph, Json } from "../../model/graph/graph";
import { type Cost, cost, type CostItem } from "../../model/cost/cost";
import { read, type Reading } from "../../model/reading/reading";
import { type Timeline, timeline, timelineDown } from "../../model/time/timeline";
import type { ConfigNote } from "../../config-problem";
import { en, type Words } from "../../words";
import { type Answers, answersOf, type BoundReach, boundReach, type Row } from "../answers/answers";
import { type OrdinaryPods, ordinaryPods, withOrdinaryPods } from "../answers/ordinary-pods";
import { planMocks } from "../record/plan-mocks";
import { runProgram } from "../record/program";
import { record, type Recording } from "../record/recorder";
import type { StackConfig } from "../stack-config";
import { today } from "../today";
import { isUserMistake, UserError } from "../user-error";

/** A plan: the graph of the program, and what follows from it. Its JSON schema is `schema.json` beside this file. */
export interface Plan extends Graph, Answers {
  project: string;
  stack: string;
  /** The stack output `stage`: which stage of the lab it is; null where the program has none. */
  stage: string | null;
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
export interface PlannedItem extends Omit<CostItem, "notes" | "of"> {
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
  /** What is to be known of the config, as data: what its file leaves open, and what the program warned of. */
  configNotes: ConfigNote[];
  /** The workloads of ordinary pods that have rows or columns of their own. */
  ordinary: OrdinaryPods[];
  /** Who reaches whom, with these; the verdicts of the plan are among them. */
  rows: Row[];
  cost: Cost;
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
  /** As `Plan.stage`. */
  stage: string | null;
  /** As `Plan.binding`. */
  binding: Json;
  /** As `Plan.warnings`. */
  warnings: string[];
  /** As `MadePlan.configNotes`. Default none. */
  configNotes?: ConfigNote[];
  /** Region whose prices count; empty for none. */
  region: string;
}

/**
 * Runs the real program in `directory` with the config of a stack, under mocks with preview semantics. No network, no CLI, no
 * account. Fails with the program's own error.
 */
export function recordPlan(directory: string, { project, stack, config, notes = [] }: StackConfig): Promise<Recording> {
  const options = { project, stack, config, preview: true, mocks: planMocks };
  return withNotes(notes, () => record(() => runProgram(directory), options));
}

/** Plans a stack: {@link recordPlan}, and what follows from it. Fails with the program's own error. */
export async function makePlan(directory: string, settings: StackConfig): Promise<MadePlan> {
  const { project, stack, config, notes = [] } = settings;
  const { graph, outputs, warnings: told } = await recordPlan(directory, settings);
  const binding = outputs.podSecurityGroupBinding ?? null;
  const stage = typeof outputs.stage === "string" ? outputs.stage : null;
  return planOf({
    ...{ graph, project, stack, stage, binding, region: config["aws:region"] ?? "" },
    warnings: [...notes.map(en.configNotes.configNoteText), ...told],
    // The config of the program is still set.
    configNotes: [...notes, ...(told.length === 0 ? [] : (await import("../../config")).checkConfig(today()).notes)],
  });
}

/** Does something that may fail for a value that could not be read: then the failure says so. */
async function withNotes<T>(notes: ConfigNote[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (notes.length === 0 || !isUserMistake(error)) throw error;
    throw new UserError([(error as Error).message, ...notes.map(en.configNotes.configNoteText)].join("\n"));
  }
}

/** Makes a plan of what a program registered. */
export function planOf({
  graph,
  project,
  stack,
  stage,
  binding,
  warnings,
  configNotes = [],
  region,
}: Recorded): MadePlan {
  const reading = read(graph);
  const both = (make: typeof timeline): Timelines => ({
    median: make(reading),
    p90: make(reading, { percentile: "p90" }),
  });
  const timelines = { ready: both(timeline), gone: both(timelineDown) };
  const { ready, gone } = timelines;
  const priced = cost(reading, { region });
  const ordinary = ordinaryPods(reading);
  const plan: Plan = {
    version: graph.version,
    source: graph.source,
    project,
    stack,
    stage,
    binding,
    warnings,
    resources: graph.resources,
    ...answersOf(reading),
    time: {
      ready: { median: ready.median.ready, p90: ready.p90.ready },
      gone: { median: gone.median.end, p90: gone.p90.end },
    },
    cost: costInWords(priced),
  };
  const rows = withOrdinaryPods(reading, plan.reachability, ordinary);
  return { plan, reading, configNotes, ordinary, rows, cost: priced, timelines, reach: boundReach(reading) };
}

/** What the program warned of, in a language: its own English where it is nothing of the config. */
export function warningsOf({ plan, configNotes: notes }: MadePlan, { configNotes }: Words): string[] {
  return plan.warnings.map((warning) => {
    const note = notes.find((one) => en.configNotes.configNoteText(one) === warning);
    return note === undefined ? warning : configNotes.configNoteText(note);
  });
}

function costInWords({ items, missing, ...totals }: Cost): PlannedCost {
  const inWords = ({ notes, what, count, unitPrice, unit, perHour }: CostItem): PlannedItem => {
    const note = notes.map(en.cost.costNoteText).join("; ") || undefined;
    return { what, count, unitPrice, unit, perHour, note };
  };
  return { ...totals, items: items.map(inWords), missing: missing.map(en.cost.costNoteText) };
}
