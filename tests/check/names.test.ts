import assert from "node:assert/strict";
import { answerOf } from "../../cli/check/question";
import { makePlan } from "../../cli/plan/make";
import { readStackConfig } from "../../cli/stack-config";
import { STAGES } from "../../config";
import { unique } from "../../model/graph/values";
import { en } from "../../words";
import { ja } from "../../words/ja";
import { ROOT } from "../support/program";

describe("the ends of a question", () => {
  for (const stage of STAGES) {
    it(`are taken by the names that the plan of ${stage} shows, in both languages, and answered as there`, async () => {
      const { rows, reading } = await makePlan(ROOT, readStackConfig(ROOT, "dev", [`stage=${stage}`]));
      assert.ok(rows.length > 0);
      for (const { ends } of [en, ja]) {
        for (const { from, to, port, protocol, allowed } of rows) {
          const question = { from: ends.endName(from), to: ends.endName(to), port: String(port), protocol };
          const found = answerOf(reading, question);
          assert.deepEqual([found.from, found.to, found.answer], [from, to, allowed], JSON.stringify(question));
        }
      }
    });
  }

  it("are MySQL in the cluster, too, whose port is asked where none is named", async () => {
    const { reading } = await makePlan(ROOT, readStackConfig(ROOT, "dev", ["stage=in-cluster"]));
    const { rows, answer } = answerOf(reading, { from: "catalog", to: "catalog-mysql" });
    assert.deepEqual(
      rows.map(({ from, to, protocol, port }) => [from, to, protocol, port]),
      [["pods:catalog", "pods:catalog-mysql", "tcp", 3306]],
    );
    assert.equal(answer, true);
    assert.deepEqual(
      unique(
        ["ほかの Pod", "ほかのPod", "other pods", "unbound-pods"].map(
          (from) => answerOf(reading, { from, to: "catalog-mysql" }).from,
        ),
      ),
      ["unbound-pods"],
    );
  });
});
