import assert from "node:assert/strict";
import { entries } from "../../cli/diff/entries";
import { compare, type Side } from "../../cli/diff/report";
import { parseGraph } from "../../cli/sources";
import type { GraphDiff } from "../../model/diff/graph-diff";
import { cleanState, type State } from "../check/stacks";

type Resource = State["deployment"]["resources"][0];

/** A state without one resource, as a side. */
function sideOf(name: string, state: State, without = ""): Side {
  const resources = state.deployment.resources.filter(({ urn }) => urn !== without);
  return { name, ...parseGraph(JSON.stringify({ ...state, deployment: { resources } }), name) };
}

/** What is said of taking a resource out of a stack that others made, by section. */
function takenOut(end: string, facts: Partial<Resource>, losses: string[]): [string, string][] {
  const state = cleanState();
  const resource = state.deployment.resources.find(({ urn }) => urn.endsWith(end))!;
  Object.assign(resource, facts);
  const report = compare(sideOf("base", state), sideOf("head", state, resource.urn), false);
  assert.deepEqual(
    (report.diff.losses ?? []).map(({ name }) => name),
    losses,
  );
  return entries(report)
    .filter(({ section }) => ["losses", "deleted", "kept"].includes(section))
    .map(({ section, what }) => [section, what]);
}

describe("lab diff of stacks that others made", () => {
  it("loses no data of a database that is taken out with retainOnDelete, and all of it without", () => {
    assert.deepEqual(takenOut("Instance::orders-db", { retainOnDelete: true }, []), [
      ["kept", "database orders-db is taken out of the program"],
    ]);
    takenOut("Instance::orders-db", {}, ["orders-db"]);
  });

  it("loses nothing of what was only read", () => {
    assert.deepEqual(takenOut("Instance::orders-db", { external: true, inputs: {} }, []), [
      ["kept", "database orders-db"],
    ]);
  });

  it("loses nothing of what an alias keeps under another name, by its id", () => {
    const said = (change: (resource: Resource) => void) => {
      const [state, next] = [cleanState(), cleanState()];
      const resource = next.deployment.resources.find(({ urn }) => urn.endsWith("Instance::orders-db"))!;
      resource.urn = resource.urn.replace(/orders-db$/, "orders-database");
      change(resource);
      const { losses, resources } = compare(sideOf("base", state), sideOf("head", next), false).diff as GraphDiff;
      return [losses, resources.deleted, resources.created, resources.kept, resources.changed].map((list) =>
        list.map(({ name }) => name),
      );
    };
    assert.deepEqual(
      said(() => {}),
      [[], [], [], [], ["orders-database"]],
    );
    const gone = [["orders-db"], ["orders-db"], ["orders-database"], [], []];
    assert.deepEqual(
      said((resource) => (resource.id = "another")),
      gone,
    );
    assert.deepEqual(
      said((resource) => (resource.provider = `${String(resource.provider).replace("default_7_48_0", "tokyo")}`)),
      gone,
      "in another region the id is another database's",
    );
    const read = said((resource) => Object.assign(resource, { external: true, inputs: {} }));
    assert.deepEqual([read[0], read[1], read[3]], [[], [], ["orders-db"]], "it is only read from now on");
  });

  it("cuts no traffic by an add-on that stays in the cluster", () => {
    assert.deepEqual(takenOut("Addon::vpc-cni", { retainOnDelete: true }, []), [
      ["kept", "add-on vpc-cni is taken out of the program"],
    ]);
  });
});
