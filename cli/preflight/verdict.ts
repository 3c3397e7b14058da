/** A verdict on one thing. */
export interface Verdict {
  what: string;
  verdict: "ok" | "warn" | "fail";
  /** What was found. */
  found: string;
  /** Command or link that fixes it. */
  fix?: string;
}
