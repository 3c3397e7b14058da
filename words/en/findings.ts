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
import { quoted } from "./phrases";

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

/** All that one rule could not decide, and the names that it was told to allow and that nothing has, in one text. */
export function openFindingsText(findings: Finding[], beforeDeployment: boolean, unmatched: string[]): string {
  const told = findings.length === 0 ? [] : [undecidedText(findings, beforeDeployment)];
  if (unmatched.length === 0) return told.join("");
  const more = unmatched.length > LISTED ? ` and ${unmatched.length - LISTED} more` : "";
  const listed = `${unmatched.slice(0, LISTED).map(quoted).join(", ")}${more}`;
  return [
    ...told,
    `Nothing here is called ${listed}, which the policy's config allows: correct it, or leave it out`,
  ].join(". ");
}

function undecidedText(findings: Finding[], beforeDeployment: boolean): string {
  const open = unique(findings.map(findingText));
  const when = beforeDeployment ? "Cannot be known before deployment" : "Cannot be known from this stack";
  const more = open.length > LISTED ? `; and ${open.length - LISTED} more` : "";
  return `${when}: ${open.slice(0, LISTED).join("; ")}${more}`;
}
