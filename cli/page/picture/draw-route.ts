/**
 * Lines of the picture, each with its ports, and with the reason for whoever points at it or reaches it by keyboard.
 */
import { pushTo, unique } from "../../../model/graph/values";
import type { Words } from "../../../words";
import { sameReason } from "../../answers/answers";
import { portsText } from "../../answers/ports";
import { markOf } from "../marks";
import { markup, type Markup } from "../markup";
import { type Places, WIDTH } from "./places";
import { leavesByNode, type Point, type Route } from "./routes";
import type { Edge, Numbered } from "./shapes";
import { textWidth, wrapped } from "./text-size";

const LABEL = { size: 12.5, bold: true };
const WHY = { size: 12.5 };

/** A line with arrow, label and title; its reason is drawn by {@link drawWhy}, over all lines. */
export function drawRoute({ edge, points, label }: Route, index: number, words: Words): Markup {
  const { lines: say, surroundings } = words.picture;
  const { style, sign } = markOf(edge.answer);
  const sentences = reasons(edge, words);
  const [end, before] = [points[points.length - 1], points[points.length - 2]];
  const d = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  const ports = portsText(edge.verdicts, words);
  const lines =
    edge.back.length > 0
      ? [`${sign} ${say.out(ports)}`, `${sign} ${say.in(portsText(edge.back, words))}`]
      : [`${sign} ${ports}${leavesByNode(edge) ? `, ${surroundings.throughNode}` : ""}`];
  const classes = `edge ${style}${edge.main ? " main" : ""}`;
  return markup`<g class="${classes}" id="topology-edge-${index}" tabindex="0" role="img" aria-label="${sentences.join(words.page.page.space)}"><title>${sentences.join("\n")}</title>
<path class="reach" d="${d}"/>
<path class="way" d="${d}"/>
${head(before, end)}${edge.back.length > 0 && head(points[1], points[0])}
${drawLabel(lines, label)}</g>
`;
}

/** What a line says in words: a sentence for each reason. */
function reasons({ verdicts, back }: Edge, words: Words): string[] {
  const { ends, picture } = words;
  const grouped = new Map<string, Numbered[]>();
  for (const verdict of [...verdicts, ...back]) {
    pushTo(grouped, `${verdict.to} ${sameReason(verdict)}`, verdict);
  }
  return [...grouped.values()].map((group) => {
    const [{ to, allowed, reason }] = group;
    const from = ends.list(unique(group.map((verdict) => ends.endName(verdict.from))));
    const because = words.reasons.reasonText(reason);
    const ports = portsText(group, words);
    return `${markOf(allowed).sign} ${picture.lines.sentence(from, ends.endName(to), ports, ends.answerWord(allowed), because)}`;
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

/** Width of a reason: no wider than a phone shows of the picture. Its text keeps clear of the edge in wider fonts, too. */
const WHY_WIDTH = 320;

/** The reason of a line in a box beside its label, seen while the line is pointed at or has the focus. */
export function drawWhy({ edge, label }: Route, index: number, { height }: Places, words: Words): Markup {
  const lines = reasons(edge, words).flatMap((sentence) => wrapped(sentence, 0.92 * (WHY_WIDTH - 28), WHY, 12));
  const own = 17 * lines.length + 16;
  const x = Math.min(Math.max(label.x - WHY_WIDTH / 2, 12), WIDTH - WHY_WIDTH - 12);
  const below = label.y + 22;
  const y = below + own < height - 8 ? below : Math.max(label.y - 22 - own, 8);
  return markup`<g class="why ${markOf(edge.answer).style}" id="topology-why-${index}" aria-hidden="true"><rect x="${x}" y="${y}" width="${WHY_WIDTH}" height="${own}" rx="8"/>
${lines.map((line, i) => markup`<text x="${x + 14}" y="${y + 22 + 17 * i}">${line}</text>`)}</g>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
