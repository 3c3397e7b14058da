import { en, type Words } from "../../words";
import { padColumns, textColumns, wrap } from "../text";
import type { Preflight } from "./check";
import type { Verdict } from "./verdict";

/** A verdict as it is printed as JSON, in English. */
export interface PrintedVerdict {
  what: string;
  verdict: Verdict["verdict"];
  /** What was found. */
  found: string;
  /** Command, link or sentence that says how to fix it. */
  fix?: string;
}

/** A verdict in words; what to do is a change of the roster where there is one. */
export function verdictTexts({ subject, verdict, found, fix }: Verdict, words: Words, roster?: string): PrintedVerdict {
  const { preflight: say } = words;
  return {
    what: say.subjectText(subject),
    verdict,
    found: say.foundText(found),
    ...(fix === undefined ? {} : { fix: say.fixText(fix, roster) }),
  };
}

/** A preflight as JSON has it. */
export function printedPreflight({ wanted, verdicts, fixed }: Preflight): unknown {
  return {
    wanted,
    verdicts: verdicts.map((one) => verdictTexts(one, en)),
    fixed: fixed.map(en.preflight.fixedText),
  };
}

/** Columns of the word of a verdict. */
const MARK = 4;

/** The verdicts as a table of at most 80 columns, the way to fix a thing below it. */
export function showVerdicts({ wanted, verdicts, fixed }: Preflight, words: Words = en): string[] {
  const { region, student, stack } = wanted;
  const { frame, marks, fixedText } = words.preflight;
  const rows = verdicts.map((one) => verdictTexts(one, words));
  const width = Math.max(...rows.map(({ what }) => textColumns(what)));
  const indent = MARK + 2 + width + 2;
  const count = (kind: Verdict["verdict"]): number => verdicts.filter(({ verdict }) => verdict === kind).length;
  const [fails, warns] = [count("fail"), count("warn")];
  return [
    ...wrap(frame.title(stack, student, region) + (fixed.length === 0 ? frame.unchanged : "")),
    ...fixed.flatMap((one) => wrap(fixedText(one), 2, 4)),
    "",
    ...rows.flatMap(({ what, verdict, found, fix }) => {
      const [first, ...rest] = wrap(found, indent);
      const head = `${padColumns(marks[verdict], MARK)}  ${padColumns(what, width)}  ${first.trimStart()}`;
      if (verdict === "ok" || fix === undefined) return [head, ...rest];
      return [head, ...rest, ...wrap(`> ${fix}`, 6, 8)];
    }),
    "",
    ...wrap(fails > 0 ? frame.fails(fails) : warns > 0 ? frame.warns(warns) : frame.well),
  ];
}
