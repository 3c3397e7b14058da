import { EnforcingMode } from "../../model/aws/vpc-cni";
import { unique } from "../../model/graph/values";
import { en, type Words } from "../../words";
import { showCapacity, showNotJudged, showRuleCounts } from "../answers/show-limits";
import { showInAll, showLegend, showReasons, showTable } from "../answers/show-reachability";
import { padColumns, textColumns, wrap } from "../text";
import { answers } from "./answer";
import { type MadePlan, warningsOf } from "./make";
import { componentsOf, showBinding, showTree } from "./show-resources";
import { costSentence, showCost, showTime } from "./show-time-and-cost";
import { isMandatory, type ToldVerdict } from "./verdicts";
import { showVerdicts } from "./verdicts-show";

/** Lines of a plan that is not verbose. */
export const MOST_LINES = 60;
/** Lines of its table. */
const MOST_ROWS = 18;
/** Advisory verdicts of one policy that a plan tells in full. */
const MOST_ALIKE = 2;

/** How a plan is shown. */
export interface ShowOptions {
  words?: Words;
  /** All that there is to say, instead of at most {@link MOST_LINES} lines. Default false. */
  verbose?: boolean;
  /** What the policies say; without it, nothing is said of them. */
  verdicts?: ToldVerdict[];
}

/** A plan as text of at most 80 columns, without colours: the answer first, what is wrong last. */
export function showPlan(made: MadePlan, { words = en, verbose = false, verdicts }: ShowOptions = {}): string {
  const before = [...head(made, verbose, words), ...(verbose ? details(made, words) : short(made, words))];
  const after = verdicts === undefined ? [] : ["", ...ending(verdicts, verbose, words)];
  if (verdicts === undefined) return before.join("\n");
  const room = verbose ? Infinity : Math.max(4, MOST_LINES - before.length - after.length - 2);
  const told = verbose ? verdicts : firstOfEachFirst(verdicts);
  const found = showVerdicts(told, made.plan.notJudged, { words, most: verbose ? Infinity : MOST_ALIKE });
  return [...before, "", words.plan.headings.policies, ...atMost(found, room, words), ...after].join("\n");
}

/** What this is, what it teaches, the answer, and the table. */
function head(made: MadePlan, verbose: boolean, words: Words): string[] {
  const { plan, rows } = made;
  const { stage } = plan;
  const { amounts, plan: say } = words;
  const custom = plan.resources.filter((resource) => resource.custom).length;
  const paragraphs = answers(made, words);
  const table = rows.length === 0 ? [`  ${say.table.nothing}`] : showTable(rows, words);
  return [
    ...wrap(say.title(plan.stack, stage ?? undefined)),
    ...wrap(say.made(amounts.resources(custom), amounts.components(componentsOf(plan).length))),
    ...warningsOf(made, words).flatMap((warning) => ["", ...wrap(say.warning(warning))]),
    ...(stage === null || say.stages[stage] === undefined
      ? []
      : ["", `${say.headings.stage} ${say.stagePlace(stage, Object.keys(say.stages))}`, ...wrap(say.stages[stage], 2)]),
    ...(paragraphs.length === 0
      ? []
      : ["", say.headings.answer, ...[say.lesson, ...paragraphs].flatMap((text) => wrap(text, 2, 4))]),
    "",
    say.headings.reachability,
    ...atMost(table, verbose ? Infinity : MOST_ROWS, words),
    ...(rows.length === 0 ? [] : showLegend(rows, say.table.signs, words)),
    ...(isStandard(made) ? wrap(say.table.standardMode, 2) : []),
  ];
}

/** True where bound pods are filtered on some of their ways only. */
function isStandard({ reading }: MadePlan): boolean {
  return reading.endpoints.some(({ vpcCni }) => vpcCni?.enforcingMode === EnforcingMode.standard);
}

/** Capacity, time and cost in a line each. */
function short(made: MadePlan, words: Words): string[] {
  const { plan, cost } = made;
  const { amounts, limits, plan: say } = words;
  const { ready, gone } = plan.time;
  const minutes = [ready.median, ready.p90, gone.median, gone.p90].map(amounts.tenths);
  return [
    "",
    say.headings.figures,
    ...figures([
      [say.figures.capacity, plan.capacity ? limits.capacity.short(plan.capacity) : limits.capacity.notKnown],
      [say.figures.time, say.figures.ready(minutes[0], minutes[1], minutes[2], minutes[3])],
      [say.figures.cost, costSentence(cost, words)],
    ]),
    ...showNotJudged(plan, words),
  ];
}

/** Figures with their names before them. */
function figures(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => textColumns(name)));
  return rows.flatMap(([name, text]) =>
    wrap(text, 2 + width + 2).map((line, i) => (i === 0 ? `  ${padColumns(name, width)}  ${line.trimStart()}` : line)),
  );
}

/** All that a short plan leaves out. */
function details(made: MadePlan, words: Words): string[] {
  const { plan, rows, reach } = made;
  const { headings } = words.plan;
  return [
    ...(rows.length === 0 ? [] : ["", headings.reasons, ...showReasons(rows, words), ...showInAll(reach, words)]),
    ...["", headings.capacity, ...showCapacity(plan, words)],
    ...["", headings.rules, ...showRuleCounts(plan, words)],
    ...["", headings.time, ...showTime(made, words)],
    ...["", headings.cost, ...showCost(made, words)],
    ...["", headings.resources, ...showTree(plan, words)],
    ...["", headings.binding, ...showBinding(plan.binding, words)],
    ...showNotJudged(plan, words),
  ];
}

/** What is wrong, once more, where a reader looks last. */
function ending(verdicts: ToldVerdict[], verbose: boolean, { plan: say }: Words): string[] {
  const stopped = unique(verdicts.filter(isMandatory).map(({ policy }) => policy));
  return [
    ...(verbose ? [] : wrap(say.ending.verbose)),
    ...wrap(stopped.length > 0 ? say.ending.stopped(stopped) : say.ending.fine),
  ];
}

/** The first mandatory verdict of every policy before the second ones, as there may not be room for all. */
function firstOfEachFirst(verdicts: ToldVerdict[]): ToldVerdict[] {
  const mandatory = verdicts.filter(isMandatory);
  const isFirst = (verdict: ToldVerdict): boolean =>
    mandatory.find(({ policy }) => policy === verdict.policy) === verdict;
  return [...verdicts.filter(isFirst), ...verdicts.filter((verdict) => !isFirst(verdict))];
}

/** Lines up to a number, without a part of what goes on in further ones, and how many are left out. */
function atMost(lines: string[], most: number, { plan: say }: Words): string[] {
  if (lines.length <= most) return lines;
  const starts = lines.flatMap((line, i) => (i > 0 && i < most && /^ {0,2}(?:\S|$)/.test(line) ? [i] : []));
  const kept = starts.at(-1) ?? most - 1;
  return [...lines.slice(0, kept), ...wrap(say.table.moreRows(lines.length - kept), 2)];
}
