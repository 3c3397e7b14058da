import { closest, distance } from "fastest-levenshtein";

/**
 * The candidate that was probably meant, whatever its case; undefined where none is near. A whole part of one candidate
 * alone is that one (`unbound` is `rds-unbound`), and a namespace counts for little.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const byLowerCase = new Map([...candidates].map((candidate) => [candidate.toLowerCase(), candidate]));
  if (byLowerCase.size === 0) return undefined;
  const wanted = name.toLowerCase();
  const whole = [...byLowerCase.keys()].filter((candidate) => candidate.split(/[-:/]/).includes(wanted));
  if (whole.length === 1) return byLowerCase.get(whole[0]);
  const found = closest(wanted, [...byLowerCase.keys()]);
  const own = wanted.replace(/^.*:/, "");
  // Of three letters two others make another name, and the same in another order do not.
  const allowed = own.length > 3 || sorted(wanted) === sorted(found) ? Math.max(2, own.length / 3) : 1;
  return distance(wanted, found) <= allowed ? byLowerCase.get(found) : undefined;
}

const sorted = (text: string): string => [...text].sort().join("");
