import { ok } from "node:assert";
import { type Graph, type Json, UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { showVerdicts } from "../../cli/plan/verdicts-show";
import { LAB_STAGES } from "../support/lab";
import { preview } from "./engine";
import { mutants } from "./mutants";
import { DAY, edited, labGraph, recordLabFirst } from "./support";

/** What must not be seen anywhere. */
const SECRET = "Hunter2SecretRecognisable";

/** Places of all texts in a graph's inputs. */
function places(value: Json, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "string") return [at];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]));
}

function put(value: Json, [key, ...rest]: (string | number)[], text: string): void {
  const object = value as { [key: string]: Json };
  if (rest.length === 0) object[String(key)] = text;
  else put(object[String(key)], rest, text);
}

/** All that is ever printed about a graph. */
function printed(graph: Graph): string {
  const verdicts = policyVerdicts(read(graph), {}, DAY);
  return showVerdicts(verdicts, []).join(" ") + JSON.stringify(verdicts);
}

function assertSilent(text: string, where: string): void {
  ok(!text.replace(/\s+/g, "").includes(SECRET), where);
}

describe("a secret", () => {
  recordLabFirst();
  it("in any one text of any stage is not printed", async function () {
    this.timeout(60_000);
    const seen = new Set<string>();
    for (const stage of [...LAB_STAGES].reverse()) {
      const graph = await labGraph([], stage);
      for (const resource of graph.resources.filter(({ urn }) => !seen.has(urn))) {
        seen.add(resource.urn);
        for (const place of places(resource.inputs)) {
          const changed = structuredClone(resource);
          put(changed.inputs, place, SECRET);
          const resources = graph.resources.map((other) => (other === resource ? changed : other));
          assertSilent(printed({ ...graph, resources }), `${resource.name} ${place.join(".")}`);
        }
      }
    }
  });

  it("in every text at once is not printed, offline and through the SDK", async () => {
    const graph = await labGraph();
    for (const keep of [["addonName", "type"], ["addonName", "ipProtocol", "protocol", "type"], []]) {
      const changed = edited(graph, []);
      for (const { inputs } of changed.resources) {
        for (const place of places(inputs)) {
          if (!keep.includes(String(place.at(-1)))) put(inputs, place, SECRET);
        }
      }
      assertSilent(printed(changed), keep.join());
      assertSilent(JSON.stringify(await preview(changed)), keep.join());
    }
  });

  it("in every unknown value is not printed", async () => {
    const graph = await labGraph();
    assertSilent(printed(JSON.parse(JSON.stringify(graph).replaceAll(UNKNOWN, SECRET)) as Graph), "");
  });

  it("in a description, label, tag or name is not printed with any objection", async function () {
    this.timeout(60_000);
    const graph = await labGraph();
    for (const { title, edits } of mutants(graph)) {
      const changed = edited(graph, edits);
      for (const { inputs } of changed.resources) {
        for (const place of places(inputs)) {
          const isText = place.some((key) =>
            ["description", "labels", "tags", "name", "namespace", "username", "dbName", "password", "value"].includes(
              String(key),
            ),
          );
          if (isText) put(inputs, place, SECRET);
        }
      }
      assertSilent(printed(changed), title);
    }
  });
});
