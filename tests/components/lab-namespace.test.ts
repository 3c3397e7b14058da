import { deepStrictEqual, strictEqual } from "node:assert";
import { LabNamespace, type LabNamespaceArgs } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { precedes } from "../support/lab";
import { only, runMade } from "../support/program";

function namespace(args: LabNamespaceArgs): Promise<Recording> {
  return runMade(() => ({ pods: new LabNamespace("shop", args).pods }));
}

describe("a LabNamespace", () => {
  it("admits restricted pods alone, and has a ServiceAccount of its name, which gives no pod a token", async () => {
    const recording = await namespace({ namespace: "shop" });
    deepStrictEqual(only(recording, "Namespace").inputs.metadata, {
      name: "shop",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
    const { inputs } = only(recording, "ServiceAccount");
    deepStrictEqual(
      [inputs.metadata, inputs.automountServiceAccountToken],
      [{ name: "shop", namespace: "shop" }, false],
    );
    deepStrictEqual(recording.outputs.pods, { namespace: "shop", serviceAccountName: "shop" });
  });

  it("names and labels its ServiceAccount as it is told, for a serviceAccountSelector", async () => {
    const recording = await namespace({
      namespace: "shop",
      serviceAccountName: "orders",
      serviceAccountLabels: { team: "shop" },
    });
    deepStrictEqual(only(recording, "ServiceAccount").inputs.metadata, {
      name: "orders",
      namespace: "shop",
      labels: { team: "shop" },
    });
    deepStrictEqual(recording.outputs.pods, { namespace: "shop", serviceAccountName: "orders" });
  });

  it("exists before its ServiceAccount", async () => {
    const recording = await namespace({ namespace: "shop" });
    strictEqual(precedes(recording, only(recording, "Namespace"), only(recording, "ServiceAccount")), true);
  });
});
