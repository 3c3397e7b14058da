import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as w from "./world";
import type { World } from "./world";

const FARGATE_POD = "catalog/catalog-7d4b9c-abcde";

/** Every node of EKS Auto Mode, which has no aws-node of one's own and its own tags on branch interfaces. */
function autoMode(version: string): World {
  const world = w.healthy();
  Object.assign(world.aws.DescribeCluster.cluster, {
    version,
    computeConfig: { enabled: true, nodePools: ["system"] },
  });
  world.instead.DescribeAddon = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
  world.aws.ListAttachedRolePolicies.AttachedPolicies = [];
  world.aws.ListNodegroups.nodegroups = [];
  const labels = { "eks.amazonaws.com/compute-type": "auto", "karpenter.sh/nodepool": "general-purpose" };
  const node = w.node(w.NODE, w.INSTANCE, { labels, capacity: "" });
  delete node.metadata.labels!["eks.amazonaws.com/nodegroup"];
  world.objects.Node = [node];
  world.objects.DaemonSet = [];
  world.objects.CNINode = [];
  world.objects.MutatingWebhookConfiguration = [];
  world.objects.Pod = world.objects.Pod.filter(({ metadata }) => metadata.labels?.["k8s-app"] !== "aws-node");
  const [pod] = world.objects.Pod.filter(({ metadata }) => metadata.namespace === "catalog");
  pod.metadata.annotations = {};
  delete pod.spec.containers[0].resources;
  const [branch] = world.aws.DescribeNetworkInterfaces.NetworkInterfaces.slice(-1);
  branch.TagSet = [
    { Key: "sgp.eks.amazonaws.com/managed", Value: "true" },
    { Key: "eks:eks-cluster-name", Value: w.CLUSTER },
  ];
  return world;
}

/** The catalog on Fargate, beside no node of one's own. */
function fargate(): World {
  const world = w.healthy();
  world.instead.DescribeAddon = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
  world.aws.ListAttachedRolePolicies.AttachedPolicies = [];
  world.aws.ListNodegroups.nodegroups = [];
  world.aws.ListFargateProfiles.fargateProfileNames = ["catalog"];
  world.instead.DescribeFargateProfile = {
    fargateProfile: { fargateProfileName: "catalog", selectors: [{ namespace: "catalog" }], subnets: [w.SUBNET] },
  };
  const labels = { "eks.amazonaws.com/compute-type": "fargate" };
  world.objects.Node = ["fargate-1", "fargate-2"].map((name) => {
    const node = w.node(name, "x", { labels, capacity: "" });
    delete node.metadata.labels!["eks.amazonaws.com/nodegroup"];
    return { ...node, spec: { providerID: `aws:///us-west-2a/0123/${name}` } };
  });
  world.objects.DaemonSet = [];
  world.objects.CNINode = [];
  world.objects.Pod = [
    w.pod("kube-system", "coredns-1", {
      labels: { "k8s-app": "kube-dns", "eks.amazonaws.com/fargate-profile": "system" },
      ...{ nodeName: "fargate-2", status: { phase: "Running", podIP: "10.42.97.30" } },
    }),
    w.boundPod("catalog-7d4b9c-abcde", "", "10.42.97.20", {
      labels: { "eks.amazonaws.com/fargate-profile": "catalog" },
      ...{ nodeName: "fargate-1", container: { resources: {} } },
      annotations: { "fargate.amazonaws.com/pod-sg": w.POD_GROUP },
    }),
  ];
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = [
    w.eni("eni-0fa000000000000001", "10.42.97.20", [w.POD_GROUP]),
    w.eni("eni-0fa000000000000002", "10.42.97.30", [w.CLUSTER_GROUP]),
  ];
  return world;
}

describe("lab inspect on EKS Auto Mode", () => {
  it("asks for neither VPC CNI nor role policy, and judges a pod by its interface alone", async () => {
    const found = await w.inspected(autoMode("1.36"));
    deepStrictEqual(w.kinds(found), []);
    strictEqual(found.code, 0);
    deepStrictEqual(
      found.ready.filter(({ verdict }) => verdict === "none").map(({ item }) => item),
      ["role", "version", "addon", "running", "webhook", "nodes"],
    );
    const [pod] = found.pods;
    deepStrictEqual([pod.place, pod.verdict, pod.found], ["auto", "bound", [w.POD_GROUP]]);
    deepStrictEqual(found.nodes[0].kind, "auto");
  });

  it("says that an older version gives pods no groups of their own", async () => {
    const world = autoMode("1.35");
    world.aws.DescribeNetworkInterfaces.NetworkInterfaces.pop();
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), ["auto-mode-old"]);
    strictEqual(found.code, 1);
  });

  it("sees a pod with its node's groups where the node has prefixes of addresses", async () => {
    const onNode = (version: string): World => {
      const world = autoMode(version);
      const interfaces = world.aws.DescribeNetworkInterfaces.NetworkInterfaces;
      interfaces.pop();
      interfaces[0].Ipv4Prefixes = [{ Ipv4Prefix: "10.42.97.16/28" }];
      return world;
    };
    const found = await w.inspected(onNode("1.36"));
    deepStrictEqual(w.kinds(found), ["groups-differ"]);
    deepStrictEqual(found.pods[0].found, [w.CLUSTER_GROUP]);
    strictEqual(found.code, 1);
    deepStrictEqual(w.kinds(await w.inspected(onNode("1.35"))), ["auto-mode-old"]);
  });

  it("says nothing of DNS rules, since whether they are asked there is not published", async () => {
    const world = autoMode("1.36");
    world.aws.DescribeSecurityGroupRules.SecurityGroupRules.splice(2, 2);
    deepStrictEqual(w.kinds(await w.inspected(world)), []);
  });
});

