import { deepStrictEqual, match, strictEqual } from "node:assert";
import { type Json, UNKNOWN } from "../../model/graph/graph";
import { type GraphBuilder, type Input, Ref, TYPES } from "../model/fixtures";
import { read } from "../../model/reading/reading";
import type { Configs } from "../../policies/rule";
import { complete, said } from "./small-stack";
import { DAY, ruleOf } from "./support";

const POD_POOL = "kubernetes:karpenter.sh/v1:NodePool";
const COMMAND = "command:local:Command";
const CHART = "kubernetes:helm.sh/v4:Chart";

/** Adds nodes of a type to the cluster of the stack. */
function addNodes(b: GraphBuilder, name: string, cluster: Ref, inputs: { [key: string]: Input }): void {
  const scalingConfig = { minSize: 2, desiredSize: 2, maxSize: 2 };
  b.add(TYPES.nodeGroup, name, { clusterName: cluster, scalingConfig, ...inputs });
}

function replicas(b: GraphBuilder, count: Json): void {
  const deployment = b.resources.find(({ type }) => type.endsWith(":Deployment"))!;
  Object.assign(deployment.inputs.spec as object, { replicas: count, strategy: { type: "Recreate" } });
}

/** The stack with everything on Fargate. */
function onFargate(selectors: Input = [{ namespace: "catalog" }, { namespace: "kube-system" }]): GraphBuilder {
  const { b, cluster } = complete();
  b.remove("nodes", "vpc-cni", "controller");
  b.add("aws:eks/fargateProfile:FargateProfile", "all", { clusterName: cluster, selectors });
  return b;
}

describe("trunk-capable-nodes", () => {
  const RULE = "trunk-capable-nodes";

  it("lets nodes without a trunk be beside others with one", () => {
    const { b, cluster } = complete();
    addNodes(b, "system", cluster, { instanceTypes: ["t3.medium"] });
    addNodes(b, "windows", cluster, { instanceTypes: ["m5.large"], amiType: "WINDOWS_CORE_2022_x86_64" });
    deepStrictEqual(said(b, RULE), { certain: [], open: [] });
    deepStrictEqual(said(b, "branch-capacity"), { certain: [], open: [] });
  });

  it("objects where no node has one, and leaves open what comes in several types", () => {
    const { b, cluster } = complete();
    b.get("nodes").inputs.instanceTypes = ["t3.medium"];
    match(said(b, RULE).certain.join(), /"nodes" is of t3\.medium, which carries no trunk interface/);
    b.get("nodes").inputs.instanceTypes = ["t3.medium", "m5.large"];
    deepStrictEqual(said(b, RULE).certain, [], "the nodes may all be of the other type");
    match(said(b, RULE).open.join(), /whether NodeGroup "nodes" is of t3\.medium/);
    addNodes(b, "system", cluster, { instanceTypes: ["t3.large"] });
    match(said(b, RULE).open.join(), /whether NodeGroup "system" is of t3\.large/);
  });

  it("leaves open what Karpenter may make, and what is not told of a cluster", () => {
    const { b } = complete();
    b.get("nodes").inputs.instanceTypes = ["t3.medium"];
    b.add(POD_POOL, "general", { spec: {} });
    const { certain, open } = said(b, RULE);
    deepStrictEqual(certain, []);
    match(open.join(), /what nodes "general" makes is not told/);
  });

  it("asks nothing of the nodes where all bound pods run on Fargate", () => {
    const b = onFargate();
    addNodes(b, "system", new Ref(b.resources.find(({ type }) => type === TYPES.cluster)!.urn), {
      instanceTypes: ["t3.medium"],
    });
    deepStrictEqual(said(b, RULE), { certain: [], open: [] });
  });
});

