import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { hasUnknown } from "../../model/graph/graph";
import { worlds } from "./generate";
import { differences, hidden, type Hiding, hidings, UNREAD_TYPE, WAYS } from "./hide";
import { graphOf } from "./sketch";
import { sketchOf } from "./write";

const samples = fc.sample(worlds, { numRuns: 30, seed: 1 });

describe("graphs that are written from worlds", () => {
  it("have a dozen to eighty resources, each once", () => {
    for (const world of samples) {
      const urns = sketchOf(world).map(({ urn }) => urn);
      assert.equal(new Set(urns).size, urns.length);
      assert.ok(urns.length >= 12 && urns.length <= 80, `${urns.length} resources`);
    }
  });

  it("show everything like a state, and no id of what is made like a plan", () => {
    for (const world of samples) {
      const sketch = sketchOf(world);
      const [state, plan] = [graphOf(sketch, "state"), graphOf(sketch, "plan")];
      assert.ok(state.resources.every(({ id, inputs }) => id !== undefined && !hasUnknown(inputs)));
      assert.ok(plan.resources.every(({ id, outputs }) => id === undefined && outputs === undefined));
      assert.ok(!/"(sg|vpc|subnet|pl)-0/.test(JSON.stringify(plan)));
      assert.deepEqual(
        plan.resources.map(({ propertyDependencies }) => propertyDependencies),
        state.resources.map(({ propertyDependencies }) => propertyDependencies),
      );
    }
  });

  it("depend on nothing that is not in them, hidden or not", () => {
    fc.assert(
      fc.property(worlds, hidings, (world, hidings) => {
        const { resources } = graphOf(hidden(sketchOf(world), hidings), "plan");
        const urns = new Set(resources.map(({ urn }) => urn));
        for (const { dependencies } of resources) assert.ok(dependencies.every((urn) => urns.has(urn)));
      }),
      { numRuns: 30 },
    );
  });
});

describe("hiding", () => {
  const after = (way: Hiding["way"], place = 7) =>
    samples.map((world) => {
      const before = sketchOf(world);
      return { before, after: hidden(before, [{ way, place }]) };
    });

  for (const way of Object.keys(WAYS) as Hiding["way"][]) {
    it(`by ${way} changes each graph, and says how`, () => {
      for (const { before, after: left } of after(way)) {
        assert.notDeepEqual(left, before);
        assert.notEqual(differences(before, left), "");
      }
    });
  }

  it("leaves a trace of each kind", () => {
    const graphs = (way: Hiding["way"]) => after(way).map(({ after: left }) => graphOf(left, "state").resources);
    for (const resources of [...graphs("value"), ...graphs("valueAndSource")]) {
      assert.equal(resources.filter(({ inputs }) => hasUnknown(inputs)).length, 1);
    }
    for (const resources of graphs("onlyRead")) {
      const read = resources.filter(({ external }) => external);
      assert.equal(read.length, 1);
      assert.deepEqual(read[0].inputs, {});
      assert.notDeepEqual(read[0].outputs, {});
    }
    for (const resources of graphs("unreadType")) {
      assert.equal(resources.filter(({ type }) => type === UNREAD_TYPE).length, 1);
    }
    for (const { before, after: left } of after("literalId")) assert.equal(left.length, before.length - 1);
  });
});

describe("the oracle's files", () => {
  it("take nothing of the model but the graph, and ask it in one place", () => {
    const files = readdirSync(__dirname).filter((name) => name !== "model.ts");
    for (const name of files) {
      const imports = readFileSync(join(__dirname, name), "utf8").matchAll(/from "([^"]*\/model\/[^"]*)"/g);
      for (const [, path] of imports) assert.equal(path, "../../model/graph/graph", name);
    }
  });
});
