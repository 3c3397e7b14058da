import { deepStrictEqual, strictEqual } from "node:assert";
import { LAB_STAGES, lab, title } from "../support/lab";
import { runLab } from "../support/program";
import { golden } from "./golden";

describe("the resources of the lab", () => {
  for (const stage of LAB_STAGES) {
    it(`in stage ${stage} are those of the golden list, no more and no fewer`, async () => {
      const { registrations } = await lab(stage);
      deepStrictEqual(registrations.map(title).sort(), golden(stage));
    });

    it(`in stage ${stage} are the same in a preview as in a deployment`, async () => {
      const [deployed, previewed] = [await lab(stage), await lab(stage, true)];
      deepStrictEqual(
        previewed.registrations.map(({ urn }) => urn),
        deployed.registrations.map(({ urn }) => urn),
      );
    });
  }

  it("leave the probes out where the config says so, and nothing else", async () => {
    const { registrations } = await runLab({ config: ["probes=false"] });
    deepStrictEqual(
      registrations.map(title).sort(),
      golden("bound").filter((line) => !/(ConnectivityProbe|Job) /.test(line)),
    );
  });

  it("are the same in each run of one process", async () => {
    const [first, second] = [await lab("bound"), await runLab({ config: ["stage=bound", "expiry=2027-03-31"] })];
    strictEqual(JSON.stringify(second), JSON.stringify(first));
  });
});
