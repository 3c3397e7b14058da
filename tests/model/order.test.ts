import * as assert from "node:assert/strict";
import fc from "fast-check";
import { creationOrder, deletionOrder, mustPrecede, orderOf } from "../../model/reading/order";
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

  it("everything comes after all that it names, and precedence is what the order shows", () => {
    fc.assert(
      fc.property(random, (entries) => {
        const b = new GraphBuilder();
        const urns: string[] = [];
        const components: string[] = [];
        entries.forEach(({ before, parent }, index) => {
          const options = {
            dependsOn: before.filter((other) => other < index).map((other) => urns[other]),
            ...(parent !== null && components.length > 0 && { parent: components[parent % components.length] }),
          };
          const isComponent = index % 3 === 0;
          urns.push(
            isComponent ? b.component(COMPONENT, `r${index}`, options) : b.add(THING, `r${index}`, {}, options),
          );
          if (isComponent) components.push(urns[index]);
        });
        const order = orderOf(b.graph());
        const position = new Map(order.creation.map((urn, index) => [urn, index]));
        assert.equal(position.size, urns.length);
        for (const { urn, dependencies, parent } of b.resources) {
          for (const earlier of [...dependencies, ...(parent === undefined ? [] : [parent])]) {
            assert.ok(position.get(earlier)! < position.get(urn)!);
            assert.ok(order.precedes(earlier, urn));
          }
          for (const other of urns) {
            if (order.precedes(other, urn)) assert.ok(position.get(other)! < position.get(urn)!);
          }
        }
      }),
    );
  });
});
