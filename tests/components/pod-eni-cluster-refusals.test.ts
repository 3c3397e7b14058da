import { deepStrictEqual, match } from "node:assert";
import { PodEniCluster, type PodEniClusterArgs } from "../../components";
import { refusal } from "../support/refusal";
import { clusterArgs } from "../support/samples";

const ADMIN = "arn:aws:iam::123456789012:role/admin";

describe("a PodEniCluster refuses", () => {
  const wrong: [what: string, args: Partial<PodEniClusterArgs>, path: string, text: RegExp][] = [
    ["a name that EKS refuses", { clusterName: "-shop" }, "clusterName", /"-shop" is not a valid cluster name/],
    [
      "a version that is none",
      { kubernetesVersion: "v1.35" },
      "kubernetesVersion",
      /"v1.35" is not a valid Kubernetes version/,
    ],
    ["a single subnet", { controlPlaneSubnetIds: ["a"] }, "controlPlaneSubnetIds", /at least two zones/],
    ["no subnet for nodes", { nodeSubnetIds: [] }, "nodeSubnetIds", /is empty/],
    [
      "a type without a trunk interface",
      { nodeInstanceType: "t3.large" },
      "nodeInstanceType",
      /t3.large cannot carry a trunk interface; nearest that can: m6g.large, 9 branch interfaces/,
    ],
    ["a type that nobody knows", { nodeInstanceType: "m99.large" }, "nodeInstanceType", /is not in the VPC resource/],
    ["no nodes", { nodeCount: 0 }, "nodeCount", /0 is not a number of nodes/],
    ["an unknown mode", { enforcingMode: "lenient" }, "enforcingMode", /it can be strict, standard/],
    ["a VPC CNI that hangs", { addonVersions: { vpcCni: "1.22.1" } }, "addonVersions.vpcCni", /take 1.22.2 or later/],
    ["ranges that are none", { publicAccessCidrs: [] }, "publicAccessCidrs", /is empty; .*leave it out for anywhere/],
    ["an unknown log", { logTypes: ["audit", "kubelet"] }, "logTypes[1]", /"kubelet" is not known/],
    ["an odd retention", { logRetentionDays: 8 }, "logRetentionDays", /"8" is not known; it can be 1, 3, 5, 7/],
    ["an unknown partition", { partition: "aws-moon" }, "partition", /it can be aws, aws-cn, aws-us-gov/],
    ["a principal that is none", { adminPrincipalArns: ["me"] }, "adminPrincipalArns[0]", /"me" is not the ARN/],
    [
      "a principal that is admin and viewer",
      { adminPrincipalArns: [ADMIN], viewerPrincipalArns: [ADMIN] },
      "viewerPrincipalArns[0]",
      /is named at adminPrincipalArns\[0\] already/,
    ],
  ];
  for (const [what, args, path, text] of wrong) {
    it(`${what}, and makes nothing`, async () => {
      const { message, paths, made } = await refusal(() => new PodEniCluster("shop", clusterArgs(args)));
      match(message, text);
      deepStrictEqual([paths, made], [[path], []]);
    });
  }

  it("several of these together", async () => {
    const args = clusterArgs({
      clusterName: "",
      nodeSubnetIds: [],
      nodeInstanceType: "t3.large",
      logTypes: ["kubelet"],
    });
    const { paths, message } = await refusal(() => new PodEniCluster("shop", args));
    deepStrictEqual(paths, ["clusterName", "nodeSubnetIds", "nodeInstanceType", "logTypes[0]"]);
    match(message, /^PodEniCluster "shop" cannot be made:\n/);
  });
});
