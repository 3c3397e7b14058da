import { printable } from "../../diff/safe-text";
import { isLocked } from "../../pulumi/lock";

/** Why an operation failed, as far as it decides what happens next. */
export type FailureKind =
  /** AWS asks to slow down; tried again. */
  | "throttled"
  /** Credentials ran out on the way; tried again, as a new run gets new ones. */
  | "expired"
  /** Another run holds the stack. */
  | "locked"
  | "cancelled"
  /** Took longer than it may. */
  | "overdue"
  | "error";

const THROTTLED =
  /\b(Throttl(ing|ed)\w*|RequestLimitExceeded|TooManyRequests\w*|RequestThrottled\w*|SlowDown|Rate exceeded|PriorRequestNotComplete)\b/i;
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html and the errors of STS
const EXPIRED =
  /\b(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired|ExpiredCredentials)\b|security token included in the request is expired|credentials? (have|has) expired/i;

/** Kinds that go away by themselves. */
export const PASSING: FailureKind[] = ["throttled", "expired"];

/**
 * The kind of a failure, by the errors in what the engine and the providers said. One error that stays makes the whole failure
 * one that stays: warnings may speak of throttling as they like.
 */
export function kindOfFailure(text: string): FailureKind {
  if (isLocked(text)) return "locked";
  const errors = errorsIn(text);
  const kinds = (errors.length > 0 ? errors : [text]).map((error): FailureKind => {
    // Credentials first: AWS counts refused calls, too, and a wait alone would not help.
    if (EXPIRED.test(error)) return "expired";
    return THROTTLED.test(error) ? "throttled" : "error";
  });
  return kinds.includes("error") ? "error" : kinds.includes("expired") ? "expired" : "throttled";
}

/** Some errors list all zones of the world; the log has them whole. */
const LONGEST = 300;
/** Reasons kept of one failure. */
const MOST = 5;

/** The lines that say what went wrong, the first of them the most telling, without colours. */
export function reasonsIn(output: string): string[] {
  const errors = errorsIn(output);
  const found = errors.length > 0 ? errors : linesOf(output).slice(-1);
  const short = found.map((reason) => (reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason));
  return [...new Set(short)].slice(0, MOST);
}

/** All errors of an output, those in the list of one included; what only counts the others is left out. */
function errorsIn(output: string): string[] {
  return linesOf(output)
    .map((line) => (/(?:^|\s)error: (.+)$/.exec(line) ?? /^\* (.+)$/.exec(line))?.[1])
    .filter((reason) => reason !== undefined)
    .filter((reason) => !/^(update|preview|destroy|update failed|\d+ errors? occurred)\b/i.test(reason));
}

function linesOf(output: string): string[] {
  return output
    .replace(/<\{%[^%]*%\}>/g, "")
    .split("\n")
    .map((line) => printable(line).trim())
    .filter((line) => line !== "");
}

/** The same text for the same mistake of different students: ids, addresses and numbers left out. */
export function groupKey(reason: string, student: { id: string; account: string }): string {
  return reason
    .replaceAll(student.account, "<account>")
    .replace(new RegExp(`(?<![a-z0-9])${student.id}(?![a-z0-9])`, "g"), "<student>")
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<id>")
    .replace(/\b(sg|vpc|subnet|eni|i|nat|rtb|igw|eipalloc|lt|acl)-[0-9a-f]{8,17}\b/g, "$1-<id>")
    .replace(/-[0-9a-f]{7}\b/g, "-<suffix>")
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, "<address>")
    .replace(/\b(RequestI[dD]: ?)\S+/g, "$1<id>")
    .replace(/\b\d{12}\b/g, "<account>");
}
