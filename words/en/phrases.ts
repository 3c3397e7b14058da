/** What several sentences have in common. */

/** Characters that a reader does not see. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A value as messages show it: in quotes, invisible characters escaped, not too long. */
export function quoted(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(value).replace(INVISIBLE, escaped);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** A key as messages show it: as it is, or in quotes where it would not be seen whole. */
export function shownKey(key: string): string {
  return /[\s\p{C}\p{Zl}\p{Zp}]/u.test(key) ? quoted(key) : key;
}

/** The end of a sentence about a name that was probably another; empty where none is near. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}
