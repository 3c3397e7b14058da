import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { planMocks } from "../../cli/record/plan-mocks";
import { readStackConfig } from "../../cli/stack-config";
import { checkConfig } from "../../config";
import type { ConfigProblem } from "../../config-problem";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { problems } from "./load";

/** What is wrong with the config of the stack `dev` with overrides, as data. */
async function check(...overrides: string[]): Promise<ConfigProblem[]> {
  const { project, stack, config } = readStackConfig(ROOT, "dev", overrides);
  await pulumi.runtime.setMocks(planMocks, project, stack, true);
  pulumi.runtime.setAllConfig(config);
  return checkConfig(TODAY).problems;
}

describe("the problems of a config", () => {
  it("are none where it is good", async () => {
    assert.deepEqual(await check(), []);
  });

  it("are data: the key, a kind, and the values that a text needs", async () => {
    assert.deepEqual(
      await check("stage=Bound", "catalogReplicas=0", "expiry=2026-11-22", "aws:region=us-west-9", "colour=red"),
      [
        {
          ...{ key: "stage", kind: "not-one-of", found: "Bound" },
          ...{ allowed: ["in-cluster", "rds-unbound", "bound"], nearest: "bound" },
        },
        { key: "expiry", kind: "past", found: "2026-11-22", today: TODAY },
        {
          ...{ key: "aws:region", kind: "malformed", form: "region" },
          ...{ found: "us-west-9", example: "us-west-2", nearest: "us-west-1" },
        },
        { key: "catalogReplicas", kind: "no-number", found: "0", min: 1, max: undefined, because: undefined },
        { key: "colour", kind: "unknown-key", nearest: undefined },
      ],
    );
  });

  it("keep keys as they are, which only the text puts in quotes", async () => {
    const [problem] = await check("two words=x");
    assert.equal(problem.key, "two words");
    assert.match((await problems(["two words=x"]))[0], /^"two words": is not a config key/);
  });

  it("are as many as the lines that the user reads", async () => {
    const overrides = ["stage=Bound", "nodeInstanceType=m6g.medium", 'logTypes=["x",5,""]', "aws:assumeRoles=[]"];
    assert.equal((await check(...overrides)).length, (await problems(overrides)).length);
  });
});
