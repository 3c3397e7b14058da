import type { Words } from "../en";
import * as amounts from "./amounts";
import * as check from "./check";
import * as configNotes from "./config-notes";
import * as cost from "./cost";
import * as diff from "./diff";
import * as ends from "./ends";
import * as exercises from "./exercises";
import * as findings from "./findings";
import * as fleet from "./fleet";
import * as limits from "./limits";
import * as page from "./page";
import * as picture from "./picture";
import * as plan from "./plan";
import * as policies from "./policies";
import * as reasons from "./reasons";
import * as things from "./things";
import * as time from "./time";
import * as traffic from "./traffic";

const words: Words = {
  ...{ amounts, check, configNotes, cost, diff, ends, exercises, findings, fleet, limits },
  ...{ page, picture, plan, policies, reasons, things, time, traffic },
};

const CLOSED_UP = "\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef";
const SPACE = new RegExp(`(?<=[${CLOSED_UP}]) (?=[${CLOSED_UP}])`, "gu");

/**
 * The same texts without spaces inside Japanese: a sentence has one around a name, which is most often Latin letters, and
 * then the name is Japanese.
 */
function closedUp<T>(value: T): T {
  if (typeof value === "string") return value.replace(SPACE, "") as T;
  if (typeof value === "function") {
    const text = value as unknown as (...values: unknown[]) => unknown;
    return ((...values: unknown[]) => closedUp(text(...values))) as T;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closedUp(inner)])) as T;
}

/** All that is shown, in Japanese; the compiler checks that it has every key of the English one. */
export const ja: Words = closedUp(words);
