/**
 * Failure modes 1 to 8: nodes, setting, rules.
 */
import {
  BOUND,
  CATALOG,
  type Case,
  REFUSED,
  about,
  addRule,
  detachPolicy,
  dropRules,
  interfacesOf,
  withoutTrunk,
} from "./breaking";
import * as w from "./world";

/** The cases. */
export const CLUSTER_CASES: Case[] = [
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
];
