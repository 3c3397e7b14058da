/**
 * Networks in other ways than the lab's.
 */
import { type Case, addRule, BOUND, interfacesOf, policyOf } from "./breaking";
import * as w from "./world";
import type { World } from "./world";

const OTHER_NODES = "sg-0e000000000000009";
const SECOND = "ip-10-42-97-11.us-west-2.compute.internal";
const SECOND_INSTANCE = "i-0aaaaaaaaaaaaaaa2";

/** A second node group whose nodes have a group of their own, which lets everything out. */
function otherNodes(world: World): void {
  world.aws.DescribeSecurityGroups.SecurityGroups.push({
    ...{ GroupId: OTHER_NODES, GroupName: "other-nodes", VpcId: w.VPC, Tags: [] },
  });
  world.objects.Node.push(w.node(SECOND, SECOND_INSTANCE, { labels: { "eks.amazonaws.com/nodegroup": "other" } }));
  interfacesOf(world).push(...w.nodeInterfaces(SECOND_INSTANCE, "10.42.97.11", "eni-0f000000000000002", [OTHER_NODES]));
  world.objects.CNINode.push({ metadata: { name: SECOND }, spec: { features: [{ name: "SecurityGroupsForPods" }] } });
  addRule(world, w.rule("40", OTHER_NODES, true, { CidrIpv4: "0.0.0.0/0" }));
  const probe = { IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, ReferencedGroupInfo: { GroupId: OTHER_NODES } };
  addRule(world, w.rule("42", w.POD_GROUP, false, probe));
}
const coreDns = (name: string, nodeName: string, podIP: string): ReturnType<typeof w.pod> =>
  w.pod("kube-system", name, { labels: { "k8s-app": "kube-dns" }, nodeName, status: { podIP } });

const POD_SUBNET = "subnet-0b00000000000000b";

/** Pods in another subnet than their nodes, and one of the two subnets is public. */
function customNetworking({ aws, objects, ...world }: World, publicSubnet: string): void {
  const custom = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true", ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" };
  w.setCni({ aws, objects, ...world }, { ...w.STRICT, ...custom }, { DISABLE_TCP_EARLY_DEMUX: "true" });
  objects.ENIConfig.push({
    ...{ metadata: { name: "us-west-2a" }, spec: { subnet: POD_SUBNET, securityGroups: [w.CLUSTER_GROUP] } },
  });
  const [subnet] = aws.DescribeSubnets.Subnets;
  aws.DescribeSubnets.Subnets.push({ ...subnet, SubnetId: POD_SUBNET, CidrBlock: "10.42.128.0/19" });
  aws.DescribeNetworkInterfaces.NetworkInterfaces.at(-1)!.SubnetId = POD_SUBNET;
  aws.DescribeRouteTables.RouteTables = [w.SUBNET, POD_SUBNET].map((SubnetId) => ({
    ...{ RouteTableId: `rtb-${SubnetId}`, Associations: [{ SubnetId, Main: false }] },
    Routes: [
      {
        DestinationCidrBlock: "0.0.0.0/0",
        ...(SubnetId === publicSubnet ? { GatewayId: "igw-1" } : { NatGatewayId: "nat-1" }),
      },
    ],
  }));
}

/** The cases. */
export const PATH_VARIATIONS: Omit<Case, "mode">[] = [
  {
    ...{ title: "nodes of another group, where CoreDNS does not run", finds: [], code: 0 },
    breaks: otherNodes,
  },
  {
    ...{ title: "CoreDNS on nodes of a group that no rule names", finds: ["dns-closed"], code: 1, at: [BOUND] },
    breaks: (world) => {
      otherNodes(world);
      world.objects.Pod.find(({ metadata }) => metadata.name === "coredns-1")!.spec.nodeName = SECOND;
    },
  },
  {
    ...{ title: "one of two CoreDNS pods on nodes of a group that no rule names", finds: ["dns-closed"], code: 1 },
    breaks: (world) => {
      otherNodes(world);
      world.objects.Pod.push(coreDns("coredns-2", SECOND, "10.42.97.31"));
    },
  },
  {
    ...{ title: "CoreDNS with a policy of its own, which no rule names", finds: ["dns-closed"], code: 1 },
    breaks: (world) => {
      const own = "sg-0e0000000000000d5";
      world.aws.DescribeSecurityGroups.SecurityGroups.push({
        ...{ GroupId: own, GroupName: "coredns", VpcId: w.VPC, Tags: [] },
      });
      addRule(world, w.rule("50", own, true, { CidrIpv4: "0.0.0.0/0" }));
      const policy = structuredClone(policyOf(world));
      policy.metadata = { ...policy.metadata, namespace: "kube-system", name: "coredns" };
      policy.spec = { podSelector: { matchLabels: { "k8s-app": "kube-dns" } }, securityGroups: { groupIds: [own] } };
      world.objects.SecurityGroupPolicy.push(policy);
      const resources = { limits: { [w.POD_ENI]: "1" }, requests: { [w.POD_ENI]: "1" } };
      const pod = coreDns("coredns-1", w.NODE, "10.42.97.60");
      pod.metadata.labels!["eks.amazonaws.com/component"] = "coredns";
      pod.metadata.annotations = { [w.POD_ENI]: w.podEni("eni-0e00000000000000d", "10.42.97.60") };
      pod.spec.containers[0].resources = resources;
      pod.spec.dnsPolicy = "Default";
      world.objects.Pod = world.objects.Pod.map((one) => (one.metadata.name === "coredns-1" ? pod : one));
      interfacesOf(world).push(w.branch("eni-0e00000000000000d", "10.42.97.60", [own]));
    },
  },
  {
    ...{ title: "a peered VPC that the VPC CNI is told not to translate addresses for", finds: [], code: 0 },
    breaks: (world) => {
      const standard = { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" };
      w.setCni(world, { ...standard, AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS: "10.99.0.0/16" }, {});
      const [database] = world.aws.DescribeDBInstances.DBInstances;
      database.DBSubnetGroup = { VpcId: "vpc-0bbbbbbbbbbbbbbbb", Subnets: [{ SubnetIdentifier: "subnet-0b" }] };
      const groups = world.aws.DescribeSecurityGroups;
      groups.SecurityGroups = groups.SecurityGroups.filter(({ GroupId }) => GroupId !== w.DATABASE_GROUP);
    },
  },
  {
    ...{ title: "public nodes whose branch interfaces are in private subnets", finds: [], code: 0 },
    breaks: (world) => customNetworking(world, w.SUBNET),
  },
  {
    ...{ title: "private nodes whose branch interfaces are in public subnets", finds: ["public-subnets"], code: 0 },
    breaks: (world) => customNetworking(world, POD_SUBNET),
  },
  {
    ...{ title: "a database of two groups, of which the second one admits all", finds: ["database-open"], code: 1 },
    command: /^aws ec2 revoke-security-group-ingress --region us-west-2 --group-id sg-0d000000000000009 /,
    breaks: (world) => {
      const GroupId = "sg-0d000000000000009";
      world.aws.DescribeSecurityGroups.SecurityGroups.push({ GroupId, GroupName: "second", VpcId: w.VPC, Tags: [] });
      world.aws.DescribeDBInstances.DBInstances[0].VpcSecurityGroups!.push({ VpcSecurityGroupId: GroupId });
      const all = { IpProtocol: "tcp", FromPort: 3306, ToPort: 3306, CidrIpv4: "10.42.0.0/16" };
      addRule(world, w.rule("41", GroupId, false, all));
    },
  },
];
