/**
 * Failure modes 9 to 22: pods, policies, groups and what is left over.
 */
import {
  BOUND,
  CATALOG,
  type Case,
  POLICY,
  about,
  addRule,
  creating,
  interfacesOf,
  notAllocated,
  notAsked,
  podOf,
  policyOf,
} from "./breaking";
import * as w from "./world";

/** Input of a call. */
interface Input {
  [key: string]: unknown;
}

/** The cases. */
export const POD_CASES: Case[] = [
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
    ...{
      mode: 10,
      title: "a ServiceAccount that the API server itself misses",
      finds: ["service-account-missing"],
      code: 1,
    },
    breaks: (world) =>
      about(
        ...([world, "ReplicaSet", "catalog/shop-5d", "FailedCreate"] as const),
        'Error creating: pods "shop-5d-" is forbidden: error looking up service account catalog/shop: serviceaccount "shop" not found',
      ),
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
      const here = world.aws.DescribeSecurityGroups;
      const isAsked = ({ Filters }: Input): boolean => JSON.stringify(Filters).includes("group-id");
      world.instead.DescribeSecurityGroups = (input) => (isAsked(input) ? { SecurityGroups: [] } : here);
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
      const stranger = "sg-0999999999999999e";
      const here = world.aws.DescribeSecurityGroups;
      const elsewhere = { SecurityGroups: [{ GroupId: stranger, GroupName: "other", VpcId: "vpc-0bbbbbbbbbbbbbbbb" }] };
      const isAsked = ({ Filters }: Input): boolean => JSON.stringify(Filters).includes(stranger);
      world.instead.DescribeSecurityGroups = (input) => (isAsked(input) ? elsewhere : here);
      policyOf(world).spec!.securityGroups!.groupIds = [stranger];
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
