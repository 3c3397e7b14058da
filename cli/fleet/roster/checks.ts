import { closest, distance } from "fastest-levenshtein";
import type { RawEntry, RosterProblem } from "./types";

/** Collects what is wrong, for all to be told at once. */
export class Report {
  readonly problems: RosterProblem[] = [];

  add(line: number, text: string): void {
    this.problems.push({ line, text });
  }

  /** Refuses names that nothing reads. */
  unknownKeys({ cells }: RawEntry, known: string[], who: string): void {
    for (const [key, { line }] of cells) {
      if (!known.includes(key)) this.add(line, `${who}"${key}" is not known here${meant(key, known)}`);
    }
  }
}

/** The nearest of the known names, as the end of a sentence; all of them where none is near. */
export function meant(name: string, known: string[]): string {
  const nearest = closest(name, known);
  if (distance(name, nearest) <= Math.max(2, name.length / 3)) return `; did you mean ${nearest}?`;
  return known.length <= 12 ? `; use ${known.join(", ")}` : "; Pulumi.yaml lists the keys";
}

/** The account of a role's ARN; undefined where it is no role. */
export function roleAccount(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(arn)?.[1];
}

/** The account of a role's or user's ARN; undefined where it is neither. */
export function principalAccount(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}):(?:role|user)\/[\w+=,.@/-]+$/.exec(arn)?.[1];
}

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether the text has the form of an AWS region. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(text);
}
