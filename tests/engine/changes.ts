import assert from "node:assert/strict";
import { DescribeRouteTablesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ProbeExit } from "../../components/probe/script";
import { jobs, type KubeObject, objects, pods, uids } from "./kube";
import * as stack from "./one-stack";
import { until } from "./rig";
import type { Scenario } from "./scenario";

const mode = (enforcingMode?: string): void => stack.set({ enforcingMode });

/** The enforcing mode alone changes: pods that live keep the old one, so they are made anew, and the probes run again. */
export const enforcingMode: Scenario = {
  proves: "a change of the enforcing mode alone makes bound pods and probes anew, and no node",
  minutes: 10,
  async run() {
    await stack.isUp();
    const before = { pods: pods(), jobs: jobs(), nodes: objects("nodes") };
    assert.deepEqual([before.pods.length > 0, before.jobs.length], [true, 3]);
    mode("standard");
    const { seconds } = await stack.well("up");
    const gone = new Set(uids([...before.pods, ...before.jobs]));
    const after = { pods: pods(), jobs: jobs() };
    assert.deepEqual([after.pods.length, after.jobs.length], [before.pods.length, 3]);
    for (const { metadata } of [...after.pods, ...after.jobs]) assert.ok(!gone.has(metadata.uid), metadata.name);
    for (const { metadata } of after.pods)
      assert.ok(metadata.annotations?.["vpc.amazonaws.com/pod-eni"], metadata.name);
    assert.deepEqual(uids(objects("nodes")), uids(before.nodes));
    assert.match(JSON.stringify(stack.resources("pulumi:pulumi:Stack")[0].outputs), /"enforcingMode":"standard"/);
    mode();
    await stack.well("up");
    assert.deepEqual(
      uids(pods()).filter((uid) => uids(after.pods).includes(uid)),
      [],
    );
    return `${seconds} s; ${before.pods.length} bound pods and 3 probes made anew, and so on the way back`;
  },
};

/** A proof that fails is told with what was seen, what it means, and its log's command. */
export const proof: Scenario = {
  proves: "a proof that fails is told with what was seen, what it means, and the command of its log",
  minutes: 10,
  async run() {
    await stack.isUp();
    const nodes = objects("nodes").map(({ metadata }) => metadata.name);
    const failed = `--field-selector status.phase=Failed`;
    // The probe's pod waits for a node, and ends as the kubelet would tell of one that has connected.
    for (const node of nodes) stack.shell(`kubectl cordon ${node}`);
    mode("standard");
    const run = stack.change("up");
    try {
      const waiting = (): KubeObject | undefined =>
        objects("pods", "--namespace", "catalog").find(
          ({ metadata, status }) => metadata.name.startsWith("probe-unlabelled") && status?.phase === "Pending",
        );
      await stack.during(run, "the probe's pod", () => waiting() !== undefined);
      const message = `probe: connected and must not (exit ${ProbeExit.connected})`;
      const terminated = { exitCode: ProbeExit.connected, reason: "Error", message };
      const status = { phase: "Failed", containerStatuses: [{ ...CONTAINER, state: { terminated } }] };
      const { name } = waiting()!.metadata;
      const patch = `-n catalog --subresource status --type merge -p '${JSON.stringify({ status })}'`;
      stack.shell(`kubectl patch pod ${name} ${patch}`);
      await until("the failed pod", () => objects("pods", "--namespace", "catalog", failed).length === 1, 30);
    } finally {
      for (const node of nodes) stack.shell(`kubectl uncordon ${node}`);
    }
    const { code, text } = await run.ended;
    assert.notEqual(code, 0, text);
    const plain = text.replace(/\s+/g, " ");
    assert.match(plain, /The proof probe-unlabelled failed: it connected and must not\. The database admits a pod/);
    assert.match(plain, /kubectl logs --namespace catalog job\/probe-unlabelled-\S+/);
    assert.match(plain, /aws eks update-kubeconfig --name sgp-lab-dev --region us-west-2/);
    mode();
    await stack.well("up");
    return "told with its meaning and its log's command; the next update ran it again";
  },
};

