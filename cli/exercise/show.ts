import { sep } from "node:path";
import type { RollReason } from "../../model/diff/graph-diff";
import { unique } from "../../model/graph/values";
import type { Words } from "../../words";
import type { Row } from "../answers/answers";
import { verdictText } from "../plan/verdicts";
import { columns, wrap } from "../text";
import type { Outcome, RowDifference } from "./check";
import { isSolved } from "./check";
import { shownPath } from "./copy";
import type { Change, Exercise } from "./exercises";

/** An exercise, and where its copy is or would be. */
export interface Numbered extends Exercise {
  /** From 1 on. */
  number: number;
  folder: string;
}

const COMMAND = "npm run lab -- exercise";

/** The list; `setUp` are the numbers of those whose copy is there. */
export function showList(all: Numbered[], setUp: number[], { exercises: say }: Words): string[] {
  return [
    ...wrap(say.list.heading),
    "",
    ...all.flatMap(({ number, name }) => {
      const { title, line } = say.texts[name];
      const mark = setUp.includes(number) ? ` (${say.list.setUp})` : "";
      const [first, ...rest] = wrap(`${title}${mark}`, 4);
      return [`${String(number).padStart(3)} ${first.trimStart()}`, ...rest, ...wrap(line, 4)];
    }),
    "",
    say.list.how(`${COMMAND} 1`),
  ];
}

/** The task: what a student is told, and how to go on; `copy` is what has become of the copy. */
export function showTask(
  { number, name, folder, changes }: Numbered,
  copy: "made" | "there" | "reset",
  { exercises: say }: Words,
): string[] {
  const { title, symptoms } = say.texts[name];
  const shown = shownPath(folder);
  const files = unique(changes.map(({ file }) => file)).map((file) => `${shown}${sep}${file}`);
  return [
    ...wrap(say.task.title(number, title)),
    ...symptoms.flatMap((text) => ["", ...wrap(text, 2)]),
    "",
    ...wrap(say.task[copy](shown)),
    ...wrap(say.task.files(files)),
    "",
    ...columns([
      [say.task.commands.plan, `npm start -- --directory ${shown}`],
      [say.task.commands.check, `${COMMAND} ${number} --check`],
      [say.task.commands.solve, `${COMMAND} ${number} --solve`],
      [say.task.commands.reset, `${COMMAND} ${number} --reset`],
    ]).map((line) => `  ${line}`),
  ];
}

/** What a check has found. */
export function showOutcome({ number, name }: Numbered, found: Outcome, words: Words): string[] {
  const { exercises, policies } = words;
  const { outcome: say, task, texts } = exercises;
  const { refused, types, verdicts, pods, namespaces, rows, ends, kept } = found;
  const section = (heading: string, lines: string[]): string[] => (lines.length === 0 ? [] : ["", heading, ...lines]);
  return [
    ...wrap(task.title(number, texts[name].title)),
    isSolved(found) ? say.solved : say.notYet,
    ...section(say.refused, refused === undefined ? [] : refused.split("\n").flatMap((line) => wrap(line, 2, 6))),
    ...section(
      say.types,
      types.flatMap((text) => wrap(text, 2, 6)),
    ),
    ...section(
      say.policies,
      verdicts.flatMap((verdict) => {
        const text = verdictText(verdict, words);
        return wrap(policies.verdicts.line(policies.level(verdict.enforcementLevel), verdict.policy, text), 2, 6);
      }),
    ),
    ...section(
      say.pods,
      pods.flatMap(({ kind, workload, found: here, expected }) => {
        const has = here === undefined ? say.absent : say.groups[here];
        return wrap(say.unlike(`${kind} ${workload}`, has, say.groups[expected]), 2, 6);
      }),
    ),
    ...section(
      say.namespaces,
      namespaces.flatMap(({ namespace, found: here, expected }) => {
        const standard = (one: string | null | undefined): string =>
          one === null ? say.groups["not known"] : (one ?? say.noStandard);
        return wrap(say.unlike(namespace, standard(here), standard(expected)), 2, 6);
      }),
    ),
    ...section(say.rows, [
      ...ends.added.flatMap((end) => wrap(addedText(end, rows, words), 2, 6)),
      ...ends.missing.flatMap((end) => wrap(say.missing(endText(end, words)), 2, 6)),
      ...rows.filter((row) => isOfBoth(row, ends)).flatMap((row) => wrap(rowText(row, words), 2, 6)),
    ]),
    ...section(
      say.kept,
      kept.flatMap(({ kind, workload, reasons }) => {
        const [groups, settings] = [namesOf(reasons, "replaced"), namesOf(reasons, "vpc-cni")];
        return wrap(say.keeps(`${kind} ${workload}`, groups, settings), 2, 6);
      }),
    ),
  ];
}

