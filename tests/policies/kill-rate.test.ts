import { deepStrictEqual, ok } from "node:assert";
import type { Graph } from "../../model/graph/graph";
import { mutants } from "./mutants";
import { allFindings, edited, labGraph, recordLabFirst } from "./support";

/** Mutants that no rule objects to, each with the reason why that is right. */
const SURVIVORS: { [title: string]: string } = {
  "nodes of two types, one without a trunk": "all nodes may be of the other type, so that it is told as not known",
};

describe("the pack against a lab that is made less safe in one place", () => {
  recordLabFirst();
  let graph: Graph;
  before(async () => {
    graph = await labGraph();
  });

  it("objects to every change, but for those that are explained here", function () {
    this.timeout(20_000);
    const found = mutants(graph).map(({ title, edits }) => {
      const all = allFindings(edited(graph, edits));
      return {
        title,
        by: all.filter(({ found }) => found.some(({ certain }) => certain)).map(({ rule }) => rule.name),
      };
    });
    const survivors = found.filter(({ by }) => by.length === 0).map(({ title }) => title);
    const killed = found.length - survivors.length;
    const rate = ((100 * killed) / found.length).toFixed(1);
    console.log(
      `      policies: ${killed} of ${found.length} mutants killed (${rate} %), ${survivors.length} explained`,
    );
    deepStrictEqual(survivors.sort(), Object.keys(SURVIVORS).sort());
    ok(found.length > 200);
  });
});
