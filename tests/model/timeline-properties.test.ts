import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { durationsOf, Wait } from "../../model/aws/durations";
import type { Percentile, Timeline, TimelineStep } from "../../model/time/timeline";
import { timeline, timelineDown } from "./questions";
import { GraphBuilder } from "./fixtures";

const CLUSTER = "eks:index:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const ADDON = "aws:eks/addon:Addon";
const INSTANCE = "aws:rds/instance:Instance";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const JOB = "kubernetes:batch/v1:Job";
const POLICY = "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy";

/** The step of an id. */
function at({ steps }: Timeline, id: string): TimelineStep {
  const found = steps.find((step) => step.id === id);
  assert.ok(found, `no step ${id}`);
  return found;
}

describe("a time line", () => {
  it("waits for everything in a component that something depends on", () => {
    const b = new GraphBuilder();
    const component = b.component("test:index:Part", "part");
    const inside = b.add(INSTANCE, "inside", {}, { parent: component });
    const after = b.add(GROUP, "after", {}, { dependsOn: [component] });
    const line = timeline(b.graph());
    assert.equal(at(line, after).start, at(line, inside).end);
    assert.equal(at(line, component).end, at(line, inside).end);
  });

  it("starts what is in a component after what the component depends on, and a resource after its provider", () => {
    const b = new GraphBuilder();
    const first = b.add(INSTANCE, "first");
    const component = b.component("test:index:Part", "part", { dependsOn: [first] });
    const inside = b.add(GROUP, "inside", {}, { parent: component });
    const provider = b.add("pulumi:providers:kubernetes", "cluster", {}, { dependsOn: [inside] });
    const object = b.add("kubernetes:core/v1:Namespace", "shop", {}, { provider: `${provider}::id` });
    const line = timeline(b.graph());
    assert.equal(at(line, inside).start, at(line, first).end);
    assert.equal(at(line, object).start, at(line, provider).end);
  });

  it("counts the control plane once where the graph has what the remote component made", () => {
    const b = new GraphBuilder();
    const remote = b.component(CLUSTER, "eks");
    const alone = timeline(b.graph()).end;
    b.add("aws:eks/cluster:Cluster", "eks-cluster", {}, { parent: remote });
    assert.equal(timeline(b.graph()).end, alone);
    assert.equal(alone, 458);
  });

  it("lets a bound pod wait for the trunk, and no other", () => {
    const b = new GraphBuilder();
    const nodes = b.add(NODE_GROUP, "nodes");
    const metadata = { namespace: "shop" };
    b.add(POLICY, "policy", {
      metadata,
      spec: { podSelector: { matchLabels: { app: "bound" } }, securityGroups: { groupIds: ["sg-1"] } },
    });
    const pods = (app: string): string =>
      b.add(
        DEPLOYMENT,
        app,
        { metadata, spec: { template: { metadata: { labels: { app } } } } },
        { dependsOn: [nodes] },
      );
    const [bound, other] = [pods("bound"), pods("other")];
    const line = timeline(b.graph());
    assert.equal(at(line, other).start, at(line, nodes).end);
    assert.equal(at(line, bound).start, at(line, nodes).end + Wait.trunk.median);
  });

  it("names the resources that wait for each other", () => {
    const b = new GraphBuilder();
    const first = b.add(GROUP, "first", {}, { dependsOn: [`urn:pulumi:test::lab::${GROUP}::second`] });
    b.add(GROUP, "second", {}, { dependsOn: [first] });
    assert.throws(() => timeline(b.graph()), /Resources wait for each other: .*first.*second/);
    assert.throws(() => timelineDown(b.graph()), /Resources wait for each other/);
  });

  it("gives a type without a figure a few seconds, and says so", () => {
    const b = new GraphBuilder();
    b.add("aws:sqs/queue:Queue", "queue");
    const { create } = durationsOf(b.resources[0], false);
    assert.ok(create.median > 0 && create.median <= 5);
    assert.match(create.source, /no figure/);
  });

  it("of an empty graph is empty", () => {
    assert.deepEqual(timeline(new GraphBuilder().graph()), {
      ...{ percentile: "median", steps: [], criticalPath: [], ready: 0, end: 0 },
    });
  });

  it("lets the pod security group of a foreign workload wait for it", () => {
    const b = new GraphBuilder();
    const group = b.add(GROUP, "pods");
    const policy = b.add(
      POLICY,
      "policy",
      {
        metadata: { namespace: "shop" },
        spec: { podSelector: { matchLabels: { app: "shop" } }, securityGroups: { groupIds: ["sg-1"] } },
      },
      { dependsOn: [group] },
    );
    const template = { metadata: { labels: { app: "shop" } } };
    const workload = b.add(DEPLOYMENT, "shop", { metadata: { namespace: "shop" }, spec: { template } });
    const line = timelineDown(b.graph());
    assert.equal(at(line, group).start, at(line, workload).end + Wait.coolDown.median);
    assert.equal(at(line, `${policy}#cool-down`).start, at(line, workload).end);
  });
});

