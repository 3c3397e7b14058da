import fc from "fast-check";
import { anyText } from "../support/any-text";

/** What nobody means, and what readers of files have stumbled over. */
const HOSTILE = [
  ...[
    "\u001b[31m",
    "\u001b]8;;x\u0007",
    "\u009b2J",
    "\u0000",
    "\u0007",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\ud800",
  ],
  ...[
    "*a",
    "&a ",
    "&a [*a]",
    "!!binary x",
    "!<x> y",
    "<<: *a",
    "- - -",
    "? ",
    "---\n",
    "...\n",
    "%YAML 9\n",
    "|\n  x",
    "{",
    "}",
    "[",
    "]",
    "\t",
  ],
  ...[
    '"',
    "'",
    "`",
    "\\",
    ":",
    ": ",
    "#",
    ",",
    ";",
    "=",
    "=,",
    "${{ secrets.X }}",
    "$(id)",
    "../../",
    "//",
    "__proto__",
    "constructor",
    "toString",
  ],
  ...[
    "null",
    "~",
    "true",
    "1e999",
    "-0",
    "0x",
    ".inf",
    "NaN",
    "9".repeat(40),
    "1".repeat(12),
    "2027-02-31",
    "arn:aws:iam::1:role/x",
  ],
  ...[
    "[".repeat(3000),
    "{a: ".repeat(600),
    "a".repeat(40_000),
    "é日本語🎉",
    "postgres://u:CANARYPW@h/x?password=CANARYPW",
    "\r",
    "\r\n\r\n",
  ],
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: anyText({ maxLength: 12 }) },
);
const place = fc.double({ min: 0, max: 1, noNaN: true });

type Change = (text: string) => string;

const insert = fc.tuple(place, piece).map(([at, what]): Change => (text) => {
  const i = Math.floor(at * text.length);
  return text.slice(0, i) + what + text.slice(i);
});
const remove = fc.tuple(place, fc.nat(40)).map(([at, length]): Change => (text) => {
  const i = Math.floor(at * text.length);
  return text.slice(0, i) + text.slice(i + length);
});
const double = fc.tuple(place, fc.nat(200)).map(([at, length]): Change => (text) => {
  const i = Math.floor(at * text.length);
  return text.slice(0, i + length) + text.slice(i);
});
/** Puts something in place of what stands behind a colon, an equals sign or a comma. */
const replace = fc.tuple(place, piece).map(([at, what]): Change => (text) => {
  const values = [...text.matchAll(/[:=,] ?([^\n,:={}[\]]*)/g)];
  const found = values.at(Math.floor(at * values.length));
  return found === undefined ? what : text.slice(0, found.index + 1) + what + text.slice(found.index + found[0].length);
});

/** A text with some changes that nobody means. */
export function mutated(...seeds: string[]): fc.Arbitrary<string> {
  const changes = fc.array(fc.oneof(insert, remove, double, replace), { minLength: 1, maxLength: 5 });
  return fc
    .tuple(fc.constantFrom(...seeds), changes)
    .map(([seed, all]) => all.reduce((text, change) => change(text), seed));
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** JSON in which some values are others, gone, doubled, or called otherwise. */
export function mutatedJson(...seeds: Json[]): fc.Arbitrary<string> {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, piece);
  const change = fc.record({
    path: fc.array(place, { minLength: 1, maxLength: 8 }),
    kind: fc.nat(3),
    value,
    name: piece,
  });
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([seed, changes]) => {
      const copy = structuredClone(seed);
      for (const { path, kind, value: other, name } of changes) {
        let node: Json = copy;
        for (const [depth, at] of path.entries()) {
          if (typeof node !== "object" || node === null) break;
          const entries: [string, Json][] = Object.entries(node);
          if (entries.length === 0) break;
          const [key, inner] = entries[Math.min(entries.length - 1, Math.floor(at * entries.length))];
          const isLast = depth === path.length - 1 || typeof inner !== "object" || inner === null;
          if (!isLast) {
            node = inner;
            continue;
          }
          const holder = node as { [key: string]: Json };
          if (kind === 0) holder[key] = other;
          else if (kind === 1) delete holder[key];
          else if (kind === 2 && Array.isArray(node)) node.push(inner);
          else if (Array.isArray(node)) node.push(other);
          else
            Object.defineProperty(holder, name, { value: inner, enumerable: true, configurable: true, writable: true });
          break;
        }
      }
      return JSON.stringify(copy);
    });
}
