/**
 * What the policies find, as English sentences without a full stop. One that is not certain says what is open, and why.
 */
import { unique } from "../../model/graph/values";
import type { Finding, FindingKind, FindingTexts, Findings } from "../../policies/findings";
import { CLUSTER_FINDINGS } from "./findings-clusters";
import { DATABASE_FINDINGS } from "./findings-databases";
import { GROUP_FINDINGS } from "./findings-groups";
import { POD_FINDINGS } from "./findings-pods";
import { missingText } from "./names";

const TEXTS: FindingTexts<FindingKind> = {
  ...GROUP_FINDINGS,
  ...POD_FINDINGS,
  ...CLUSTER_FINDINGS,
  ...DATABASE_FINDINGS,
};

/** What is wrong, on which resource, and what to do; or what is not known. */
export function findingText({ kind, values, certain, missing }: Finding): string {
  const text = TEXTS[kind] as (values: Findings[FindingKind], certain: boolean) => string;
  const why = unique(missing.map(missingText)).filter((one) => one !== "");
  return [text(values, certain), ...(why.length > 0 ? [why.join(", and ")] : [])].join(": ");
}
