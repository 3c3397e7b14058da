/** How answers are marked beside their words, never by colour alone, and where they stand on the page. */

/** The sign of an answer, and its name in style sheets. */
export interface Mark {
  sign: string;
  style: "yes" | "no" | "maybe";
}

/** The mark of an answer. */
export function markOf(allowed: boolean | null): Mark {
  if (allowed === null) return { sign: "?", style: "maybe" };
  return allowed ? { sign: "✓", style: "yes" } : { sign: "✗", style: "no" };
}

/** The fragment by which a verdict is found on the page; its number is its place among the rows. */
export function verdictId(index: number): string {
  return `verdict-${index + 1}`;
}
