import { createHash } from "crypto";

/** The first eight hex digits of a text's SHA-256: enough to tell a handful of names apart. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** A hash of security group ids, whatever their order: it changes exactly when the set of groups does. */
export function groupsHash(ids: string[]): string {
  return shortHash([...new Set(ids)].sort().join(","));
}
