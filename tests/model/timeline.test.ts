import * as assert from "node:assert/strict";
import { Wait } from "../../model/aws/durations";
import { type Graph, type GraphResource, ofType } from "../../model/graph/graph";
import { beside, type Timeline, type TimelineStep } from "../../model/time/timeline";
import { timeline, timelineDown } from "./questions";
import { runLab } from "../support/program";

/** Seconds within which the lab is to be ready, at the median. */
const GOAL = 690;

const CLUSTER = "eks:index:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const ADDON = "aws:eks/addon:Addon";
const INSTANCE = "aws:rds/instance:Instance";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const JOB = "kubernetes:batch/v1:Job";

/** The only step of a type, or of a type and name. */
function step({ steps }: Timeline, type: string, name?: string): TimelineStep {
  const found = steps.filter(
    (other) => other.type === type && other.kind !== "wait" && (name ?? other.name) === other.name,
  );
  assert.equal(found.length, 1, `${found.length} steps of ${type} ${name ?? ""}`);
  return found[0];
}

/** A copy of a graph in which resources that pass the test are changed. */
function changed(
  graph: Graph,
  which: (resource: GraphResource) => boolean,
  change: (resource: GraphResource) => Partial<GraphResource>,
): Graph {
  const resources = graph.resources.map((resource) =>
    which(resource) ? { ...resource, ...change(resource) } : resource,
  );
  assert.notDeepEqual(resources, graph.resources, "nothing was changed");
  return { ...graph, resources };
}

/** A graph without the dependencies of one resource on others of a type. */
function without(graph: Graph, which: (resource: GraphResource) => boolean, type: string): Graph {
  const gone = new Set(ofType(graph, type).map(({ urn }) => urn));
  const kept = (urns: string[]): string[] => urns.filter((urn) => !gone.has(urn));
  return changed(graph, which, ({ dependencies, propertyDependencies }) => ({
    dependencies: kept(dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, urns]) => [key, kept(urns)]),
    ),
  }));
}

const isCoreDns = ({ inputs }: GraphResource): boolean => inputs.addonName === "coredns";
const isDatabase = ({ type }: GraphResource): boolean => type === INSTANCE;

