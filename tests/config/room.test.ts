import assert from "node:assert/strict";
import { LAB_STAGES, STAGES } from "../../config";
import { podsOf } from "../../config-room";
import { branchInterfaces } from "../../model/capacity/branch-interfaces";
import { at, type GraphResource, ofType } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { runLab } from "../support/program";

type Inputs = GraphResource["inputs"];

/** Workloads of the lab by name, with the pods of each. */
const WORKLOADS: [type: string, count: (inputs: Inputs) => unknown][] = [
  ["kubernetes:apps/v1:Deployment", (inputs) => at(inputs, "spec", "replicas")],
  ["kubernetes:apps/v1:StatefulSet", (inputs) => at(inputs, "spec", "replicas") ?? 1],
  ["kubernetes:batch/v1:Job", (inputs) => at(inputs, "spec", "parallelism") ?? 1],
];

describe("the pods for which the config wants room", () => {
  for (const preview of [true, false]) {
    for (const stage of STAGES) {
      for (const probes of [true, false]) {
        it(`are those that the program makes in stage ${stage}, probes ${probes}${preview ? ", in a preview" : ""}`, async () => {
          const config = [`stage=${stage}`, `probes=${probes}`, "catalogReplicas=2", "nodeCount=2"];
          const { graph } = await runLab({ preview, config });
          const predicted = podsOf({ ...LAB_STAGES[stage], probes, replicas: 2 });
          const taken = branchInterfaces(read(graph))!.byPods;
          assert.deepEqual(
            predicted.bound.map(({ name, replicas, surge, cooling }) => [name, replicas + surge + cooling]).sort(),
            taken.map(({ name, needed }) => [name, needed]).sort(),
          );
          const boundNames = taken.map(({ name }) => name);
          const made = WORKLOADS.flatMap(([type, count]) =>
            ofType(graph, type).map(({ name, inputs }) => [name, count(inputs)]),
          );
          assert.deepEqual(
            predicted.ordinary
              .filter(({ name }) => name !== "CoreDNS")
              .map(({ name, pods }) => [name, pods])
              .sort(),
            made.filter(([name]) => !boundNames.includes(String(name))).sort(),
          );
        });
      }
    }
  }
});
