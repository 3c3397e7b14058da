import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import * as aws from "@pulumi/aws";
import { PodEniCluster, type PodEniClusterArgs, PodSecurityGroupBinding } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { at, UNKNOWN } from "../../model/graph/graph";
import { clusterSecurityGroupId } from "../support/deploy-mocks";
import { precedes, title } from "../support/lab";
import { all, only, runMade, type RunOptions } from "../support/program";
import { refusal } from "../support/refusal";
import { clusterArgs, SUBNET_IDS, VPC_ID } from "../support/samples";

const ADMIN = "arn:aws:iam::123456789012:role/admin";
const STUDENT = "arn:aws:iam::123456789012:user/student";
const VIEWER = "arn:aws:iam::123456789012:role/viewer";

function cluster(args: Partial<PodEniClusterArgs> = {}, options: RunOptions = {}): Promise<Recording> {
  return runMade(() => {
    const { clusterName, clusterSecurityGroupId, vpcId, vpcCni, kubeconfigJson, branchInterfaces } = new PodEniCluster(
      "shop",
      clusterArgs(args),
    );
    return { clusterName, clusterSecurityGroupId, vpcId, vpcCni, kubeconfigJson, branchInterfaces };
  }, options);
}

/** Version of each add-on, by its name. */
function addonVersions(recording: Recording): { [name: string]: unknown } {
  return Object.fromEntries(
    all(recording, "Addon").map(({ inputs }): [string, unknown] => [inputs.addonName as string, inputs.addonVersion]),
  );
}

describe("a PodEniCluster", () => {
  it("makes of eks.Cluster the control plane, access and kubeconfig alone", async () => {
    const recording = await cluster();
    const role = only(recording, "Role", "shop-cluster");
    const { inputs, remote } = only(recording, "eks:index:Cluster");
    strictEqual(remote, true);
    // The SDK fills in what an add-on that is off would do in a conflict.
    const off = { enabled: false, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };
    deepStrictEqual(inputs, {
      name: "shop",
      version: "1.35",
      vpcId: VPC_ID,
      subnetIds: SUBNET_IDS,
      authenticationMode: "API",
      serviceRole: role.urn,
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
      enabledClusterLogTypes: ["audit"],
      upgradePolicy: { supportType: "STANDARD" },
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
      createOidcProvider: false,
      useDefaultVpcCni: true,
      corednsAddonOptions: off,
      kubeProxyAddonOptions: off,
      bootstrapSelfManagedAddons: false,
    });
  });

  it("passes on what its user says about the control plane", async () => {
    const recording = await cluster({
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
      logTypes: ["api", "audit"],
      logRetentionDays: 30,
      assumedRoleArn: ADMIN,
    });
    const { inputs } = only(recording, "eks:index:Cluster");
    deepStrictEqual(inputs.publicAccessCidrs, ["203.0.113.0/24"]);
    deepStrictEqual(inputs.enabledClusterLogTypes, ["api", "audit"]);
    deepStrictEqual(inputs.providerCredentialOpts, { roleArn: ADMIN });
    const { name, retentionInDays } = only(recording, "LogGroup").inputs;
    deepStrictEqual([name, retentionInDays], ["/aws/eks/shop/cluster", 30]);
    const closed = only(await cluster({ endpointPublicAccess: false }), "eks:index:Cluster").inputs;
    deepStrictEqual([closed.endpointPublicAccess, closed.publicAccessCidrs], [false, undefined]);
  });

  it("makes no security group and no rule", async () => {
    deepStrictEqual((await cluster()).registrations.filter(({ type }) => /SecurityGroup/.test(type)).map(title), []);
  });

  it("gives its roles what they need, and no more", async () => {
    const policies = all(await cluster(), "RolePolicyAttachment").map(
      ({ inputs }) => `${inputs.role as string} ${inputs.policyArn as string}`,
    );
    deepStrictEqual(policies.sort(), [
      "shop-cluster-1a2b3c4 arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
      "shop-cluster-1a2b3c4 arn:aws:iam::aws:policy/AmazonEKSVPCResourceController",
      "shop-node-1a2b3c4 arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "shop-node-1a2b3c4 arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "shop-node-1a2b3c4 arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
    ]);
  });

  it("works in another partition", async () => {
    const recording = await cluster({ partition: "aws-us-gov", viewerPrincipalArns: [VIEWER] });
    const arns = [...all(recording, "RolePolicyAttachment"), ...all(recording, "AccessPolicyAssociation")].map(
      ({ inputs }) => inputs.policyArn as string,
    );
    strictEqual(arns.length, 6);
    for (const arn of arns) match(arn, /^arn:aws-us-gov:/);
  });

  for (const [type, ami] of [
    ["m6g.large", "AL2023_ARM_64_STANDARD"],
    ["m5.large", "AL2023_x86_64_STANDARD"],
  ]) {
    it(`runs nodes of type ${type} from the image for their processor`, async () => {
      const { inputs } = only(await cluster({ nodeInstanceType: type }), "NodeGroup");
      deepStrictEqual([inputs.instanceTypes, inputs.amiType], [[type], ami]);
    });
  }

  it("has as many nodes as wanted, of the cluster's version, in the subnets for nodes", async () => {
    const recording = await cluster({ nodeCount: 3, nodeSubnetIds: ["subnet-private"] });
    const { inputs } = only(recording, "NodeGroup");
    deepStrictEqual([at(inputs.scalingConfig, "minSize"), at(inputs.scalingConfig, "desiredSize")], [3, 3]);
    deepStrictEqual([inputs.version, inputs.subnetIds], ["1.35", ["subnet-private"]]);
    match(at(inputs.launchTemplate, "id") as string, /^shop-nodes-/);
    strictEqual(at(inputs.launchTemplate, "version"), "1");
    strictEqual(inputs.remoteAccess, undefined);
    strictEqual(recording.outputs.branchInterfaces, 27);
  });

  it("tags instances, volumes and interfaces", async () => {
    const { inputs } = only(await cluster({ nodeTags: { owner: "me" } }), "LaunchTemplate");
    deepStrictEqual(inputs.tagSpecifications, [
      { resourceType: "instance", tags: { Name: "shop-node", owner: "me" } },
      { resourceType: "volume", tags: { Name: "shop-node", owner: "me" } },
      { resourceType: "network-interface", tags: { Name: "shop-node", owner: "me" } },
    ]);
  });
});