describe("any time line", () => {
  const types = [
    GROUP,
    INSTANCE,
    NODE_GROUP,
    ADDON,
    DEPLOYMENT,
    JOB,
    "kubernetes:core/v1:ConfigMap",
    "aws:ec2/vpc:Vpc",
  ];
  /** A graph without cycles: each resource may need earlier ones, and may be in the component before it. */
  const graphs = fc
    .array(
      fc.record({ type: fc.constantFrom(...types), needs: fc.array(fc.nat(), { maxLength: 3 }), inside: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((entries) => {
      const b = new GraphBuilder();
      const component = b.component("test:index:Part", "part");
      const urns: string[] = [];
      for (const [i, { type, needs, inside }] of entries.entries()) {
        const dependsOn = needs.filter(() => i > 0).map((need) => urns[need % i]);
        urns.push(b.add(type, `r${i}`, {}, { dependsOn, ...(inside && { parent: component }) }));
      }
      return b.graph();
    });
  const percentiles = fc.constantFrom<Percentile>("median", "p90");
  const endsOf = ({ steps }: Timeline): Map<string, TimelineStep> => new Map(steps.map((one) => [one.id, one]));

  it("starts a resource when its last dependency has ended, at the earliest", () => {
    fc.assert(
      fc.property(graphs, percentiles, (graph, percentile) => {
        const ends = endsOf(timeline(graph, { percentile }));
        for (const { urn, dependencies } of graph.resources) {
          for (const needed of dependencies) assert.ok(ends.get(urn)!.start >= ends.get(needed)!.end);
        }
      }),
    );
  });

  it("deletes a resource when everything that needs it is gone, at the earliest", () => {
    fc.assert(
      fc.property(graphs, percentiles, (graph, percentile) => {
        const ends = endsOf(timelineDown(graph, { percentile }));
        for (const { urn, dependencies } of graph.resources) {
          for (const needed of dependencies) assert.ok(ends.get(needed)!.start >= ends.get(urn)!.end);
        }
      }),
    );
  });

  it("never gets shorter by one more dependency", () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (graph, one, other) => {
        // The builder keeps the order of creation; the first is the component.
        const count = graph.resources.length - 1;
        const [from, to] = [one % count, other % count].sort((a, b) => a - b).map((i) => graph.resources[i + 1]);
        fc.pre(from !== to);
        const resources = graph.resources.map((resource) =>
          resource === to ? { ...to, dependencies: [...to.dependencies, from.urn] } : resource,
        );
        assert.ok(timeline({ ...graph, resources }).ready >= timeline(graph).ready);
        assert.ok(timelineDown({ ...graph, resources }).end >= timelineDown(graph).end);
      }),
    );
  });

  it("is the same whatever the order of the resources", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const turned = { ...graph, resources: [...graph.resources].reverse() };
        assert.deepEqual(timeline(turned), timeline(graph));
        assert.deepEqual(timelineDown(turned), timelineDown(graph));
      }),
    );
  });

  it("has a critical path without gaps that ends when it is ready, and no negative slack", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { criticalPath, ready, steps, end } = timeline(graph);
        const ends = [0, ...criticalPath.map((one) => one.end)];
        criticalPath.forEach(({ start }, i) => assert.equal(start, ends[i]));
        assert.equal(ends.at(-1), ready);
        assert.ok(criticalPath.every(({ slack }) => slack === 0));
        assert.ok(ready <= end && steps.every(({ slack }) => slack >= 0));
      }),
    );
  });
});