/** The names in the reasons of a kind. */
export function namesOf(reasons: RollReason[], of: RollReason["kind"]): string[] {
  return reasons.flatMap(({ kind, name }) => (kind === of ? [name!] : []));
}

/** True for a row whose ends both tables have. */
function isOfBoth({ row }: RowDifference, { added, missing }: Outcome["ends"]): boolean {
  return ![...added, ...missing].some((end) => [row.from, row.to].includes(end));
}

function rowText({ row, found, expected }: RowDifference, words: Words): string {
  const { ends, exercises } = words;
  const answer = (allowed: boolean | null | undefined): string =>
    allowed === undefined ? exercises.outcome.noRow : ends.answerWord(allowed);
  return exercises.outcome.unlike(
    `${endText(row.from, words)} -> ${targetText(row, words)}`,
    answer(found),
    answer(expected),
  );
}

/** What an end that the lab does not have reaches, and does not reach. */
function addedText(end: string, rows: RowDifference[], words: Words): string {
  const from = rows.filter(({ row, found }) => row.from === end && found !== undefined);
  const targets = (allowed: boolean | null): string[] =>
    from.filter(({ found }) => found === allowed).map(({ row }) => targetText(row, words));
  return words.exercises.outcome.added(endText(end, words), targets(true), targets(false), targets(null));
}

function endText(id: string, { ends }: Words): string {
  const kind = ends.endKind(id);
  return kind === "" || id.startsWith("database:") ? ends.endName(id) : `${ends.endName(id)} (${kind})`;
}

function targetText({ to, protocol, port }: Row, { ends, traffic }: Words): string {
  return `${ends.endName(to)} ${traffic.trafficText(protocol, port)}`;
}

/** The answer; `isNew` is false where the fix was there before. */
export function showAnswer(
  { number, name, folder, changes, living }: Numbered,
  isNew: boolean,
  { exercises: say }: Words,
): string[] {
  const { title, cause, evidence, fix } = say.texts[name];
  const shown = shownPath(folder);
  return [
    ...wrap(say.task.title(number, title)),
    ...["", say.answer.cause, ...wrap(cause, 2)],
    ...["", say.answer.evidence, ...wrap(evidence, 2)],
    ...(living.length === 0 ? [] : wrap(say.answer.living(living, "npm run lab -- inspect --json"), 2)),
    ...["", say.answer.fix, ...wrap(fix, 2)],
    ...changes.flatMap((change) => ["", ...showFix(change)]),
    "",
    ...wrap(isNew ? say.answer.solved(shown) : say.answer.already(shown)),
    ...columns([[say.task.commands.check, `${COMMAND} ${number} --check`]]).map((line) => `  ${line}`),
  ];
}

/** The lines that a fix takes out and puts in. They are not broken, so that they can be copied. */
export function showFix({ file, right, wrong }: Change): string[] {
  const [before, after] = [wrong, right].map((text) => text.trimEnd().split("\n"));
  const same = (a: string[], b: string[]): number => {
    const differ = a.findIndex((line, i) => line !== b[i]);
    return differ === -1 ? a.length : differ;
  };
  const start = same(before, after);
  const rest = [before, after].map((lines) => lines.slice(start));
  const end = same(...(rest.map((lines) => [...lines].reverse()) as [string[], string[]]));
  const [out, put] = rest.map((lines) => lines.slice(0, lines.length - end));
  return [`  ${file}`, ...out.map((line) => `  - ${line}`), ...put.map((line) => `  + ${line}`)];
}
