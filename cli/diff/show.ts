import { WIDTH, wrap } from "../text";
import { type Entry, entries, programLine, type Section, SECTIONS, summary } from "./entries";
import type { DiffReport, SideInfo } from "./report";
import { markdown, oneLine } from "./safe-text";

/** A report as text of at most 80 columns, without colours; one line where nothing changes and all was judged. */
export function showDiff(report: DiffReport): string {
  if (isQuiet(report)) return textLines(summary(report)).join("\n");
  const all = entries(report);
  const parts = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const own = all.filter((entry) => entry.section === section);
    if (own.length === 0) return [];
    return ["", SECTIONS[section].toUpperCase(), ...own.flatMap((entry) => textLines(sentence(entry), 2, 6))];
  });
  const first = programLine(report);
  return [
    ...(first === undefined ? [] : textLines(first)),
    ...textLines(`Base: ${sideText(report.base)}`),
    ...textLines(`Head: ${sideText(report.head)}`),
    ...textLines(summary(report)),
    ...parts,
    ...(report.across ? ["", ...textLines("Bindings, paths and groups only: the sources differ.")] : []),
  ].join("\n");
}

/** True where there is nothing to say beyond that nothing changes. */
function isQuiet({ changed, notJudged, programChanges = [] }: DiffReport): boolean {
  return !changed && notJudged.length === 0 && programChanges.length === 0;
}

function sentence({ change, what, why }: Entry): string {
  return why === "" ? `${change}: ${what}` : `${change}: ${what}: ${why}`;
}

function sideText({ name, source, stack, commit }: SideInfo): string {
  const at = commit === undefined ? "" : ` (${commit.slice(0, 12)})`;
  return `${name}${at}, ${source} of stack ${stack}`;
}

function textLines(text: string, indent = 0, hanging = indent): string[] {
  // A word that is longer than a line would stand out; no name in it says anything at its end only.
  const words = oneLine(text, 2000).split(" ");
  const room = WIDTH - hanging;
  return wrap(words.flatMap((word) => word.match(new RegExp(`.{1,${room}}`, "gu")) ?? []).join(" "), indent, hanging);
}

/** Characters of the line about the program: names of files are the author's, and can have any length. */
const LONGEST_FIRST = 1500;

/** GitHub refuses a comment above 65,536 characters; a reviewer stops reading long before. */
const MOST_ROWS = 60;

/** A report as a table in GitHub's Markdown; one line where nothing changes and all was judged. What the program wrote in it is escaped. */
export function markdownDiff(report: DiffReport): string {
  if (isQuiet(report)) return `${markdown(summary(report))}\n`;
  const all = entries(report);
  const shown = all.slice(0, MOST_ROWS);
  const left = all.length - shown.length;
  const first = programLine(report);
  const table = ["| change | what | why |", "| --- | --- | --- |", ...shown.map(row)];
  return [
    ...(first === undefined ? [] : [`**${markdown(first, LONGEST_FIRST)}**`, ""]),
    `**${markdown(summary(report))}**`,
    "",
    ...(all.length > 0 ? table : []),
    ...(left > 0 ? [`| | and ${left} more | \`npm run lab -- diff\` shows all |`] : []),
    ...(all.length > 0 ? [""] : []),
    `Base ${markdown(sideText(report.base))}; head ${markdown(sideText(report.head))}.` +
      (report.across ? " Bindings, paths and groups only: the sources differ." : ""),
    "",
  ].join("\n");
}

function row({ section, change, what, why }: Entry): string {
  const word = ["refused", "losses", "opened"].includes(section) ? `**${markdown(change)}**` : markdown(change);
  // The arrow is ours; what is left and right of it is not.
  const cells = [what, why].map((text) => markdown(text).replaceAll(" -&gt; ", " → "));
  return `| ${[word, ...cells].join(" | ")} |`;
}
