import assert from "node:assert/strict";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { found, OF_STAND_INS } from "./inspections";
import { astray, inventory } from "./inventory";
import { cutOff, unlock } from "./kills";
import { pods, uids } from "./kube";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** What AWS has of the stack, by its state. */
const ids = (): string[] =>
  stack
    .resources()
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ id }) => id!)
    .sort();

/** What `lab leftovers` tells of the stack, all of which must be its own. */
async function told(): Promise<string[]> {
  const found = await stack.leftovers();
  assert.deepEqual(
    found.filter(({ inState }) => inState === false),
    [],
  );
  return found.map(({ what }) => what);
}

async function kubernetesApi(): Promise<string> {
  const { cluster } = await new EKSClient({ region: "us-west-2" }).send(
    new DescribeClusterCommand({ name: stack.cluster() }),
  );
  return cluster!.endpoint!;
}

async function isHealthy(): Promise<void> {
  const wrong = [...(await found())].filter((kind) => !OF_STAND_INS.includes(kind));
  assert.deepEqual(wrong, []);
}

const both = (one: string[], other: string[]): string[] => one.filter((id) => other.includes(id));

/** A second stack with the same student, so that the stack's name alone tells the two apart. */
export const twoStacks: Scenario = {
  proves: "of two stacks of one student in one account neither takes, tells or removes what the other has",
  minutes: 15,
  async run() {
    await stack.isUp();
    const before = { ids: ids(), pods: uids(pods()), has: await inventory(), api: await kubernetesApi() };
    const second = await stack.on("second", async () => {
      stack.beginConfig();
      // Subnets of both have the same names and addresses; the one that AWS has made must be found, and not the other's.
      const isSubnet = ({ operation }: { operation: string }): boolean => operation === "CreateSubnet";
      const { ended } = await cutOff({ command: "up", signal: "SIGKILL", isAt: isSubnet, isDone: true });
      assert.ok(ended);
      await unlock("up");
      await stack.well("up");
      assert.notEqual(await kubernetesApi(), before.api, "both clusters have one Kubernetes API");
      assert.deepEqual(await astray(before.has), { lost: [], gone: [] });
      await isHealthy();
      return { ids: ids(), told: await told() };
    });
    assert.deepEqual([ids(), both(before.ids, second.ids)], [before.ids, []]);
    const first = await told();
    assert.deepEqual(both(first, second.told), []);
    assert.ok(first.some((what) => what.startsWith("VPC ")) && second.told.some((what) => what.startsWith("VPC ")));

    await stack.on("second", async () => {
      await stack.well("destroy");
      assert.deepEqual(await stack.leftovers(), []);
    });
    assert.deepEqual([...(await inventory())].sort(), [...before.has].sort());
    const same = await stack.well("up", "--refresh", "--expect-no-changes");
    assert.match(same.text, /Resources:\s+\d+ unchanged\s+Duration/);
    assert.deepEqual([ids(), uids(pods())], [before.ids, before.pods]);
    await isHealthy();
    return `${before.ids.length} and ${second.ids.length} resources, none of both; a second one that was cut off took up its own subnet; its destroy left the first unchanged`;
  },
};
