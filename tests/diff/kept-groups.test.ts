import assert from "node:assert/strict";
import { keptGroups } from "../../model/diff/kept-groups";
import { read } from "../../model/reading/reading";
import { SmallLab } from "./support";

describe("pods that keep their groups where these are replaced", () => {
  const keptIn = (change: (lab: SmallLab) => unknown): [string, unknown[]][] => {
    const lab = new SmallLab();
    change(lab);
    return keptGroups(read(lab.graph())).map(({ workload, reasons }) => [workload, reasons]);
  };
  const withoutAnnotation = (lab: SmallLab): void => {
    const { inputs, propertyDependencies } = lab.get("web");
    inputs.spec = { template: { metadata: { labels: { app: "app" } }, spec: { containers: [{ name: "main" }] } } };
    delete propertyDependencies.spec;
  };

  it("are none where the pod template takes something from the group", () => {
    assert.deepEqual(
      keptIn(() => undefined),
      [],
    );
  });

  it("are those of a template with nothing of the group in it", () => {
    assert.deepEqual(keptIn(withoutAnnotation), [["shop/web", [{ kind: "replaced", name: "pods" }]]]);
  });

  it("are none of a group that the graph only reads, which this stack does not replace", () => {
    assert.deepEqual(
      keptIn((lab) => {
        withoutAnnotation(lab);
        lab.get("pods").external = true;
      }),
      [],
    );
  });

  it("are none where no policy selects the pods", () => {
    assert.deepEqual(
      keptIn((lab) => {
        withoutAnnotation(lab);
        lab.remove("app-policy");
      }),
      [],
    );
  });
});
