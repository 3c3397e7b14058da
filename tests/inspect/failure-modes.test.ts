import { deepStrictEqual, match, ok, strictEqual } from "assert";
import * as w from "./world";
import type { NetworkInterface, SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { Pod, Policy } from "../../cli/inspect/kubernetes-types";
import type { World } from "./world";

/** What is broken, and the one cause that must be named. */
interface Case {
  mode: number;
  title: string;
  breaks: (world: World) => void;
  /** Kinds of what is found, in this order; nothing else may be. */
  finds: string[];
  code: 0 | 1;
  /** What it is about. */
  at?: string[];
  /** A command that it must name. */
  command?: RegExp;
}

const CATALOG = "catalog/catalog-7d4b9c-abcde";
const POLICY = "catalog/catalog-policy-9f8e";
const BOUND = "bound:catalog/catalog-policy-9f8e";

const podOf = (world: World): Pod =>
  world.objects.Pod.find(({ metadata }) => metadata.name === "catalog-7d4b9c-abcde")!;
const policyOf = (world: World): Policy => world.objects.SecurityGroupPolicy[0];
const ruleOf = (world: World, digit: number): SecurityGroupRule =>
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules.find(({ SecurityGroupRuleId: id }) =>
    id!.endsWith(`0${digit}`),
  )!;
const dropRules = (world: World, ...digits: number[]): void => {
  const all = world.aws.DescribeSecurityGroupRules.SecurityGroupRules;
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules = all.filter(
    (one) => !digits.some((d) => one === ruleOf(world, d)),
  );
};
const addRule = (world: World, rule: SecurityGroupRule): void => {
  world.aws.DescribeSecurityGroupRules.SecurityGroupRules.push(rule);
};
const interfacesOf = (world: World): NetworkInterface[] => world.aws.DescribeNetworkInterfaces.NetworkInterfaces;
const about = (world: World, ...args: Parameters<typeof w.event>): void => {
  world.objects.Event.push(w.event(...args));
};

/** The node without a trunk, and its pods waiting. */
function withoutTrunk(
  world: World,
  type = "m6g.large",
  features: { name: string }[] = [{ name: "SecurityGroupsForPods" }],
): void {
  world.objects.Node = [w.node(w.NODE, w.INSTANCE, { capacity: "", type })];
  world.objects.CNINode[0].spec = { features };
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = w.nodeInterfaces(w.INSTANCE, "10.42.97.10");
  waiting(world);
  about(
    world,
    "Pod",
    CATALOG,
    "FailedScheduling",
    "0/1 nodes are available: 1 Insufficient vpc.amazonaws.com/pod-eni.",
  );
}

/** The catalog's pod, not scheduled. */
function waiting(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  delete pod.spec.nodeName;
  pod.status = { phase: "Pending" };
}

/** The catalog's pod on its node, without its interface. */
function creating(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  pod.status = { phase: "Pending", startTime: "2026-11-26T10:09:50Z" };
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = interfacesOf(world).filter(
    ({ NetworkInterfaceId }) => NetworkInterfaceId !== w.BRANCH,
  );
}

function notAllocated(world: World, message: string): void {
  creating(world);
  about(world, "Pod", CATALOG, "BranchAllocationFailed", `failed to allocate branch ENI to pod: ${message}`);
}

/** The catalog's pod with its node's groups: it never asked. */
function notAsked(world: World): void {
  const pod = podOf(world);
  pod.metadata.annotations = {};
  delete pod.spec.containers[0].resources;
  pod.status!.podIP = "10.42.97.40";
  const [primary] = interfacesOf(world);
  primary.PrivateIpAddresses!.push({ PrivateIpAddress: "10.42.97.40" });
}

function detachPolicy(world: World): void {
  const role = world.aws.ListAttachedRolePolicies;
  role.AttachedPolicies = role.AttachedPolicies.slice(0, 1);
}

const REFUSED =
  "Failed to create trunk interface: Error Code: UnauthorizedOperation: Please verify the cluster IAM role has AmazonEKSVPCResourceController policy";

const CASES: Case[] = [
  {
    ...{
      mode: 1,
      title: "nodes of a type that cannot carry a trunk",
      finds: ["type-without-trunk"],
      code: 1,
      at: [w.NODE],
    },
    breaks: (world) => {
      withoutTrunk(world, "t3.medium");
      about(world, "Node", w.NODE, "Unsupported", "The instance type t3.medium is not supported for trunk interface");
    },
  },
  {
    ...{ mode: 2, title: "a type that the controller does not know", finds: ["type-not-known"], code: 1, at: [w.NODE] },
    breaks: (world) => {
      withoutTrunk(world, "r99a.xlarge");
      about(
        world,
        "Node",
        w.NODE,
        "Unsupported",
        "The instance type r99a.xlarge is not supported yet by the vpc resource controller",
      );
      about(
        world,
        "Node",
        w.NODE,
        "ControllerVersionNotice",
        "The node is managed by VPC resource controller version v1.7.6",
        "Normal",
      );
    },
  },
  {
    ...{ mode: 2, title: "a type of the table that an older controller refuses", finds: ["type-not-known"], code: 1 },
    breaks: (world) => {
      withoutTrunk(world, "m8i.large");
      about(
        world,
        "Node",
        w.NODE,
        "Unsupported",
        "The instance type m8i.large is not supported yet by the vpc resource controller",
      );
    },
  },
  {
    ...{
      mode: 3,
      title: "the cluster's role without its policy",
      finds: ["role-policy-missing"],
      code: 1,
      at: [w.NODE],
    },
    command:
      /^aws iam attach-role-policy --role-name lab-cluster-1a2b3c4 --policy-arn arn:aws:iam::aws:policy\/AmazonEKSVPCResourceController$/,
    breaks: (world) => {
      detachPolicy(world);
      withoutTrunk(world);
      about(world, "Node", w.NODE, "TrunkENICreationFailed", REFUSED);
    },
  },
  {
    ...{ mode: 3, title: "a node that came before the role's policy", finds: ["node-before-role-policy"], code: 1 },
    breaks: (world) => {
      withoutTrunk(world);
      about(world, "Node", w.NODE, "TrunkENICreationFailed", REFUSED);
    },
  },
  {
    ...{ mode: 4, title: "pod ENI turned on when the node had no slot left", finds: ["no-slot-for-trunk"], code: 1 },
    breaks: (world) => {
      withoutTrunk(world, "m6g.large", []);
      interfacesOf(world).push(
        ...["2", "3"].map((digit) => ({
          ...w.eni(`eni-0000000000000000${digit}`, `10.42.97.10${digit}`, [w.CLUSTER_GROUP]),
          Attachment: { InstanceId: w.INSTANCE, DeviceIndex: Number(digit), NetworkCardIndex: 0 },
        })),
      );
    },
  },
  {
    ...{
      mode: 4,
      title: "pod ENI off",
      finds: ["pod-eni-off"],
      code: 1,
      command: /update-addon .*"ENABLE_POD_ENI":"true"/,
    },
    breaks: (world) => {
      w.setCni(world, { ENABLE_POD_ENI: "false" }, {});
      withoutTrunk(world, "m6g.large", []);
    },
  },
  {
    ...{ mode: 4, title: "an aws-node that was not restarted", finds: ["aws-node-not-rolled"], code: 1, at: [w.NODE] },
    breaks: (world) => {
      withoutTrunk(world, "m6g.large", []);
      const awsNode = world.objects.Pod[0];
      awsNode.spec = { ...w.awsNodeSpec({ ENABLE_POD_ENI: "false" }, {}), nodeName: w.NODE };
    },
  },
  {
    ...{ mode: 5, title: "an enforcing mode that is none", finds: ["mode-unknown"], code: 1 },
    breaks: (world) => {
      w.setCni(
        world,
        { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "Strict" },
        { DISABLE_TCP_EARLY_DEMUX: "true" },
      );
      world.objects.Pod[0].status!.containerStatuses = [
        { name: "aws-node", state: { waiting: { reason: "CrashLoopBackOff" } } },
      ];
    },
  },
  {
    ...{ mode: 5, title: "an add-on configuration that EKS refuses", finds: ["addon-refused"], code: 1 },
    breaks: (world) => {
      Object.assign(world.aws.DescribeAddon.addon, {
        status: "UPDATE_FAILED",
        health: { issues: [{ code: "ConfigurationConflict", message: `arn:aws:eks:us-west-2:${w.ACCOUNT}:x` }] },
      });
    },
  },
  {
    ...{ mode: 5, title: "a DaemonSet changed by hand", finds: ["setting-not-running"], code: 0 },
    breaks: (world) => {
      world.aws.DescribeAddon.addon.configurationValues = JSON.stringify({
        env: { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" },
        init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },
      });
    },
  },
  {
    ...{ mode: 6, title: "strict mode with early demux", finds: ["early-demux-on"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      w.setCni(world, w.STRICT, { DISABLE_TCP_EARLY_DEMUX: "false" });
      about(world, "Pod", CATALOG, "Unhealthy", "Readiness probe failed: context deadline exceeded");
    },
  },
  {
    ...{ mode: 6, title: "no rule for the kubelet's probes", finds: ["probe-port-closed"], code: 1, at: [BOUND] },
    command: /authorize-security-group-ingress .*--group-id sg-0b0.*FromPort=8080.*sg-0c0/,
    breaks: (world) => dropRules(world, 9),
  },
  {
    ...{ mode: 7, title: "DNS over TCP missing at the nodes", finds: ["dns-closed"], code: 1, at: [BOUND] },
    breaks: (world) => dropRules(world, 4),
  },
  {
    ...{ mode: 7, title: "DNS over UDP missing at the pods", finds: ["dns-closed"], code: 1, at: [BOUND] },
    breaks: (world) => dropRules(world, 5),
  },
  {
    ...{
      mode: 7,
      title: "DNS rules that name the cluster's group, where nodes have their own",
      finds: ["dns-closed"],
      code: 1,
    },
    breaks: (world) => {
      const group = { GroupId: "sg-0e000000000000001", GroupName: "sgp-lab-dev-node", VpcId: w.VPC, Tags: [] };
      world.aws.DescribeSecurityGroups.SecurityGroups.push(group);
      world.aws.DescribeNetworkInterfaces.NetworkInterfaces = [
        ...w.nodeInterfaces(w.INSTANCE, "10.42.97.10", w.TRUNK, [group.GroupId]),
        w.branch(w.BRANCH, "10.42.97.20"),
      ];
      addRule(world, w.rule("20", group.GroupId, true, { CidrIpv4: "0.0.0.0/0" }));
      addRule(
        world,
        w.rule("21", w.POD_GROUP, false, {
          IpProtocol: "tcp",
          FromPort: 8080,
          ToPort: 8080,
          ReferencedGroupInfo: { GroupId: group.GroupId },
        }),
      );
    },
  },
  {
    ...{ mode: 8, title: "no egress rule at all", finds: ["no-egress"], code: 1, at: [BOUND] },
    breaks: (world) => dropRules(world, 5, 6, 7),
  },
  {
    ...{ mode: 9, title: "pods older than their policy", finds: ["made-before-policy"], code: 1, at: [CATALOG] },
    command: /^kubectl --namespace catalog rollout restart deployment\/catalog$/,
    breaks: (world) => {
      notAsked(world);
      policyOf(world).metadata.creationTimestamp = "2026-11-26T10:01:00Z";
    },
  },
  {
    ...{ mode: 9, title: "a webhook that failed open", finds: ["webhook-failed-open"], code: 1, at: [CATALOG] },
    breaks: notAsked,
  },
  {
    ...{ mode: 9, title: "no webhook", finds: ["webhook-missing"], code: 1 },
    breaks: (world) => {
      world.objects.MutatingWebhookConfiguration = [];
    },
  },
  {
    ...{ mode: 9, title: "a policy without a selector", finds: ["policy-skipped"], code: 1, at: [POLICY] },
    breaks: (world) => {
      notAsked(world);
      delete policyOf(world).spec!.podSelector;
    },
  },
  {
    ...{ mode: 9, title: "a policy without groups", finds: ["policy-skipped"], code: 1, at: [POLICY] },
    breaks: (world) => {
      notAsked(world);
      policyOf(world).spec!.securityGroups!.groupIds = [];
    },
  },
  {
    ...{ mode: 9, title: "a label with a slip", finds: ["policy-selects-nothing"], code: 1, at: [POLICY] },
    breaks: (world) => {
      notAsked(world);
      podOf(world).metadata.labels![w.LABEL] = "catalogue";
      world.objects.Pod = world.objects.Pod.filter(({ metadata }) => metadata.name !== "probe-bound-x");
    },
  },
  {
    ...{
      mode: 9,
      title: "a container of another webhook before the first one",
      finds: ["resource-not-first"],
      code: 1,
      at: [CATALOG],
    },
    breaks: (world) => podOf(world).spec.containers.unshift({ name: "sidecar" }),
  },
  {
    ...{ mode: 10, title: "a ServiceAccount that is missing", finds: ["service-account-missing"], code: 1 },
    command: /create serviceaccount shop$/,
    breaks: (world) => {
      about(
        ...([world, "ReplicaSet", "catalog/shop-5d", "FailedCreate"] as const),
        'Error creating: admission webhook "mpod.vpc.k8s.aws" denied the request: Failed to get Matching SGP for Pods, rejecting event, error ServiceAccount "shop" not found',
      );
    },
  },
  {
    ...{ mode: 11, title: "a group that is not there", finds: ["group-missing"], code: 1, at: [POLICY] },
    breaks: (world) => {
      policyOf(world).spec!.securityGroups!.groupIds = ["sg-0999999999999999f"];
      notAllocated(
        world,
        "creating network interface, InvalidSecurityGroupID.NotFound: The securityGroup ID 'sg-0999999999999999f' does not exist",
      );
    },
  },
  {
    ...{ mode: 11, title: "a group of another VPC", finds: ["group-of-other-vpc"], code: 1, at: [POLICY] },
    breaks: (world) => {
      policyOf(world).spec!.securityGroups!.groupIds = ["sg-0999999999999999e"];
      notAllocated(world, "InvalidParameterValue: You have specified two resources that belong to different networks.");
    },
  },
  {
    ...{
      mode: 11,
      title: "more groups than an interface may have",
      finds: ["too-many-groups"],
      code: 1,
      at: [CATALOG],
    },
    command: /--quota-code L-2AFB9258 --desired-value 6$/,
    breaks: (world) => {
      const more = [1, 2, 3, 4, 5].map((digit) => `sg-0700000000000000${digit}`);
      world.aws.DescribeSecurityGroups.SecurityGroups.push(
        ...more.map((GroupId) => ({ GroupId, GroupName: GroupId, VpcId: w.VPC, Tags: [] })),
      );
      policyOf(world).spec!.securityGroups!.groupIds = [w.POD_GROUP, ...more];
      notAllocated(
        world,
        "InvalidParameterValue: user exceeded limit 5 on the number of interface security group memberships",
      );
    },
  },
  {
    ...{ mode: 11, title: "a subnet without addresses", finds: ["subnet-full"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      world.aws.DescribeSubnets.Subnets[0].AvailableIpAddressCount = 0;
      notAllocated(
        world,
        "InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses",
      );
    },
  },
  {
    ...{ mode: 11, title: "an allocation that failed otherwise", finds: ["allocation-failed"], code: 1, at: [CATALOG] },
    breaks: (world) => notAllocated(world, "InternalError: An internal error has occurred"),
  },
  {
    ...{
      mode: 12,
      title: "no branch interface left",
      finds: ["branch-interfaces-used-up"],
      code: 1,
      at: ["catalog/waiting-1"],
    },
    breaks: (world) => {
      const ids = Array.from({ length: 8 }, (_, i) => `eni-0e10000000000000${i}`);
      world.objects.Pod.push(...ids.map((id, i) => w.boundPod(`catalog-7d4b9c-more${i}`, id, `10.42.98.${i}`)));
      interfacesOf(world).push(...ids.map((id, i) => w.branch(id, `10.42.98.${i}`)));
      const last = w.boundPod("waiting-1", "", "", { annotations: {}, nodeName: "", status: { phase: "Pending" } });
      world.objects.Pod.push(last);
      about(
        world,
        "Pod",
        "catalog/waiting-1",
        "FailedScheduling",
        "0/1 nodes are available: 1 Insufficient vpc.amazonaws.com/pod-eni.",
      );
    },
  },
  {
    ...{ mode: 12, title: "interfaces that cool down", finds: ["interfaces-cooling"], code: 0, at: [CATALOG] },
    breaks: (world) => {
      creating(world);
      podOf(world).metadata.creationTimestamp = "2026-11-26T10:09:40Z";
      interfacesOf(world).push(
        ...Array.from({ length: 9 }, (_, i) => w.branch(`eni-0e20000000000000${i}`, `10.42.99.${i}`)),
      );
    },
  },
  {
    ...{ mode: 13, title: "Pod Identity in strict mode", finds: ["strict-breaks"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      podOf(world).spec.containers[0].env = [
        { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: "http://169.254.170.23/v1/credentials" },
      ];
    },
  },
  {
    ...{ mode: 13, title: "NodeLocal DNSCache in strict mode", finds: ["strict-breaks"], code: 1 },
    breaks: (world) =>
      world.objects.DaemonSet.push({
        metadata: { namespace: "kube-system", name: "node-local-dns" },
        spec: { template: { spec: { containers: [] } } },
      }),
  },
  {
    ...{ mode: 13, title: "kube-proxy in IPVS mode", finds: ["strict-breaks"], code: 1 },
    breaks: (world) =>
      world.objects.ConfigMap.push({
        metadata: { namespace: "kube-system", name: "kube-proxy-config" },
        data: { config: 'kind: KubeProxyConfiguration\nmode: "ipvs"\n' },
      }),
  },
  {
    ...{ mode: 13, title: "Istio's ambient mode", finds: ["strict-breaks"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      podOf(world).metadata.annotations!["ambient.istio.io/redirection"] = "enabled";
    },
  },
  {
    ...{
      mode: 14,
      title: "branch interfaces that nothing holds",
      finds: ["leaked-interfaces"],
      code: 0,
      at: ["eni-0e300000000000001"],
    },
    breaks: (world) =>
      interfacesOf(world).push(
        w.branch("eni-0e300000000000001", "10.42.99.1", [w.POD_GROUP], { Status: "available" }, "eni-gone"),
      ),
  },
  {
    ...{ mode: 15, title: "a policy that got another group", finds: ["groups-differ"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      const [branch] = interfacesOf(world).slice(-1);
      branch.Groups = [{ GroupId: w.DATABASE_GROUP }];
    },
  },
  {
    ...{
      mode: 15,
      title: "a mode that was changed after the pod was made",
      finds: ["mode-changed-after-pod"],
      code: 0,
      at: [CATALOG],
    },
    breaks: (world) => {
      const standard = { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" };
      world.objects.ControllerRevision = [
        {
          metadata: { namespace: "kube-system", name: "aws-node-1", creationTimestamp: "2026-11-26T08:30:00Z" },
          revision: 1,
          data: { spec: { template: { spec: w.awsNodeSpec(standard, {}) } } },
        },
        {
          metadata: { namespace: "kube-system", name: "aws-node-2", creationTimestamp: "2026-11-26T10:03:00Z" },
          revision: 2,
          data: { spec: { template: { spec: w.awsNodeSpec(w.STRICT, {}) } } },
        },
      ];
    },
  },
  {
    ...{ mode: 15, title: "a policy that was taken away", finds: ["policy-gone"], code: 0, at: [CATALOG] },
    breaks: (world) => {
      policyOf(world).spec!.podSelector = { matchLabels: { app: "nothing-like-it" } };
    },
  },
  {
    ...{
      mode: 16,
      title: "a peered database in standard mode",
      finds: ["standard-leaves-as-node"],
      code: 1,
      at: [BOUND],
    },
    breaks: (world) => {
      w.setCni(
        world,
        { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" },
        { DISABLE_TCP_EARLY_DEMUX: "false" },
      );
      const [database] = world.aws.DescribeDBInstances.DBInstances;
      database.DBSubnetGroup = { VpcId: "vpc-0bbbbbbbbbbbbbbbb", Subnets: [{ SubnetIdentifier: "subnet-0b" }] };
      const groups = world.aws.DescribeSecurityGroups;
      groups.SecurityGroups = groups.SecurityGroups.filter(({ GroupId }) => GroupId !== w.DATABASE_GROUP);
    },
  },
  {
    ...{ mode: 17, title: "nodes in a public subnet", finds: ["public-subnets"], code: 0, at: [BOUND] },
    breaks: (world) => {
      world.aws.DescribeRouteTables.RouteTables[0].Routes![1] = {
        DestinationCidrBlock: "0.0.0.0/0",
        GatewayId: "igw-1",
      };
    },
  },
  {
    ...{ mode: 18, title: "a database that admits the nodes' group", finds: ["database-open"], code: 1 },
    command: /revoke-security-group-ingress .*--security-group-rule-ids sgr-00000000000000030$/,
    breaks: (world) =>
      addRule(
        world,
        w.rule("30", w.DATABASE_GROUP, false, {
          IpProtocol: "tcp",
          FromPort: 3306,
          ToPort: 3306,
          ReferencedGroupInfo: { GroupId: w.CLUSTER_GROUP },
        }),
      ),
  },
  {
    ...{ mode: 18, title: "a database that admits the VPC's range", finds: ["database-open"], code: 1 },
    breaks: (world) =>
      addRule(
        world,
        w.rule("31", w.DATABASE_GROUP, false, {
          IpProtocol: "tcp",
          FromPort: 0,
          ToPort: 65535,
          CidrIpv4: "10.42.0.0/16",
        }),
      ),
  },
  {
    ...{ mode: 18, title: "a policy for every pod", finds: ["policy-takes-all"], code: 0, at: [POLICY] },
    breaks: (world) => {
      policyOf(world).spec!.podSelector = {};
    },
  },
  {
    ...{
      mode: 18,
      title: "a selected pod on its node's network",
      finds: ["cannot-be-bound"],
      code: 0,
      at: ["catalog/host-1"],
    },
    breaks: (world) =>
      world.objects.Pod.push(
        w.pod("catalog", "host-1", {
          labels: { [w.LABEL]: "catalog" },
          spec: { hostNetwork: true },
          status: { podIP: "10.42.97.10" },
        }),
      ),
  },
  {
    ...{
      mode: 19,
      title: "two groups with the cluster's tag behind a load balancer",
      finds: ["tagged-groups"],
      code: 1,
      at: [CATALOG],
    },
    breaks: (world) => {
      policyOf(world).spec!.securityGroups!.groupIds = [w.POD_GROUP, w.CLUSTER_GROUP];
      const [branch] = interfacesOf(world).slice(-1);
      branch.Groups = [{ GroupId: w.POD_GROUP }, { GroupId: w.CLUSTER_GROUP }];
      const pods = world.aws.DescribeSecurityGroups.SecurityGroups[1];
      pods.Tags = [{ Key: `kubernetes.io/cluster/${w.CLUSTER}`, Value: "owned" }];
      about(
        world,
        "TargetGroupBinding",
        "catalog/catalog",
        "FailedNetworkReconcile",
        "expect exactly one securityGroup tagged with kubernetes.io/cluster/sgp-lab-dev for eni",
      );
    },
  },
  {
    ...{ mode: 20, title: "a version that hangs", finds: ["version-refused"], code: 1 },
    breaks: (world) => {
      world.aws.DescribeAddon.addon.addonVersion = "v1.22.1-eksbuild.1";
    },
  },
  {
    ...{ mode: 21, title: "a cool-down that is too short", finds: ["cool-down-short"], code: 0 },
    breaks: (world) =>
      world.objects.ConfigMap.push({
        metadata: { namespace: "kube-system", name: "amazon-vpc-cni" },
        data: { "branch-eni-cooldown": "15" },
      }),
  },
  {
    ...{
      mode: 22,
      title: "ordinary pods without an address",
      finds: ["ordinary-pods-without-address"],
      code: 1,
      at: ["elsewhere/other-1"],
    },
    breaks: (world) => {
      const other = world.objects.Pod.find(({ metadata }) => metadata.name === "other-1")!;
      other.status = { phase: "Pending" };
      about(
        world,
        "Pod",
        "elsewhere/other-1",
        "FailedCreatePodSandBox",
        'plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
      );
    },
  },
];

describe("lab inspect on each failure mode", () => {
  for (const { mode, title, breaks, finds, code, at, command } of CASES) {
    it(`${mode}: names ${title}, and nothing else`, async () => {
      const world = w.healthy();
      breaks(world);
      const found = await w.inspected(world);
      deepStrictEqual(w.kinds(found), finds);
      const [first] = found.findings;
      if (first.mode !== undefined && first.kind !== "pod-eni-off") strictEqual(first.mode, mode);
      if (at !== undefined) deepStrictEqual(first.at, at);
      if (command !== undefined) match(first.commands[0] ?? "", command);
      strictEqual(found.code, code);
      const { text } = await w.run(world);
      ok(!text.includes(w.ACCOUNT), "no account id is shown");
    });
  }

  it("covers every failure mode that leaves evidence", () => {
    const told = new Set(CASES.map(({ mode }) => mode));
    deepStrictEqual(
      [...told].sort((a, b) => a - b),
      Array.from({ length: 22 }, (_, i) => i + 1),
    );
  });
});
