import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as fc from "fast-check";
import { type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { findingText } from "../../words/en/findings";
import { allowed, CATALOG, DATABASE, GraphBuilder, lab as smallLab, Ref, TYPES } from "../model/fixtures";
import { graphOf } from "./engine";
import { complete } from "./small-stack";
import { allFindings, certain, labGraph, open, ruleOf, recordLabFirst } from "./support";

/** All that any rule is certain of, as `rule: message`. */
function objections(b: GraphBuilder): string[] {
  return allFindings(b.graph()).flatMap(({ rule, found }) =>
    found.filter((one) => one.certain).map((one) => `${rule.name}: ${findingText(one)}`),
  );
}

function database(b: GraphBuilder, group: string): void {
  const inputs = { engine: "mysql", port: 3306, storageEncrypted: true, manageMasterUserPassword: true };
  b.add(TYPES.database, "db", {
    ...inputs,
    backupRetentionPeriod: 7,
    skipFinalSnapshot: true,
    vpcSecurityGroupIds: [new Ref(group)],
  });
}

describe("a stack that is not ours", () => {
  recordLabFirst();
  it("with nothing in it is fine", () => {
    for (const { rule, found } of allFindings(graphOf([]))) deepStrictEqual(found, [], rule.name);
  });

  it("without a cluster is judged by its databases and groups alone", () => {
    const b = new GraphBuilder();
    const group = b.group("db");
    database(b, group);
    b.ingress("office", new Ref(group), { cidrIpv4: "192.168.0.0/16" }, 3306);
    const found = objections(b);
    ok(found.some((text) => /database-admits-bound-pods: rule "office" admits 192\.168\.0\.0\/16/.test(text)));
    ok(
      found.every((text) => /^(database|owner)/.test(text)),
      found.join("\n"),
    );
  });

  for (const [style, write] of [
    [
      "inline",
      (b: GraphBuilder) =>
        b.group("db", { ingress: [{ protocol: "tcp", fromPort: 3306, toPort: 3306, cidrBlocks: ["10.0.0.0/8"] }] }),
    ],
    [
      "of the older kind",
      (b: GraphBuilder) => {
        const group = b.group("db");
        b.add(TYPES.rule, "in", {
          type: "ingress",
          protocol: "tcp",
          fromPort: 3306,
          toPort: 3306,
          cidrBlocks: ["10.0.0.0/8"],
          securityGroupId: new Ref(group),
        });
        return group;
      },
    ],
    [
      "of its own",
      (b: GraphBuilder) => {
        const group = b.group("db");
        b.ingress("in", new Ref(group), { cidrIpv4: "10.0.0.0/8" }, 3306);
        return group;
      },
    ],
  ] as [string, (b: GraphBuilder) => string][]) {
    it(`with a rule ${style} is told that its database admits addresses`, () => {
      const b = new GraphBuilder();
      database(b, write(b));
      ok(objections(b).some((text) => text.startsWith("database-admits-bound-pods:") && text.includes("10.0.0.0/8")));
    });
  }

  it("in which the cluster is somewhere else leaves open what hangs on it, and judges the rest", () => {
    const b = new GraphBuilder();
    const pods = b.group("pods");
    b.add(TYPES.policy, "policy", {
      metadata: { namespace: "shop" },
      spec: { podSelector: {}, securityGroups: { groupIds: [new Ref(pods)] } },
    });
    const graph = b.graph();
    ok(open(ruleOf("vpc-cni-setting"), graph).join().includes("the cluster is not in the stack"));
    ok(certain(ruleOf("policy-selector"), graph).length === 1);
    deepStrictEqual(certain(ruleOf("cluster-role"), graph), []);
    deepStrictEqual(certain(ruleOf("trunk-capable-nodes"), graph), []);
  });

  it("with self-made nodes is judged by their launch template", () => {
    const { b, cluster } = smallLab();
    b.remove("nodes");
    const template = b.add(TYPES.launchTemplate, "own", {
      instanceType: "t3.large",
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 },
    });
    const tags = [{ key: "kubernetes.io/cluster/lab", value: "owned", propagateAtLaunch: true }];
    b.add(
      "aws:autoscaling/group:Group",
      "own",
      { launchTemplate: { id: new Ref(template) }, tags, maxSize: 2, minSize: 1 },
      { dependsOn: [cluster.urn] },
    );
    const graph = b.graph();
    match(certain(ruleOf("trunk-capable-nodes"), graph).join(), /Group "own" is of t3\.large/);
    match(certain(ruleOf("node-metadata"), graph).join(), /LaunchTemplate "own" has a metadata hop limit of 2/);
  });

  it("with nodes of pulumi-eks is judged as far as the graph shows them", () => {
    const { b, cluster } = smallLab();
    b.remove("nodes");
    b.add("eks:index:NodeGroupV2", "workers", { cluster, instanceType: "t3.medium" }, { custom: false });
    const graph = b.graph();
    match(certain(ruleOf("trunk-capable-nodes"), graph).join(), /NodeGroupV2 "workers" is of t3\.medium/);
    match(open(ruleOf("node-metadata"), graph).join(), /its launch template is not told/);
  });

  it("with several clusters keeps them apart", () => {
    const { b } = smallLab();
    const other = b.add(TYPES.innerCluster, "other", { name: "other", version: "1.35" });
    const template = b.add(TYPES.launchTemplate, "other", {
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    });
    b.add(TYPES.nodeGroup, "other", {
      clusterName: new Ref(other),
      instanceTypes: ["m5.large"],
      launchTemplate: { id: new Ref(template) },
    });
    const graph = b.graph();
    ok(!certain(ruleOf("nodes-after-pod-eni"), graph).some((text) => text.includes('"other"')));
    match(open(ruleOf("branch-capacity"), graph).join(), /several clusters/);
  });

  it("without pods of their own group may have any nodes", () => {
    const b = new GraphBuilder();
    const cluster = b.add(TYPES.innerCluster, "plain", { name: "plain", version: "1.35" });
    b.add(TYPES.nodeGroup, "plain", { clusterName: new Ref(cluster), instanceTypes: ["t3.small"] });
    deepStrictEqual(
      objections(b).filter((text) => !text.startsWith("owner")),
      [],
    );
  });

  it("in EKS Auto Mode is not asked for add-ons and node groups", () => {
    const b = new GraphBuilder();
    b.add(TYPES.innerCluster, "auto", { name: "auto", version: "1.35", computeConfig: { enabled: true } });
    const pods = b.group("pods");
    b.add(TYPES.policy, "policy", {
      metadata: { namespace: "shop" },
      spec: { podSelector: { matchLabels: { app: "a" } }, securityGroups: { groupIds: [new Ref(pods)] } },
    });
    deepStrictEqual(certain(ruleOf("vpc-cni-setting"), b.graph()), []);
    deepStrictEqual(certain(ruleOf("cluster-role"), b.graph()), []);
  });

  it("in EKS Auto Mode has security groups for pods since Kubernetes 1.36 alone", () => {
    const { b } = complete();
    b.remove("nodes", "vpc-cni", "controller");
    const cluster = b.get("lab-inner").inputs;
    cluster.computeConfig = { enabled: true };
    const rule = ruleOf("trunk-capable-nodes");
    match(certain(rule, b.graph()).join(), /EKS Auto Mode below Kubernetes 1\.36/);
    strictEqual(allowed(b, CATALOG, DATABASE, 3306), null);
    cluster.version = UNKNOWN;
    deepStrictEqual([certain(rule, b.graph()).length, open(rule, b.graph()).length], [0, 1]);
    cluster.version = "1.36";
    deepStrictEqual([certain(rule, b.graph()).length, open(rule, b.graph()).length], [0, 0]);
    strictEqual(allowed(b, CATALOG, DATABASE, 3306), true);
  });

  it("never breaks a rule, whatever stands in its inputs", async function () {
    this.timeout(60_000);
    const { resources } = await labGraph();
    const relevant = resources.filter(({ type }) =>
      /^(aws:(ec2|vpc|eks|rds|iam)|kubernetes|eks|pulumi:providers)/.test(type),
    );
    const odd = fc.constantFrom<Json | undefined>(
      UNKNOWN,
      null,
      undefined,
      0,
      -1,
      true,
      "",
      "x",
      [],
      {},
      [null],
      [UNKNOWN],
      { "": [] },
    );
    const property = fc.property(
      fc.nat(relevant.length - 1),
      fc.nat(30),
      fc.nat(30),
      odd,
      (which, key, inner, value) => {
        const changed = structuredClone(relevant[which]);
        replace(changed, key, inner, value);
        allFindings(graphOf(resources.map((resource) => (resource.urn === changed.urn ? changed : resource))));
      },
    );
    fc.assert(property, { numRuns: 60, seed: 5 });
  });
});

