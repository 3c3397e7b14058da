import { read } from "../../model/reading/reading";
import { answersOf } from "../answers/answers";
import { GRAPHS, parseGraph, readGraphFile, type SourcedGraph } from "../sources";
import { readStream } from "../files/read";
import { printable } from "../diff/safe-text";
import { wordsOf } from "../../words";
import { languageOf } from "../language";
import { printJson } from "../output";
import { isMandatory, policyVerdicts, printedVerdict } from "../plan/verdicts";
import { today } from "../today";
import { UserError } from "../user-error";
import { answerOf, type Question, type QuestionAnswer } from "./question";
import { type Check, showAnswer, showCheck } from "./show";

/** Options of `lab check`. */
export interface CheckOptions extends Partial<Question> {
  json?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
  /** File with the policies' config, as Pulumi takes it. */
  policyConfig?: string;
}

/** `lab check`: judges the stack of a file, or answers one question about it; prints the result and gives the exit code. */
export async function checkCommand(file: string, options: CheckOptions): Promise<number> {
  const question = questionOf(options);
  const words = await wordsOf(languageOf(options.lang));
  // What is wrong with a call is told before anything large is read.
  const config = options.policyConfig === undefined ? {} : await policyConfig(options.policyConfig);
  const sourced =
    file === "-"
      ? parseGraph(await readStream(process.stdin, { name: "standard input", megabytes: GRAPHS }), "standard input")
      : readGraphFile(file);
  if (question !== undefined) {
    const found = answerOf(read(sourced.graph), question);
    print(options, found, () => showAnswer(found, words));
    return exitCodeOf(found);
  }
  const check = checkOf(sourced, config, today());
  print(options, check.printed, () => showCheck(check, words));
  return check.printed.policies.some(isMandatory) ? 1 : 0;
}

/** Judges a stack. */
export function checkOf(
  { graph, project, stack }: SourcedGraph,
  config: Parameters<typeof policyVerdicts>[1],
  day: string,
): Check {
  const reading = read(graph);
  const { reachability, ...limits } = answersOf(reading);
  const verdicts = policyVerdicts(reading, config, day);
  const policies = verdicts.map(printedVerdict);
  return {
    verdicts,
    printed: { version: CHECK_VERSION, source: graph.source, project, stack, reachability, policies, ...limits },
    reading,
  };
}

/** Version of what `--json` prints. */
const CHECK_VERSION = 1;

/** The exit code that an answer has: open, closed, not known. */
export function exitCodeOf({ answer }: QuestionAnswer): number {
  return answer === true ? 0 : answer === false ? 1 : 2;
}

function print({ json }: CheckOptions, printed: unknown, lines: () => string[]): void {
  if (json) printJson(printed);
  else console.log(lines().map(printable).join("\n"));
}

function questionOf({ from, to, port, protocol, policyConfig: policies }: CheckOptions): Question | undefined {
  if (from === undefined && to === undefined) {
    if (port === undefined && protocol === undefined) return undefined;
    throw new UserError("--port and --protocol belong to a question; name its two ends with --from and --to");
  }
  if (from === undefined || to === undefined) {
    throw new UserError(`a question has two ends; name the other one with ${from === undefined ? "--from" : "--to"}`);
  }
  if (policies !== undefined)
    throw new UserError("--policy-config is for a whole stack, not for a question; leave it out");
  return { from, to, port, protocol };
}

async function policyConfig(file: string): Promise<Parameters<typeof policyVerdicts>[1]> {
  return (await import("./policy-config")).readPolicyConfig(file);
}
