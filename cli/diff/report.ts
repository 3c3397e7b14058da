import { type GraphDiff, graphDiff, isEmptyDiff, type NetworkDiff, networkDiff } from "../../model/diff/graph-diff";
import type { Graph, GraphSource } from "../../model/graph/graph";
import { compareText, pushTo, unique } from "../../model/graph/values";
import type { NotJudged } from "../../model/reading/completeness";
import { read, type Reading } from "../../model/reading/reading";
import { printedVerdict, type ToldVerdict } from "../plan/verdicts";
import type { SourcedGraph } from "../sources";
import { UserError } from "../user-error";

/** Asks the policies about a reading. */
export type PolicyVerdicts = (reading: Reading) => ToldVerdict[];

/** One of the two things that are compared. */
export interface Side extends SourcedGraph {
  /** As the user called it. */
  name: string;
  /** Of a git ref, its commit. */
  commit?: string;
}

/** A side as a report names it. */
export interface SideInfo {
  name: string;
  source: GraphSource;
  project: string;
  stack: string;
  commit?: string;
}

/** The comparison of two sides. Its JSON schema is `schema.json` beside this file. */
export interface DiffReport {
  version: number;
  base: SideInfo;
  head: SideInfo;
  /** True where only bindings, paths and groups were compared. */
  across: boolean;
  /**
   * Files on which the comparison rests, and which differ: the program, and what plans and shows it. Left out where it is not known
   * of which commits the sides are.
   */
  programChanges?: string[];
  /** True where the diff, or the verdicts, have anything to say. */
  changed: boolean;
  /** With `across` only the parts of a `NetworkDiff`. */
  diff: NetworkDiff & Partial<GraphDiff>;
  /** Verdicts of the policies that only one side has; null where no policies were asked. */
  policies: { new: ToldVerdict[]; gone: ToldVerdict[] } | null;
  /** What was not judged on either side, by family; each count is that of the side that has more. */
  notJudged: NotJudged[];
}

/** Version of the report format. */
export const REPORT_VERSION = 2;

/**
 * Compares two sides. Fails with a {@link UserError} where they are of different projects, or, without `across`, of
 * different stacks or sources: there the same resource has other inputs for no reason of the program's.
 */
export function compare(
  base: Side,
  head: Side,
  across: boolean,
  policyVerdicts?: PolicyVerdicts,
  programChanges?: string[],
): DiffReport {
  if (base.project !== head.project) {
    throw new UserError(
      `${base.name} is of the project ${base.project}, ${head.name} of ${head.project}: they are not related`,
    );
  }
  const isAlike = base.graph.source === head.graph.source && base.stack === head.stack;
  if (!isAlike && !across) {
    const what = (side: Side): string => `${side.name} is the ${side.graph.source} of stack ${side.stack}`;
    throw new UserError(
      `${what(base)}, ${what(head)}: their resources cannot be compared one by one. ` +
        "Compare two of one kind, or add --across to compare bindings, paths and groups only",
    );
  }
  const [before, after] = [read(across ? ofStack(base, head.stack) : base.graph), read(head.graph)];
  const diff = across ? networkDiff(before, after) : graphDiff(before, after);
  const policies = across || policyVerdicts === undefined ? null : verdicts(before, after, policyVerdicts);
  const hasNews = policies !== null && policies.new.length + policies.gone.length > 0;
  return {
    version: REPORT_VERSION,
    ...{ base: info(base), head: info(head) },
    ...(programChanges !== undefined && { programChanges }),
    ...{ across, changed: hasNews || !isEmptyDiff(diff), diff, policies },
    notJudged: together([...before.completeness.notJudged, ...after.completeness.notJudged]),
  };
}

/** A report as it is printed as JSON. */
export function printedReport(report: DiffReport): object {
  const { policies } = report;
  if (policies === null) return report;
  return {
    ...report,
    policies: { new: policies.new.map(printedVerdict), gone: policies.gone.map(printedVerdict) },
  };
}

function info({ name, graph, project, stack, commit }: Side): SideInfo {
  return { name, source: graph.source, project, stack, ...(commit !== undefined && { commit }) };
}

/** A graph with the URNs that it would have in another stack. */
function ofStack({ graph, project, stack }: Side, other: string): Graph {
  if (stack === other) return graph;
  const text = JSON.stringify(graph);
  return JSON.parse(text.replaceAll(`urn:pulumi:${stack}::${project}::`, `urn:pulumi:${other}::${project}::`)) as Graph;
}

function together(all: NotJudged[]): NotJudged[] {
  const families = new Map<string, NotJudged[]>();
  for (const one of all) pushTo(families, one.family, one);
  return [...families]
    .map(([family, same]) => ({
      family,
      types: unique(same.flatMap(({ types }) => types)).sort(compareText),
      count: Math.max(...same.map(({ count }) => count)),
    }))
    .sort((a, b) => compareText(a.family, b.family));
}

function verdicts(base: Reading, head: Reading, ask: PolicyVerdicts): { new: ToldVerdict[]; gone: ToldVerdict[] } {
  const key = ({ policy, urn, message }: ToldVerdict): string => JSON.stringify([policy, urn, message]);
  const of = (reading: Reading): Map<string, ToldVerdict> =>
    new Map(
      ask(reading)
        .map((verdict): [string, ToldVerdict] => [key(verdict), verdict])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const [before, after] = [of(base), of(head)];
  const only = (some: Map<string, ToldVerdict>, others: Map<string, ToldVerdict>): ToldVerdict[] =>
    [...some].filter(([id]) => !others.has(id)).map(([, verdict]) => verdict);
  return { new: only(after, before), gone: only(before, after) };
}
