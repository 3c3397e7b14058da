import { createHash } from "node:crypto";

/** The first eight hex digits of a text's SHA-256: enough to tell a handful of names apart. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** A hash of a set of texts, such as ids of security groups, whatever their order. */
export function setHash(texts: string[]): string {
  return shortHash([...new Set(texts)].sort().join(","));
}
