import { deepStrictEqual, match, notStrictEqual, strictEqual } from "node:assert";
import * as k8s from "@pulumi/kubernetes";
import {
  type LabelSelector,
  PodEniAddon,
  PodSecurityGroupBinding,
  type PodSecurityGroupBindingArgs,
} from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { boundPodOrder } from "../../policies/rules/bound-pod-order";
import { hexId } from "../support/deploy-mocks";
import { precedes } from "../support/lab";
import { all, only, runMade, type RunOptions } from "../support/program";
import { allRules } from "../support/rules";
import { bindingArgs, existingCluster, peer, VPC_CNI, VPC_ID } from "../support/samples";

const OWN_GROUP = `sg-${hexId("orders-pods")}`;
const GROUPS = [..."abcdef0123456789"].map((digit) => peer("any", digit).securityGroupId);

/** A binding, and something that takes its labels and annotations as a workload does. */
function bound(args: Partial<PodSecurityGroupBindingArgs> = {}, options: RunOptions = {}): Promise<Recording> {
  return runMade(() => {
    const binding = new PodSecurityGroupBinding("orders", bindingArgs({ reaches: [{ dns: true }], ...args }));
    const { podLabels, podAnnotations, securityGroupId, output } = binding;
    new k8s.core.v1.Pod("pod", { metadata: { labels: podLabels, annotations: podAnnotations } });
    return { podLabels, podAnnotations, securityGroupId, output };
  }, options);
}

async function policySpec(args: Partial<PodSecurityGroupBindingArgs> = {}): Promise<Json> {
  return only(await bound(args), "SecurityGroupPolicy").inputs.spec;
}

async function annotation(args: Partial<PodSecurityGroupBindingArgs> = {}): Promise<Json | undefined> {
  return at((await bound(args)).outputs.podAnnotations, "sgp.internal/security-groups");
}

