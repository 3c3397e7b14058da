import { parse } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { limitProblem } from "../../files/read";
import { shownKey } from "../../../words/en/phrases";
import { VALUE_LIMITS } from "../../files/yaml";
import { readYamlRoster } from "./read-yaml";
import type { Cell, RawEntry, RawRoster, RosterProblem } from "./types";

/** Prefix of columns that override the lab's config. */
const CONFIG_COLUMN = "config.";

/** What spreadsheets put between cells, by the language of their machine. */
const DELIMITERS = [",", ";", "\t"];
/** The line by which Excel is told the delimiter. */
const SEPARATOR = /^sep=(.)$/i;

/**
 * Reads a roster in CSV: the head as YAML in comment lines (`# backend: s3://…`) before the row of column names, then a
 * row for each student. Columns named `config.<key>` override the lab's config; an empty cell means "as the head says".
 * Cells end with a comma, a semicolon or a tab: the one that `sep=` names, else the most frequent of the column names.
 */
export function readCsvRoster(text: string): RawRoster {
  // Spreadsheets put a byte order mark before the first line, and delimiters for the empty cells behind a comment.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const isOfHead = (line: string): boolean => line.trim() === "" || /^"?#/.test(line) || SEPARATOR.test(line);
  const first = lines.findIndex((line) => !isOfHead(line));
  const headLines = lines.slice(0, first < 0 ? lines.length : first);
  const { head, problems } = readYamlRoster(
    // Each comment keeps its line, so that line numbers stay true.
    `${headLines.map((line) => commentText(line)).join("\n")}\nstudents: []\n`,
  );
  if (first < 0) {
    return { head, students: [], problems: [...problems, { line: 1, text: "has no row of column names" }] };
  }
  try {
    const said = headLines.map((line) => SEPARATOR.exec(line)?.[1]).find((found) => found !== undefined);
    const delimiter = said ?? delimiterOf(lines[first]);
    return { head, students: rows(lines.slice(first).join("\n"), first, delimiter, problems), problems };
  } catch (error) {
    const { message, lines: at } = error as Error & { lines?: number };
    const line = first + (at ?? 1);
    const text = `is not valid CSV: ${message.replace(/ on line \d+/, "").replace(/ at line \d+/, "")}`;
    return { head, students: [], problems: [...problems, { line, text, unreadable: true }] };
  }
}

/** What a comment says; one with a delimiter in it has been put in quotes. */
function commentText(line: string): string {
  const bare = line.replace(/[,;\t\s]+$/, "");
  const text = /^"#.*"$/.test(bare) ? bare.slice(1, -1).replaceAll('""', '"') : bare;
  return text.startsWith("#") ? text.replace(/^# ?/, "").replace(/[,;\t\s]+$/, "") : "";
}

/** The delimiter of a row of column names, none of which has one in it. */
function delimiterOf(names: string): string {
  const count = (delimiter: string): number => names.split(delimiter).length;
  return DELIMITERS.reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most));
}

function rows(text: string, before: number, delimiter: string, problems: RosterProblem[]): RawEntry[] {
  const parsed: { record: { [column: string]: string }; info: { lines: number } }[] = parse(text, {
    columns: (names: string[]) => {
      const twice = names.find((name, i) => name !== "" && names.indexOf(name) < i);
      if (twice !== undefined)
        problems.push({ line: before + 1, text: `has the column ${shownKey(twice)} twice; keep one` });
      return names;
    },
    delimiter,
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
    const value: unknown = parseYaml(written, { logLevel: "error" });
    // What stands inside of itself, or nests without end, is no value, and is judged as the text that it is.
    return { value: limitProblem(value, VALUE_LIMITS) === undefined ? value : written, text: written, line };
  } catch {
    return { value: written, text: written, line };
  }
}
