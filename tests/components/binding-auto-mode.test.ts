import { deepStrictEqual, match, notStrictEqual, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterHandle, PodSecurityGroupBinding } from "../../components";
import { at } from "../../model/graph/graph";
import { only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { ruleLines } from "../support/rules";
import { bindingArgs, CLUSTER_GROUP, existingCluster, VPC_CNI, VPC_ID } from "../support/samples";

const AT = "cluster.autoMode.kubernetesVersion";

function autoMode(kubernetesVersion: pulumi.Input<string>, more: Partial<ClusterHandle> = {}): ClusterHandle {
  return { vpcId: VPC_ID, clusterSecurityGroupId: CLUSTER_GROUP, autoMode: { kubernetesVersion }, ...more };
}

function bind(cluster: ClusterHandle): PodSecurityGroupBinding {
  return new PodSecurityGroupBinding("orders", bindingArgs({ cluster, reaches: [{ dns: true }] }));
}

describe("a PodSecurityGroupBinding in EKS Auto Mode", () => {
  for (const preview of [false, true]) {
    it(`makes group, rules and policy, and says what enforces it${preview ? ", in a preview" : ""}`, async () => {
      const recording = await runMade(() => ({ ...bind(autoMode("1.36")).output }), { preview });
      strictEqual(ruleLines(recording).length, 4);
      strictEqual(recording.outputs.enforcedBy, "eks-auto-mode");
      strictEqual("vpcCni" in recording.outputs, false);
      const { inputs } = only(recording, "SecurityGroupPolicy");
      deepStrictEqual(at(inputs, "metadata", "annotations"), { "sgp.internal/enforced-by": "eks-auto-mode" });
    });
  }

  it("says that the VPC CNI enforces it elsewhere, where the policy has no such annotation", async () => {
    const recording = await runMade(() => ({ ...bind(existingCluster()).output }));
    strictEqual(recording.outputs.enforcedBy, "vpc-cni");
    const { inputs } = only(recording, "SecurityGroupPolicy");
    strictEqual(at(inputs, "metadata", "annotations", "sgp.internal/enforced-by"), undefined);
  });

  it("rolls the pods where a cluster of nodes with the VPC CNI becomes one of Auto Mode", async () => {
    const annotations = async (cluster: ClusterHandle): Promise<unknown> =>
      (await runMade(() => ({ made: bind(cluster).podAnnotations }))).outputs.made;
    notStrictEqual(
      JSON.stringify(await annotations(autoMode("1.36"))),
      JSON.stringify(await annotations(existingCluster())),
    );
    // A newer Kubernetes changes nothing for a pod that runs.
    deepStrictEqual(await annotations(autoMode("1.37")), await annotations(autoMode("1.36")));
  });

  for (const [version, text] of [
    ["1.35", /1\.35 is below 1\.36, from which on EKS Auto Mode takes SecurityGroupPolicy; upgrade the cluster first/],
    ["latest", /"latest" is not a valid Kubernetes version; write it as 1\.36/],
  ] as const) {
    it(`refuses the version ${version} at once, where it is known`, async () => {
      const { message, paths, made } = await refusal(() => bind(autoMode(version)));
      match(message, text);
      deepStrictEqual([paths, made], [[AT], []]);
    });

    for (const preview of [false, true]) {
      it(`refuses ${version} as an Output before a group exists${preview ? ", in a preview" : ""}`, async () => {
        const { message, paths, made } = await refusal(() => bind(autoMode(pulumi.output(version))), { preview });
        match(message, text);
        deepStrictEqual([paths, made], [[AT], ["pod-security-groups:index:PodSecurityGroupBinding orders"]]);
      });
    }
  }

  it("takes a version as an Output, and one that comes later", async () => {
    for (const version of ["1.36", "1.40"]) {
      strictEqual(ruleLines(await runMade(() => bind(autoMode(pulumi.output(version))).output)).length, 4);
    }
  });

  for (const [what, cluster, text] of [
    [
      "both it and a VPC CNI",
      autoMode("1.36", { vpcCni: VPC_CNI }),
      /names both vpcCni and autoMode; give exactly one/,
    ],
    ["neither", autoMode("1.36", { autoMode: undefined }), /names neither vpcCni nor autoMode; give exactly one/],
  ] as const) {
    it(`refuses a cluster that names ${what}`, async () => {
      const { message, paths, made } = await refusal(() => bind(cluster));
      match(message, text);
      deepStrictEqual([paths, made], [["cluster"], []]);
    });
  }
});
