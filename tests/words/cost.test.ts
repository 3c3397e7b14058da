import assert from "node:assert/strict";
import { makePlan, type PlannedItem } from "../../cli/plan/make";
import { readStackConfig } from "../../cli/stack-config";
import { type CostNote, variants } from "../../model/cost/cost";
import { costNoteText, variantText } from "../../words/en/cost";
import { ROOT } from "../support/program";

describe("the text of a note on a cost", () => {
  for (const [note, text] of [
    [
      { kind: "no-price", of: { kind: "NAT gateway" }, region: "eu-north-1" },
      "no price known for NAT gateway in eu-north-1; total is a lower bound",
    ],
    [
      { kind: "unknown-count", of: { kind: "volume", type: "gp3" } },
      "number of gp3 volume is not known; total is a lower bound",
    ],
    [{ kind: "by-use", price: 0.045, unit: "GB" }, "$0.045 per GB; by volume, not counted"],
    [{ kind: "by-use" }, "by volume, not counted"],
    [{ kind: "unverified" }, "price not verified against a list of AWS"],
    [{ kind: "capacity-units-apart" }, "and its capacity units"],
    [{ kind: "spot-costs-less" }, "on-demand price; spot costs less"],
    [{ kind: "version-unknown" }, "if its Kubernetes version is in standard support"],
    [{ kind: "support-ended", version: "1.33" }, "standard support of Kubernetes 1.33 has ended"],
    [{ kind: "support-end-unknown", version: "1.99" }, "no end of standard support known for Kubernetes 1.99"],
    [{ kind: "support-ends", ends: "2027-03-27", isUpgradedThen: true }, "until 2027-03-27; then EKS upgrades it"],
    [{ kind: "support-ends", ends: "2027-03-27", isUpgradedThen: false }, "until 2027-03-27; then extended support"],
  ] satisfies [CostNote, string][]) {
    it(`is "${text}"`, () => {
      assert.equal(costNoteText(note), text);
    });
  }

  it("stands in a plan beside what it is about", async () => {
    const { plan } = await makePlan(ROOT, readStackConfig(ROOT, "dev", ["aws:region=us-west-2"]));
    const note = (what: string): PlannedItem["note"] => plan.cost.items.find((item) => item.what === what)!.note;
    assert.equal(note("NAT traffic"), "$0.045 per GB; by volume, not counted");
    assert.equal(note("NAT gateway"), undefined);
    assert.deepEqual(plan.cost.missing, []);
    const { plan: elsewhere } = await makePlan(ROOT, readStackConfig(ROOT, "dev", ["aws:region=eu-north-1"]));
    assert.ok(elsewhere.cost.missing.includes("no price known for NAT gateway in eu-north-1; total is a lower bound"));
  });
});

describe("the text of a variant", () => {
  it("says what it is made of", () => {
    const [cheapest, ...others] = variants("us-west-2");
    assert.equal(variantText(cheapest), `one ${cheapest.nodeType}, NAT gateway`);
    assert.deepEqual(others.map(variantText), [
      "one m6g.large, NAT gateway",
      "the original by Terraform, three m5.large",
      "the original by eksctl, with 80 GB disks",
      "the original by Terraform, in extended support",
      "the original by eksctl, in extended support",
    ]);
  });
});
