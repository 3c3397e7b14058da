/**
 * Lines of the picture, each with its ports, and with the reason for whoever points at it or reaches it by keyboard.
 */
import { pushTo } from "../../../model/graph/values";
import { sameReason } from "../../answers/answers";
import { markup, type Markup } from "../markup";
import { answerWords, endName, listText, portsText } from "../words";
import { type Places, WIDTH } from "./places";
import type { Point, Route } from "./routes";
import type { Edge, Numbered } from "./shapes";
import { textWidth, wrapped } from "./text-size";

const LABEL = { size: 12.5, bold: true };
const WHY = { size: 12.5 };

/** How a picture is drawn. */
export interface DrawOptions {
  /** Makes the link from a line to the reason of a verdict, by its place in the plan; without it lines lead nowhere. */
  link?: (verdict: number) => string;
}

/** A line with arrow, label, title and reason. */
export function drawRoute({ edge, points, label }: Route, places: Places, { link }: DrawOptions): Markup {
  const { style, sign } = answerWords(edge.answer);
  const sentences = reasons(edge);
  const [end, before] = [points[points.length - 1], points[points.length - 2]];
  const d = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  const lines =
    edge.back.length > 0
      ? [`${sign} ${portsText(edge.verdicts)} out`, `${sign} ${portsText(edge.back)} in`]
      : [`${sign} ${portsText(edge.verdicts)}`];
  const content = markup`<title>${sentences.join("\n")}</title>
<path class="reach" d="${d}"/>
<path class="way" d="${d}"/>
${head(before, end)}${edge.back.length > 0 && head(points[1], points[0])}
${drawLabel(lines, label)}
${drawWhy(sentences, places)}`;
  const classes = `edge ${style}${edge.main ? " main" : ""}`;
  const first = edge.verdicts[0].index;
  return link === undefined
    ? markup`<g class="${classes}" tabindex="0" role="img" aria-label="${sentences.join(" ")}">${content}</g>\n`
    : markup`<a class="${classes}" href="${link(first)}" aria-label="${sentences.join(" ")}">${content}</a>\n`;
}

/** What a line says in words: a sentence for each reason. */
function reasons({ verdicts, back }: Edge): string[] {
  const grouped = new Map<string, Numbered[]>();
  for (const verdict of [...verdicts, ...back]) {
    pushTo(grouped, `${verdict.to} ${sameReason(verdict)}`, verdict);
  }
  return [...grouped.values()].map((group) => {
    const { sign, word } = answerWords(group[0].allowed);
    const from = listText([...new Set(group.map((verdict) => endName(verdict.from)))]);
    return `${sign} ${from} to ${endName(group[0].to)}, ${portsText(group)}: ${word}. ${group[0].because}.`;
  });
}

function head(from: Point, to: Point): Markup {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return markup`<path class="head" d="M0 0L-11-5.5L-11 5.5z" transform="translate(${to.x} ${to.y}) rotate(${angle})"/>`;
}

function drawLabel(lines: string[], { x, y }: Point): Markup {
  const width = Math.max(...lines.map((line) => textWidth(line, LABEL))) + 14;
  const height = 7 + 15 * lines.length;
  return markup`<rect class="label" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${Math.min(height / 2, 11)}"/>
${lines.map((line, i) => markup`<text class="label-text" x="${x}" y="${y - height / 2 + 15 + 15 * i}" text-anchor="middle">${line}</text>`)}`;
}

/** The reason in a box over the legend: the place where it hides no line. */
function drawWhy(sentences: string[], { legend, height }: Places): Markup {
  const room = Math.floor((height - legend - 16) / 17);
  const lines = sentences.flatMap((sentence) => wrapped(sentence, WIDTH - 60, WHY, 3)).slice(0, room);
  return markup`<g class="why" aria-hidden="true"><rect x="16" y="${legend}" width="${WIDTH - 32}" height="${height - legend - 8}" rx="8"/>
${lines.map((line, i) => markup`<text x="30" y="${legend + 22 + 17 * i}">${line}</text>`)}</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
