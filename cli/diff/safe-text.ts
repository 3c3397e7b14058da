import { stripVTControlCharacters } from "node:util";

/**
 * Texts from a program that nobody trusts, made harmless for a terminal and for GitHub's Markdown.
 */

/** Controls, line and paragraph separators, half characters, and what is not seen or turns the direction of writing around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** A text without escape sequences of terminals and control characters; what breaks lines is one, too. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, " ");
}

/** A text as one line without control characters, cut to a length. */
export function oneLine(text: string, length = 300): string {
  const line = printable(text).replace(/ +/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** Stands behind a character that would start a mention, a reference or a link, and is not seen. */
const BREAK = "\u200b";

/**
 * A text as the content of a Markdown table's cell: it shows what it says, and mentions nobody, links nowhere and holds no
 * HTML.
 */
export function markdown(text: string, length?: number): string {
  return oneLine(text, length)
    .replace(/[\\`*_[\]()|~$!]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@/g, `@${BREAK}`)
    .replace(/#(?=\w)/g, `#${BREAK}`)
    .replace(/\bGH-(?=\d)/gi, `GH${BREAK}-`)
    .replaceAll("://", `:${BREAK}//`)
    .replace(/\bwww\./gi, `www${BREAK}.`);
}