describe("branch-capacity", () => {
  const RULE = "branch-capacity";

  it("is certain only where nodes cannot grow", () => {
    const { b } = complete();
    replicas(b, 20);
    match(said(b, RULE).certain.join(), /2 x m5\.large have 18 branch interfaces, bound pods need 20 \(catalog 20\)/);
    b.get("nodes").inputs.scalingConfig = { minSize: 1, desiredSize: 2, maxSize: 10 };
    const { certain, open } = said(b, RULE);
    deepStrictEqual(certain, []);
    match(open.join(), /18 branch interfaces \(90 once all nodes have grown\).*"nodes" can grow to 10 nodes/);
    replicas(b, 100);
    strictEqual(said(b, RULE).certain.length, 1);
  });

  it("leaves open what Karpenter adds, and how many pods there are where that is not told", () => {
    const { b } = complete();
    replicas(b, UNKNOWN);
    match(said(b, RULE).open.join(), /how many pods "catalog" has is not told/);
    replicas(b, 100);
    b.add(POD_POOL, "general", { spec: {} });
    deepStrictEqual(said(b, RULE).certain, []);
    strictEqual(said(b, RULE).open.length, 1);
  });

  it("counts a DaemonSet by nodes", () => {
    const { b } = complete();
    replicas(b, 17);
    deepStrictEqual(said(b, RULE).certain, []);
    const template = { metadata: { labels: { app: "catalog" } }, spec: { containers: [] } };
    b.add("kubernetes:apps/v1:DaemonSet", "agent", { metadata: { namespace: "catalog" }, spec: { template } });
    match(said(b, RULE).certain.join(), /bound pods need 19 \(agent 2 and catalog 17\)/);
    const agent = b.resources.at(-1)!.inputs.spec as { template: { spec: { [key: string]: Json } } };
    agent.template.spec.nodeSelector = { "kubernetes.io/os": "linux" };
    strictEqual(said(b, RULE).certain.length, 1, "every node that counts has it");
  });

  it("leaves open on how many nodes a DaemonSet runs where nodes are chosen, or keep pods off", () => {
    const only = { nodeSelector: { disk: "ssd" } };
    const near = { affinity: { nodeAffinity: {} } };
    for (const [spec, taints] of [
      [only, []],
      [near, []],
      [{}, [{ key: "dedicated", value: "x", effect: "NO_SCHEDULE" }]],
    ] as [{ [key: string]: Json }, Json][]) {
      const { b } = complete();
      replicas(b, 17);
      const template = { metadata: { labels: { app: "catalog" } }, spec: { containers: [], ...spec } };
      b.add("kubernetes:apps/v1:DaemonSet", "agent", { metadata: { namespace: "catalog" }, spec: { template } });
      b.get("nodes").inputs.taints = taints;
      const { certain, open } = said(b, RULE);
      deepStrictEqual(certain, []);
      match(open.join(), /how many pods "agent" has is not told/);
    }
  });

  it("takes what a scaler keeps at least, of which kind it is, and no text for a number", () => {
    const { b } = complete();
    const scale = (type: string, spec: { [key: string]: Json }) => {
      b.remove("scaler");
      const metadata = { namespace: "catalog" };
      b.add(`kubernetes:${type}`, "scaler", { metadata, spec: { scaleTargetRef: { name: "catalog" }, ...spec } });
      return said(b, RULE);
    };
    replicas(b, 20);
    deepStrictEqual(scale("keda.sh/v1alpha1:ScaledObject", { minReplicaCount: 0, maxReplicaCount: 4 }).certain, []);
    const hpa = "autoscaling/v2:HorizontalPodAutoscaler";
    deepStrictEqual(scale(hpa, { minReplicas: UNKNOWN, maxReplicas: 4 }).certain, []);
    replicas(b, 1);
    match(scale(hpa, { minReplicas: 20, maxReplicas: 40 }).certain.join(), /bound pods need 20/);
    b.remove("scaler");
    replicas(b, "20");
    strictEqual(said(b, RULE).open.length, 1);
  });
});

