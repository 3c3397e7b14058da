import stringWidth from "string-width";

/** Width that all output keeps to. */
export const WIDTH = 80;

/** Columns that a text takes in a terminal: a character of East Asian width takes two. */
export function textColumns(text: string): number {
  return stringWidth(text);
}

/** A text filled up to a number of columns. */
export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textColumns(text)));
}

/** A text of exactly so many columns: filled up, or cut with a mark. */
export function fitColumns(text: string, width: number): string {
  if (textColumns(text) <= width) return padColumns(text, width);
  let cut = "";
  for (const character of text) {
    if (textColumns(cut + character) > width - 1) break;
    cut += character;
  }
  return padColumns(`${cut}…`, width);
}

/** A part of a line that is not broken, and whether a space stands before it. */
export interface Unit {
  text: string;
  spaced: boolean;
}

const JAPANESE = "\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef";
const HAS_JAPANESE = new RegExp(`[${JAPANESE}]`, "u");
/** Runs of katakana, of other Japanese, and of the rest. */
const RUNS = new RegExp(
  `[\\u30a0-\\u30ff]+|[${JAPANESE}]+?(?=[\\u30a0-\\u30ff]|[^${JAPANESE}]|$)|[^${JAPANESE}]+`,
  "gu",
);
/** What a word goes on after, if kanji follows: kanji as in 名前空間, and the first of two verbs as in 作り直す. */
const GOES_ON = /(?:^|.)\p{sc=Han}[いえきぎけげしせちびべみめりれ]?$/u;
/** What no line begins with: what closes. */
const NOT_FIRST = /^[、。，．）」』】〕〉》・：；？！ー～)\]},.;:]/u;
/** Nor with the endings of Japanese words, which are hiragana: there, none has ended before. */
const ENDING = /^[\u3041-\u309f]/u;
const ENDED = /[、。]$/u;
/** What no line ends with. */
const NOT_LAST = /[（「『【〔〈《([{]$/u;

let segmenter: Intl.Segmenter | undefined;

/** A text in parts, between which a line can break. */
export function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  for (const word of text.split(/[ \t\n]+/).filter((part) => part !== "")) {
    let spaced = true;
    for (const piece of piecesOf(word)) {
      const last = units.at(-1);
      if (!spaced && last !== undefined && !canBreak(last.text, piece)) last.text += piece;
      else units.push({ text: piece, spaced });
      spaced = false;
    }
  }
  return units;
}

function canBreak(before: string, piece: string): boolean {
  if (NOT_FIRST.test(piece) || NOT_LAST.test(before)) return false;
  return !ENDING.test(piece) || ENDED.test(before);
}

/** A word where it can break: Japanese between its words, everything else nowhere. */
function piecesOf(word: string): string[] {
  if (!HAS_JAPANESE.test(word)) return [word];
  segmenter ??= new Intl.Segmenter("ja", { granularity: "word" });
  return (word.match(RUNS) ?? []).flatMap((run) => {
    const isWhole = /^[\u30a0-\u30ff]/u.test(run) || !HAS_JAPANESE.test(run);
    return isWhole ? [run] : wordsOf([...segmenter!.segment(run)].map(({ segment }) => segment));
  });
}

/** Segments as words: a dictionary has only the parts of many. */
function wordsOf(segments: string[]): string[] {
  return segments.reduce<string[]>((words, segment, i) => {
    if (i > 0 && GOES_ON.test(segments[i - 1]) && /^\p{sc=Han}/u.test(segment)) words.push(words.pop()! + segment);
    else words.push(segment);
    return words;
  }, []);
}

/**
 * Breaks a text into lines of at most {@link WIDTH} columns; lines after the first are indented by `hanging` spaces. A word
 * that is longer stays whole, so that it can be copied.
 */
export function wrap(text: string, indent = 0, hanging = indent): string[] {
  return filled(unitsOf(text), indent, hanging);
}

/** As {@link wrap}, with words that are longer than a line cut: no name in it says anything at its end only. */
export function wrapCut(text: string, indent = 0, hanging = indent): string[] {
  const room = WIDTH - Math.max(indent, hanging);
  return filled(
    unitsOf(text).flatMap((unit) => cutUnit(unit, room)),
    indent,
    hanging,
  );
}

function cutUnit(unit: Unit, room: number): Unit[] {
  if (textColumns(unit.text) <= room) return [unit];
  const parts: Unit[] = [{ ...unit, text: "" }];
  for (const character of unit.text) {
    const last = parts.at(-1)!;
    if (textColumns(last.text + character) <= room) last.text += character;
    else parts.push({ text: character, spaced: false });
  }
  return parts;
}

function filled(units: Unit[], indent: number, hanging: number): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let width = indent;
  let empty = true;
  for (const { text: unit, spaced } of units) {
    const own = textColumns(unit);
    const gap = empty || !spaced ? 0 : 1;
    if (!empty && width + gap + own > WIDTH) {
      lines.push(line);
      line = " ".repeat(hanging) + unit;
      width = hanging + own;
    } else {
      line += " ".repeat(gap) + unit;
      width += gap + own;
    }
    empty = false;
  }
  return [...lines, line];
}

/** Rows as columns of equal width, two spaces apart; the last column is not padded. */
export function columns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => textColumns(row[i])))) ?? [];
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : padColumns(cell, widths[i]))).join("  "),
  );
}

/** A count with its noun: `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A word as a shell takes it for one: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w./,:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
