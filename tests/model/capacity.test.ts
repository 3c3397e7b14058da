import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BRANCH_INTERFACE_COOL_DOWN_SECONDS,
  branchCapacity,
  jobPods,
  nodeAddresses,
  type PodCount,
  podRoom,
  recreatedPods,
} from "../../model/capacity/capacity";
import { branchDemand } from "../../model/capacity/branch-demand";
import { read } from "../../model/reading/reading";
import { branchInterfaces } from "./questions";
import { type Graph, GRAPH_VERSION, type Json, UNKNOWN } from "../../model/graph/graph";
import { instanceTypeLimits, instanceTypes } from "../../model/aws/instance-types";
import { lab, LAB_STAGES } from "../support/lab";

const M6G_LARGE = instanceTypeLimits("m6g.large")!;
const M6G_MEDIUM = instanceTypeLimits("m6g.medium")!;
const PROBE = jobPods("probe-bound", 5);

const types = fc.constantFrom(...instanceTypes().keys()).map((type) => instanceTypeLimits(type)!);
const count = fc.integer({ min: 0, max: 200 });
const boundPods = fc.array(fc.record({ name: fc.string(), replicas: count, surge: count, cooling: count }), {
  maxLength: 5,
});
const ordinaryPods: fc.Arbitrary<PodCount[]> = fc.array(fc.record({ name: fc.string(), pods: count }), {
  maxLength: 5,
});
const nodes = fc.integer({ min: 1, max: 449 });

describe("the branch interfaces of nodes", () => {
  it("are those of one node for each node; pods take what runs, surges and cools down", () => {
    assert.deepEqual(branchCapacity(M6G_LARGE, 2, [recreatedPods("catalog", 3), PROBE]), {
      perNode: 9,
      nodes: 2,
      total: 18,
      needed: 10,
      headroom: 8,
      byPods: [
        { name: "catalog", needed: 6 },
        { name: "probe-bound", needed: 4 },
      ],
      ordinaryPodAddressesPerNode: 18,
    });
  });

  it("cool down for a minute, and half of one more until they are swept", () => {
    assert.deepEqual(BRANCH_INTERFACE_COOL_DOWN_SECONDS, { min: 60, max: 90 });
  });

  it("are taken by a Job once, and once for each failed attempt of the last 90 seconds", () => {
    assert.deepEqual(jobPods("probe", 5), { name: "probe", replicas: 1, surge: 0, cooling: 3 });
    assert.deepEqual(jobPods("probe", 2), { name: "probe", replicas: 1, surge: 0, cooling: 2 });
    assert.deepEqual(jobPods("probe", 0), { name: "probe", replicas: 1, surge: 0, cooling: 0 });
  });

  it("are as many as the table says, for each type in it", () => {
    for (const [type, limits] of instanceTypes()) {
      const { perNode, total } = branchCapacity(limits, 3, []);
      assert.deepEqual([perNode, total], [limits.branchInterfaces, 3 * limits.branchInterfaces], type);
    }
  });

  it("are what pods need and what is left, and never less for more nodes or fewer pods", () => {
    fc.assert(
      fc.property(types, nodes, boundPods, (limits, number, pods) => {
        const capacity = branchCapacity(limits, number, pods);
        assert.equal(capacity.needed + capacity.headroom, capacity.total);
        assert.equal(
          capacity.byPods.reduce((sum, { needed }) => sum + needed, 0),
          capacity.needed,
        );
        assert.equal(branchCapacity(limits, number + 1, pods).headroom, capacity.headroom + limits.branchInterfaces);
        assert.ok(branchCapacity(limits, number, pods.slice(1)).headroom >= capacity.headroom);
        assert.deepEqual(branchCapacity(limits, number, [...pods].reverse()).headroom, capacity.headroom);
      }),
    );
  });
});

describe("the room for pods beside branch interfaces", () => {
  it("is three addresses on a medium node, since the trunk takes one of its two interfaces", () => {
    assert.deepEqual(podRoom(M6G_MEDIUM, 1, [{ name: "CoreDNS", pods: 2 }], []), {
      addresses: { needed: 2, total: 3 },
      places: { needed: 4, total: 8 },
    });
  });

  it("counts bound pods at the kubelet, which gives all pods a place, but not among the addresses", () => {
    assert.deepEqual(podRoom(M6G_LARGE, 2, [{ name: "CoreDNS", pods: 2 }], [recreatedPods("catalog", 7)]), {
      addresses: { needed: 2, total: 36 },
      places: { needed: 2 + 7 + 2 * 2, total: 2 * 29 },
    });
  });

  it("has no trunk to count on a type that carries none", () => {
    assert.equal(podRoom(instanceTypeLimits("t3.large")!, 1, [], []).addresses.total, 3 * 11);
  });

  it("ends at 110 pods on a node of many addresses", () => {
    assert.equal(podRoom(instanceTypeLimits("m6g.16xlarge")!, 3, [], []).places.total, 330);
  });

  it("grows by one node's with each node, whatever the pods", () => {
    fc.assert(
      fc.property(types, nodes, ordinaryPods, boundPods, (limits, number, ordinary, bound) => {
        const [room, more] = [number, number + 1].map((all) => podRoom(limits, all, ordinary, bound));
        const one = podRoom(limits, 1, [], []);
        assert.equal(more.addresses.needed, room.addresses.needed);
        assert.equal(more.addresses.total, room.addresses.total + one.addresses.total);
        assert.equal(
          more.places.total - more.places.needed,
          room.places.total - room.places.needed + one.places.total - 2,
        );
        assert.ok(room.places.needed >= room.addresses.needed);
      }),
    );
  });

  it("is less than a node's subnet must give: all of the first interface, and the trunk", () => {
    assert.equal(nodeAddresses(M6G_LARGE), 11);
    assert.equal(nodeAddresses(M6G_MEDIUM), 5);
  });
});