describe("vpc-cni-setting and cluster-role", () => {
  const configured = (configurationValues: Json): GraphBuilder => {
    const { b } = complete();
    b.get("vpc-cni").inputs.configurationValues = configurationValues;
    return b;
  };
  const values = (podEni: string): { [key: string]: Json } => ({
    env: { ENABLE_POD_ENI: podEni },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: podEni } },
  });

  it("take every spelling of true that the VPC CNI takes, in JSON and YAML", () => {
    for (const text of ["true", "True", "1", "t"]) {
      deepStrictEqual(said(configured(JSON.stringify(values(text))), "vpc-cni-setting"), { certain: [], open: [] });
    }
    const yaml = 'env:\n  ENABLE_POD_ENI: "true"\ninit:\n  env:\n    DISABLE_TCP_EARLY_DEMUX: "true"\n';
    deepStrictEqual(said(configured(yaml), "vpc-cni-setting").certain, []);
    match(said(configured(JSON.stringify(values("yes"))), "vpc-cni-setting").certain.join(), /ENABLE_POD_ENI is off/);
  });

  it("ask nothing of a cluster with Fargate alone, and leave open where a profile is not told", () => {
    for (const rule of ["vpc-cni-setting", "cluster-role"]) {
      deepStrictEqual(said(onFargate(), rule), { certain: [], open: [] }, rule);
    }
    const b = onFargate(UNKNOWN);
    b.resources.push({ ...b.get("all"), name: "nodes", type: TYPES.nodeGroup, urn: `${b.get("all").urn}-nodes` });
    deepStrictEqual(said(b, "cluster-role").certain, []);
    match(said(b, "cluster-role").open.join(), /whether the pods run on Fargate is not told/);
  });

  it("are certain without an add-on only where nothing else can set it", () => {
    const without = (change: (b: GraphBuilder, cluster: Ref) => void = () => {}): ReturnType<typeof said> => {
      const { b, cluster } = complete();
      b.remove("vpc-cni");
      change(b, cluster);
      return said(b, "vpc-cni-setting");
    };
    strictEqual(
      without((b) => (b.resources.find(({ type }) => type === TYPES.cluster)!.inputs.useDefaultVpcCni = true)).certain
        .length,
      1,
    );
    const others: [why: RegExp, change: (b: GraphBuilder, cluster: Ref) => void][] = [
      [
        /Command "set-env", which is not read here, refers to "lab/,
        (b, cluster) => void b.add(COMMAND, "set-env", { create: "kubectl set env", cluster }),
      ],
      [
        /Command "set-env" can make or set it/,
        (b) => void b.add(COMMAND, "set-env", { create: "kubectl set env daemonset aws-node ENABLE_POD_ENI=true" }),
      ],
      [/ConfigFile "cni" can make or set it/, (b) => void b.component("kubernetes:yaml:ConfigFile", "cni")],
      [/Directory "cni" can make or set it/, (b) => void b.component("kubernetes:kustomize:Directory", "cni")],
      [/Chart "cni" can make or set it/, (b) => void b.add(CHART, "cni", { chart: "aws-vpc-cni" })],
      [
        /DaemonSetPatch "cni" can make or set it/,
        (b) => void b.add("kubernetes:apps/v1:DaemonSetPatch", "cni", { metadata: { name: "aws-node" } }),
      ],
      [/the nodes are not in the stack/, (b) => void b.remove("nodes")],
      [
        /whether "other" is its VPC CNI add-on is not told/,
        (b) => void b.add("aws:eks/addon:Addon", "other", { addonName: UNKNOWN, clusterName: UNKNOWN }),
      ],
    ];
    for (const [why, change] of others) {
      const { certain, open } = without(change);
      deepStrictEqual(certain, [], why.source);
      match(open.join(), why);
    }
  });

  it("leave open what the role is allowed by policies that are not read", () => {
    const roles: [type: string, inputs: { [key: string]: Input }][] = [
      ["RolePolicy", { policy: "{}" }],
      ["RolePolicyAttachment", { policyArn: "arn:aws:iam::111122223333:policy/own" }],
      ["RolePolicyAttachment", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
    ];
    for (const [type, inputs] of roles) {
      const { b } = complete();
      b.remove("controller");
      const role = new Ref(b.resources.find((one) => one.type === "aws:iam/role:Role")!.urn);
      const module = `${type[0].toLowerCase()}${type.slice(1)}`;
      b.add(`aws:iam/${module}:${type}`, "more", { role, ...inputs });
      deepStrictEqual([said(b, "cluster-role").certain.length, said(b, "cluster-role").open.length], [0, 1], type);
    }
  });

  it("leave open what was only read: an add-on, a role", () => {
    const { b } = complete();
    b.remove("controller");
    strictEqual(said(b, "cluster-role").certain.length, 1);
    const plain = new Ref(b.resources.find(({ type }) => type === "aws:iam/role:Role")!.urn);
    const policyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    b.add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cluster-policy", { role: plain, policyArn });
    strictEqual(said(b, "cluster-role").certain.length, 1, "it allows no trunk");
    Object.assign(
      b.resources.find(({ type }) => type === "aws:iam/role:Role")!,
      { external: true, inputs: {} },
    );
    const role = said(b, "cluster-role");
    deepStrictEqual(role.certain, []);
    match(role.open.join(), /whether Role "cluster", .*: "cluster" was only read/);
    Object.assign(b.get("vpc-cni"), { external: true, inputs: { addonName: "vpc-cni" } });
    deepStrictEqual(said(b, "vpc-cni-setting").certain, []);
  });
});

describe("a node group for ordinary pods", () => {
  it("need not wait for what bound pods need", () => {
    const { b, cluster } = complete();
    b.remove("nodes");
    addNodes(b, "system", cluster, { instanceTypes: ["m5.large"] });
    const late = (neighbours: Configs): number =>
      ruleOf("nodes-after-pod-eni").check(read(b.graph()), undefined, DAY, neighbours).length;
    strictEqual(late({}), 1);
    strictEqual(late({ "trunk-capable-nodes": { allow: ["system"] } }), 0);
  });
});

