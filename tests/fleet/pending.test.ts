import assert from "node:assert/strict";
import { settlePending } from "../../cli/fleet/run/pending";

const urn = (type: string, name: string) =>
  `urn:pulumi:ada::lab::pod-security-groups:index:PodEniCluster$${type}::${name}`;
const creating = (type: string, name: string, inputs: { [key: string]: unknown }) => ({
  type: "creating",
  resource: { urn: urn(type, name), type, custom: true, inputs },
});

describe("what a crash has cut off", () => {
  it("is taken into the state where its name is its id, and dropped where it has none", () => {
    const first = { urn: urn("aws:ec2/vpc:Vpc", "lab"), type: "aws:ec2/vpc:Vpc", id: "vpc-1" };
    const { state, adopted, dropped } = settlePending({
      resources: [first],
      pending_operations: [
        creating("aws:eks/cluster:Cluster", "lab", { name: "sgp-lab-ada" }),
        creating("aws:eks/addon:Addon", "cni", { clusterName: "sgp-lab-ada", addonName: "vpc-cni" }),
        creating("aws:ec2/natGateway:NatGateway", "nat", {}),
        creating("aws:rds/instance:Instance", "db", {}),
        { type: "deleting", resource: first },
      ],
    });
    assert.deepEqual(adopted, ["aws:eks/cluster:Cluster lab", "aws:eks/addon:Addon cni"]);
    assert.deepEqual(dropped, ["aws:ec2/natGateway:NatGateway nat", "aws:rds/instance:Instance db"]);
    assert.deepEqual(state.pending_operations, []);
    assert.deepEqual(
      state.resources?.map(({ id }) => id),
      ["vpc-1", "sgp-lab-ada", "sgp-lab-ada:vpc-cni"],
    );
  });

  it("is left to the engine where another has its place still", () => {
    const inputs = { name: "sgp-lab-ada" };
    const cluster = {
      urn: urn("aws:eks/cluster:Cluster", "lab"),
      type: "aws:eks/cluster:Cluster",
      id: "sgp-lab-ada",
      inputs,
    };
    const pending_operations = [creating("aws:eks/cluster:Cluster", "lab", inputs)];
    const { state, dropped } = settlePending({ resources: [cluster], pending_operations });
    assert.deepEqual(state.resources, [cluster]);
    assert.equal(dropped.length, 1);
  });
});
