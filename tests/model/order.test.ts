import * as assert from "node:assert/strict";
import fc from "fast-check";
import { CycleError, creationOrder, deletionOrder, mustPrecede, orderOf } from "../../model/reading/order";
import { GraphBuilder, lab, Ref, TYPES } from "./fixtures";

const THING = "aws:ec2/eip:Eip";
const COMPONENT = "test:index:Component";

/** Asserts that the first comes before the second, by both questions. */
function precedes(b: GraphBuilder, first: string, second: string): void {
  const order = creationOrder(b.graph());
  assert.ok(order.indexOf(first) < order.indexOf(second), `${first} does not come before ${second}`);
  assert.ok(mustPrecede(b.graph(), first, second), `${first} need not come before ${second}`);
  assert.ok(!mustPrecede(b.graph(), second, first));
}

describe("order of creation", () => {
  it("of the lab: nodes, pod security group, its rules; the database waits for its group only", () => {
    const { b, pods, databaseGroup, cluster } = lab();
    const database = b.resources.find(({ type }) => type === TYPES.database)!.urn;
    const nodes = b.get("nodes").urn;
    const rule = b.get("database-egress").urn;
    for (const [first, second] of [
      [cluster.urn, nodes],
      [nodes, pods.urn],
      [pods.urn, rule],
      [databaseGroup.urn, rule],
      [databaseGroup.urn, database],
      [cluster.urn, rule],
    ]) {
      precedes(b, first, second);
    }
    assert.ok(!mustPrecede(b.graph(), nodes, database));
    assert.ok(!mustPrecede(b.graph(), cluster.urn, database));
  });

  it("contains every resource once", () => {
    const { b } = lab();
    assert.deepEqual([...creationOrder(b.graph())].sort(), b.resources.map(({ urn }) => urn).sort());
  });

  it("puts parents, providers and what properties come from first", () => {
    const b = new GraphBuilder();
    const source = b.add(THING, "source");
    const provider = b.add("pulumi:providers:aws", "provider", { region: new Ref(source) });
    const parent = b.component(COMPONENT, "parent");
    const child = b.add(THING, "child", {}, { parent, provider: `${provider}::some-id` });
    precedes(b, parent, child);
    precedes(b, provider, child);
    precedes(b, source, child);
  });

  it("hands a component's dependencies down to all that it contains", () => {
    const b = new GraphBuilder();
    const first = b.add(THING, "a-first");
    const outer = b.component(COMPONENT, "outer", { dependsOn: [first] });
    const inner = b.component(COMPONENT, "inner", { parent: outer });
    precedes(b, first, b.add(THING, "a-child", {}, { parent: inner }));
  });

  it("waits for all that a component contains where a resource depends on the component", () => {
    const b = new GraphBuilder();
    const component = b.component(COMPONENT, "component");
    const inner = b.component(COMPONENT, "inner", { parent: component });
    const deep = b.add(THING, "z-deep", {}, { parent: inner });
    const sibling = b.add(THING, "sibling", {}, { parent: component, dependsOn: [component] });
    const after = b.add(THING, "after", {}, { dependsOn: [component] });
    for (const part of [component, inner, deep, sibling]) precedes(b, part, after);
    assert.ok(!mustPrecede(b.graph(), deep, sibling), "a part of the component does not wait for the other parts");
  });

  it("does not wait for a child of a component that itself waits for who depends on the component", () => {
    const b = new GraphBuilder();
    const component = b.component(COMPONENT, "component");
    const early = b.add(THING, "z-early", {}, { parent: component });
    const between = b.add(THING, "between", {}, { dependsOn: [component] });
    const late = b.add(THING, "late", {}, { parent: component, dependsOn: [between] });
    precedes(b, early, between);
    precedes(b, between, late);
  });

  it("drops only what is inside a cycle through a component: others still wait for all of it", () => {
    const b = new GraphBuilder();
    const component = b.component(COMPONENT, "component");
    const between = b.component(COMPONENT, "between", { dependsOn: [component] });
    const late = b.component(COMPONENT, "late", { parent: component, dependsOn: [component, between] });
    const after = b.add(THING, "after", {}, { dependsOn: [component] });
    for (const earlier of [component, between, late]) precedes(b, earlier, after);
    precedes(b, between, late);
    assert.ok(!mustPrecede(b.graph(), late, between));
  });

  it("counts what is inside a resource of a component to the component, but not to the resource", () => {
    const b = new GraphBuilder();
    const component = b.component(COMPONENT, "component");
    const outer = b.add(THING, "outer", {}, { parent: component });
    const inner = b.add(THING, "z-inner", {}, { parent: outer });
    precedes(b, inner, b.add(THING, "after", {}, { dependsOn: [component] }));
    const beside = b.add(THING, "beside", {}, { dependsOn: [outer] });
    assert.ok(!mustPrecede(b.graph(), inner, beside));
  });

  it("ignores what the graph does not have", () => {
    const b = new GraphBuilder();
    const only = b.add(THING, "only", {}, { dependsOn: ["urn:pulumi:other::lab::x::y"], provider: "urn:gone::id" });
    assert.deepEqual(creationOrder(b.graph()), [only]);
    assert.equal(mustPrecede(b.graph(), only, only), false);
    assert.equal(mustPrecede(b.graph(), "urn:gone", only), false);
  });

  it("names the cycle where resources wait for each other", () => {
    const b = new GraphBuilder();
    const [first, second] = ["first", "second"].map((name) => b.add(THING, name));
    b.get("first").dependencies = [second];
    b.get("second").dependencies = [first];
    b.add(THING, "aside");
    const message = `Resources wait for each other: first (${THING}) → second (${THING}) → first (${THING})`;
    assert.throws(() => creationOrder(b.graph()), { message });
    assert.throws(() => mustPrecede(b.graph(), first, second), { message });
  });

  it("names a resource that is its own parent or dependency, and parents in a circle", () => {
    const cycleOf = (change: (b: GraphBuilder, urns: string[]) => void): string[] => {
      const b = new GraphBuilder();
      const urns = ["first", "second", "third"].map((name) => b.component(COMPONENT, name));
      change(b, urns);
      try {
        creationOrder(b.graph());
      } catch (error) {
        assert.ok(error instanceof CycleError);
        return error.names.map((name) => name.split(" ")[0]);
      }
      return [];
    };
    assert.deepEqual(
      cycleOf(() => undefined),
      [],
    );
    assert.deepEqual(
      cycleOf((b, [first]) => (b.get("first").parent = first)),
      ["first", "first"],
    );
    assert.deepEqual(
      cycleOf((b, [first]) => b.get("first").dependencies.push(first)),
      ["first", "first"],
    );
    const circle = (b: GraphBuilder, [first, second, third]: string[]): void => {
      b.get("first").parent = second;
      b.get("second").parent = third;
      b.get("third").parent = first;
    };
    assert.deepEqual(cycleOf(circle), ["first", "second", "third", "first"]);
  });

  it("cuts the names of a long cycle", () => {
    const b = new GraphBuilder();
    const urns = Array.from({ length: 50 }, (_, i) => b.add(THING, `r${i}`));
    b.resources.forEach((resource, i) => (resource.dependencies = [urns[(i + 1) % urns.length]]));
    assert.throws(
      () => creationOrder(b.graph()),
      ({ message }: Error) => message.split(" → ").length === 12 && message.includes(" → 40 more → r0 ("),
    );
  });

  it("goes through ways of 20,000 resources, down the parents and along dependencies", () => {
    const b = new GraphBuilder();
    const urns: string[] = [];
    for (let i = 0; i < 10_000; i++) urns.push(b.component(COMPONENT, `c${i}`, { parent: urns.at(-1) }));
    for (let i = 0; i < 10_000; i++) urns.push(b.add(THING, `r${i}`, {}, { dependsOn: [urns[i], urns.at(-1)!] }));
    const order = orderOf(b.graph());
    assert.equal(order.creation.length, 20_000);
    assert.ok(
      order.precedes(urns[9_999], urns[10_000]),
      "what depends on the outermost component waits for the innermost",
    );
  });
});