describe("lab inspect on Fargate", () => {
  it("asks for no VPC CNI, and compares the annotation's groups with those of the interface", async () => {
    const found = await w.inspected(fargate());
    deepStrictEqual(w.kinds(found), []);
    const [pod] = found.pods;
    deepStrictEqual([pod.name, pod.place, pod.verdict], [FARGATE_POD, "fargate", "bound"]);
    deepStrictEqual(pod.fargateGroups, [w.POD_GROUP]);
    match((await w.run(fargate())).text.replaceAll(/\s+/g, " "), /fargate\.amazonaws\.com\/pod-sg names sg-0b/);
  });

  it("finds a pod that was made before its policy", async () => {
    const world = fargate();
    world.objects.Pod[1].metadata.annotations = {};
    world.objects.SecurityGroupPolicy[0].metadata.creationTimestamp = "2026-11-26T10:09:00Z";
    world.aws.DescribeNetworkInterfaces.NetworkInterfaces[0].Groups = [{ GroupId: w.CLUSTER_GROUP }];
    deepStrictEqual(w.kinds(await w.inspected(world)), ["made-before-policy"]);
  });
});

describe("lab inspect on a cluster of terraform-aws-eks", () => {
  /** Nodes with a group of their own, a further group on the control plane, and the VPC CNI as the module leaves it. */
  function terraform(): World {
    const world = w.healthy();
    const [node, control] = ["sg-0e000000000000001", "sg-0e000000000000002"];
    const group = (GroupId: string, GroupName: string): object => ({ GroupId, GroupName, VpcId: w.VPC, Tags: [] });
    world.aws.DescribeSecurityGroups.SecurityGroups.push(
      group(node, "prod-node-2026"),
      group(control, "prod-cluster-2026"),
    );
    world.aws.DescribeCluster.cluster.resourcesVpcConfig!.securityGroupIds = [control];
    world.aws.DescribeNetworkInterfaces.NetworkInterfaces = w.nodeInterfaces(w.INSTANCE, "10.42.97.10", undefined, [
      node,
    ]);
    world.objects.Node = [w.node(w.NODE, w.INSTANCE, { capacity: "" })];
    world.objects.CNINode[0].spec!.features = [];
    world.objects.SecurityGroupPolicy = [];
    world.objects.Pod = world.objects.Pod.filter(({ metadata }) => metadata.namespace !== "catalog");
    world.aws.ListAttachedRolePolicies.AttachedPolicies.pop();
    w.setCni(world, { ENABLE_POD_ENI: "false" }, { DISABLE_TCP_EARLY_DEMUX: "false" });
    return world;
  }

  it("says before the first binding what is missing, with the command for each", async () => {
    const found = await w.inspected(terraform());
    deepStrictEqual(w.kinds(found), ["pod-eni-off"]);
    const running = found.ready.find(({ item }) => item === "running")!;
    strictEqual(running.verdict, "fail");
    match(running.command!, /^aws eks update-addon --region us-west-2 --cluster-name sgp-lab-dev/);
    strictEqual(found.code, 1);
  });

  it("says of the role what v21 of the module leaves out, once pod ENI is on", async () => {
    const world = terraform();
    w.setCni(world, w.STRICT, { DISABLE_TCP_EARLY_DEMUX: "true" });
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), ["role-policy-missing"]);
    strictEqual(found.ready.find(({ item }) => item === "role")!.verdict, "fail");
  });

  it("names the groups by the module's outputs", async () => {
    const { text } = await w.run(terraform());
    const flat = text.replaceAll(/\s+/g, " ");
    match(flat, /cluster sg-0c000000000000001 \(terraform-aws-eks: cluster_primary_security_group_id\)/);
    match(flat, /control plane also sg-0e000000000000002 \(cluster_security_group_id\)/);
    match(flat, /nodes sg-0e000000000000001 \(node_security_group_id\)/);
  });
});

describe("lab inspect on a VPC CNI that is no add-on", () => {
  it("reads the DaemonSet, and names the commands that change it", async () => {
    const world = w.healthy();
    world.instead.DescribeAddon = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
    deepStrictEqual(w.kinds(await w.inspected(world)), []);
    w.setCni(world, w.STRICT, { DISABLE_TCP_EARLY_DEMUX: "false" });
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), ["early-demux-on"]);
    match(
      found.findings[0].commands[0],
      /^kubectl --namespace kube-system set env daemonset\/aws-node --containers aws-node/,
    );
  });

  it("judges standard mode as the model does: what stays on one node is not filtered", async () => {
    const world = w.healthy();
    world.instead.DescribeAddon = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
    w.setCni(
      world,
      { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" },
      { DISABLE_TCP_EARLY_DEMUX: "false" },
    );
    const rules = world.aws.DescribeSecurityGroupRules;
    rules.SecurityGroupRules = rules.SecurityGroupRules.filter(({ SecurityGroupRuleId: id }) => !id!.endsWith("09"));
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), []);
    ok(found.paths[0].probes.every(({ allowed }) => allowed === true));
  });
});
