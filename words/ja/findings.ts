/** What the policies find, in Japanese, without a full stop. */
import { unique } from "../../model/graph/values";
import type { Finding, FindingKind, FindingTexts, Findings } from "../../policies/findings";
import { CLUSTER_FINDINGS } from "./findings-clusters";
import { DATABASE_FINDINGS } from "./findings-databases";
import { GROUP_FINDINGS } from "./findings-groups";
import { POD_FINDINGS } from "./findings-pods";
import { quoted } from "../en/phrases";
import { missingText } from "./names";

const TEXTS: FindingTexts<FindingKind> = {
  ...GROUP_FINDINGS,
  ...POD_FINDINGS,
  ...CLUSTER_FINDINGS,
  ...DATABASE_FINDINGS,
};

export function findingText({ kind, values, certain, missing }: Finding): string {
  const text = TEXTS[kind] as (values: Findings[FindingKind], certain: boolean) => string;
  const why = unique(missing.map(missingText)).filter((one) => one !== "");
  return `${text(values, certain)}${why.length > 0 ? ` (${why.join("、")})` : ""}`;
}

const LISTED = 5;

export function openFindingsText(findings: Finding[], beforeDeployment: boolean, unmatched: string[]): string {
  const told = findings.length === 0 ? [] : [undecidedText(findings, beforeDeployment)];
  if (unmatched.length === 0) return told.join("");
  const more = unmatched.length > LISTED ? `、ほか ${unmatched.length - LISTED} 件` : "";
  const listed = `${unmatched.slice(0, LISTED).map(quoted).join("、")}${more}`;
  return [
    ...told,
    `ポリシーの設定で許可している ${listed} という名前のものは、ここにありません。名前を修正するか、削除してください`,
  ].join("。");
}

function undecidedText(findings: Finding[], beforeDeployment: boolean): string {
  const open = unique(findings.map(findingText));
  const when = beforeDeployment ? "デプロイ後に確定します" : "このスタックからはわかりません";
  const more = open.length > LISTED ? `、ほか ${open.length - LISTED} 件` : "";
  return `${open.slice(0, LISTED).join("、")}${more} は、${when}`;
}