describe("time to ready of the lab", () => {
  let graph: Graph;
  let up: Timeline;
  before(async () => {
    graph = (await runLab({ preview: true })).graph;
    up = timeline(graph);
  });

  it("is on a way of VPC, control plane, VPC CNI, nodes, CoreDNS and the catalog", () => {
    const expected = ["VPC", "subnet", "control plane", "vpc-cni add-on", "node group", "coredns add-on", "Deployment"];
    const way = up.criticalPath.map(({ what }) => what);
    assert.deepEqual(
      way.filter((what) => expected.includes(what)),
      expected,
    );
    assert.equal(up.criticalPath.at(-1)?.name, "catalog");
    assert.equal(up.criticalPath.at(-1)?.end, up.ready);
  });

  it("has no gap on that way", () => {
    for (const [i, { start, slack, id }] of up.criticalPath.entries()) {
      assert.equal(start, i === 0 ? 0 : up.criticalPath[i - 1].end, id);
      assert.equal(slack, 0, id);
    }
  });

  it("is within the goal, the proof that comes before the catalog included", () => {
    assert.ok(up.ready <= GOAL, `ready after ${up.ready} s`);
    assert.ok(up.criticalPath.some(({ name, type }) => type === JOB && name === "probe-bound"));
  });

  it("leaves the database, the NAT gateway and the other probes out of the way", () => {
    for (const type of [INSTANCE, "aws:ec2/natGateway:NatGateway"]) {
      const { slack, end } = step(up, type);
      assert.ok(slack > 300, `${type} has ${slack} s to spare`);
      assert.ok(end < step(up, CLUSTER).end);
    }
    for (const name of ["probe-unlabelled", "probe-elsewhere"]) assert.ok(step(up, JOB, name).slack > 0);
  });

  it("makes database and NAT gateway beside the control plane", () => {
    const parallel = beside(up, step(up, CLUSTER)).map(({ what }) => what);
    assert.ok(parallel.includes("database"));
    assert.ok(parallel.includes("NAT gateway"));
    assert.ok(!parallel.includes("control plane") && !parallel.includes("node group"));
  });

  it("grows where the database waits for the cluster", () => {
    const late = timeline(
      changed(graph, isDatabase, ({ dependencies }) => ({
        dependencies: [...dependencies, ofType(graph, CLUSTER)[0].urn],
      })),
    );
    assert.ok(late.criticalPath.some(({ what }) => what === "database"));
    assert.equal(step(late, INSTANCE).slack, 0);
    assert.ok(late.ready > up.ready + 60, `ready after ${late.ready} s`);
  });

  it("grows by a quarter of an hour where CoreDNS is made before the nodes", () => {
    const late = timeline(without(graph, isCoreDns, NODE_GROUP));
    const coreDns = step(late, ADDON, "lab-coredns");
    assert.equal(coreDns.parts[0].seconds, 915);
    assert.ok(late.criticalPath.includes(coreDns));
    assert.ok(!late.criticalPath.some(({ what }) => what === "node group"));
    assert.ok(late.ready > up.ready + 700, `ready after ${late.ready} s`);
  });

  it("is longer at p90", () => {
    const slow = timeline(graph, { percentile: "p90" });
    assert.ok(slow.ready > up.ready && slow.ready < 1040, `${slow.ready} s`);
  });

  it("counts the pods of a bound probe with interface, image and run, those that must time out with their attempts", () => {
    const parts = (name: string): string[] => step(up, JOB, name).parts.map(({ what }) => what);
    assert.deepEqual(parts("probe-bound"), ["object", "branch interface", "image", "run"]);
    assert.deepEqual(parts("probe-elsewhere"), ["object", "image", "run"]);
    assert.equal(step(up, JOB, "probe-elsewhere").parts[2].seconds, Wait.timeOuts.median);
  });

  it("shows the trunk interface beside CoreDNS", () => {
    const trunk = up.steps.find(({ what }) => what === "trunk interface");
    assert.equal(trunk?.start, step(up, NODE_GROUP).end);
    assert.ok(beside(up, trunk).includes(step(up, ADDON, "lab-coredns")));
  });

  it("lets a component last from its first to its last resource", () => {
    const component = step(up, "pod-security-groups:index:PodEniCluster");
    assert.equal(component.kind, "component");
    assert.equal(component.end, step(up, ADDON, "lab-coredns").end);
    assert.equal(component.slack, 0);
  });

  it("does not wait for a catalog that is expected to fail", async () => {
    const unbound = timeline((await runLab({ preview: true, config: ["stage=rds-unbound"] })).graph);
    assert.deepEqual(
      step(unbound, DEPLOYMENT).parts.map(({ what }) => what),
      ["object"],
    );
    assert.ok(unbound.ready < up.ready);
  });
});

describe("time to gone of the lab", () => {
  let graph: Graph;
  let down: Timeline;
  before(async () => {
    graph = (await runLab({ preview: true })).graph;
    down = timelineDown(graph);
  });

  it("goes from the catalog over the cool-down to nodes and control plane", () => {
    const expected = ["Deployment", "branch interfaces cool down", "security group", "node group", "control plane"];
    assert.deepEqual(
      down.criticalPath.map(({ what }) => what).filter((what) => expected.includes(what)),
      expected,
    );
    assert.equal(down.criticalPath.at(-1)?.end, down.end);
    assert.equal(down.ready, down.end);
  });

  it("takes 9 to 12 minutes, and longer at p90", () => {
    assert.ok(down.end >= 540 && down.end <= 720, `${down.end} s`);
    assert.ok(timelineDown(graph, { percentile: "p90" }).end > down.end);
  });

  it("deletes database and NAT gateway on the side", () => {
    for (const type of [INSTANCE, "aws:ec2/natGateway:NatGateway"]) assert.ok(step(down, type).slack > 60, type);
  });

  it("keeps the pod security group until the interfaces are gone", () => {
    const coolDown = down.steps.find(({ kind }) => kind === "wait");
    assert.equal(coolDown?.start, step(down, DEPLOYMENT).end);
    assert.ok(step(down, GROUP, "catalog-pods").start >= coolDown.end);
  });

  it("has no cool-down where nothing bound runs", async () => {
    const unbound = (await runLab({ preview: true, config: ["stage=rds-unbound"] })).graph;
    assert.ok(timelineDown(unbound).steps.every(({ kind }) => kind !== "wait"));
  });
});
