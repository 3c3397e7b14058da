import type { GraphSource } from "../../model/graph/graph";
import { unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import { en, type Words } from "../../words";
import { type Answers, boundReach } from "../answers/answers";
import { showCapacity, showNotJudged, showRuleCounts } from "../answers/show-limits";
import { showReachability, showReasons } from "../answers/show-reachability";
import { type PolicyVerdict, rulesFor, type ToldVerdict } from "../plan/verdicts";
import { showVerdicts } from "../plan/verdicts-show";
import { wrap } from "../text";
import type { QuestionAnswer } from "./question";

/** What `lab check --json` prints of a stack. Its JSON schema is `schema.json` beside this file. */
export interface PrintedCheck extends Answers {
  version: number;
  source: GraphSource;
  project: string;
  stack: string;
  /** What the policies have found. */
  policies: PolicyVerdict[];
}

/** A stack that was judged. */
export interface Check {
  printed: PrintedCheck;
  /** The same verdicts with what they say as data. */
  verdicts: ToldVerdict[];
  reading: Reading;
}

/** A check as lines of at most 80 columns, without colours. */
export function showCheck({ printed, verdicts, reading }: Check, words: Words = en): string[] {
  const { project, stack, source, reachability } = printed;
  const { amounts, check, plan } = words;
  const custom = reading.ordered.filter((resource) => resource.custom).length;
  return [
    ...wrap(check.check.title(check.source(source), stack, project, amounts.resources(custom))),
    ...wrap(check.check.offline),
    ...["", plan.headings.reachability, ...showReachability(reachability, boundReach(reading), words)],
    ...["", plan.headings.capacity, ...showCapacity(printed, words)],
    ...["", plan.headings.rules, ...showRuleCounts(printed, words)],
    ...[
      "",
      plan.headings.policies,
      ...showVerdicts(verdicts, printed.notJudged, { words, count: rulesFor(source).length }),
    ],
    ...showNotJudged(printed, words),
  ];
}

/** The answer to one question, with its reasons. */
export function showAnswer(found: QuestionAnswer, words: Words = en): string[] {
  const { rows, answer } = found;
  const say = words.check.check;
  const isMixed = unique(rows.map(({ allowed }) => allowed)).length > 1;
  const word = isMixed ? say.notTheSame : answer === null ? say.notKnown : answer ? say.open : say.closed;
  return [word, ...showReasons(rows, words), ...showNotJudged(found, words)];
}
