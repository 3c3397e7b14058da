import assert from "node:assert/strict";
import { DescribeRouteTablesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { counted } from "../../cli/text";
import { ProbeExit } from "../../components/probe/script";
import * as stack from "./one-stack";
import { until } from "./rig";

interface KubeObject {
  metadata: {
    name: string;
    uid: string;
    annotations?: { [key: string]: string };
    ownerReferences?: { kind: string }[];
  };
  status?: { phase?: string };
}
const objects = (kind: string, ...more: string[]): KubeObject[] =>
  stack.kubectl<{ items: KubeObject[] }>("get", kind, ...more).items;
/** Objects by their ids, for what is the same before and after. */
const uids = (found: KubeObject[]): string[] => found.map(({ metadata }) => metadata.uid).sort();
const jobs = (): KubeObject[] => objects("jobs", "--all-namespaces");
/** The pods of Deployments. */
const pods = (): KubeObject[] =>
  objects("pods", "--namespace", "catalog").filter(
    ({ metadata }) => metadata.ownerReferences?.[0].kind === "ReplicaSet",
  );
const mode = (name?: string): void => stack.configure({ [`${stack.PROJECT}:enforcingMode`]: name });

/** The enforcing mode alone changes: pods that live keep the old one, so they are made anew, and the probes run again. */
export async function enforcingMode(): Promise<void> {
  await stack.isUp();
  const before = { pods: pods(), jobs: jobs(), nodes: objects("nodes") };
  assert.deepEqual([before.pods.length > 0, before.jobs.length], [true, 3]);
  mode("standard");
  const { seconds } = await stack.well("up");
  const gone = new Set(uids([...before.pods, ...before.jobs]));
  const after = { pods: pods(), jobs: jobs() };
  assert.deepEqual([after.pods.length, after.jobs.length], [before.pods.length, 3]);
  for (const { metadata } of [...after.pods, ...after.jobs]) assert.ok(!gone.has(metadata.uid), metadata.name);
  for (const { metadata } of after.pods) assert.ok(metadata.annotations?.["vpc.amazonaws.com/pod-eni"], metadata.name);
  assert.deepEqual(uids(objects("nodes")), uids(before.nodes));
  assert.match(JSON.stringify(stack.resources("pulumi:pulumi:Stack")[0].outputs), /"enforcingMode":"standard"/);
  mode();
  await stack.well("up");
  assert.deepEqual(
    uids(pods()).filter((uid) => uids(after.pods).includes(uid)),
    [],
  );
  console.log(`mode: ${seconds} s; ${before.pods.length} bound pods and 3 probes made anew, and so on the way back`);
}

/** A proof that fails is told with what was seen, what it means, and its log's command. */
export async function proof(): Promise<void> {
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
  console.log("proof: told with its meaning and its log's command; the next update ran it again");
}

const CONTAINER = { name: "probe", image: "x", imageID: "x", ready: false, restartCount: 0 };

/** NAT gateways for each zone on a living stack: routes change in place, and no subnet is ever without one. */
export async function nat(): Promise<void> {
  await stack.isUp();
  const key = `${stack.PROJECT}:natGatewayPerZone`;
  const before = { standing: standing(), ways: await waysOut() };
  assert.equal(new Set(before.ways.values()).size, 1);
  for (const each of [true, false]) {
    stack.configure({ [key]: each ? "true" : undefined });
    const { seconds } = await stack.well("up");
    assert.deepEqual(standing(), before.standing);
    const ways = await waysOut();
    assert.deepEqual([...ways.keys()].sort(), [...before.ways.keys()].sort());
    const gateways = stack.resources("aws:ec2/natGateway:NatGateway");
    assert.deepEqual([...new Set(ways.values())].sort(), gateways.map(({ id }) => id!).sort());
    assert.equal(gateways.length > 1, each);
    console.log(`nat: ${seconds} s to ${counted(gateways.length, "gateway")}; no route or association was made anew`);
  }
}

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
export async function expired(): Promise<void> {
  await stack.isUp();
  await stack.at("2028-06-15T12:00:00Z", async () => {
    const stage = (name?: string): void => stack.configure({ [`${stack.PROJECT}:stage`]: name });
    const same = await stack.well("up");
    assert.match(same.text, /1\.36 left standard support on 2027-08-02/);
    assert.match(same.text, /Resources:\s+\d+ unchanged\s+Duration/);
    for (const name of ["in-cluster", "bound"]) {
      stage(name);
      const { seconds } = await stack.well("up");
      assert.equal(stack.resources("pulumi:pulumi:Stack")[0].outputs!.stage, name);
      console.log(`expired: ${seconds} s to stage ${name}`);
    }
    stage();
    const { seconds, text } = await stack.well("destroy");
    assert.match(text, /The stack is empty now/);
    console.log(`expired: ${seconds} s to destroy`);

    const made = await stack.change("up").ended;
    assert.notEqual(made.code, 0);
    const why =
      /kubernetesVersion: 1\.36 is for a cluster that lives, and there is none named sgp-lab-dev; make it with/;
    assert.match(made.text.replace(/\s+/g, " "), why);
    assert.deepEqual(
      stack.resources().filter(({ type }) => type.startsWith("aws:")),
      [],
    );
    assert.deepEqual(await stack.leftovers(), []);
    console.log("expired: a new cluster was refused in the preview, and nothing was made");
  });
}
