/**
 * A finding of an inspection as texts: the cause, the evidence for it, and what to do. Without full stops.
 */
import type { FindingData, FindingKind } from "../../cli/inspect/findings";

/** A finding as texts. */
export interface FindingText {
  cause: string;
  /** What was seen; undefined where the cause says all of it. */
  evidence?: string;
  remedy: string;
}

/** The texts of every kind of finding. */
export type FindingTexts = { [kind in FindingKind]: (data: FindingData[kind]) => FindingText };

/** Names in a row; of many the first ones. */
export function listed(names: string[], most = 5): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(", ") || "none";
  return more > 0 ? `${shown} and ${more} more` : shown;
}
