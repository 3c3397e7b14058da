/**
 * What the lines and the colours of the picture mean.
 */
import type { Words } from "../../../words";
import { markOf } from "../marks";
import { markup, type Markup } from "../markup";
import { groupClass } from "./draw-box";
import { legendColumns, type Places, SMALL, WIDTH } from "./places";
import type { Scene } from "./shapes";
import { fitted, textWidth } from "./text-size";

/** The legend. */
export function drawLegend(scene: Scene, { legend: top }: Places, { picture: { lines: say } }: Words): Markup {
  const answers = new Set(scene.edges.map(({ answer }) => answer));
  const lines = [
    { answer: true, text: say.allowed },
    { answer: false, text: say.denied },
    ...(answers.has(null) ? [{ answer: null, text: say.notKnown }] : []),
  ];
  let x = 20;
  const samples = lines.map(({ answer, text }) => {
    const { style, sign } = markOf(answer);
    const at = x;
    x += 92 + textWidth(text, SMALL);
    return markup`<g class="${style} main"><path class="way" d="M${at} ${top + 16}h36"/><text class="label-text" x="${at + 43}" y="${top + 20.5}">${sign}</text>
<text x="${at + 58}" y="${top + 20.5}">${text}</text></g>`;
  });
  const columns = legendColumns(scene.groups.length);
  const column = (WIDTH - 32) / columns;
  return markup`${samples}
${scene.groups.map((group, i) => {
  const [left, y] = [20 + column * (i % columns), top + 46 + 24 * Math.floor(i / columns)];
  const name = fitted(group.name, column - 160, { ...SMALL, bold: true });
  const room = column - 44 - textWidth(name, { ...SMALL, bold: true });
  return markup`<g class="${groupClass(scene, group.key)}"><rect class="swatch" x="${left}" y="${y - 10}" width="12" height="12" rx="3"/>
<text x="${left + 18}" y="${y}"><tspan font-weight="700">${name}</tspan> <tspan class="soft">${fitted(say.on(group.carriers), room, SMALL)}</tspan></text></g>`;
})}`;
}