describe("a PodSecurityGroupBinding's pods", () => {
  it("are selected by the binding's own label, which it gives to the workload", async () => {
    const recording = await bound();
    const labels = { "sgp.internal/pod-security-group": "orders" };
    deepStrictEqual(only(recording, "SecurityGroupPolicy").inputs.spec, {
      podSelector: { matchLabels: labels },
      securityGroups: { groupIds: [OWN_GROUP] },
    });
    deepStrictEqual(recording.outputs.podLabels, labels);
  });

  it("carry label and annotation of another domain where one is named", async () => {
    const { outputs } = await bound({ labelDomain: "pods.example.com" });
    deepStrictEqual(outputs.podLabels, { "pods.example.com/pod-security-group": "orders" });
    deepStrictEqual(Object.keys(outputs.podAnnotations as object), ["pods.example.com/security-groups"]);
  });

  const app: LabelSelector = {
    matchLabels: { app: "orders" },
    matchExpressions: [{ key: "tier", operator: "In", values: ["backend"] }],
  };
  const account: LabelSelector = { matchLabels: { team: "shop" } };

  it("can be selected by labels that they have already", async () => {
    const recording = await bound({ podSelector: app });
    deepStrictEqual(only(recording, "SecurityGroupPolicy").inputs.spec, {
      podSelector: app,
      securityGroups: { groupIds: [OWN_GROUP] },
    });
    deepStrictEqual(recording.outputs.podLabels, app.matchLabels);
    deepStrictEqual(at(recording.outputs.output, "securityGroupPolicy", "podSelector"), app);
  });

  it("can be selected by labels of their ServiceAccount, and get none then", async () => {
    const recording = await bound({ serviceAccountSelector: account });
    deepStrictEqual(only(recording, "SecurityGroupPolicy").inputs.spec, {
      serviceAccountSelector: account,
      securityGroups: { groupIds: [OWN_GROUP] },
    });
    deepStrictEqual(recording.outputs.podLabels, {});
    strictEqual(at(recording.outputs.output, "securityGroupPolicy", "podSelector"), undefined);
  });

  it("must match both selectors where both are given", async () => {
    deepStrictEqual(await policySpec({ podSelector: app, serviceAccountSelector: account }), {
      podSelector: app,
      serviceAccountSelector: account,
      securityGroups: { groupIds: [OWN_GROUP] },
    });
  });

  for (const [what, args] of [
    ["the binding's own label", {}],
    ["their own labels", { podSelector: app }],
    ["labels of their ServiceAccount", { serviceAccountSelector: account }],
  ] as [string, Partial<PodSecurityGroupBindingArgs>][]) {
    for (const preview of [false, true]) {
      it(`start after policy and rules where selected by ${what}${preview ? ", in a preview too" : ""}`, async () => {
        const recording = await bound(args, { preview });
        const pod = only(recording, "Pod");
        const before = [only(recording, "SecurityGroupPolicy"), ...allRules(recording)];
        strictEqual(before.length, 5);
        for (const first of before) strictEqual(precedes(recording, first, pod), true, first.name);
      });
    }
  }

  it("start after policy and rules where only their annotations come from the binding", async () => {
    const recording = await runMade(() => {
      const binding = new PodSecurityGroupBinding(
        "orders",
        bindingArgs({ podSelector: app, reaches: [{ dns: true }] }),
      );
      new k8s.core.v1.Pod("pod", { metadata: { labels: app.matchLabels, annotations: binding.podAnnotations } });
    });
    for (const first of [only(recording, "SecurityGroupPolicy"), ...allRules(recording)]) {
      strictEqual(precedes(recording, first, only(recording, "Pod")), true, first.name);
    }
  });

  it("have labels that a preview knows", async () => {
    const { outputs } = await bound({}, { preview: true });
    deepStrictEqual(outputs.podLabels, { "sgp.internal/pod-security-group": "orders" });
  });

  it("carry additional groups besides the binding's own, five in all without more", async () => {
    const additionalSecurityGroupIds = GROUPS.slice(0, 4);
    const recording = await bound({ additionalSecurityGroupIds });
    const groupIds = [OWN_GROUP, ...additionalSecurityGroupIds];
    deepStrictEqual(at(only(recording, "SecurityGroupPolicy").inputs.spec, "securityGroups", "groupIds"), groupIds);
    deepStrictEqual(at(recording.outputs.output, "securityGroupPolicy", "groupIds"), groupIds);
    strictEqual(recording.outputs.securityGroupId, OWN_GROUP);
  });

  it("carry sixteen groups where the quota says so", async () => {
    const args = { additionalSecurityGroupIds: GROUPS.slice(0, 15), securityGroupsPerInterface: 16 };
    strictEqual((at(await policySpec(args), "securityGroups", "groupIds") as Json[]).length, 16);
  });

  for (const waits of [false, true]) {
    it(`start after the rules of a shared group ${waits ? "" : "only "}where their binding depends on its binding`, async () => {
      const recording = await runMade(() => {
        const shared = new PodSecurityGroupBinding("dns-clients", bindingArgs({ reaches: [{ dns: true }] }));
        const args = bindingArgs({ additionalSecurityGroupIds: [shared.securityGroupId] });
        const { podLabels } = new PodSecurityGroupBinding("orders", args, waits ? { dependsOn: [shared] } : {});
        const template = { metadata: { labels: podLabels }, spec: { containers: [] } };
        const metadata = { namespace: "shop" };
        new k8s.apps.v1.Deployment("pods", { metadata, spec: { selector: { matchLabels: {} }, template } });
      });
      const late = [only(recording, "SecurityGroupPolicy", "orders-policy"), only(recording, "Deployment")];
      strictEqual(allRules(recording).length, 4);
      for (const rule of allRules(recording)) {
        for (const later of late) strictEqual(precedes(recording, rule, later), waits, `${rule.name}, ${later.name}`);
      }
      strictEqual(boundPodOrder.check(read(recording.graph), {}, "2026-11-26").length, waits ? 0 : 2);
    });
  }

  it("roll when a group is added: their annotation is another one", async () => {
    const [one, two] = [await annotation(), await annotation({ additionalSecurityGroupIds: GROUPS.slice(0, 1) })];
    match(one as string, /^[0-9a-f]{8}$/);
    notStrictEqual(one, two);
  });

  it("do not roll when the same groups come in another order", async () => {
    const [a, b] = GROUPS;
    strictEqual(
      await annotation({ additionalSecurityGroupIds: [a, b] }),
      await annotation({ additionalSecurityGroupIds: [b, a] }),
    );
  });

  it("roll when the enforcing mode or early demux changes, which reach only pods that start afterwards", async () => {
    const vpcCni = (setting: Partial<typeof VPC_CNI>): Partial<PodSecurityGroupBindingArgs> => ({
      cluster: existingCluster(setting),
    });
    const strict = await annotation();
    const [standard, both] = [
      await annotation(vpcCni({ enforcingMode: "standard" })),
      await annotation(vpcCni({ enforcingMode: "standard", disableTcpEarlyDemux: false })),
    ];
    strictEqual(new Set([strict, standard, both]).size, 3);
    strictEqual(await annotation(vpcCni({ version: "v1.22.2-eksbuild.1" })), strict);
  });

  it("start after the VPC CNI add-on that has the setting of their cluster", async () => {
    for (const preview of [false, true]) {
      const recording = await runMade(
        () => {
          const create = { management: "create", version: "v1.21.1-eksbuild.1" };
          const { vpcCni } = new PodEniAddon("cni", { clusterName: "shop", ...create });
          const { podAnnotations } = new PodSecurityGroupBinding(
            "orders",
            bindingArgs({ cluster: existingCluster(vpcCni) }),
          );
          new k8s.core.v1.Pod("pod", { metadata: { annotations: podAnnotations } });
        },
        { preview },
      );
      const [addon, pod] = [only(recording, "Addon"), only(recording, "Pod")];
      strictEqual(pod.propertyDependencies.metadata.includes(addon.urn), true);
    }
  });

  it("do not roll when only paths change", async () => {
    strictEqual(await annotation({ reaches: [{ kubernetesApi: true }] }), await annotation());
  });
});

