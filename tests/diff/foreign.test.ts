import assert from "node:assert/strict";
import { entries } from "../../cli/diff/entries";
import { compare, type Side } from "../../cli/diff/report";
import { parseGraph } from "../../cli/sources";
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

  it("cuts no traffic by an add-on that stays in the cluster", () => {
    assert.deepEqual(takenOut("Addon::vpc-cni", { retainOnDelete: true }, []), [
      ["kept", "add-on vpc-cni is taken out of the program"],
    ]);
  });
});
