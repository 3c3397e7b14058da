import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AddonManagement, type ClusterHandle, PodEniAddon, PodSecurityGroupBinding } from "../../components";
import { at } from "../../model/graph/graph";
import { all, only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { bindingArgs, existingCluster, fittingAddon, VPC_CNI } from "../support/samples";

type Setting = Partial<typeof VPC_CNI>;

function bind(vpcCni: Partial<ClusterHandle["vpcCni"]>): void {
  new PodSecurityGroupBinding("orders", bindingArgs({ cluster: existingCluster(vpcCni), reaches: [{ dns: true }] }));
}

/** The setting as Outputs, as a component or a stack reference gives it. */
function asOutputs(setting: Setting): Partial<ClusterHandle["vpcCni"]> {
  return Object.fromEntries(
    Object.entries({ ...VPC_CNI, ...setting }).map(([key, value]) => [key, pulumi.output(value)]),
  );
}

const unfit: [what: string, setting: Setting, text: RegExp][] = [
  ["pod ENI off", { podEni: false }, /ENABLE_POD_ENI is off, so pods get no branch interface; set it to true/],
  [
    "strict mode without early demux off",
    { disableTcpEarlyDemux: false },
    /DISABLE_TCP_EARLY_DEMUX is off in strict mode, so the kubelet's probes of bound pods time out; set it to true/,
  ],
  [
    "an unknown mode",
    { enforcingMode: "lenient" },
    /POD_SECURITY_GROUP_ENFORCING_MODE is "lenient"; it can be strict or standard/,
  ],
  ["version 1.19.0", { version: "v1.19.0-eksbuild.1" }, /v1.19.0-eksbuild.1 is below 1.20.4/],
  ["version 1.20.3", { version: "1.20.3" }, /1.20.3 is below 1.20.4/],
  ["version 1.22.0", { version: "v1.22.0-eksbuild.2" }, /hangs on clusters with pod ENI .*take 1.22.2 or later/],
  ["version 1.22.1", { version: "v1.22.1-eksbuild.1" }, /v1.22.1-eksbuild.1 hangs on clusters with pod ENI/],
  ["a version that is none", { version: "latest" }, /"latest" is not a VPC CNI version/],
];

describe("a PodSecurityGroupBinding refuses a VPC CNI with", () => {
  for (const [what, setting, text] of unfit) {
    it(`${what} at once, where it is known`, async () => {
      const { message, paths, made } = await refusal(() => bind(setting));
      match(message, text);
      deepStrictEqual([paths, made], [["cluster.vpcCni"], []]);
    });

    for (const preview of [false, true]) {
      it(`${what} as Outputs before a group exists${preview ? ", in a preview" : ""}`, async () => {
        const { message, paths, made } = await refusal(() => bind(asOutputs(setting)), { preview });
        match(message, /^PodSecurityGroupBinding "orders" cannot be made:\n {2}cluster.vpcCni: /);
        match(message, text);
        deepStrictEqual(paths, ["cluster.vpcCni"]);
        deepStrictEqual(made, ["pod-security-groups:index:PodSecurityGroupBinding orders"]);
      });
    }
  }

  it("strict mode without early demux off where one of them is an Output", async () => {
    for (const setting of [
      { disableTcpEarlyDemux: pulumi.output(false) },
      { disableTcpEarlyDemux: false, enforcingMode: pulumi.output("strict") },
    ]) {
      const { message, made } = await refusal(() => bind(setting));
      match(message, /DISABLE_TCP_EARLY_DEMUX is off in strict mode/);
      ok(!made.some((title) => title.includes("SecurityGroup ")));
    }
  });

  it("pod ENI off in a preview that does not know the version", async () => {
    const { message, made } = await refusal(
      () => {
        const { version } = aws.eks.getAddonVersionOutput({ addonName: "vpc-cni", kubernetesVersion: "1.35" });
        bind({ podEni: pulumi.output(false), version });
      },
      { preview: true },
    );
    match(message, /ENABLE_POD_ENI is off/);
    deepStrictEqual(made, ["pod-security-groups:index:PodSecurityGroupBinding orders"]);
  });
});

describe("a PodSecurityGroupBinding takes a VPC CNI with", () => {
  const fit: [what: string, setting: Setting][] = [
    ["standard mode, early demux on", { enforcingMode: "standard", disableTcpEarlyDemux: false }],
    ["standard mode, early demux off", { enforcingMode: "standard" }],
    ["strict mode, early demux off", {}],
    ["version 1.20.4, the first that fits", { version: "1.20.4" }],
    ["version 1.22.2, which no longer hangs", { version: "v1.22.2-eksbuild.1" }],
  ];
  for (const [what, setting] of fit) {
    it(`${what}, as values and as Outputs`, async () => {
      for (const vpcCni of [setting, asOutputs(setting)]) {
        deepStrictEqual(all(await runMade(() => bind(vpcCni)), "aws:ec2/securityGroup:SecurityGroup").length, 1);
      }
    });
  }
});

describe("the SecurityGroupPolicy of a PodSecurityGroupBinding", () => {
  const annotations = async (made: () => void, preview: boolean): Promise<unknown> => {
    const recording = await runMade(made, { preview, lookUps: fittingAddon() });
    return at(only(recording, "SecurityGroupPolicy").inputs, "metadata", "annotations");
  };

  for (const preview of [false, true]) {
    const inPreview = preview ? ", in a preview" : "";
    for (const management of [AddonManagement.assert, AddonManagement.apply]) {
      it(`says which mode a PodEniAddon found or set, and which of them (${management})${inPreview}`, async () => {
        const made = (): void => bind(new PodEniAddon("cni", { clusterName: "prod", management }).vpcCni);
        deepStrictEqual(await annotations(made, preview), {
          "sgp.internal/enforcing-mode": "strict",
          "sgp.internal/enforcing-mode-source": management,
        });
      });
    }

    it(`says that a mode is only declared, where the program states it${inPreview}`, async () => {
      for (const setting of [{ enforcingMode: "standard" }, asOutputs({ enforcingMode: "standard" })]) {
        deepStrictEqual(await annotations(() => bind(setting), preview), {
          "sgp.internal/enforcing-mode": "standard",
          "sgp.internal/enforcing-mode-source": "declared",
        });
      }
    });
  }

  it("says it under the binding's own label domain", async () => {
    const args = bindingArgs({ labelDomain: "labels.example.com" });
    const found = await annotations(() => void new PodSecurityGroupBinding("orders", args), false);
    deepStrictEqual(Object.keys(found as object), [
      "labels.example.com/enforcing-mode",
      "labels.example.com/enforcing-mode-source",
    ]);
  });

  it("does not roll the pods where only the source of the setting changes", async () => {
    const hash = async (source: string): Promise<unknown> =>
      (
        await runMade(() => {
          const args = bindingArgs({ cluster: existingCluster({ source }) });
          return { made: new PodSecurityGroupBinding("orders", args).podAnnotations };
        })
      ).outputs.made;
    deepStrictEqual(await hash("declared"), await hash("assert"));
  });

  it("is refused with a source that is none, whether it is known at once or later", async () => {
    for (const source of ["guessed", pulumi.output("guessed")]) {
      const { message, paths, made } = await refusal(() => bind({ source }));
      match(message, /cluster\.vpcCni\.source: "guessed" is not known; it can be assert, apply, create, declared$/);
      deepStrictEqual(paths, ["cluster.vpcCni.source"]);
      strictEqual(
        made.some((title) => title.includes("SecurityGroup ")),
        false,
      );
    }
  });
});