describe("a PodSecurityGroupBinding", () => {
  it("works on a cluster that is known by ids alone, and needs no component for it", async () => {
    const recording = await bound();
    deepStrictEqual(
      all(recording, "SecurityGroup").map(({ inputs }) => inputs),
      [{ vpcId: VPC_ID, description: "Pods of orders", tags: { Name: "orders-pods" } }],
    );
    deepStrictEqual(all(recording, "PodEniCluster"), []);
  });

  it("tells in one output all that it wired", async () => {
    deepStrictEqual((await bound({ reachableFrom: [{ nodes: true, port: 8080 }] })).outputs.output, {
      bound: true,
      enforcedBy: "vpc-cni",
      securityGroup: { id: OWN_GROUP, name: "orders-pods-1a2b3c4" },
      vpcCni: { ...VPC_CNI, source: "declared" },
      securityGroupPolicy: {
        namespace: "shop",
        name: "orders-policy-1a2b3c4d",
        podSelector: { matchLabels: { "sgp.internal/pod-security-group": "orders" } },
        groupIds: [OWN_GROUP],
      },
      reaches: [
        { peer: "dns", protocol: "tcp", port: 53 },
        { peer: "dns", protocol: "udp", port: 53 },
      ],
      reachableFrom: [{ peer: "nodes", protocol: "tcp", port: 8080 }],
    });
  });

  it("reports standard mode as it is", async () => {
    const vpcCni = { ...VPC_CNI, enforcingMode: "standard", disableTcpEarlyDemux: false };
    const { outputs } = await bound({ cluster: existingCluster(vpcCni) });
    deepStrictEqual(at(outputs.output, "vpcCni"), { ...vpcCni, source: "declared" });
  });

  it("makes its policy in the pods' namespace, without a fixed name", async () => {
    const { metadata } = only(await bound(), "SecurityGroupPolicy").inputs;
    deepStrictEqual(
      [at({ metadata }, "metadata", "namespace"), at({ metadata }, "metadata", "name")],
      ["shop", undefined],
    );
  });
});