describe("the capacity in a graph", () => {
  const resource = (type: string, name: string, inputs: { [key: string]: Json }): Graph["resources"][number] => ({
    urn: `urn:pulumi:test::lab::${type}::${name}`,
    type,
    name,
    custom: true,
    inputs,
    dependencies: [],
    propertyDependencies: {},
  });
  const nodeGroup = (name: string, instanceTypes: Json, desiredSize: Json = 1): Graph["resources"][number] =>
    resource("aws:eks/nodeGroup:NodeGroup", name, { instanceTypes, scalingConfig: { desiredSize } });
  const graph = (...resources: Graph["resources"]): Graph => ({ version: GRAPH_VERSION, source: "plan", resources });

  it("of several node groups is that of each node; the smallest type has fewest on one", () => {
    const capacity = branchInterfaces(
      graph(nodeGroup("a", ["m6g.xlarge"], 2), nodeGroup("b", ["m6g.large", "m5.large"])),
    );
    assert.deepEqual([capacity?.instanceType, capacity?.perNode, capacity?.total], ["m6g.large", 9, 45]);
  });

  it("is between the least and the most of nodes that come in types that differ", () => {
    const [mixed, plain] = [nodeGroup("a", ["t3.large", "m5.large"], 2), nodeGroup("b", ["m5.large"])];
    for (const { inputs } of [mixed, plain]) {
      const { desiredSize } = inputs.scalingConfig as { desiredSize: number };
      inputs.scalingConfig = { desiredSize, maxSize: desiredSize };
    }
    const { total, most, doubts } = branchInterfaces(graph(mixed, plain))!;
    assert.deepEqual([total, most, doubts], [9, 27, [{ kind: "several types", nodes: "a" }]]);
  });

  for (const [what, type, kind, most] of [
    ["a schedule can set the size of a scaling group", "aws:autoscaling/schedule:Schedule", "number of nodes", null],
    ["nodes have taints", undefined, "taints", 9],
  ] as const) {
    it(`is never certain where ${what}`, () => {
      const nodes = nodeGroup("a", ["m5.large"]);
      nodes.inputs.scalingConfig = { desiredSize: 1, maxSize: 1 };
      assert.deepEqual(branchInterfaces(graph(nodes))!.doubts, []);
      if (type === undefined) nodes.inputs.taints = [{ key: "dedicated", effect: "NO_SCHEDULE" }];
      const more = type === undefined ? [] : [{ ...resource(type, "more", {}), dependencies: [nodes.urn] }];
      const found = branchInterfaces(graph(nodes, ...more))!;
      assert.deepEqual([found.most, found.doubts], [most, [{ kind, nodes: "a" }]]);
    });
  }

  it("is not guessed where there is no node group", () => assert.equal(branchInterfaces(graph()), undefined));

  for (const [what, ...groups] of [
    ["a type is not known yet", nodeGroup("a", [UNKNOWN])],
    ["no type is known yet", nodeGroup("a", UNKNOWN)],
    ["a type is not in the table", nodeGroup("a", ["m6g.large", "m99.large"])],
    ["the number of nodes is not known yet", nodeGroup("a", ["m6g.large"], UNKNOWN)],
  ] as [string, ...Graph["resources"]][]) {
    it(`is never certain where ${what}`, () => {
      const capacity = branchInterfaces(graph(...groups));
      if (capacity === undefined) return;
      assert.equal(capacity.most, null);
      assert.ok(capacity.doubts.some(({ kind }) => kind === "type of nodes" || kind === "number of nodes"));
    });
  }

  for (const [type, spec, expected] of [
    ["apps/v1:Deployment", { replicas: 3, strategy: { type: "Recreate" } }, { replicas: 3, surge: 0, cooling: 3 }],
    ["apps/v1:Deployment", { replicas: 3 }, { replicas: 3, surge: 1, cooling: 3 }],
    ["apps/v1:Deployment", { replicas: 8 }, { replicas: 8, surge: 2, cooling: 8 }],
    ["apps/v1:Deployment", {}, { replicas: 1, surge: 1, cooling: 1 }],
    [
      "apps/v1:Deployment",
      { replicas: 4, strategy: { rollingUpdate: { maxSurge: 3 } } },
      { replicas: 4, surge: 3, cooling: 4 },
    ],
    [
      "apps/v1:Deployment",
      { replicas: 4, strategy: { rollingUpdate: { maxSurge: "100%" } } },
      { replicas: 4, surge: 4, cooling: 4 },
    ],
    ["apps/v1:StatefulSet", { replicas: 2 }, { replicas: 2, surge: 0, cooling: 2 }],
    ["batch/v1:Job", { backoffLimit: 1 }, { replicas: 1, surge: 0, cooling: 1 }],
    ["batch/v1:Job", {}, { replicas: 1, surge: 0, cooling: 3 }],
  ] as [string, { [key: string]: Json }, object][]) {
    it(`counts a bound ${type.split(":")[1]} of ${JSON.stringify(spec)} by the way in which it rolls`, () => {
      const labels = { app: "bound" };
      const policy = resource("kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy", "policy", {
        metadata: { namespace: "catalog" },
        spec: { podSelector: { matchLabels: labels }, securityGroups: { groupIds: ["sg-1"] } },
      });
      const pods = (name: string, namespace: string): Graph["resources"][number] =>
        resource(`kubernetes:${type}`, name, {
          metadata: { namespace },
          spec: { ...spec, template: { metadata: { labels } } },
        });
      const { pods: found } = branchDemand(read(graph(policy, pods("mine", "catalog"), pods("elsewhere", "other"))), 1);
      assert.deepEqual(
        found.map(({ name, replicas, surge, cooling }) => ({ name, replicas, surge, cooling })),
        [{ name: "mine", ...expected }],
      );
    });
  }

  const bound = () => {
    const labels = { app: "bound" };
    const metadata = { namespace: "shop" };
    const groups = { groupIds: ["sg-1"] };
    const spec = { podSelector: { matchLabels: labels }, securityGroups: groups };
    return {
      policy: resource("kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy", "policy", { metadata, spec }),
      pods: resource("kubernetes:apps/v1:Deployment", "mine", {
        metadata,
        spec: { template: { metadata: { labels } } },
      }),
    };
  };

  for (const type of ["helm.sh/v3:Release", "yaml:ConfigGroup", "apps/v1:DeploymentPatch", "keda.sh/v1:ScaledJob"]) {
    it(`is never certain where ${type} can make pods that a policy selects`, () => {
      const { policy, pods } = bound();
      const maker = { ...resource(`kubernetes:${type}`, "more", {}), custom: !type.startsWith("yaml") };
      const doubts = (...all: Graph["resources"]) => branchDemand(read(graph(...all)), 1).doubts;
      assert.deepEqual(doubts(policy, pods, maker), [{ kind: "pods not shown", by: "more" }]);
      assert.deepEqual(doubts(pods, maker), [], "nothing could select them");
      assert.deepEqual(doubts(policy, pods), []);
    });
  }

  it("is never certain of pods whose number a command can set", () => {
    const { policy, pods } = bound();
    const command = { ...resource("command:local:Command", "scale", {}), dependencies: [pods.urn] };
    const { running, doubts } = branchDemand(read(graph(policy, pods, command)), 1);
    assert.deepEqual([running, doubts], [0, [{ kind: "number of pods", workload: "mine" }]]);
  });

  it("takes a scaler for its own namespace alone", () => {
    const { policy, pods } = bound();
    const demand = (namespace: Json) => {
      const scaler = resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "scaler", {
        metadata: { namespace },
        spec: { scaleTargetRef: { kind: "Deployment", name: "mine" }, minReplicas: 20, maxReplicas: 40 },
      });
      const { running, doubts } = branchDemand(read(graph(policy, pods, scaler)), 1);
      return [running, doubts.length];
    };
    assert.deepEqual(demand("shop"), [20, 1]);
    assert.deepEqual(demand("other"), [1, 0]);
    assert.deepEqual(demand(UNKNOWN), [0, 1]);
    pods.name = "logical";
    assert.deepEqual(demand("shop"), [1, 0]);
    pods.id = "shop/mine";
    assert.deepEqual(demand("shop"), [20, 1], "Pulumi gave it its name, and the id tells it");
  });

  for (const stage of LAB_STAGES) {
    it(`of the lab in stage ${stage} is what the config was checked with`, async () => {
      const capacity = branchInterfaces((await lab(stage)).graph);
      const pods = stage === "bound" ? [recreatedPods("catalog", 1), PROBE] : [];
      const { running, most, runningAtMost, doubts, ...rest } = capacity!;
      assert.deepEqual(rest, { instanceType: "m6g.large", ...branchCapacity(M6G_LARGE, 1, pods) });
      assert.deepEqual([most, doubts], [9, []]);
      assert.deepEqual([running, runningAtMost], stage === "bound" ? [1, 1] : [0, 0]);
    });
  }
});
