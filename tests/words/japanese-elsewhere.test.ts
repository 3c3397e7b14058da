import assert from "node:assert/strict";
import { checkOf } from "../../cli/check/check-command";
import { answerOf } from "../../cli/check/question";
import { showAnswer, showCheck } from "../../cli/check/show";
import { student } from "../fleet/class";
import { compare } from "../../cli/diff/report";
import { markdownDiff, showDiff } from "../../cli/diff/show";
import { showStatus } from "../../cli/fleet/show-status";
import { statusOf } from "../../cli/fleet/status";
import { type MadePlan, makePlan } from "../../cli/plan/make";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { readStackConfig } from "../../cli/stack-config";
import { textColumns, WIDTH } from "../../cli/text";
import type { RULES } from "../../policies/rules";
import { ja } from "../../words/ja";
import { side, SmallLab } from "../diff/support";
import { GROUPS_CASES } from "../policies/cases-groups";
import { NODES_CASES } from "../policies/cases-nodes";
import { PODS_CASES } from "../policies/cases-pods";
import { mutants } from "../policies/mutants";
import { allFindings, type Edit, edited, findings, labGraph, recordLabFirst, ruleOf } from "../policies/support";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { englishIn, namesIn, namesOf } from "./latin";

function tooWide(lines: string[]): string[] {
  return lines.flatMap((text) => text.split("\n")).filter((line) => textColumns(line) > WIDTH);
}

describe("findings of the policies in Japanese", () => {
  recordLabFirst();

  it("have no English beside names and terms, whatever is changed in the lab", async function () {
    this.timeout(60_000);
    const cases = Object.entries({ ...GROUPS_CASES, ...PODS_CASES, ...NODES_CASES });
    const told = new Set<string>();
    const check = async (rule: (typeof RULES)[number], edits: Edit[]): Promise<void> => {
      const graph = await labGraph(edits);
      for (const finding of findings(rule, graph)) {
        told.add(finding.kind);
        assert.deepEqual(englishIn(ja.findings.findingText(finding), namesIn(graph)), [], finding.kind);
      }
    };
    for (const [name, { wrong, unknown }] of cases) {
      for (const [, ...edits] of [...wrong, ...(unknown === undefined ? [] : [unknown])]) {
        await check(ruleOf(name), edits);
      }
    }
    const graph = await labGraph();
    for (const { edits } of mutants(graph)) {
      const changed = edited(graph, edits);
      const names = namesIn(changed);
      for (const finding of allFindings(changed).flatMap(({ found }) => found)) {
        told.add(finding.kind);
        assert.deepEqual(englishIn(ja.findings.findingText(finding), names), [], finding.kind);
      }
    }
    assert.ok(told.size > 60, `only ${told.size} kinds of finding`);
  });
});

describe("a check, a comparison and a class in Japanese", () => {
  let made: MadePlan;
  before(async () => {
    made = await makePlan(ROOT, readStackConfig(ROOT, "dev"));
  });

  it("have no English beside names and terms: a check of a stack and of a question", () => {
    const { project, stack } = made.plan;
    const lines = showCheck(checkOf({ graph: made.reading.graph, project, stack }, {}, TODAY), ja);
    assert.deepEqual(englishIn(lines.join("\n"), namesOf(made)), []);
    assert.deepEqual(tooWide(lines), []);
    for (const from of ["other pods", "ほかの Pod", "unbound-pods"]) {
      const found = answerOf(made.reading, { from, to: "catalog-db", port: "3306" });
      assert.equal(found.from, "unbound-pods");
      const shown = showAnswer(found, ja);
      assert.equal(shown[0], "不可");
      assert.deepEqual(englishIn(shown.join("\n"), namesOf(made)), []);
    }
  });

  it("have no English beside names and terms: a comparison with all that it can tell", () => {
    const [base, head] = [new SmallLab(), new SmallLab()];
    for (const name of ["metrics"]) base.get(name).retainOnDelete = true;
    base.get("cluster").protect = true;
    head.openToRange().set("db", "dbName", "other").bind([head.pods]).remove("app-to-db-egress", "metrics", "cluster");
    const report = compare(side(base.graph(), "main"), side(head.graph(), "HEAD"), false, (reading) =>
      policyVerdicts(reading, {}, TODAY),
    );
    assert.ok(report.diff.opened.length > 0 && report.diff.closed.length > 0);
    const names = [...namesIn(base.graph()), ...namesIn(head.graph()), "main", "HEAD", "test", "shop/app", "shop/web"];
    const text = showDiff(report, ja);
    assert.deepEqual(englishIn(text, [...names, "lab", "protect", "retainOnDelete"]), []);
    assert.deepEqual(tooWide([text]), []);
    const markdown = markdownDiff(report, ja).replaceAll("\\", "");
    assert.deepEqual(englishIn(markdown.replace(/`[^`]*`/g, ""), names), []);
  });

  it("have no English beside names and terms: the status of a class", () => {
    const now = new Date(`${TODAY}T12:00:00Z`);
    const students = [
      statusOf(student("ada", { expiry: "2026-11-22" }), { pending_operations: [{}] }, now),
      statusOf(student("bob"), {}, now),
    ];
    const lines = showStatus({ students, unlisted: [{ stack: "dan", resources: 76 }] }, ja);
    assert.deepEqual(englishIn(lines.join("\n"), ["ada", "bob", "dan", "expired"]), []);
    assert.deepEqual(tooWide(lines), []);
  });
});
