import { nearest } from "../../../nearest";
import { didYouMean, quoted } from "../../../words/en/phrases";
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
      if (!known.includes(key)) this.add(line, `${who}${quoted(key)} is not known here${meant(key, known)}`);
    }
  }
}

/** The nearest of the known names, as the end of a sentence; all of them where none is near. */
export function meant(name: string, known: string[]): string {
  const found = nearest(name, known);
  if (found !== undefined) return didYouMean(found);
  return known.length <= 12 ? `; use ${known.join(", ")}` : "; Pulumi.yaml lists the keys";
}

/** Why a text is no ring, as the end of a sentence; undefined where it is one. It becomes a label, a job and a file's name. */
export function ringProblem(ring: string): string | undefined {
  if (/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(ring)) return undefined;
  return `${quoted(ring)} is not a valid ring; use up to 63 letters, digits and -, no - first or last`;
}

/** Placeholder in the head's principals for the student's account. */
export const ACCOUNT = "{account}";

/** The account of a role's ARN; undefined where it is no role. */
export function roleAccount(arn: string): string | undefined {
  return principalAccount(arn.includes(":user/") ? "" : arn);
}

/**
 * The account of a role's or user's ARN; undefined where it is neither.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (64 characters of a name)
 */
export function principalAccount(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}|\{account\}):(?:role|user)\/(?:[\w+=,.@/-]*\/)?[\w+=,.@-]{1,64}$/.exec(arn)?.[1];
}

/** Why a text is no role (or user, where one will do), as the end of a sentence that says how it is written. */
export function arnProblem(arn: string, kind: "role" | "role or user", account: string): string {
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\//.exec(arn);
  if (session !== null) {
    const [, partition, owner, role] = session;
    return `${quoted(arn)} is a session, not a ${kind}; write the role that it came from, arn:${partition}:iam::${owner}:role/${role} (with its path, if it has one)`;
  }
  if (arn.endsWith("/") && principalAccount(arn.slice(0, -1)) !== undefined) {
    return `${quoted(arn)} is not a valid ${kind}: it ends with /; write it as ${arn.slice(0, -1)}`;
  }
  return `${quoted(arn)} is not a valid ${kind}; write it as arn:aws:iam::${account}:role/<name>`;
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
