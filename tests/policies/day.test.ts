import { deepStrictEqual, match, strictEqual } from "node:assert";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { localDay } from "../../model/graph/local-day";
import { read } from "../../model/reading/reading";
import { judge } from "../../policies/rule";
import { LAB, labGraph, recordLabFirst, ruleOf, set } from "./support";

/** What a rule is certain of on a day, when the lab is to be gone on 2027-03-31 and runs Kubernetes 1.35. */
async function found(rule: string, day: string): Promise<string[]> {
  const graph = await labGraph([
    set("aws", "aws", "defaultTags", '{"tags":{"owner":"a","expiry":"2027-03-31"}}'),
    set(...LAB.cluster, "version", "1.35"),
  ]);
  return judge(ruleOf(rule), read(graph), {}, day).violations.map(({ message }) => message);
}

describe("the day of the policies", () => {
  recordLabFirst();
  it("is passed in: an expiry is past from the day after it on", async () => {
    deepStrictEqual(await found("owner-and-expiry", "2027-03-31"), []);
    match((await found("owner-and-expiry", "2027-04-01")).join("\n"), /should be gone since 2027-03-31/);
  });

  it("is passed in: a version's standard support ends on its day", async () => {
    deepStrictEqual(await found("kubernetes-version", "2027-03-26"), []);
    match((await found("kubernetes-version", "2027-03-27")).join("\n"), /support ended on 2027-03-27/);
  });

  it("is the same for all verdicts of a plan", async () => {
    const verdicts = policyVerdicts(read(await labGraph()), {}, "2027-08-03").map(({ policy }) => policy);
    deepStrictEqual([...new Set(verdicts)], ["kubernetes-version", "owner-and-expiry"]);
  });

  it("is the one where the machine is, as the config takes it", () => {
    const zone = process.env.TZ;
    const evening = new Date("2026-11-24T03:00:00Z");
    try {
      process.env.TZ = "America/Los_Angeles";
      strictEqual(localDay(evening), "2026-11-23");
      process.env.TZ = "Asia/Tokyo";
      strictEqual(localDay(evening), "2026-11-24");
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});
