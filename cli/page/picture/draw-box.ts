/**
 * Boxes of the picture: pods, databases, what is outside.
 */
import { markup, type Markup } from "../markup";
import { PALETTE_SIZE } from "./look";
import { boxLines, MAX_GROUPS, type Rect, SMALL, TITLE } from "./places";
import type { Box, Role, Scene } from "./shapes";
import { fitted } from "./text-size";

/** A box with its title, lines and, where it has an interface of its own, its security groups. */
export function drawBox(box: Box, place: Rect, scene: Scene): Markup {
  const { role, title, groups } = box;
  const { x, y, width, height } = place;
  const isTall = role === "database" || role === "api" || role === "internet";
  const showsGroups = role === "bound" || role === "database";
  const shown = showsGroups ? groups.slice(0, MAX_GROUPS) : [];
  const lines = boxLines(box, width);
  // Tall boxes have an icon above, and everything in their middle.
  const icon = isTall ? 46 : 0;
  const textHeight = icon + 20 + 17 * lines.length + 21 * shown.length;
  const first = isTall ? y + (height - textHeight) / 2 + icon + 15 : y + 23;
  const at = isTall ? x + width / 2 : x + 12;
  const anchor = isTall ? "middle" : "start";
  const grouped = shown.length > 0;
  return markup`<g class="${grouped && groupClass(scene, groups[0])}">
<rect class="box ${grouped && "grouped"}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
${grouped && markup`<rect class="tint" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`}
${isTall && drawIcon(role, x + width / 2, first - 42)}
<text class="title" x="${at}" y="${first}" text-anchor="${anchor}">${fitted(title, width - 20, TITLE)}</text>
${lines.map((line, i) => markup`<text class="soft" x="${at}" y="${first + 18 + 17 * i}" text-anchor="${anchor}">${line}</text>`)}
${shown.map((key, i) => drawGroup(scene, key, { x: isTall ? x + 10 : x + 12, y: first + 21 + 17 * lines.length + 21 * i, width: width - 20 }))}
</g>`;
}

/** A security group's swatch and name, on a line of its own. */
export function drawGroup(scene: Scene, key: string, { x, y, width }: Omit<Rect, "height">): Markup {
  const name = scene.groups.find((group) => group.key === key)?.name ?? key;
  return markup`<g class="${groupClass(scene, key)}"><rect class="swatch" x="${x}" y="${y - 10}" width="12" height="12" rx="3"/>
<text x="${x + 18}" y="${y}">${fitted(name, width - 18, SMALL)}</text></g>`;
}

/** The class that gives what is inside it the colour of a security group. */
export function groupClass({ groups }: Scene, key: string): string {
  const colour = groups.find((group) => group.key === key)?.colour ?? 0;
  return `g${colour % PALETTE_SIZE}`;
}

function drawIcon(role: Role, x: number, y: number): Markup | undefined {
  const shapes: { [role in Role]?: string } = {
    database: "M-14-13a14 5 0 0 1 28 0v26a14 5 0 0 1-28 0zM-14-13a14 5 0 0 0 28 0M-14 0a14 5 0 0 0 28 0",
    internet: "M-16 0a16 16 0 1 0 32 0a16 16 0 1 0-32 0zM-16 0h32M0-16c-11 9-11 23 0 32c11-9 11-23 0-32",
    api: "M0-16l14 8v16l-14 8l-14-8v-16zM0-6v12M-6-3l12 6M-6 3l12-6",
  };
  return shapes[role] === undefined
    ? undefined
    : markup`<path class="icon" transform="translate(${x} ${y})" d="${shapes[role]}"/>`;
}