describe("the add-ons of a PodEniCluster", () => {
  it("have AWS's default version for the Kubernetes version, never the most recent", async () => {
    const asked: unknown[] = [];
    const lookUps = {
      "aws:eks/getAddonVersion:getAddonVersion": (inputs: { [key: string]: unknown }) => {
        asked.push(inputs);
        return { version: inputs.addonName === "vpc-cni" ? "v1.20.4-eksbuild.2" : "v1.35.0-eksbuild.2" };
      },
    };
    deepStrictEqual(addonVersions(await cluster({ kubernetesVersion: "1.34" }, { lookUps })), {
      "vpc-cni": "v1.20.4-eksbuild.2",
      "kube-proxy": "v1.35.0-eksbuild.2",
      coredns: "v1.35.0-eksbuild.2",
    });
    deepStrictEqual(
      asked,
      ["vpc-cni", "kube-proxy", "coredns"].map((addonName) => ({ addonName, kubernetesVersion: "1.34" })),
    );
  });

  it("have the pinned versions, which are looked up nowhere", async () => {
    const lookUps = {
      "aws:eks/getAddonVersion:getAddonVersion": () => {
        throw new Error("looked up");
      },
    };
    const pins = { vpcCni: "v1.21.1-eksbuild.3", kubeProxy: "v1.35.0-eksbuild.3", coreDns: "v1.13.1-eksbuild.1" };
    deepStrictEqual(addonVersions(await cluster({ addonVersions: pins }, { lookUps })), {
      "vpc-cni": pins.vpcCni,
      "kube-proxy": pins.kubeProxy,
      coredns: pins.coreDns,
    });
  });

  it("fail before nodes where AWS's default VPC CNI does not fit", async () => {
    const { message, made } = await refusal(() => new PodEniCluster("shop", clusterArgs()), {
      lookUps: { "aws:eks/getAddonVersion:getAddonVersion": () => ({ version: "v1.19.2-eksbuild.1" }) },
    });
    match(message, /PodEniAddon "shop-pod-eni" cannot be made:\n {2}version: version v1.19.2-eksbuild.1 is below/);
    ok(!made.some((found) => found.includes("NodeGroup")));
  });
});

