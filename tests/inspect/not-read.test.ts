import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert";
import { awsError } from "../preflight/aws-stub";
import * as w from "./world";

/** What is shown, in one line, and the same as data. */
async function shown(world: w.World): Promise<{ text: string; found: Awaited<ReturnType<typeof w.inspected>> }> {
  const { text } = await w.run(world);
  return { text: text.replaceAll(/\s+/g, " "), found: await w.inspected(world) };
}

describe("lab inspect on what it could not read", () => {
  it("knows without pods neither use nor need, and does not say that there are no pods", async () => {
    const world = w.healthy();
    world.refused.Pod = 403;
    const { text, found } = await shown(world);
    match(text, /capacity 9, used \?, cooling \?/);
    match(text, /\? branch interfaces free/);
    match(text, /\? Groups per interface: could not be read/);
    match(text, /PODS could not be read PATHS/);
    deepStrictEqual([found.nodes[0].used, found.nodes[0].cooling], [null, null]);
  });

  it("does not say without policies that none selects a pod, nor that nothing is bound", async () => {
    const world = w.healthy();
    world.refused.SecurityGroupPolicy = 403;
    const { text } = await shown(world);
    match(text, /by which policies it is selected could not be read/);
    match(text, /PATHS could not be read/);
    doesNotMatch(text, /selected by no policy|No pods are bound|0 needed/);
  });

  it("does not say without nodes that there are none", async () => {
    const world = w.healthy();
    world.refused.Node = 429;
    const { text } = await shown(world);
    match(text, /NODES could not be read PODS/);
    for (const line of ["Cluster", "Nodes with a trunk", "Security groups", "CoreDNS", "Free addresses"]) {
      match(text, new RegExp(`\\? ${line}: could not be read`));
    }
  });

  it("does not say without network interfaces that a node has no trunk", async () => {
    const world = w.healthy();
    world.instead.DescribeNetworkInterfaces = awsError("RequestLimitExceeded", "later");
    const { text, found } = await shown(world);
    match(text, /trunk \?, capacity 9, used 1, cooling \?/);
    match(text, /\? Free addresses: could not be read/);
    strictEqual(found.nodes[0].cooling, null);
  });

  it("says of a pod's story the same", async () => {
    const world = w.healthy();
    world.refused.SecurityGroupPolicy = 403;
    const { text } = await w.run(world, { pod: "catalog/catalog-7d4b9c-abcde" });
    match(text.replaceAll(/\s+/g, " "), /by which policies it is selected could not be read/);
    doesNotMatch(text, /selected by no policy/);
  });
});
