/**
 * Colours and strokes of the picture. It brings its own background: where it is shown as an image, the page around it may be
 * of the other colour scheme.
 */
import type { Markup } from "../markup";
import { FONT_FAMILY } from "./text-size";

/** Colours of security groups, by place in the palette; green and red are left to the answers. */
const GROUPS = {
  light: ["#0b62c4", "#7a45d1", "#8f5a00", "#0c7078", "#b02f7f", "#57606a"],
  dark: ["#6cb0ff", "#c4a1ff", "#e0aa3e", "#4bc9d0", "#ff8fc8", "#a3adb8"],
};

/** Number of colours; more groups use them again, with names beside them. */
export const PALETTE_SIZE = GROUPS.light.length;

const LIGHT = {
  ...{ back: "#ffffff", text: "#1f2328", soft: "#57606a", line: "#c4ccd5", zone: "#f4f6f9", subnet: "#e9eef5" },
  ...{ node: "#fbfcfe", box: "#ffffff", yes: "#116d2f", no: "#b3202c", maybe: "#855300", focus: "#0b62c4" },
};
const DARK: typeof LIGHT = {
  ...{ back: "#0f141b", text: "#e8edf3", soft: "#a3adb8", line: "#3f4a57", zone: "#151c25", subnet: "#1c2531" },
  ...{ node: "#131a23", box: "#0f141b", yes: "#56d06f", no: "#ff8a80", maybe: "#e0aa3e", focus: "#6cb0ff" },
};

function variables(colours: typeof LIGHT, groups: string[]): string {
  const all = [...Object.entries(colours), ...groups.map((colour, i) => [`g${i}`, colour])];
  return all.map(([name, value]) => `--${name}:${value}`).join(";");
}

/**
 * The picture's style sheet; every rule is inside `.topology`, since a page has others.
 *
 * @param lines how many lines there are, each with a reason to show
 */
export function pictureStyle(lines = 0): string {
  const groups = GROUPS.light.map((_, i) => `.topology .g${i}{--group:var(--g${i})}`).join("\n");
  // Reasons are drawn over all lines, and so apart from theirs.
  const shown = Array.from({ length: lines }, (_, i) => {
    const chosen = ["hover", "focus"].map((state) => `.topology:has(#topology-edge-${i}:${state}) #topology-why-${i}`);
    return `${chosen.join(",")}{visibility:visible}`;
  });
  return `
.topology{${variables(LIGHT, GROUPS.light)};font-family:${FONT_FAMILY}}
@media (prefers-color-scheme:dark){.topology{${variables(DARK, GROUPS.dark)}}}
@media print{.topology{${variables(LIGHT, GROUPS.light)}}}
${groups}
.topology text{fill:var(--text);font-size:12.5px}
.topology .headline{font-size:20px;font-weight:700}
.topology .title{font-size:14.5px;font-weight:700}
.topology .soft{fill:var(--soft)}
.topology .back{fill:var(--back)}
.topology .vpc{fill:none;stroke:var(--soft);stroke-width:1.5}
.topology .zone{fill:var(--zone);stroke:var(--line);stroke-dasharray:5 4}
.topology .subnet{fill:var(--subnet)}
.topology .node{fill:var(--node);stroke:var(--soft);stroke-width:1.5}
.topology .box,.topology .chip{fill:var(--box);stroke:var(--soft);stroke-width:1.25}
.topology .grouped{stroke:var(--group);stroke-width:2}
.topology .tint{fill:var(--group);fill-opacity:.13}
.topology .swatch{fill:var(--group)}
.topology .shared{fill:var(--group);fill-opacity:.1;stroke:var(--group);stroke-width:1.5}
.topology .none{fill:none;stroke:var(--soft);stroke-dasharray:4 4}
.topology .trunk{fill:var(--soft)}
.topology .trunk-text{fill:var(--back)}
.topology .branch{stroke:var(--soft);stroke-width:5;fill:none}
.topology .number{fill:var(--text)}
.topology .number-text{fill:var(--back);font-weight:700}
.topology .icon{fill:none;stroke:var(--soft);stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.topology .edge{outline:none;cursor:pointer;transition:opacity .1s}
.topology .way{fill:none;stroke:var(--answer);stroke-width:1.75;stroke-linejoin:round}
.topology .main .way{stroke-width:2.75}
.topology .no .way{stroke-dasharray:7 5}
.topology .maybe .way{stroke-dasharray:2 4}
.topology .reach{fill:none;stroke:transparent;stroke-width:16;pointer-events:stroke}
.topology .head{fill:var(--answer)}
.topology .yes{--answer:var(--yes)}
.topology .no{--answer:var(--no)}
.topology .maybe{--answer:var(--maybe)}
.topology .label{fill:var(--box);stroke:var(--answer);stroke-width:1.25}
.topology .label-text{fill:var(--answer);font-weight:700}
.topology .why{visibility:hidden;pointer-events:none}
.topology .why rect{fill:var(--back);stroke:var(--answer);stroke-width:1.5}
${shown.join("\n")}
.topology:has(.edge:hover) .edge:not(:hover),.topology:has(.edge:focus) .edge:not(:focus){opacity:.3}
.topology .edge:hover .label,.topology .edge:focus .label{fill:var(--subnet);stroke-width:2}
.topology .edge:hover .way,.topology .edge:focus .way{stroke-width:4.5}
.topology .edge:focus-visible .label{stroke:var(--focus);stroke-width:3.5}
`.trim();
}

/** A picture of a page as a file that needs nothing else: with its style sheet, and of twice its size. */
export function standalone({ text }: Markup): string {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(text)!;
  const start = text.indexOf(">") + 1;
  const head = text.slice(0, start - 1);
  return `${head} width="${2 * Number(width)}" height="${2 * Number(height)}">\n<style>\n${pictureStyle()}\n</style>\n${text.slice(start)}\n`;
}
