import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { classCost, type Cost, type CostItem, type Variant, variants } from "../../model/cost/cost";
import { cost } from "./questions";
import { type Graph, GRAPH_VERSION, UNKNOWN } from "../../model/graph/graph";
import { instanceTypeLimits } from "../../model/aws/instance-types";
import { nodePrices, PRICE_REGIONS, priceOf } from "../../model/aws/prices";
import { runLab } from "../support/program";
import { GraphBuilder, Ref } from "./fixtures";

const REGION = "us-west-2";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const INSTANCE = "aws:rds/instance:Instance";

/** The only item of a kind. */
function item({ items }: Cost, what: string): CostItem {
  const found = items.filter((other) => other.what === what);
  assert.equal(found.length, 1, `${found.length} items "${what}" among ${items.map((other) => other.what).join(", ")}`);
  return found[0];
}

/** Equal but for what sums of fractions do. */
function almost(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} instead of ${expected}`);
}

/** A node group with so many nodes of a type. */
function nodes(
  type: string | null,
  desiredSize: number | string,
  more: { [key: string]: Ref | string | number } = {},
): Graph {
  const b = new GraphBuilder();
  b.add(NODE_GROUP, "nodes", { instanceTypes: [type], scalingConfig: { desiredSize }, ...more });
  return b.graph();
}

describe("cost of the lab", () => {
  let graph: Graph;
  before(async () => {
    graph = (await runLab({ preview: true })).graph;
  });

  it("is that of the recommended variant", () => {
    const { perHour, perDay, missing } = cost(graph, { region: REGION });
    const recommended = variants(REGION).find(({ id }) => id === "recommended")!;
    almost(perHour, recommended.cost.perHour);
    almost(perDay, 24 * perHour);
    assert.deepEqual(missing, []);
  });

  it("says what it is made of", () => {
    const items = cost(graph, { region: REGION }).items.map(({ what, count, perHour }) => [
      what,
      count,
      perHour && Number(perHour.toFixed(4)),
    ]);
    assert.deepEqual(items, [
      ["control plane, standard support", 1, 0.1],
      ["node m6g.large", 1, 0.077],
      ["gp3 volume", 20, 0.0022],
      ["NAT gateway", 1, 0.045],
      ["NAT traffic", 1, null],
      ["public IPv4 address", 1, 0.005],
      ["database db.t4g.micro", 1, 0.016],
      ["database storage", 20, 0.0032],
      ["log group", 1, null],
    ]);
  });

  it("marks what is not counted and what is not verified", () => {
    const now = cost(graph, { region: REGION });
    assert.deepEqual(item(now, "log group").notes, [{ kind: "by-use" }]);
    assert.deepEqual(item(now, "database db.t4g.micro").notes, [{ kind: "unverified" }]);
    assert.deepEqual(item(now, "NAT gateway").notes, []);
    const { unit, unitPrice, perHour, notes } = item(now, "NAT traffic");
    assert.deepEqual([unit, unitPrice, perHour], ["use", null, null]);
    assert.deepEqual(notes, [{ kind: "by-use", price: 0.045, unit: "GB" }]);
  });

  it("takes the control plane into extended support by the day", () => {
    const supported = cost(graph, { region: REGION, day: "2027-08-01" });
    const after = cost(graph, { region: REGION, day: "2027-08-02" });
    almost(after.perHour - supported.perHour, 0.5);
    assert.deepEqual(item(supported, "control plane, standard support").notes, [
      { kind: "support-ends", ends: "2027-08-02", isUpgradedThen: true },
    ]);
    assert.deepEqual(item(after, "control plane, extended support").notes, [
      { kind: "support-ended", version: "1.36" },
    ]);
  });

  it("grows with nodes and NAT gateways", async () => {
    const config = ["nodeCount=3", "natGatewayPerZone=true"];
    const large = cost((await runLab({ preview: true, config })).graph, { region: REGION });
    assert.equal(item(large, "node m6g.large").count, 3);
    assert.equal(item(large, "gp3 volume").count, 60);
    assert.equal(item(large, "NAT gateway").count, 3);
    assert.equal(item(large, "public IPv4 address").count, 3);
  });

  it("is a lower bound in a region without prices, and says so for each item", () => {
    const elsewhere = cost(graph, { region: "ap-northeast-1" });
    assert.equal(elsewhere.perHour, 0);
    const { unitPrice, perHour, notes } = item(elsewhere, "NAT gateway");
    assert.deepEqual([unitPrice, perHour], [null, null]);
    assert.deepEqual(notes, [{ kind: "no-price", of: { kind: "NAT gateway" }, region: "ap-northeast-1" }]);
    assert.equal(elsewhere.missing.length, elsewhere.items.length - 2);
  });
});

describe("a cost", () => {
  it("does not guess the price of a type that is not listed", () => {
    const { items, perHour, missing } = cost(nodes("x9.huge", 2), { region: REGION });
    assert.equal(items[0].unitPrice, null);
    assert.deepEqual(missing, [{ kind: "no-price", of: { kind: "node", type: "x9.huge" }, region: REGION }]);
    almost(perHour, (2 * 20 * 0.08) / 730);
  });

  it("says where number or type are not known yet", () => {
    assert.deepEqual(cost(nodes("m6g.large", UNKNOWN), { region: REGION }).missing, [
      { kind: "unknown-count", of: { kind: "node", type: "m6g.large" } },
      { kind: "unknown-count", of: { kind: "volume", type: "gp3" } },
    ]);
    assert.deepEqual(cost(nodes(UNKNOWN, 1), { region: REGION }).missing, [
      { kind: "no-price", of: { kind: "node", type: null }, region: REGION },
    ]);
  });

  it("takes disks from the launch template, else from the node group", () => {
    const b = new GraphBuilder();
    const ebs = { volumeSize: 50, volumeType: "gp3" };
    const template = b.add(TEMPLATE, "nodes", { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }] });
    b.add(NODE_GROUP, "nodes", {
      ...{ instanceTypes: ["m5.large"], scalingConfig: { desiredSize: 2 } },
      launchTemplate: { id: new Ref(template) },
    });
    assert.equal(item(cost(b.graph(), { region: REGION }), "gp3 volume").count, 100);
    const own = cost(nodes("m5.large", 2, { diskSize: 30 }), { region: REGION });
    assert.equal(item(own, "gp3 volume").count, 60);
  });

  it("notes that spot nodes cost less", () => {
    const spot = cost(nodes("m5.large", 1, { capacityType: "SPOT" }), { region: REGION });
    assert.deepEqual(item(spot, "node m5.large").notes, [{ kind: "spot-costs-less" }]);
  });

  it("counts the standby of a database, and does not price an engine or storage that is not listed", () => {
    const b = new GraphBuilder();
    const database = { engine: "mysql", instanceClass: "db.t4g.micro", allocatedStorage: 20, multiAz: true };
    b.add(INSTANCE, "standby", database);
    almost(cost(b.graph(), { region: REGION }).perHour, 2 * (0.016 + (20 * 0.115) / 730));
    b.add(INSTANCE, "other", { ...database, engine: "sqlserver-ex", storageType: "io1" });
    assert.deepEqual(cost(b.graph(), { region: REGION }).missing, [
      { kind: "no-price", of: { kind: "database", class: "db.t4g.micro", engine: "sqlserver-ex" }, region: REGION },
      { kind: "no-price", of: { kind: "database storage", type: "io1" }, region: REGION },
    ]);
  });

  it("counts a control plane once, with or without what the remote component made", () => {
    const b = new GraphBuilder();
    const remote = b.add("eks:index:Cluster", "eks", { version: "1.33" }, { custom: false });
    const plan = cost(b.graph(), { region: REGION, day: "2026-11-23" });
    b.add("aws:eks/cluster:Cluster", "eks-cluster", { version: "1.33" }, { parent: remote });
    assert.deepEqual(cost(b.graph(), { region: REGION, day: "2026-11-23" }), plan);
    almost(plan.perHour, 0.6);
  });

  it("takes standard support for a version that is not known, and says so", () => {
    const b = new GraphBuilder();
    b.add("aws:eks/cluster:Cluster", "unknown", { version: UNKNOWN });
    b.add("aws:eks/cluster:Cluster", "newer", { version: "1.99" });
    const { perHour, items } = cost(b.graph(), { region: REGION });
    almost(perHour, 0.2);
    assert.deepEqual(
      items.flatMap(({ notes }) => notes),
      [{ kind: "support-end-unknown", version: "1.99" }, { kind: "version-unknown" }],
    );
  });

  it("of an empty graph is nothing", () => {
    assert.deepEqual(cost(new GraphBuilder().graph(), { region: REGION }), {
      ...{ region: REGION, items: [], perHour: 0, perDay: 0, missing: [] },
    });
  });

  it("adds up: two graphs together cost what each costs", () => {
    const kinds = ["aws:ec2/natGateway:NatGateway", "aws:ec2/eip:Eip", "aws:cloudwatch/logGroup:LogGroup"];
    const graphs = fc
      .record({
        nodes: fc.array(fc.record({ type: fc.constantFrom("m6g.large", "m5.large", "x9.huge"), count: fc.nat(5) }), {
          maxLength: 4,
        }),
        databases: fc.array(fc.integer({ min: 20, max: 100 }), { maxLength: 3 }),
        others: fc.array(fc.constantFrom(...kinds), { maxLength: 5 }),
        versions: fc.array(fc.constantFrom("1.33", "1.35"), { maxLength: 2 }),
      })
      .map((entries) => (prefix: string) => {
        const b = new GraphBuilder();
        entries.nodes.forEach(({ type, count }, i) =>
          b.add(NODE_GROUP, `${prefix}${i}`, { instanceTypes: [type], scalingConfig: { desiredSize: count } }),
        );
        entries.databases.forEach((allocatedStorage, i) =>
          b.add(INSTANCE, `${prefix}${i}`, { engine: "mysql", instanceClass: "db.t4g.micro", allocatedStorage }),
        );
        entries.others.forEach((type, i) => b.add(type, `${prefix}${i}`));
        entries.versions.forEach((version, i) => b.add("aws:eks/cluster:Cluster", `${prefix}${i}`, { version }));
        return b.graph();
      });
    fc.assert(
      fc.property(graphs, graphs, (one, other) => {
        const [first, second] = [one("a"), other("b")];
        const both = {
          version: GRAPH_VERSION,
          source: first.source,
          resources: [...first.resources, ...second.resources],
        };
        const of = (graph: Graph): Cost => cost(graph, { region: REGION });
        almost(of(both).perHour, of(first).perHour + of(second).perHour);
        almost(
          of(both).perHour,
          of(both).items.reduce((sum, { perHour }) => sum + (perHour ?? 0), 0),
        );
        const missing = (...costs: Cost[]): Set<string> =>
          new Set(costs.flatMap((one) => one.missing.map((note) => JSON.stringify(note))));
        assert.deepEqual(missing(of(both)), missing(of(first), of(second)));
      }),
    );
  });
});

describe("the variants", () => {
  const perHour = (id: string): number => variants(REGION).find((variant) => variant.id === id)!.cost.perHour;

  it("agree with what was worked out by hand", () => {
    const byHand: { [id: string]: number } = {
      ...{ cheapest: 0.239, recommended: 0.248 },
      ...{ original: 0.464, "original-eksctl": 0.484 },
      ...{ "original-extended": 0.964, "original-eksctl-extended": 0.984 },
    };
    assert.deepEqual(
      variants(REGION).map(({ id }) => id),
      Object.keys(byHand),
    );
    for (const [id, usd] of Object.entries(byHand))
      assert.ok(Math.abs(perHour(id) - usd) < 0.001, `${id}: ${perHour(id)}`);
  });

  it("come from the table, item by item", () => {
    for (const { cost: total } of variants(REGION) satisfies Variant[]) {
      const counted = total.items.filter(({ unit }) => unit !== "use");
      for (const { what, unitPrice } of counted) assert.equal(unitPrice, priceOf(what, REGION)?.usd, what);
      almost(
        total.perHour,
        total.items.reduce((sum, { perHour }) => sum + (perHour ?? 0), 0),
      );
    }
  });

  it("have no totals in a region without prices", () => {
    for (const { cost: total } of variants("eu-north-1")) assert.ok(total.perHour === 0 && total.missing.length > 0);
  });

  it("cost a class by students and hours", () => {
    almost(classCost(perHour("recommended"), 30, 4), 120 * perHour("recommended"));
    assert.equal(Math.round(classCost(perHour("recommended"), 30, 4)), 30);
    assert.equal(Math.round(classCost(perHour("original-extended"), 30, 4)), 116);
  });
});

describe("the price table", () => {
  it("lists node types that carry a trunk, and says where each price comes from", () => {
    for (const type of nodePrices().keys()) {
      assert.ok((instanceTypeLimits(type)?.branchInterfaces ?? 0) > 0, type);
      for (const region of PRICE_REGIONS) assert.match(priceOf(`node ${type}`, region)!.source, /^https:/);
    }
  });

  it("knows nothing of other things or by the names of object properties", () => {
    for (const what of ["node m5.nano", "a cup of tea", "constructor"]) assert.equal(priceOf(what, REGION), undefined);
  });
});