describe("order of deletion", () => {
  it("is the order of creation backwards", () => {
    const graph = lab().b.graph();
    assert.deepEqual(deletionOrder(graph), creationOrder(graph).reverse());
  });

  it("of the lab: workload, policy, rules, pod security group, nodes, cluster", () => {
    const { b, pods, cluster, policy } = lab();
    const rules = ["dns-tcp-egress", "database-ingress"].map((name) => b.get(name).urn);
    b.resources.find(({ urn }) => urn === policy)!.dependencies.push(...rules);
    const workload = b.resources.find(({ type }) => type.endsWith(":Deployment"))!;
    workload.propertyDependencies.spec = [policy];
    const order = deletionOrder(b.graph());
    const wanted = [workload.urn, policy, rules[0], pods.urn, b.get("nodes").urn, cluster.urn];
    assert.deepEqual(
      wanted,
      [...wanted].sort((a, c) => order.indexOf(a) - order.indexOf(c)),
    );
  });
});

describe("properties of order", () => {
  /** Resources that depend on earlier ones, some in components. */
  const random = fc.array(
    fc.record({ before: fc.array(fc.nat(30), { maxLength: 3 }), parent: fc.option(fc.nat(30)) }),
    {
      maxLength: 30,
    },
  );

  const build = (entries: { before: number[]; parent: number | null }[]): GraphBuilder => {
    const b = new GraphBuilder();
    const urns: string[] = [];
    entries.forEach(({ before, parent }, index) => {
      const options = {
        dependsOn: before.filter((other) => other < index).map((other) => urns[other]),
        ...(parent !== null && urns.length > 0 && { parent: urns[parent % urns.length] }),
      };
      urns.push(
        index % 3 === 0 ? b.component(COMPONENT, `r${index}`, options) : b.add(THING, `r${index}`, {}, options),
      );
    });
    return b;
  };

  it("everything comes after all that it names, and precedence is what the order shows", () => {
    fc.assert(
      fc.property(random, (entries) => {
        const { resources, graph } = ((b) => ({ resources: b.resources, graph: b.graph() }))(build(entries));
        const order = orderOf(graph);
        const position = new Map(order.creation.map((urn, index) => [urn, index]));
        assert.equal(position.size, resources.length);
        for (const { urn, dependencies, parent } of resources) {
          for (const earlier of [...dependencies, ...(parent === undefined ? [] : [parent])]) {
            assert.ok(position.get(earlier)! < position.get(urn)!);
            assert.ok(order.precedes(earlier, urn));
          }
          for (const { urn: other } of resources) {
            if (order.precedes(other, urn)) assert.ok(position.get(other)! < position.get(urn)!);
          }
        }
      }),
    );
  });

  it("precedence is what remains when, of all single dependencies, those on contents inside a cycle are dropped", () => {
    fc.assert(
      fc.property(random, (entries) => {
        const b = build(entries);
        const order = orderOf(b.graph());
        const parents = new Map(b.resources.map(({ urn, parent }) => [urn, parent]));
        const isIn = (inner: string, outer: string): boolean => {
          const parent = parents.get(inner);
          return parent !== undefined && (parent === outer || isIn(parent, outer));
        };
        const always = new Map<string, string[]>();
        const contents = new Map<string, string[]>();
        for (const { urn, dependencies, parent } of b.resources) {
          always.set(urn, [...dependencies, ...(parent === undefined ? [] : [parent])]);
          const whole = dependencies.filter((other) => !b.resources.find((r) => r.urn === other)!.custom);
          contents.set(
            urn,
            whole
              .filter((other) => !isIn(urn, other))
              .flatMap((other) => [...parents.keys()].filter((p) => isIn(p, other))),
          );
        }
        const before = (urn: string, ...edges: Map<string, string[]>[]): Set<string> => {
          const found = new Set<string>();
          const open = [urn];
          for (let next = open.pop(); next !== undefined; next = open.pop()) {
            for (const earlier of edges.flatMap((all) => all.get(next) ?? [])) {
              if (!found.has(earlier)) open.push(earlier);
              found.add(earlier);
            }
          }
          return found;
        };
        const kept = new Map(
          [...contents].map(([urn, inner]) => [
            urn,
            inner.filter((other) => !before(other, always, contents).has(urn)),
          ]),
        );
        for (const urn of parents.keys()) {
          const expected = before(urn, always, kept);
          assert.deepEqual(
            [...parents.keys()].filter((other) => order.precedes(other, urn)),
            [...parents.keys()].filter((other) => expected.has(other)),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
