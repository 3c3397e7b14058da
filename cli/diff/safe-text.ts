/**
 * Texts from a program that nobody trusts, made harmless for a terminal and for GitHub's Markdown.
 */

/** Controls, line and paragraph separators, and what turns the direction of writing around. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;

/** A text without control characters; what breaks lines is one, too. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ");
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
export function markdown(text: string): string {
  return oneLine(text)
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