describe("the rules about pods", () => {
  it("object to bound pods on Windows", () => {
    const { b } = complete();
    const deployment = b.resources.find(({ type }) => type.endsWith(":Deployment"))!;
    const { template } = deployment.inputs.spec as { template: { spec: { [key: string]: Json } } };
    template.spec.nodeSelector = { "kubernetes.io/os": "windows" };
    match(said(b, "bound-pod-spec").certain.join(), /runs on Windows/);
    template.spec.nodeSelector = { "node.kubernetes.io/windows-build": "10.0.20348" };
    match(said(b, "bound-pod-spec").certain.join(), /runs on Windows/);
    delete template.spec.nodeSelector;
    for (const [operator, values, answer] of [
      ["In", ["windows"], 1],
      ["NotIn", ["linux"], 1],
      ["NotIn", ["windows"], 0],
      ["In", ["linux"], 0],
    ] as [string, string[], number][]) {
      const matchExpressions = [{ key: "kubernetes.io/os", operator, values }];
      const required = { nodeSelectorTerms: [{ matchExpressions }] };
      template.spec.affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
      strictEqual(said(b, "bound-pod-spec").certain.length, answer, `${operator} ${values.join()}`);
    }
    delete template.spec.affinity;
    template.spec.nodeSelector = { "kubernetes.io/os": UNKNOWN };
    deepStrictEqual(said(b, "bound-pod-spec").certain, []);
    match(said(b, "bound-pod-spec").open.join(), /whether Deployment "catalog" runs on Windows/);
  });

  it("ask about a policy that would select the pods of another namespace", () => {
    const { b } = complete();
    b.get("catalog-policy").inputs.metadata = { namespace: "other" };
    const { certain, open } = said(b, "policy-selects-pods");
    deepStrictEqual([certain.length, open.length], [0, 1]);
    Object.assign(b.get("catalog-policy").inputs.spec as object, { podSelector: { matchLabels: { app: "else" } } });
    deepStrictEqual(said(b, "policy-selects-pods"), { certain: [], open: [] }, "its pods are elsewhere");
  });

  const selecting = (podSelector: Json): ReturnType<typeof said> => {
    const { b } = complete();
    Object.assign(b.get("catalog-policy").inputs.spec as object, { podSelector });
    return said(b, "policy-selector");
  };

  it("object to a selector by what pods lack, and to one that the controller cannot read", () => {
    const lacks = { key: "tier", operator: "DoesNotExist" };
    match(selecting({ matchExpressions: [lacks] }).certain.join(), /selects by what a pod lacks/);
    deepStrictEqual(selecting({ matchLabels: { app: "a" }, matchExpressions: [lacks] }), { certain: [], open: [] });
    match(selecting({ matchLabels: { app: "not a label" } }).certain.join(), /the controller skips it/);
    match(selecting({ matchExpressions: [UNKNOWN] }).open.join(), /which pods/);
  });

  const handing = (change: (b: GraphBuilder) => void): ReturnType<typeof said> => {
    const { b } = complete();
    b.get("nodes").inputs.subnetIds = [UNKNOWN];
    b.get("nodes").propertyDependencies.subnetIds = [b.get("lab-a").urn];
    change(b);
    return said(b, "policy-groups");
  };

  it("object to an empty id, and take a group that is associated with the nodes' VPC", () => {
    const empty = handing((b) => {
      const policy = b.get("catalog-policy");
      Object.assign(policy, { propertyDependencies: {} });
      Object.assign(policy.inputs.spec as object, { securityGroups: { groupIds: [""] } });
    });
    match(empty.certain.join(), /is not a valid security group id/);
    const inHub = (b: GraphBuilder): void => {
      const hub = b.add(TYPES.vpc, "hub", { cidrBlock: "10.50.0.0/16" });
      b.get("catalog-pods").propertyDependencies.vpcId = [hub];
    };
    match(handing(inHub).certain.join(), /of another VPC than the nodes'/);
    const associated = handing((b) => {
      inHub(b);
      const [securityGroupId, vpcId] = ["catalog-pods", "lab"].map((name) => new Ref(b.get(name).urn));
      b.add("aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation", "pods", { securityGroupId, vpcId });
    });
    deepStrictEqual(associated, { certain: [], open: [] });
  });
});