describe("access to a PodEniCluster", () => {
  it("is given by one entry for each principal, with its policy for the whole cluster", async () => {
    const recording = await cluster({ adminPrincipalArns: [ADMIN, STUDENT], viewerPrincipalArns: [VIEWER] });
    deepStrictEqual(
      all(recording, "AccessPolicyAssociation")
        .map(({ inputs }) => [inputs.principalArn, (inputs.policyArn as string).split("/")[1], inputs.accessScope])
        .sort(),
      [
        [ADMIN, "AmazonEKSClusterAdminPolicy", { type: "cluster" }],
        [VIEWER, "AmazonEKSAdminViewPolicy", { type: "cluster" }],
        [STUDENT, "AmazonEKSClusterAdminPolicy", { type: "cluster" }],
      ],
    );
    deepStrictEqual(all(recording, "AccessEntry").length, 3);
  });

  it("is not renamed where principals are listed in another order, or one leaves", async () => {
    const entries = async (...arns: string[]): Promise<{ [principal: string]: string }> =>
      Object.fromEntries(
        all(await cluster({ adminPrincipalArns: arns }), "AccessEntry").map(({ urn, inputs }) => [
          inputs.principalArn as string,
          urn,
        ]),
      );
    const both = await entries(ADMIN, STUDENT);
    deepStrictEqual(await entries(STUDENT, ADMIN), both);
    deepStrictEqual(await entries(STUDENT), { [STUDENT]: both[STUDENT] });
  });

  it("keeps a principal's entry, and changes its policy, where a viewer becomes an admin", async () => {
    const urns = async (type: string, args: Partial<PodEniClusterArgs>): Promise<string[]> =>
      all(await cluster(args), type).map(({ urn }) => urn);
    const [viewer, admin] = [{ viewerPrincipalArns: [STUDENT] }, { adminPrincipalArns: [STUDENT] }];
    deepStrictEqual(await urns("AccessEntry", viewer), await urns("AccessEntry", admin));
    notDeepStrictEqual(await urns("AccessPolicyAssociation", viewer), await urns("AccessPolicyAssociation", admin));
  });

  it("outlives what is made with it", async () => {
    const recording = await cluster({ viewerPrincipalArns: [VIEWER] });
    const provider = only(recording, "pulumi:providers:kubernetes");
    strictEqual(precedes(recording, only(recording, "AccessPolicyAssociation"), provider), true);
  });

  it("has a kubeconfig that is secret, as an output and for the provider", async () => {
    const recording = await cluster();
    strictEqual(recording.outputs.kubeconfigJson, "[secret]");
    deepStrictEqual(only(recording, "pulumi:providers:kubernetes").secretPaths, ["/kubeconfig"]);
  });
});

describe("a PodEniCluster as a handle", () => {
  it("gives the cluster security group that EKS makes, and the VPC CNI setting", async () => {
    const { outputs } = await cluster();
    deepStrictEqual(
      { ...outputs, kubeconfigJson: undefined },
      {
        clusterName: "shop",
        clusterSecurityGroupId: clusterSecurityGroupId("shop"),
        vpcId: VPC_ID,
        vpcCni: {
          ...{ podEni: true, enforcingMode: "strict", disableTcpEarlyDemux: true },
          ...{ version: "v1.21.1-eksbuild.1", source: "create" },
        },
        branchInterfaces: 9,
        kubeconfigJson: undefined,
      },
    );
  });

  it("knows in a preview all but what AWS will name", async () => {
    const { outputs } = await cluster({}, { preview: true });
    strictEqual(outputs.vpcId, VPC_ID);
    strictEqual(outputs.branchInterfaces, 9);
    strictEqual(outputs.clusterSecurityGroupId, UNKNOWN);
  });

  it("releases its VPC id to what must be gone before nodes and cluster, and only to that", async () => {
    const recording = await runMade(() => {
      const handle = new PodEniCluster("shop", clusterArgs());
      new aws.ec2.SecurityGroup("gated", { vpcId: handle.vpcId });
      new PodSecurityGroupBinding("orders", { cluster: handle, namespace: "shop", reaches: [{ dns: true }] });
    });
    const nodes = only(recording, "NodeGroup");
    for (const name of ["gated", "orders-pods"]) {
      strictEqual(precedes(recording, nodes, only(recording, "SecurityGroup", name)), true, name);
    }
    for (const { name, propertyDependencies } of all(recording, "SecurityGroupIngressRule")) {
      deepStrictEqual(propertyDependencies.securityGroupId, [only(recording, "eks:index:Cluster").urn], name);
    }
  });
});
