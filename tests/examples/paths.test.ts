import assert from "node:assert/strict";
import type { Recording } from "../../cli/record/recorder";
import { answerOf } from "../../cli/check/question";
import { graphDiff } from "../../model/diff/graph-diff";
import { read } from "../../model/reading/reading";
import { precedes, title, waitsFor } from "../support/lab";
import { all, failure, inputs, only, runExample, type RunOptions } from "../support/program";
import { ruleLines } from "../support/rules";
import { fittingAddon } from "../support/samples";
import { verdicts } from "../support/verdicts";

/** A run with an add-on that fits. */
const run = (name: string, options: RunOptions = {}): Promise<Recording> =>
  runExample(name, { lookUps: fittingAddon(), ...options });

const CLUSTER = "sg-0123456789abcdef0";
const DATABASE = "sg-0123456789abcdef1";
const NODES = "sg-0123456789abcdef2";

describe("the example existing-cluster", () => {
  it("opens DNS, the database and the probe, both halves of each, and nothing else", async () => {
    assert.deepEqual(ruleLines(await run("existing-cluster")), [
      `orders-pods from ${CLUSTER} tcp 8080`,
      `orders-pods to ${CLUSTER} tcp 53`,
      `orders-pods to ${CLUSTER} udp 53`,
      `orders-pods to ${DATABASE} tcp 3306`,
      `${CLUSTER} from orders-pods tcp 53`,
      `${CLUSTER} from orders-pods udp 53`,
      `${DATABASE} from orders-pods tcp 3306`,
    ]);
  });

  it("asks the group of the nodes for probes and DNS where they have one", async () => {
    const config = [`existing-cluster:nodeSecurityGroupId=${NODES}`];
    const lines = ruleLines(await run("existing-cluster", { config }));
    assert.deepEqual(
      lines.filter((line) => line.includes(CLUSTER)),
      [],
    );
    assert.equal(lines.filter((line) => line.includes(NODES)).length, 5);
  });

  for (const preview of [false, true]) {
    it(`changes nothing of the cluster by default${preview ? " (preview)" : ""}`, async () => {
      const recording = await run("existing-cluster", { preview });
      assert.deepEqual(all(recording, "aws:eks/addon:Addon"), []);
      assert.deepEqual(recording.warnings, []);
    });

    it(`adopts the add-on where it is told to apply the setting${preview ? " (preview)" : ""}`, async () => {
      const recording = await run("existing-cluster", { preview, config: ["existing-cluster:vpcCniSetting=apply"] });
      const addon = only(recording, "aws:eks/addon:Addon");
      assert.ok(addon.retainOnDelete);
      assert.ok(precedes(recording, addon, only(recording, "Deployment")));
      assert.match(recording.warnings.join(), /^Nodes that run already get no trunk interface/);
    });
  }

  it("stops where the add-on does not fit, with the JSON to set", async () => {
    const message = await failure(run("existing-cluster", { lookUps: fittingAddon({ ENABLE_POD_ENI: "false" }) }));
    assert.match(message, /^PodEniAddon "existing" cannot be made:\n {2}vpc-cni\.configurationValues: ENABLE_POD_ENI/);
    assert.match(message, /set this on the add-on, then replace the nodes:\n\{"env":\{"ENABLE_POD_ENI":"true"/);
  });

  for (const setting of ["assert", "apply"]) {
    for (const preview of [false, true]) {
      it(`keeps bound pods from the internet for certain (${setting})${preview ? " (preview)" : ""}`, async () => {
        const config = [`existing-cluster:vpcCniSetting=${setting}`];
        const { closed } = verdicts(await run("existing-cluster", { config, preview }));
        assert.deepEqual(
          closed.filter((row) => row.includes("bound:")),
          [
            "bound:orders/orders -> bound:orders/orders tcp 8080",
            "bound:orders/orders -> kubernetes-api tcp 443",
            "bound:orders/orders -> internet tcp 443",
            "internet -> bound:orders/orders tcp 8080",
          ],
        );
      });
    }
  }

  it("is asked about its database by the name that it has in the program, and by its group's id", async () => {
    const reading = read((await run("existing-cluster", { preview: true })).graph);
    for (const to of ["orders-db", "group:orders-db", DATABASE]) {
      assert.equal(answerOf(reading, { from: "bound:orders/orders", to }).answer, true);
    }
    assert.throws(() => answerOf(reading, { from: "bound:orders/orders", to: "sg-00000000" }), /is not an endpoint/);
  });
});

describe("the example many-bindings", () => {
  for (const preview of [false, true]) {
    it(`lets the ui reach catalog and orders, the catalog its database, and all of them DNS${preview ? " (preview)" : ""}`, async () => {
      const { open, closed, unknown } = verdicts(await run("many-bindings", { preview }));
      assert.deepEqual(unknown, []);
      const ofServices = open.filter((row) => /^bound:(catalog|orders|ui)\/(?!dns)/.test(row));
      assert.deepEqual(ofServices, [
        "bound:catalog/catalog -> dns tcp 53",
        "bound:catalog/catalog -> dns udp 53",
        "bound:catalog/catalog -> database:catalog-db tcp 3306",
        "bound:orders/orders -> dns tcp 53",
        "bound:orders/orders -> dns udp 53",
        "bound:ui/ui -> dns tcp 53",
        "bound:ui/ui -> dns udp 53",
        "bound:ui/ui -> bound:catalog/catalog tcp 8080",
        "bound:ui/ui -> bound:orders/orders tcp 8080",
      ]);
      for (const from of ["bound:ui/ui", "bound:orders/orders", "unbound-pods", "nodes", "internet"]) {
        assert.ok(closed.includes(`${from} -> database:catalog-db tcp 3306`), from);
      }
    });
  }

  it("makes two rules for DNS on the cluster security group for all bindings together", async () => {
    const recording = await run("many-bindings");
    const lines = ruleLines(recording);
    assert.deepEqual(
      lines.filter((line) => line.endsWith(" 53")).map((line) => line.replace(/sg-\w+/, "cluster")),
      [
        "dns-clients-pods to cluster tcp 53",
        "dns-clients-pods to cluster udp 53",
        "cluster from dns-clients-pods tcp 53",
        "cluster from dns-clients-pods udp 53",
      ],
    );
    assert.equal(lines.length, 4 + 2 + 3 + 4);
  });

  it("selects the pods of orders by their ServiceAccount, whose labels it has, and all others by a label of their own", async () => {
    const recording = await run("many-bindings");
    const policies = all(recording, "SecurityGroupPolicy").sort((a, b) => (a.name < b.name ? -1 : 1));
    const selectors = policies.map(({ name, inputs: { spec } }) => {
      const { podSelector, serviceAccountSelector } = spec as { [kind: string]: { matchLabels: object } | undefined };
      return [name, podSelector?.matchLabels ?? null, serviceAccountSelector?.matchLabels ?? null];
    });
    const own = (name: string): unknown[] => [`${name}-policy`, { "sgp.internal/pod-security-group": name }, null];
    const byAccount = ["orders-policy", null, { "app.kubernetes.io/name": "orders" }];
    assert.deepEqual(selectors, [own("catalog"), own("dns-clients"), byAccount, own("ui")]);
    const account = only(recording, "kubernetes:core/v1:ServiceAccount", "orders");
    assert.deepEqual((inputs(account).metadata as { labels: object }).labels, { "app.kubernetes.io/name": "orders" });
  });

  it("starts every service after its policy and all rules that its pods need, those of the shared group too", async () => {
    const recording = await run("many-bindings");
    for (const name of ["catalog", "orders", "ui"]) {
      const before = waitsFor(recording, only(recording, "kubernetes:apps/v1:Deployment", name));
      for (const needed of [
        `${name}-policy`,
        "dns-clients-to-dns-udp-53-egress",
        "dns-clients-to-dns-tcp-53-ingress",
      ]) {
        assert.ok(
          before.some((other) => other.endsWith(` ${needed}`)),
          `${name}: ${needed}`,
        );
      }
    }
  });
});

describe("the example own-node-group", () => {
  for (const preview of [false, true]) {
    it(`gives the node group and Karpenter's nodes one security group, and both are made after the setting${preview ? " (preview)" : ""}`, async () => {
      const recording = await run("own-node-group", { preview });
      const group = only(recording, "aws:ec2/securityGroup:SecurityGroup", "nodes");
      const nodeClass = only(recording, "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass");
      const template = only(recording, "aws:ec2/launchTemplate:LaunchTemplate");
      for (const { propertyDependencies } of [nodeClass, template]) {
        assert.ok(Object.values(propertyDependencies).flat().includes(group.urn));
      }
      const addon = only(recording, "aws:eks/addon:Addon");
      for (const nodes of [only(recording, "aws:eks/nodeGroup:NodeGroup"), nodeClass]) {
        assert.ok(precedes(recording, addon, nodes), title(nodes));
      }
    });
  }

  it("asks the nodes' group for probes and DNS, and the cluster security group for the API alone", async () => {
    assert.deepEqual(ruleLines(await run("own-node-group")), [
      "nodes from nodes all",
      "nodes from orders-pods tcp 53",
      "nodes from orders-pods udp 53",
      `nodes from ${CLUSTER} tcp 10250`,
      "nodes to 0.0.0.0/0 all",
      "orders-pods from nodes tcp 8080",
      "orders-pods to nodes tcp 53",
      "orders-pods to nodes udp 53",
      `orders-pods to ${DATABASE} tcp 3306`,
      `${CLUSTER} from nodes tcp 443`,
      `${DATABASE} from orders-pods tcp 3306`,
    ]);
  });

  it("deletes the pod security group before the nodes: only their cluster frees its branch interfaces", async () => {
    const recording = await run("own-node-group");
    const group = only(recording, "aws:ec2/securityGroup:SecurityGroup", "orders-pods");
    assert.ok(precedes(recording, only(recording, "aws:eks/nodeGroup:NodeGroup"), group));
    for (const rule of all(recording, "SecurityGroupIngressRule").filter(({ name }) => name.startsWith("nodes-"))) {
      assert.ok(precedes(recording, rule, only(recording, "aws:eks/nodeGroup:NodeGroup")), rule.name);
    }
  });

  it("is the node group alone where Karpenter is not there", async () => {
    const recording = await run("own-node-group", { config: ["own-node-group:karpenter=false"] });
    for (const kind of ["EC2NodeClass", "NodePool"]) assert.deepEqual(all(recording, kind), []);
    assert.equal(all(recording, "aws:eks/nodeGroup:NodeGroup").length, 1);
  });
});

describe("the example strict-vs-standard", () => {
  const stack = (name: string, preview = false): Promise<Recording> =>
    run("strict-vs-standard", { stack: name, preview });

  for (const preview of [false, true]) {
    it(`closes the internet and the pods' own port in strict mode alone${preview ? " (preview)" : ""}`, async () => {
      const [strict, standard] = [verdicts(await stack("strict", preview)), verdicts(await stack("standard", preview))];
      assert.deepEqual(strict.unknown, []);
      // Its endpoint is public, and what leaves as the node may get there over the internet.
      assert.deepEqual(standard.unknown, [
        "bound:invoices/invoices -> kubernetes-api tcp 443",
        "bound:payments/payments -> kubernetes-api tcp 443",
      ]);
      const opened = standard.open.filter((row) => !strict.open.includes(row));
      assert.deepEqual(opened, [
        "bound:invoices/invoices -> bound:invoices/invoices tcp 8080",
        "bound:invoices/invoices -> internet tcp 443",
        "bound:payments/payments -> bound:payments/payments tcp 8080",
        "bound:payments/payments -> internet tcp 443",
      ]);
      assert.deepEqual(
        opened.filter((row) => !strict.closed.includes(row)),
        [],
      );
      assert.deepEqual(
        strict.open.filter((row) => !standard.open.includes(row)),
        [],
      );
    });
  }

  it("has the same rules in both: the mode alone makes the difference", async () => {
    const lines = (recording: Recording): string[] =>
      ruleLines(recording).map((line) => line.replace(/sg-\w+/, "cluster"));
    assert.deepEqual(lines(await stack("standard")), lines(await stack("strict")));
  });

  it("loses nothing on the way from one mode to the other", async () => {
    const config = ["strict-vs-standard:clusterName=shop"];
    const strict = await run("strict-vs-standard", { stack: "strict", config });
    const standard = await run("strict-vs-standard", { stack: "standard", config });
    const renamed = JSON.parse(
      JSON.stringify(standard.graph).replaceAll(":standard::", ":strict::"),
    ) as typeof strict.graph;
    const { losses, resources } = graphDiff(read(strict.graph), read(renamed));
    assert.deepEqual([losses, resources.deleted], [[], []]);
  });
});