/** Replaces one input of a resource, or something inside it. */
function replace({ inputs }: GraphResource, key: number, inner: number, value: Json | undefined): void {
  const keys = Object.keys(inputs);
  if (keys.length === 0) return;
  let at = inputs;
  let name = keys[key % keys.length];
  for (let depth = inner % 4; depth > 0; depth--) {
    const next = at[name];
    if (next === null || typeof next !== "object" || Object.keys(next).length === 0) break;
    at = next as { [key: string]: Json };
    name = Object.keys(at)[inner % Object.keys(at).length];
  }
  if (value === undefined) delete at[name];
  else at[name] = value;
}

describe("the time of all rules", () => {
  recordLabFirst();
  it("grows with the stack, not with its square", async function () {
    this.timeout(60_000);
    const { resources } = await labGraph();
    const times = (count: number): GraphResource[] =>
      Array.from(
        { length: count },
        (_, i) =>
          JSON.parse(
            JSON.stringify(resources).replaceAll("urn:pulumi:dev::", `urn:pulumi:dev${i}::`),
          ) as GraphResource[],
      ).flat();
    const graph = graphOf(times(20));
    const start = performance.now();
    allFindings(graph);
    const spent = performance.now() - start;
    strictEqual(graph.resources.length, resources.length * 20);
    ok(spent < 5000, `${spent} ms for ${graph.resources.length} resources`);
  });
});
