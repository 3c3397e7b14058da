import stringWidth from "string-width";

/** Width that all output keeps to. */
export const WIDTH = 80;

/** Breaks a text into lines of at most {@link WIDTH} columns; lines after the first are indented by `hanging` spaces. */
export function wrap(text: string, indent = 0, hanging = indent): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let width = indent;
  let empty = true;
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const wide = stringWidth(word);
    if (!empty && width + 1 + wide > WIDTH) {
      lines.push(line);
      line = " ".repeat(hanging);
      width = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    width += empty ? wide : 1 + wide;
    empty = false;
  }
  return [...lines, line];
}

/** Rows as columns of equal width, two spaces apart; the last column is not padded. */
export function columns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => stringWidth(row[i])))) ?? [];
  const padded = (cell: string, width: number): string => cell + " ".repeat(width - stringWidth(cell));
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : padded(cell, widths[i]))).join("  "));
}

/** A count with its noun: `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A word as a shell takes it for one: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w./,:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
