import type { GraphSource } from "../../model/graph/graph";
import { unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import { type Answers, boundReach } from "../answers/answers";
import { showCapacity, showNotJudged, showRuleCounts } from "../answers/show-limits";
import { showReachability, showReasons } from "../answers/show-reachability";
import { type PolicyVerdict, rulesFor } from "../plan/verdicts";
import { showVerdicts } from "../plan/verdicts-show";
import { counted, wrap } from "../text";
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
  reading: Reading;
}

const SOURCES: { [source in GraphSource]: string } = {
  ...{ plan: "plan", policy: "policy", state: "state", preview: "preview", live: "living cluster" },
};

/** A check as lines of at most 80 columns, without colours. */
export function showCheck({ printed, reading }: Check): string[] {
  const { project, stack, source, reachability, policies } = printed;
  const custom = reading.ordered.filter((resource) => resource.custom).length;
  return [
    ...wrap(`The ${SOURCES[source]} of stack ${stack}, project ${project}: ${counted(custom, "resource")}.`),
    "Nothing was asked but this file.",
    "",
    "WHO CAN REACH WHAT",
    ...showReachability(reachability, boundReach(reading)),
    "",
    "BRANCH INTERFACES",
    ...showCapacity(printed),
    "",
    "RULES PER SECURITY GROUP",
    ...showRuleCounts(printed),
    "",
    "POLICIES",
    ...showVerdicts(policies, printed.notJudged, Infinity, rulesFor(source).length),
    ...showNotJudged(printed),
  ];
}

/** The answer to one question, with its reasons. */
export function showAnswer(found: QuestionAnswer): string[] {
  const { rows, answer } = found;
  const isMixed = unique(rows.map(({ allowed }) => allowed)).length > 1;
  const word = isMixed ? "NOT THE SAME FOR ALL" : answer === null ? "NOT KNOWN" : answer ? "OPEN" : "CLOSED";
  return [word, ...showReasons(rows), ...showNotJudged(found)];
}
