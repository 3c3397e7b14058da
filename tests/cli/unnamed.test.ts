import assert from "node:assert/strict";
import { settlePending } from "../../cli/pulumi/pending";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import { idsInAws } from "../../cli/pulumi/unnamed";
import { awsError, type Answers, stubbedClients } from "../preflight/aws-stub";

const urn = (type: string, name: string): string =>
  `urn:pulumi:dev::lab::pod-security-groups:index:Network$${type}::${name}`;
const made = (type: string, name: string, inputs: object): StateResource => ({
  ...{ urn: urn(type, name), type, custom: true, inputs: { ...inputs } },
});
const SUBNET = made("aws:ec2/subnet:Subnet", "lab-private-b", { vpcId: "vpc-1", tags: { Name: "lab-private-b" } });
const ASSOCIATION = made("aws:ec2/routeTableAssociation:RouteTableAssociation", "lab-private-b", {
  subnetId: "subnet-2",
});
const PROVIDER: StateResource = {
  urn: "urn:pulumi:dev::lab::pulumi:providers:aws::aws",
  type: "pulumi:providers:aws",
  inputs: { region: "us-west-2", defaultTags: '{"tags":{"stack":"dev","student":"ada"}}' },
};
const cutOffIn = (...creations: StateResource[]): StackState => ({
  resources: [PROVIDER, { ...SUBNET, urn: urn(SUBNET.type, "lab-private-a"), id: "subnet-known" }],
  pending_operations: creations.map((resource) => ({ type: "creating", resource })),
});

/** What EC2 has, by tag; each thing has a type. */
type Things = { [id: string]: { [tag: string]: string } };
const tagged =
  (things: Things) =>
  ({ Filters }: { [key: string]: unknown }) => {
    const wanted = (name: string): string =>
      (Filters as { Name: string; Values: string[] }[]).find((one) => one.Name === name)!.Values[0];
    assert.equal(wanted("resource-type"), "subnet");
    return {
      Tags: Object.entries(things)
        .filter(([, tags]) => tags[wanted("key")] === wanted("value"))
        .map(([ResourceId]) => ({ ResourceId })),
    };
  };

async function found(state: StackState, answers: Answers): Promise<{ ids: Map<string, string>; sent: string[] }> {
  const { clients, sent } = await stubbedClients(answers);
  return { ids: await idsInAws(state, () => Promise.resolve(clients)), sent };
}

describe("a creation without a name of its own that was cut off", () => {
  const own = { Name: "lab-private-b", stack: "dev", student: "ada" };

  it("is found by all its tags, and taken into the state under its id", async () => {
    const others = { "subnet-of-bob": { ...own, student: "bob" }, "subnet-a": { ...own, Name: "lab-private-a" } };
    const state = cutOffIn(SUBNET);
    const { ids } = await found(state, { DescribeTags: tagged({ "subnet-2": own, ...others }) });
    assert.deepEqual([...ids], [[SUBNET.urn, "subnet-2"]]);
    const settled = settlePending(state, new Set(), ids);
    assert.deepEqual([settled.adopted, settled.dropped], [["aws:ec2/subnet:Subnet lab-private-b"], []]);
    assert.equal(settled.state.resources?.find(({ urn: one }) => one === SUBNET.urn)?.id, "subnet-2");
  });

  it("is not known where there are two, where the state has it, where AWS does not answer, or without a name tag", async () => {
    const nothing = async (state: StackState, answers: Answers): Promise<void> =>
      assert.deepEqual([...(await found(state, answers)).ids], []);
    await nothing(cutOffIn(SUBNET), { DescribeTags: tagged({ "subnet-2": own, "subnet-3": own }) });
    await nothing(cutOffIn(SUBNET), { DescribeTags: tagged({ "subnet-known": own }) });
    await nothing(cutOffIn(SUBNET), { DescribeTags: awsError("UnauthorizedOperation", "no") });
    await nothing(cutOffIn({ ...SUBNET, inputs: { vpcId: "vpc-1" } }), {});
    await nothing({ ...cutOffIn(SUBNET), resources: [] }, {});
  });

  it("is found by its subnet where it joins that with a route table", async () => {
    const Associations = [
      { SubnetId: "subnet-1", RouteTableAssociationId: "rtbassoc-1" },
      { SubnetId: "subnet-2", RouteTableAssociationId: "rtbassoc-2" },
    ];
    const { ids } = await found(cutOffIn(ASSOCIATION), { DescribeRouteTables: { RouteTables: [{ Associations }] } });
    assert.deepEqual([...ids], [[ASSOCIATION.urn, "rtbassoc-2"]]);
  });

  it("is not asked for where nothing of the kind was cut off", async () => {
    const cluster = made("aws:eks/cluster:Cluster", "lab", { name: "sgp-lab-dev" });
    const { ids, sent } = await found(cutOffIn(cluster), {});
    assert.deepEqual([[...ids], sent], [[], []]);
  });
});
