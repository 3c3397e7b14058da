import { LAB } from "../called";
import { en, type Words } from "../../words";
import { wrapCut } from "../text";
import { type Entry, entries, programLine, type Section, summary } from "./entries";
import type { DiffReport, SideInfo } from "./report";
import { markdown, oneLine } from "./safe-text";

/** A report as text of at most 80 columns, without colours; one line where nothing changes and all was judged. */
export function showDiff(report: DiffReport, words: Words = en): string {
  const { diff, check } = words;
  if (isQuiet(report)) return textLines(summary(report, words)).join("\n");
  const all = entries(report, words);
  const sentence = ({ change, what, why }: Entry): string =>
    check.said(change, why === "" ? what : check.said(what, why));
  const parts = (Object.keys(diff.SECTIONS) as Section[]).flatMap((section) => {
    const own = all.filter((entry) => entry.section === section);
    if (own.length === 0) return [];
    return ["", diff.heading(diff.SECTIONS[section]), ...own.flatMap((entry) => textLines(sentence(entry), 2, 6))];
  });
  const first = programLine(report, words);
  return [
    ...(first === undefined ? [] : textLines(first)),
    ...textLines(diff.frame.base(sideText(report.base, words))),
    ...textLines(diff.frame.head(sideText(report.head, words))),
    ...textLines(summary(report, words)),
    ...parts,
    ...(report.across ? ["", ...textLines(diff.frame.across)] : []),
  ].join("\n");
}

/** True where there is nothing to say beyond that nothing changes. */
function isQuiet({ changed, notJudged, programChanges = [] }: DiffReport): boolean {
  return !changed && notJudged.length === 0 && programChanges.length === 0;
}

function sideText({ name, source, stack, commit }: SideInfo, { check, diff }: Words): string {
  return diff.frame.side(name, commit?.slice(0, 12), check.source(source), stack);
}

function textLines(text: string, indent = 0, hanging = indent): string[] {
  return wrapCut(oneLine(text, 2000), indent, hanging);
}

/** Characters of the line about the program: names of files are the author's, and can have any length. */
const LONGEST_FIRST = 1500;

/** GitHub refuses a comment above 65,536 characters; a reviewer stops reading long before. */
const MOST_ROWS = 60;

/** A report as a table in GitHub's Markdown; one line where nothing changes and all was judged. What the program wrote in it is escaped. */
export function markdownDiff(report: DiffReport, words: Words = en): string {
  const { frame } = words.diff;
  if (isQuiet(report)) return `${markdown(summary(report, words))}\n`;
  const all = entries(report, words);
  const shown = all.slice(0, MOST_ROWS);
  const left = all.length - shown.length;
  const [base, head] = [report.base, report.head].map((side) => markdown(sideText(side, words)));
  const first = programLine(report, words);
  const table = [`| ${frame.columns.join(" | ")} |`, "| --- | --- | --- |", ...shown.map(row)];
  return [
    ...(first === undefined ? [] : [`**${markdown(first, LONGEST_FIRST)}**`, ""]),
    `**${markdown(summary(report, words))}**`,
    "",
    ...(all.length > 0 ? table : []),
    ...(left > 0 ? [`| | ${frame.left(left)} | ${frame.showsAll(`\`${LAB} diff\``)} |`] : []),
    ...(all.length > 0 ? [""] : []),
    frame.sides(base, head) + (report.across ? ` ${frame.across}` : ""),
    "",
  ].join("\n");
}

function row({ section, change, what, why }: Entry): string {
  const word = ["refused", "losses", "opened"].includes(section) ? `**${markdown(change)}**` : markdown(change);
  // The arrow is ours; what is left and right of it is not.
  const cells = [what, why].map((text) => markdown(text).replaceAll(" -&gt; ", " → "));
  return `| ${[word, ...cells].join(" | ")} |`;
}
