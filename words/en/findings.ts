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

/** Most findings that a note lists. */
const LISTED = 5;

/** All that one rule could not decide, in one text. */
export function openFindingsText(findings: Finding[], beforeDeployment: boolean): string {
  const open = unique(findings.map(findingText));
  const when = beforeDeployment ? "Cannot be known before deployment" : "Cannot be known from this stack";
  const more = open.length > LISTED ? `; and ${open.length - LISTED} more` : "";
  return `${when}: ${open.slice(0, LISTED).join("; ")}${more}`;
}
