import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { checkOf } from "../../cli/check/check-command";
import { answerOf } from "../../cli/check/question";
import { showAnswer, showCheck } from "../../cli/check/show";
import { compare } from "../../cli/diff/report";
import { markdownDiff, showDiff } from "../../cli/diff/show";
import { chooseStudents } from "../../cli/fleet/choose";
import { checkFileName, checkImage, checkNamespace } from "../../cli/fleet/render/checks";
import { checkRoster, listProblems } from "../../cli/fleet/roster";
import { checkedFolder } from "../../cli/files/write";
import { jsonText, shown } from "../../cli/output";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { parseGraph } from "../../cli/sources";
import { readStackConfig } from "../../cli/stack-config";
import { isUserMistake, UserError } from "../../cli/user-error";
import { configChecker } from "../../cli/fleet/roster/run-checks";
import { configNoteText } from "../../words/en/config-notes";
import { configProblemsText } from "../../words/en/config-problems";
import { read } from "../../model/reading/reading";
import { fixture } from "../diff/support";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { mutated, mutatedJson } from "./mutate";
import { CSV, ROSTER, STACK } from "./seeds";

/** A kind of input: what it is made of, and what the program does with it. Gives all that would be shown. */
export interface Kind {
  inputs: fc.Arbitrary<unknown>;
  use: (input: never) => Promise<string>;
}

const graphs = ["plan", "state", "preview"].map((name) => readFileSync(fixture(name), "utf8"));
const jsons = graphs.map((text) => JSON.parse(text) as { [key: string]: never });

/** What a graph says, in every way in which it is shown. */
function useGraph(text: string): string {
  const sourced = parseGraph(text, "g.json");
  const check = checkOf(sourced, {}, TODAY);
  const side = { ...sourced, name: "g.json" };
  const base = { ...parseGraph(graphs[0], "base.json"), name: "base.json" };
  const reports = [
    compare(side, side, false, (reading) => policyVerdicts(reading, {}, TODAY)),
    ...(base.project === side.project ? [compare(base, side, true)] : []),
  ];
  const [from = "internet", to = "nodes"] = check.printed.reachability
    .slice(0, 1)
    .flatMap(({ from: a, to: b }) => [a, b]);
  const texts = reports.flatMap((report) => [showDiff(report), jsonText(report), withoutBreaks(markdownDiff(report))]);
  return [
    ...showCheck(check),
    jsonText(check.printed),
    ...texts,
    ...showAnswer(answerOf(read(sourced.graph), { from, to })),
  ].join("\n");
}

/** Markdown without the characters that keep it from linking, which are its own. */
function withoutBreaks(text: string): string {
  return text.replaceAll("\u200b", "");
}

async function useRoster(file: string, text: string): Promise<string> {
  const { roster, problems } = await checkRoster(file, text, ROOT, { today: TODAY });
  return problems.length > 0 ? listProblems(file, problems) : jsonText(roster);
}

const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
writeFileSync(join(folder, "Pulumi.yaml"), readFileSync(join(ROOT, "Pulumi.yaml")));
const judge = configChecker(ROOT, "eks-pod-security-groups", TODAY);

async function useStack(text: string, overrides: string[] = []): Promise<string> {
  writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  const { stack, config, notes = [] } = readStackConfig(folder, "dev", overrides);
  const { problems } = await judge(stack, config);
  return [...notes.map(configNoteText), configProblemsText(stack, problems)].join("\n");
}

interface Options {
  only: string;
  ring: string;
  out: string;
  image: string;
  namespace: string;
  roster: string;
  stack: string;
  config: string[];
  from: string;
  to: string;
  port: string;
  protocol: string;
}

const option = mutated(
  "ada,bob",
  "canary",
  "dev",
  "acme/lab/dev",
  "lab-fleet",
  "public.ecr.aws/x/lab:1",
  "nodes",
  "53",
  "tcp",
);

const sound = checkRoster("r.yaml", ROSTER, ROOT, { today: TODAY });
const reading = read(parseGraph(graphs[0], "g.json").graph);

/** Each option by itself: one that is refused must not hide the next. */
async function useOptions(options: Options): Promise<string> {
  const { roster } = await sound;
  const { from, to, port, protocol } = options;
  const uses: (() => unknown)[] = [
    () => chooseStudents(roster, { only: options.only }, TODAY),
    () => chooseStudents(roster, { ring: options.ring }, TODAY),
    () => checkedFolder("--out", options.out),
    () => checkImage(options.image),
    () => checkNamespace(options.namespace),
    () => checkFileName(options.roster),
    () => readStackConfig(ROOT, options.stack, []),
    () => readStackConfig(ROOT, "dev", options.config),
    () => showAnswer(answerOf(reading, { from, to, port, protocol })),
  ];
  return uses.map((use) => said(use)).join("\n");
}

function said(use: () => unknown): string {
  try {
    return jsonText(use() ?? null);
  } catch (error) {
    if (error instanceof UserError) return shown(error.message);
    throw error;
  }
}

/** All kinds of input by name. */
export const KINDS: { [name: string]: Kind } = {
  roster: { inputs: mutated(ROSTER), use: (text: string) => useRoster("r.yaml", text) },
  csv: { inputs: mutated(CSV), use: (text: string) => useRoster("r.csv", text) },
  graph: {
    inputs: fc.oneof(mutatedJson(...jsons), mutated(...graphs)),
    use: (text: string) => Promise.resolve(useGraph(text)),
  },
  stack: { inputs: mutated(STACK), use: (text: string) => useStack(text) },
  options: {
    inputs: fc.record({
      ...{ only: option, ring: option, out: option, image: option, namespace: option, roster: option, stack: option },
      ...{ config: fc.array(mutated("logTypes=[audit]", "aws:region=us-west-2", "nodeCount=1"), { maxLength: 3 }) },
      ...{ from: option, to: option, port: option, protocol: option },
    }),
    use: useOptions,
  },
};

/** What is wrong with what the program made of an input; undefined where nothing is. */
export async function faultOf({ use }: Kind, input: unknown): Promise<string | undefined> {
  let text: string;
  try {
    text = await use(input as never);
  } catch (error) {
    if (!isUserMistake(error)) return `a stack trace: ${(error as Error).stack}`;
    text = (error as Error).message;
    if (/\n\s+at \S+ \(?.*:\d+:\d+\)?/.test(text)) return `a stack trace: ${text}`;
  }
  const printed = shown(text);
  // The edge takes out what steers a terminal; what is longer than anybody reads is nobody's message.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(printed.replaceAll("\n", "")))
    return `a control character: ${JSON.stringify(printed)}`;
  return undefined;
}
