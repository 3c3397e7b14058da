/** How Japanese texts are put together. */

const CLOSED_UP = "\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef";
const SPACE = new RegExp(`(?<=[${CLOSED_UP}]) (?=[${CLOSED_UP}])`, "gu");

/**
 * The same texts without spaces inside Japanese: a sentence has one around a name, which is most often Latin letters, and
 * then the name is Japanese.
 */
export function closedUp<T>(value: T): T {
  if (typeof value === "string") return value.replace(SPACE, "") as T;
  if (typeof value === "function") {
    const text = value as unknown as (...values: unknown[]) => unknown;
    return ((...values: unknown[]) => closedUp(text(...values))) as T;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closedUp(inner)])) as T;
}
