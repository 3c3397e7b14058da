/**
 * A stage of the lab as a small picture: the catalog and any other pod on a node, and whether they reach the database.
 */
import type { Words } from "../../../words";
import type { MadePlan } from "../../plan/make";
import { markOf } from "../marks";
import { markup, type Markup } from "../markup";
import { fitted, textWidth } from "./text-size";

const SIZE = { width: 320, height: 168 };
const SMALL = { size: 12.5 };
const BOLD = { size: 13.5, bold: true };

/** Who asks which database in a stage, with the answers. */
export interface StageStory {
  /** Id of the catalog's end. */
  catalog: string;
  /** Id of the database that it uses. */
  database: string;
  /** Whether the catalog reaches it, and whether other pods do. */
  answers: [boolean | null, boolean | null];
  bound: boolean;
}

/** The story of a stage; undefined for a program without the lab's catalog and database. */
export function storyOf({ ordinary, rows }: MadePlan): StageStory | undefined {
  const froms = rows.map(({ from }) => from);
  const catalog = froms.find((id) => id.startsWith("bound:")) ?? froms.find((id) => id.startsWith("pods:"));
  const store = ordinary.find(({ isStore }) => isStore)?.id;
  const database = store ?? rows.find(({ to }) => to.startsWith("database:"))?.to;
  if (catalog === undefined || database === undefined) return undefined;
  const answer = (from: string): boolean | null =>
    rows.find((row) => row.from === from && row.to === database)?.allowed ?? null;
  return { catalog, database, answers: [answer(catalog), answer("unbound-pods")], bound: catalog.startsWith("bound:") };
}

/** The small picture of a stage. */
export function drawStage(stage: string, story: StageStory, { ends, picture }: Words): Markup {
  const { stages: say, surroundings } = picture;
  const pods = [
    { title: ends.endName(story.catalog), group: story.bound ? say.own : say.shared, own: story.bound, y: 38 },
    { title: say.other, group: say.shared, own: false, y: 98 },
  ];
  const target = { x: 226, y: 38, width: 84, height: 108 };
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="topology stage" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${say.picture(stage)}">
<rect class="back" width="${SIZE.width}" height="${SIZE.height}" rx="10"/>
<rect class="node" x="8" y="8" width="172" height="152" rx="9"/><text class="soft" x="18" y="27">${surroundings.nodes}</text>
${pods.map(({ title, group, own, y }, i) => {
  const { sign, style } = markOf(story.answers[i]);
  const middle = y + 24;
  return markup`<g class="${own ? "g0" : "g2"}"><rect class="box grouped" x="16" y="${y}" width="156" height="48" rx="7"/><rect class="tint" x="16" y="${y}" width="156" height="48" rx="7"/>
<text class="title" x="26" y="${y + 20}">${fitted(title, 136, BOLD)}</text><rect class="swatch" x="26" y="${y + 28}" width="11" height="11" rx="3"/><text x="43" y="${y + 38}">${fitted(group, 122, SMALL)}</text></g>
<g class="${style} main"><path class="way" d="M172 ${middle}H${target.x - 8}"/><path class="head" d="M0 0L-11-5.5L-11 5.5z" transform="translate(${target.x} ${middle})"/><circle class="label" cx="198" cy="${middle}" r="10"/><text class="label-text" x="198" y="${middle + 4.5}" text-anchor="middle">${sign}</text></g>`;
})}
<g class="g1"><rect class="box grouped" x="${target.x}" y="${target.y}" width="${target.width}" height="${target.height}" rx="7"/><rect class="tint" x="${target.x}" y="${target.y}" width="${target.width}" height="${target.height}" rx="7"/></g>
<path class="icon" transform="translate(${target.x + target.width / 2} ${target.y + 38})" d="M-14-13a14 5 0 0 1 28 0v26a14 5 0 0 1-28 0zM-14-13a14 5 0 0 0 28 0M-14 0a14 5 0 0 0 28 0"/>
${databaseLines(ends.endName(story.database)).map((line, i) => markup`<text x="${target.x + target.width / 2}" y="${target.y + 76 + 16 * i}" text-anchor="middle">${fitted(line, target.width - 8, SMALL)}</text>`)}
</svg>`;
}

/** The name of a database, on two lines where one is too short. */
function databaseLines(name: string): string[] {
  const cut = name.indexOf("-");
  if (textWidth(name, SMALL) <= 76 || cut < 0) return [name];
  return [name.slice(0, cut + 1), name.slice(cut + 1)];
}
