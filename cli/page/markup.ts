/**
 * HTML and SVG as text that cannot be broken out of: whatever is put into a template is escaped, unless it is markup itself.
 */

/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes; nothing is written for `undefined` and `false`, a list is written without separators. */
export type Content = Markup | string | number | undefined | false | Content[];

/** Makes markup from a template; strings put into it are escaped for text and for quoted attributes. */
export function markup(parts: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < values.length ? textOf(values[i]) : "")).join(""));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (Array.isArray(content)) return content.map(textOf).join("");
  if (content instanceof Markup) return content.text;
  return escape(typeof content === "number" ? decimal(content) : content);
}

/** A number as markup has it: at most two decimals, so that sums of fractions do not show. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}

const ESCAPED: { [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML forbids, halves of characters, and what turns the direction of the text around it. */
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff\p{Cs}]/gu;

function escape(text: string): string {
  return text.replace(UNFIT, "\ufffd").replace(/[&<>"']/g, (character) => ESCAPED[character]);
}
