import { parse } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { readYamlRoster } from "./read-yaml";
import type { Cell, RawEntry, RawRoster } from "./types";

/** Prefix of columns that override the lab's config. */
const CONFIG_COLUMN = "config.";

/**
 * Reads a roster in CSV: the head as YAML in comment lines (`# backend: s3://…`) before the row of column names, then a
 * row for each student. Columns named `config.<key>` override the lab's config; an empty cell means "as the head says".
 */
export function readCsvRoster(text: string): RawRoster {
  // Spreadsheets put a byte order mark before the first line, and commas for the empty cells behind a comment.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  const headLines = lines.slice(0, first < 0 ? lines.length : first);
  const { head, problems } = readYamlRoster(
    // Each comment keeps its line, so that line numbers stay true.
    `${headLines.map((line) => line.replace(/^# ?/, "").replace(/,+\s*$/, "")).join("\n")}\nstudents: []\n`,
  );
  if (first < 0) {
    return { head, students: [], problems: [...problems, { line: 1, text: "has no row of column names" }] };
  }
  try {
    return { head, students: rows(lines.slice(first).join("\n"), first), problems };
  } catch (error) {
    const { message, lines: at } = error as Error & { lines?: number };
    const line = first + (at ?? 1);
    const text = `is not valid CSV: ${message.replace(/ on line \d+/, "").replace(/ at line \d+/, "")}`;
    return { head, students: [], problems: [...problems, { line, text }] };
  }
}

function rows(text: string, before: number): RawEntry[] {
  const parsed: { record: { [column: string]: string }; info: { lines: number } }[] = parse(text, {
    columns: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    comment: "#",
    comment_no_infix: true,
  });
  return parsed.map(({ record, info }) => {
    const line = before + info.lines;
    const entry: RawEntry = { line, cells: new Map(), config: new Map() };
    for (const [column, written] of Object.entries(record)) {
      if (written === "") continue;
      if (!column.startsWith(CONFIG_COLUMN)) entry.cells.set(column, { value: written, text: written, line });
      else entry.config.set(column.slice(CONFIG_COLUMN.length), configCell(written, line));
    }
    return entry;
  });
}

/** A config value in a cell is written as in YAML, so that `true`, `2` and `[a, b]` have their types. */
function configCell(written: string, line: number): Cell {
  try {
    return { value: parseYaml(written) as unknown, text: written, line };
  } catch {
    return { value: written, text: written, line };
  }
}