const CONTAINER = { name: "probe", image: "x", imageID: "x", ready: false, restartCount: 0 };

/** NAT gateways for each zone on a living stack: routes change in place, and no subnet is ever without one. */
export const nat: Scenario = {
  proves: "NAT gateways for each zone and back change routes in place, and no subnet is without a way out",
  minutes: 10,
  async run() {
    await stack.isUp();
    const before = { standing: standing(), ways: await waysOut() };
    assert.equal(new Set(before.ways.values()).size, 1);
    const counts: number[] = [];
    for (const each of [true, false]) {
      stack.set({ natGatewayPerZone: each ? "true" : undefined });
      await stack.well("up");
      assert.deepEqual(standing(), before.standing);
      const ways = await waysOut();
      assert.deepEqual([...ways.keys()].sort(), [...before.ways.keys()].sort());
      const gateways = stack.resources("aws:ec2/natGateway:NatGateway");
      assert.deepEqual([...new Set(ways.values())].sort(), gateways.map(({ id }) => id!).sort());
      assert.equal(gateways.length > 1, each);
      counts.push(gateways.length);
    }
    return `${counts.join(" gateways, then ")}; no route or association was made anew`;
  },
};

/** Routes and associations with the instants at which they were made, which an update in place leaves. */
function standing(): string[] {
  const found = stack.resources().filter(({ type }) => /^aws:ec2\/route(TableAssociation)?:/.test(type));
  assert.ok(found.length > 0);
  return found.map((one) => `${one.urn} ${one.id} ${(one as { created?: string }).created}`).sort();
}

/** The NAT gateway to which each subnet sends what leaves the VPC. */
async function waysOut(): Promise<Map<string, string>> {
  const ec2 = new EC2Client({ region: "us-west-2" });
  const vpc = stack.resources("aws:ec2/vpc:Vpc")[0].id!;
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [vpc] }] }),
  );
  return new Map(
    RouteTables!.flatMap(({ Routes, Associations }) => {
      const out = Routes!.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0")?.NatGatewayId;
      return (Associations ?? []).flatMap(({ SubnetId }): [string, string][] =>
        SubnetId && out ? [[SubnetId, out]] : [],
      );
    }),
  );
}

/** A Kubernetes version that has left support stands in no way of a cluster that lives, and makes none. */
export const expired: Scenario = {
  proves: "a Kubernetes version out of support stands in no way of a cluster that lives, and makes none",
  minutes: 15,
  async run() {
    await stack.isUp();
    await stack.at("2028-06-15T12:00:00Z", async () => {
      const same = await stack.well("up");
      assert.match(same.text, /1\.36 left standard support on 2027-08-02/);
      assert.match(same.text, /Resources:\s+\d+ unchanged\s+Duration/);
      for (const stage of ["in-cluster", "bound"]) {
        stack.set({ stage });
        await stack.well("up");
        assert.equal(stack.resources("pulumi:pulumi:Stack")[0].outputs!.stage, stage);
      }
      stack.set({ stage: undefined });
      assert.match((await stack.well("destroy")).text, /The stack is empty now/);

      const made = await stack.previewedChange("up").ended;
      assert.notEqual(made.code, 0);
      const why =
        /kubernetesVersion: 1\.36 is for a cluster that lives, and there is none named sgp-lab-dev; make it with/;
      assert.match(made.text.replace(/\s+/g, " "), why);
      assert.deepEqual(
        stack.resources().filter(({ type }) => type.startsWith("aws:")),
        [],
      );
      assert.deepEqual(await stack.leftovers(), []);
    });
    return "in 2028 it was moved through two stages and removed; a new one was refused in the preview, and nothing made";
  },
};
