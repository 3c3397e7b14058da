import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { checkOf } from "../../cli/check/check-command";
import { compare } from "../../cli/diff/report";
import { parseGraph } from "../../cli/sources";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import { readStackConfig } from "../../cli/stack-config";
import { makePlan } from "../../cli/plan/make";
import type { GraphResource } from "../../model/graph/graph";
import { ROOT } from "../support/program";
import * as w from "./world";
import type { World } from "./world";

const PROJECT = "eks-pod-security-groups";

/** The ids that the world has for resources of the program, by logical name. */
function idOf({ type, name }: GraphResource, world: World): string | undefined {
  const rules = world.aws.DescribeSecurityGroupRules.SecurityGroupRules;
  const byName: { [name: string]: string } = {
    "catalog-pods": w.POD_GROUP,
    "catalog-db-database": w.DATABASE_GROUP,
    "catalog-policy": "catalog/catalog-policy-9f8e",
    "catalog-db": "db-ABCDEFG",
    "lab-nodes": type.includes("NodeGroup") ? `${w.CLUSTER}:lab-nodes` : "lt-0123456789abcdef0",
    "lab-pod-eni-vpc-cni": `${w.CLUSTER}:vpc-cni`,
    "lab-private-a": w.SUBNET,
  };
  const rule = /-(tcp|udp)-(\d+)-(egress|ingress)$/.exec(name);
  if (rule === null) return byName[name];
  const [, protocol, port, direction] = rule;
  return rules.find(
    (one) =>
      one.Description !== undefined &&
      one.IpProtocol === protocol &&
      one.FromPort === Number(port) &&
      one.IsEgress === (direction === "egress"),
  )?.SecurityGroupRuleId;
}

/** The state of the stack that would have made the world: the names of the program, the ids of the world. */
async function stateOf(world: World): Promise<StackState> {
  const { plan } = await makePlan(ROOT, readStackConfig(ROOT, "dev", ["stage=bound"]));
  const resources = plan.resources.map((one): StateResource => {
    const id = idOf(one, world);
    return { urn: one.urn, type: one.type, custom: one.custom, parent: one.parent, ...(id !== undefined && { id }) };
  });
  const cluster = plan.resources.find(({ type }) => type === "eks:index:Cluster")!;
  const stack = `urn:pulumi:dev::${PROJECT}::pulumi:pulumi:Stack::${PROJECT}-dev`;
  const outputs = { clusterName: w.CLUSTER, region: w.REGION, databaseAddress: w.ADDRESS };
  return {
    resources: [
      { urn: stack, type: "pulumi:pulumi:Stack", custom: false, outputs },
      ...resources,
      {
        urn: `urn:pulumi:dev::${PROJECT}::eks:index:Cluster$aws:eks/cluster:Cluster::lab-eks`,
        ...{ type: "aws:eks/cluster:Cluster", custom: true, id: w.CLUSTER, parent: cluster.urn },
      },
    ],
  };
}

async function liveOf(world: World): Promise<ReturnType<typeof parseGraph>> {
  const { text } = await w.run({ ...world, state: await stateOf(world) }, { stack: "dev", json: true });
  return parseGraph(text, "live.json");
}

async function planOf(stage = "bound"): Promise<ReturnType<typeof parseGraph>> {
  const { plan } = await makePlan(ROOT, readStackConfig(ROOT, "dev", [`stage=${stage}`]));
  return parseGraph(JSON.stringify(plan), "plan.json");
}

describe("a living cluster and the model", () => {
  it("is called as its program calls it: plan and reality compare, and nothing differs", async () => {
    const [plan, live] = [await planOf(), await liveOf(w.healthy())];
    strictEqual(live.graph.source, "live");
    const { diff } = compare({ ...plan, name: "plan" }, { ...live, name: "live" }, true);
    deepStrictEqual(diff.bindings, []);
    deepStrictEqual(
      [...diff.opened, ...diff.closed].map(({ from, to }) => [from, to]),
      [],
    );
  });

  it("tells of a rule that somebody added by hand which path it opens", async () => {
    const world = w.healthy();
    const more = { IpProtocol: "tcp", FromPort: 3306, ToPort: 3306, ReferencedGroupInfo: { GroupId: w.CLUSTER_GROUP } };
    world.aws.DescribeSecurityGroupRules.SecurityGroupRules.push(w.rule("30", w.DATABASE_GROUP, false, more));
    const { diff } = compare({ ...(await planOf()), name: "plan" }, { ...(await liveOf(world)), name: "live" }, true);
    const opened = diff.opened.map(({ from, to }) => `${from} -> ${to}`);
    ok(opened.includes("unbound-pods -> database:catalog-db"), opened.join("; "));
    deepStrictEqual(diff.closed, []);
  });

  it("tells of a policy that is gone", async () => {
    const world = w.healthy();
    world.objects.SecurityGroupPolicy = [];
    const { diff } = compare({ ...(await planOf()), name: "plan" }, { ...(await liveOf(world)), name: "live" }, true);
    deepStrictEqual(
      diff.bindings.map(({ binding, change }) => [binding, change]),
      [["bound:catalog/catalog", "removed"]],
    );
  });

  it("is judged by lab check: who reaches whom, and the policies that are about what lives", async () => {
    const { printed } = checkOf(await liveOf(w.healthy()), {}, "2026-11-26");
    deepStrictEqual(printed.policies, []);
    const verdict = (from: string): boolean | null | undefined =>
      printed.reachability.find((row) => row.from === from && row.to === "database:catalog-db")?.allowed;
    deepStrictEqual([verdict("bound:catalog/catalog"), verdict("unbound-pods")], [true, false]);
    strictEqual(printed.capacity?.total, 9);
  });

  it("is found open by a policy where its database is", async () => {
    const world = w.healthy();
    const more = { IpProtocol: "tcp", FromPort: 3306, ToPort: 3306, CidrIpv4: "0.0.0.0/0" };
    world.aws.DescribeSecurityGroupRules.SecurityGroupRules.push(w.rule("30", w.DATABASE_GROUP, false, more));
    const { printed } = checkOf(await liveOf(world), {}, "2026-11-26");
    ok(printed.policies.some(({ policy }) => policy === "database-admits-bound-pods"));
  });

  it("is closed where EKS's own rules were taken away, but for the way over a public endpoint", async () => {
    const world = w.healthy();
    const rules = world.aws.DescribeSecurityGroupRules;
    rules.SecurityGroupRules = rules.SecurityGroupRules.slice(1);
    const endpoint = { from: "nodes", to: "kubernetes-api" };
    const answer = (live: Awaited<ReturnType<typeof liveOf>>) =>
      checkOf(live, {}, "2026-11-26").printed.reachability.find(
        ({ from, to }) => from === endpoint.from && to === endpoint.to,
      );
    strictEqual(answer(await liveOf(world))?.allowed, null);
    world.aws.DescribeCluster.cluster.resourcesVpcConfig!.endpointPublicAccess = false;
    const row = answer(await liveOf(world));
    strictEqual(row?.allowed, false, "the cluster's group admits nothing of its own any more");
    match(row.because, /no ingress rule of cluster security group/);
  });
});
