import { counted, wrap } from "../text";
import type { Preflight } from "./check";
import type { Verdict } from "./verdict";

/** The verdicts as a table of at most 80 columns, the way to fix a thing below it. */
export function showVerdicts({ wanted, verdicts: list, fixed }: Preflight): string[] {
  const { region, student, stack } = wanted;
  const width = Math.max(...list.map(({ what }) => what.length));
  const indent = 4 + 2 + width + 2;
  const count = (kind: Verdict["verdict"]): number => list.filter(({ verdict }) => verdict === kind).length;
  const [fails, warns] = [count("fail"), count("warn")];
  const end =
    fails > 0
      ? `${counted(fails, "thing")} would make the lab fail.`
      : warns > 0
        ? `The lab can be built; ${counted(warns, "warning")}.`
        : "The lab can be built.";
  return [
    ...wrap(
      `Preflight of stack ${stack}${student === stack ? "" : ` (${student})`} in ${region}.` +
        (fixed.length === 0 ? " Nothing was changed." : ""),
    ),
    ...fixed.flatMap((line) => wrap(line, 2, 4)),
    "",
    ...list.flatMap(({ what, verdict, found, fix }) => {
      const [first, ...rest] = wrap(found, indent);
      const head = `${verdict.padEnd(4)}  ${what.padEnd(width)}  ${first.trimStart()}`;
      if (verdict === "ok" || fix === undefined) return [head, ...rest];
      return [head, ...rest, ...wrap(`> ${fix}`, 6, 8)];
    }),
    "",
    end,
  ];
}
