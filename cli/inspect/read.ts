/**
 * Answers of AWS and of Kubernetes, or why there is none: one question that fails must not silence the others.
 */
import { printable } from "../diff/safe-text";

/** Why something could not be read. */
export interface Unread {
  /** What was asked: an IAM action such as `ec2:DescribeSubnets`, or `list pods`. */
  call: string;
  /** `forbidden`: the caller may not. `throttled`: too many calls. `unreachable`: no answer. `other`: see the code. */
  why: "forbidden" | "throttled" | "unreachable" | "other";
  /** Name or HTTP status of the error; never its message, which can name accounts and principals. */
  code: string;
}

/** A value that was read, or why it was not. */
export type Read<T> = { value: T } | { unread: Unread };

/** Asks, and turns a failure into a reason. */
export async function attempt<T>(call: string, ask: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: harmless(await ask()) };
  } catch (error) {
    return { unread: unreadOf(call, error) };
  }
}

/** The value, or another one where there is none. */
export function valueOr<T, O>(read: Read<T>, other: O): T | O {
  return "value" in read ? read.value : other;
}

const FORBIDDEN =
  /AccessDenied|Unauthorized|Forbidden|NotAuthorized|ExpiredToken|InvalidClientTokenId|SignatureDoesNot/i;
const THROTTLED = /Throttl|RequestLimitExceeded|TooManyRequests|RequestRateExceeded|SlowDown/i;
const UNREACHABLE =
  /ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|CERT_|TimeoutError|FetchError|SELF_SIGNED|UNABLE_TO/i;

function unreadOf(call: string, error: unknown): Unread {
  const { name = "", code } = (error ?? {}) as { name?: string; code?: string | number };
  const shown = printable(String(code ?? name)).slice(0, 60);
  if (code === 403 || code === 401 || FORBIDDEN.test(name)) return { call, why: "forbidden", code: shown };
  if (code === 429 || THROTTLED.test(name)) return { call, why: "throttled", code: shown };
  if (UNREACHABLE.test(`${name} ${String(code)}`)) return { call, why: "unreachable", code: shown };
  // What is neither an answer of an API nor of the network is a mistake of ours, and must be seen.
  if (error instanceof TypeError || error instanceof ReferenceError) throw error;
  return { call, why: "other", code: shown };
}

/** A plain value in which no text has characters that steer a terminal: names and messages are anybody's. */
export function harmless<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(harmless) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key), harmless(inner)])) as T;
}

/** A message of the cluster's as it may be shown: without account ids, and not longer than a few lines. */
export function redacted(message: string): string {
  const known = message
    .replace(/\barn:aws[a-z-]*:[^\s"'),]+/g, (arn) => arn.split(/[:/]/).at(-1)!)
    .replace(/\b\d{12}\b/g, "<account>")
    .replace(/(Encoded authorization failure message:)\s*\S+/gi, "$1 …");
  return known.length > 400 ? `${known.slice(0, 399)}…` : known;
}
