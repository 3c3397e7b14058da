import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, whatever its case; undefined where none is near. A namespace counts for little. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const byLowerCase = new Map([...candidates].map((candidate) => [candidate.toLowerCase(), candidate]));
  if (byLowerCase.size === 0) return undefined;
  const wanted = name.toLowerCase();
  const found = closest(wanted, [...byLowerCase.keys()]);
  const own = wanted.replace(/^.*:/, "");
  return distance(wanted, found) <= Math.max(2, own.length / 3) ? byLowerCase.get(found) : undefined;
}
