/**
 * How wide text is. A picture has no browser to ask, so it takes the metrics of Helvetica, which Arial and Liberation Sans
 * share.
 */

import { unitsOf } from "../../text";

/** Widths of the characters from space to tilde, in thousandths of the font size. */
const ASCII = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
];

/** The fonts of which {@link ASCII} is true, the commonest first. */
export const FONT_FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/** A font, as far as width goes. */
export interface Font {
  size: number;
  bold?: boolean;
}

/** Width of a text in pixels. */
export function textWidth(text: string, { size, bold }: Font): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    // Everything after the alphabets of Europe and the Near East counts as full width.
    thousandths += ASCII[code - 32] ?? (code < 0x1100 ? 667 : 1000);
  }
  return (thousandths * size * (bold ? 1.08 : 1)) / 1000;
}

/** A text that fits a width: what is too much is taken from its middle, since names differ at their ends. */
export function fitted(text: string, width: number, font: Font): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const start = Math.ceil(kept / 2);
    const short = `${characters.slice(0, start).join("")}…${characters.slice(characters.length - (kept - start)).join("")}`;
    if (textWidth(short, font) <= width) return short;
  }
  return "…";
}

/** A text broken into lines of a width, where it can break; what is longer is shortened, and so is the last of too many lines. */
export function wrapped(text: string, width: number, font: Font, maxLines = Infinity): string[] {
  const lines: string[] = [];
  for (const { text: unit, spaced } of unitsOf(text)) {
    const last = lines.at(-1);
    const longer = last === undefined ? unit : `${last}${spaced ? " " : ""}${unit}`;
    if (last !== undefined && (textWidth(longer, font) <= width || lines.length === maxLines)) {
      lines[lines.length - 1] = longer;
    } else lines.push(unit);
  }
  return lines.map((line) => fitted(line, width, font));
}
