/**
 * The lab as AWS and its cluster answer when all is well. Shapes are those of the AWS SDK and of the Kubernetes API; a test
 * changes what it is about, and a call that nobody answers fails it.
 */
import type {
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Tag,
  Vpc,
} from "@aws-sdk/client-ec2";
import type { Addon, Cluster, Nodegroup } from "@aws-sdk/client-eks";
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { type Answers, stubbedClients } from "../preflight/aws-stub";
import { type InspectOptions, type InspectSurroundings, inspectCommand } from "../../cli/inspect/inspect-command";
import type { Inspection } from "../../cli/inspect/inspection";
import type { KubernetesApi, ListQuery } from "../../cli/inspect/kubernetes";
import type * as k8s from "../../cli/inspect/kubernetes-types";
import type { StackState } from "../../cli/pulumi/state";

export const REGION = "us-west-2";
export const CLUSTER = "sgp-lab-dev";
export const ACCOUNT = "123456789012";
export const VPC = "vpc-0aaaaaaaaaaaaaaaa";
export const CLUSTER_GROUP = "sg-0c000000000000001";
export const POD_GROUP = "sg-0b000000000000001";
export const DATABASE_GROUP = "sg-0d000000000000001";
export const DEFAULT_GROUP = "sg-0default0000000000";
export const NODE = "ip-10-42-97-10.us-west-2.compute.internal";
export const INSTANCE = "i-0123456789abcdef0";
export const TRUNK = "eni-0f000000000000001";
export const BRANCH = "eni-0e000000000000001";
export const SUBNET = "subnet-0a00000000000000a";
export const ADDRESS = "catalog-db.example.us-west-2.rds.amazonaws.com";
export const LABEL = "sgp.internal/pod-security-group";
export const POD_ENI = "vpc.amazonaws.com/pod-eni";

/** Objects by kind. */
export interface Objects {
  Node: k8s.Node[];
  Pod: k8s.Pod[];
  SecurityGroupPolicy: k8s.Policy[];
  ServiceAccount: k8s.KubernetesObject[];
  CNINode: k8s.CniNode[];
  DaemonSet: k8s.DaemonSet[];
  ControllerRevision: k8s.ControllerRevision[];
  ConfigMap: k8s.ConfigMap[];
  MutatingWebhookConfiguration: (k8s.KubernetesObject & { webhooks: { name: string }[] })[];
  Event: k8s.Event[];
  ENIConfig: k8s.EniConfig[];
}

/** Answers of AWS by command. */
export interface AwsAnswers {
  DescribeCluster: { cluster: Cluster };
  DescribeAddon: { addon: Addon };
  ListAttachedRolePolicies: { AttachedPolicies: { PolicyName: string; PolicyArn: string }[]; IsTruncated: boolean };
  ListNodegroups: { nodegroups: string[] };
  DescribeNodegroup: { nodegroup: Nodegroup };
  ListFargateProfiles: { fargateProfileNames: string[] };
  GetServiceQuota: (input: { [key: string]: unknown }) => object;
  DescribeVpcs: { Vpcs: Vpc[] };
  DescribeSubnets: { Subnets: Subnet[] };
  DescribeSecurityGroups: { SecurityGroups: SecurityGroup[] };
  DescribeSecurityGroupRules: { SecurityGroupRules: SecurityGroupRule[] };
  DescribeNetworkInterfaces: { NetworkInterfaces: NetworkInterface[] };
  DescribeRouteTables: { RouteTables: RouteTable[] };
  DescribeDBInstances: { DBInstances: DBInstance[] };
  DescribeDBClusters: { DBClusters: DBCluster[] };
}

/** What is asked, and how it answers. */
export interface World {
  aws: AwsAnswers;
  /** Answers in place of these. */
  instead: Answers;
  objects: Objects;
  /** Kinds that the API refuses, with the HTTP status. */
  refused: { [kind: string]: number };
  state: StackState;
}

const tags = (all: { [key: string]: string }): Tag[] => Object.entries(all).map(([Key, Value]) => ({ Key, Value }));

/** A rule as EC2 lists it. */
export function rule(id: string, group: string, egress: boolean, more: SecurityGroupRule): SecurityGroupRule {
  return {
    ...{ SecurityGroupRuleId: `sgr-${id.padStart(17, "0")}`, GroupId: group, GroupOwnerId: ACCOUNT, IsEgress: egress },
    ...{ FromPort: -1, ToPort: -1, IpProtocol: "-1" },
    ...more,
  };
}

const port = (IpProtocol: string, number: number, peer: string, Description: string): SecurityGroupRule => ({
  ...{ IpProtocol, FromPort: number, ToPort: number, Description },
  ReferencedGroupInfo: { GroupId: peer, UserId: ACCOUNT },
});

/** The rules of the lab. */
export function rules(): SecurityGroupRule[] {
  const [toDatabase, toDns, probes] = [
    "Pods of catalog reach catalog-db on tcp 3306",
    (protocol: string) => `Pods of catalog reach dns on ${protocol} 53`,
    "Kubelet probes, nodes and ordinary pods reach pods of catalog on tcp 8080",
  ];
  return [
    rule("1", CLUSTER_GROUP, false, { ReferencedGroupInfo: { GroupId: CLUSTER_GROUP, UserId: ACCOUNT } }),
    rule("2", CLUSTER_GROUP, true, { CidrIpv4: "0.0.0.0/0" }),
    rule("3", CLUSTER_GROUP, false, port("udp", 53, POD_GROUP, toDns("udp"))),
    rule("4", CLUSTER_GROUP, false, port("tcp", 53, POD_GROUP, toDns("tcp"))),
    rule("5", POD_GROUP, true, port("udp", 53, CLUSTER_GROUP, toDns("udp"))),
    rule("6", POD_GROUP, true, port("tcp", 53, CLUSTER_GROUP, toDns("tcp"))),
    rule("7", POD_GROUP, true, port("tcp", 3306, DATABASE_GROUP, toDatabase)),
    rule("8", DATABASE_GROUP, false, port("tcp", 3306, POD_GROUP, toDatabase)),
    // Those of the VPC's default group, as AWS makes them.
    rule("10", DEFAULT_GROUP, false, { ReferencedGroupInfo: { GroupId: DEFAULT_GROUP, UserId: ACCOUNT } }),
    rule("11", DEFAULT_GROUP, true, { CidrIpv4: "0.0.0.0/0" }),
    rule("9", POD_GROUP, false, port("tcp", 8080, CLUSTER_GROUP, probes)),
  ];
}

/** A network interface as EC2 lists it. */
export function eni(id: string, address: string, groups: string[], more: NetworkInterface = {}): NetworkInterface {
  return {
    ...{ NetworkInterfaceId: id, VpcId: VPC, SubnetId: SUBNET, Status: "in-use", InterfaceType: "interface" },
    ...{ PrivateIpAddress: address, PrivateIpAddresses: [{ PrivateIpAddress: address, Primary: true }] },
    ...{ Groups: groups.map((GroupId) => ({ GroupId, GroupName: GroupId })), TagSet: [], Description: "" },
    ...more,
  };
}

const attached = (InstanceId: string, DeviceIndex: number): NetworkInterface => ({
  Attachment: { InstanceId, DeviceIndex, NetworkCardIndex: 0, Status: "attached" },
});

/** A branch interface of the cluster. */
export function branch(
  id: string,
  address: string,
  groups = [POD_GROUP],
  more: NetworkInterface = {},
  trunk = TRUNK,
): NetworkInterface {
  return eni(id, address, groups, {
    InterfaceType: "branch",
    Description: "aws-k8s-branch-eni",
    TagSet: tags({
      [`kubernetes.io/cluster/${CLUSTER}`]: "owned",
      "eks:eni:owner": "eks-vpc-resource-controller",
      "vpcresources.k8s.aws/trunk-eni-id": trunk,
      "vpcresources.k8s.aws/vlan-id": "1",
    }),
    ...more,
  });
}

/** The interfaces of a node: its own and its trunk. */
export function nodeInterfaces(
  instance: string,
  address: string,
  trunk?: string,
  groups = [CLUSTER_GROUP],
): NetworkInterface[] {
  return [
    eni(`eni-${instance.slice(2)}`, address, groups, attached(instance, 0)),
    ...(trunk === undefined
      ? []
      : [eni(trunk, `${address}9`, groups, { ...attached(instance, 1), InterfaceType: "trunk" })]),
  ];
}

/** A node as the API lists it. */
export function node(
  name = NODE,
  instance = INSTANCE,
  more: { labels?: k8s.Metadata["labels"]; capacity?: string; type?: string } = {},
): k8s.Node {
  const { labels = {}, capacity = "9", type = "m6g.large" } = more;
  return {
    metadata: {
      name,
      creationTimestamp: "2026-11-26T09:00:00Z",
      labels: {
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": type,
        "eks.amazonaws.com/nodegroup": "lab-nodes",
        ...labels,
      },
    },
    spec: { providerID: `aws:///us-west-2a/${instance}` },
    status: {
      allocatable: { cpu: "1930m", pods: "29", ...(capacity === "" ? {} : { [POD_ENI]: capacity }) },
      capacity: { cpu: "2", pods: "29", ...(capacity === "" ? {} : { [POD_ENI]: capacity }) },
    },
  };
}

/** What a pod has besides the usual. */
export interface PodParts {
  labels?: { [key: string]: string };
  annotations?: { [key: string]: string };
  /** Empty for none yet. */
  nodeName?: string;
  container?: Partial<k8s.Container>;
  spec?: Partial<k8s.PodSpec>;
  status?: k8s.Pod["status"];
  metadata?: Partial<k8s.Metadata>;
}

/** A pod as the API lists it. */
export function pod(namespace: string, name: string, more: PodParts = {}): k8s.Pod {
  const {
    labels = {},
    annotations = {},
    nodeName = NODE,
    container = {},
    spec = {},
    status = {},
    metadata = {},
  } = more;
  return {
    metadata: { namespace, name, creationTimestamp: "2026-11-26T10:00:00Z", labels, annotations, ...metadata },
    spec: {
      ...{ serviceAccountName: "default", ...(nodeName === "" ? {} : { nodeName }) },
      containers: [{ name: "app", image: "example.com/app:1", ...container }],
      ...spec,
    },
    status: { phase: "Running", podIP: "10.42.97.50", conditions: [{ type: "Ready", status: "True" }], ...status },
  };
}

/** The annotation of a bound pod. */
export function podEni(eniId: string, privateIp: string): string {
  return JSON.stringify([
    {
      ...{ eniId, ifAddress: "0a:1b:2c:3d:4e:5f", privateIp, ipv6Addr: "", vlanId: 1 },
      ...{ subnetCidr: "10.42.96.0/19", subnetV6Cidr: "", associationID: "trunk-assoc-0123456789abcdef0" },
    },
  ]);
}

const WANTS = { resources: { limits: { [POD_ENI]: "1" }, requests: { [POD_ENI]: "1" } } };

/** A pod that is bound: it asked and was given. */
export function boundPod(
  name = "catalog-7d4b9c-abcde",
  id = BRANCH,
  address = "10.42.97.20",
  more: PodParts = {},
): k8s.Pod {
  const { labels = {}, container = {}, ...others } = more;
  return pod("catalog", name, {
    labels: { app: "catalog", "pod-template-hash": "7d4b9c", [LABEL]: "catalog", ...labels },
    annotations: { [POD_ENI]: podEni(id, address) },
    container: {
      ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
      readinessProbe: { httpGet: { port: 8080 } },
      ...WANTS,
      ...container,
    },
    metadata: { ownerReferences: [{ kind: "ReplicaSet", name: "catalog-7d4b9c", controller: true }] },
    status: { podIP: address },
    ...others,
  });
}

/** An event as the API lists it. */
export function event(kind: string, object: string, reason: string, message: string, type = "Warning"): k8s.Event {
  const [namespace, name] = object.includes("/") ? object.split("/") : [undefined, object];
  return {
    metadata: { namespace: namespace ?? "default", name: `${name}.${reason}` },
    ...{ involvedObject: { kind, name, namespace }, reason, message, type, count: 1 },
    lastTimestamp: "2026-11-26T10:05:00Z",
  };
}

/** aws-node's specification with a setting. */
export function awsNodeSpec(env: { [name: string]: string }, init: { [name: string]: string }): k8s.PodSpec {
  const pairs = (all: { [name: string]: string }): k8s.EnvironmentVariable[] =>
    Object.entries(all).map(([name, value]) => ({ name, value }));
  return {
    hostNetwork: true,
    containers: [
      { name: "aws-node", image: "example.com/amazon-k8s-cni:v1.21.1-eksbuild.1", env: pairs(env) },
      { name: "aws-eks-nodeagent", image: "example.com/agent:v1" },
    ],
    initContainers: [{ name: "aws-vpc-cni-init", image: "example.com/amazon-k8s-cni-init:v1.21.1", env: pairs(init) }],
  };
}

export const STRICT = { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "strict" };

/** Sets the VPC CNI, as it runs and as the add-on was told. */
export function setCni(world: World, env: { [name: string]: string }, init: { [name: string]: string }): void {
  world.objects.DaemonSet[0].spec.template.spec = awsNodeSpec(env, init);
  for (const one of world.objects.Pod.filter(({ metadata }) => metadata.labels?.["k8s-app"] === "aws-node")) {
    one.spec = { ...awsNodeSpec(env, init), nodeName: one.spec.nodeName };
  }
  world.aws.DescribeAddon.addon.configurationValues = JSON.stringify({ env, init: { env: init } });
}

function awsNodePod(nodeName: string): k8s.Pod {
  const spec = { ...awsNodeSpec(STRICT, { DISABLE_TCP_EARLY_DEMUX: "true" }), nodeName };
  return pod("kube-system", "aws-node-x1y2z", {
    labels: { "k8s-app": "aws-node" },
    spec,
    status: { podIP: "10.42.97.10" },
  });
}

/** The lab when all is well. */
export function healthy(): World {
  const group = (GroupId: string, GroupName: string, more: SecurityGroup = {}): SecurityGroup => ({
    ...{ GroupId, GroupName, VpcId: VPC, OwnerId: ACCOUNT, Description: GroupName, Tags: [], ...more },
  });
  return {
    state: {},
    refused: {},
    instead: {},
    aws: {
      DescribeCluster: {
        cluster: {
          ...{ name: CLUSTER, version: "1.36", status: "ACTIVE", platformVersion: "eks.4" },
          ...{ endpoint: "https://example.eks.amazonaws.com", certificateAuthority: { data: "Q0E=" } },
          roleArn: `arn:aws:iam::${ACCOUNT}:role/lab-cluster-1a2b3c4`,
          resourcesVpcConfig: {
            ...{ vpcId: VPC, subnetIds: [SUBNET], securityGroupIds: [], clusterSecurityGroupId: CLUSTER_GROUP },
            ...{ endpointPublicAccess: true, endpointPrivateAccess: true },
          },
          kubernetesNetworkConfig: { ipFamily: "ipv4" },
        },
      },
      DescribeAddon: {
        addon: {
          ...{ addonName: "vpc-cni", addonVersion: "v1.21.1-eksbuild.1", status: "ACTIVE", health: { issues: [] } },
          configurationValues: JSON.stringify({ env: STRICT, init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } }),
        },
      },
      ListAttachedRolePolicies: {
        AttachedPolicies: ["AmazonEKSClusterPolicy", "AmazonEKSVPCResourceController"].map((PolicyName) => ({
          ...{ PolicyName, PolicyArn: `arn:aws:iam::aws:policy/${PolicyName}` },
        })),
        IsTruncated: false,
      },
      ListNodegroups: { nodegroups: ["lab-nodes"] },
      DescribeNodegroup: {
        nodegroup: {
          ...{ nodegroupName: "lab-nodes", instanceTypes: ["m6g.large"], amiType: "AL2023_ARM_64_STANDARD" },
          ...{ subnets: [SUBNET], scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 } },
          launchTemplate: { id: "lt-0123456789abcdef0", version: "1" },
        },
      },
      ListFargateProfiles: { fargateProfileNames: [] },
      GetServiceQuota: ({ QuotaCode }) => ({ Quota: { Value: QuotaCode === "L-2AFB9258" ? 5 : 60 } }),
      DescribeVpcs: {
        Vpcs: [
          {
            ...{ VpcId: VPC, CidrBlock: "10.42.0.0/16", Tags: [] },
            CidrBlockAssociationSet: [
              { AssociationId: "vpc-cidr-assoc-1", CidrBlock: "10.42.0.0/16", CidrBlockState: { State: "associated" } },
            ],
          },
        ],
      },
      DescribeSubnets: {
        Subnets: [
          {
            ...{ SubnetId: SUBNET, VpcId: VPC, CidrBlock: "10.42.96.0/19", AvailabilityZone: "us-west-2a" },
            ...{ AvailableIpAddressCount: 8000, Tags: [], AssignIpv6AddressOnCreation: false },
          },
        ],
      },
      DescribeSecurityGroups: {
        SecurityGroups: [
          group(CLUSTER_GROUP, `eks-cluster-sg-${CLUSTER}-123456789`, {
            Tags: tags({ [`kubernetes.io/cluster/${CLUSTER}`]: "owned" }),
          }),
          group(POD_GROUP, "catalog-pods-1a2b3c4", { Description: "Pods of catalog" }),
          group(DATABASE_GROUP, "catalog-db-database-1a2b3c4"),
          group(DEFAULT_GROUP, "default"),
        ],
      },
      DescribeSecurityGroupRules: { SecurityGroupRules: rules() },
      DescribeNetworkInterfaces: {
        NetworkInterfaces: [...nodeInterfaces(INSTANCE, "10.42.97.10", TRUNK), branch(BRANCH, "10.42.97.20")],
      },
      DescribeRouteTables: {
        RouteTables: [
          {
            ...{ RouteTableId: "rtb-1", Associations: [{ SubnetId: SUBNET, Main: false }] },
            Routes: [
              { DestinationCidrBlock: "10.42.0.0/16", GatewayId: "local" },
              { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" },
            ],
          },
        ],
      },
      DescribeDBInstances: {
        DBInstances: [
          {
            ...{ DBInstanceIdentifier: "catalog-db-1a2b3c4", DbiResourceId: "db-ABCDEFG", Engine: "mysql" },
            Endpoint: { Address: ADDRESS, Port: 3306 },
            VpcSecurityGroups: [{ VpcSecurityGroupId: DATABASE_GROUP, Status: "active" }],
            DBSubnetGroup: { VpcId: VPC, Subnets: [{ SubnetIdentifier: SUBNET }] },
          },
        ],
      },
      DescribeDBClusters: { DBClusters: [] },
    },
    objects: {
      Node: [node()],
      Pod: [
        awsNodePod(NODE),
        pod("kube-system", "coredns-1", { labels: { "k8s-app": "kube-dns" }, status: { podIP: "10.42.97.30" } }),
        boundPod(),
        pod("catalog", "probe-bound-x", {
          labels: {
            "app.kubernetes.io/name": "probe-bound",
            "app.kubernetes.io/component": "connectivity-probe",
            [LABEL]: "catalog",
          },
          container: WANTS,
          status: {
            phase: "Succeeded",
            containerStatuses: [
              {
                name: "probe",
                state: { terminated: { exitCode: 0, message: "probe: connected, as it should (exit 0)\n" } },
              },
            ],
          },
        }),
        pod("elsewhere", "other-1", { labels: { app: "other" } }),
      ],
      SecurityGroupPolicy: [
        {
          metadata: { namespace: "catalog", name: "catalog-policy-9f8e", creationTimestamp: "2026-11-26T09:30:00Z" },
          spec: { podSelector: { matchLabels: { [LABEL]: "catalog" } }, securityGroups: { groupIds: [POD_GROUP] } },
        },
      ],
      ServiceAccount: ["catalog", "elsewhere", "kube-system"].map((namespace) => ({
        metadata: { namespace, name: "default" },
      })),
      CNINode: [{ metadata: { name: NODE }, spec: { features: [{ name: "SecurityGroupsForPods" }] } }],
      DaemonSet: [
        {
          metadata: { namespace: "kube-system", name: "aws-node" },
          spec: { template: { spec: awsNodeSpec(STRICT, { DISABLE_TCP_EARLY_DEMUX: "true" }) } },
        },
      ],
      ControllerRevision: [
        {
          metadata: { namespace: "kube-system", name: "aws-node-1", creationTimestamp: "2026-11-26T08:30:00Z" },
          ...{ revision: 1, data: { spec: { template: { spec: awsNodeSpec(STRICT, {}) } } } },
        },
      ],
      ConfigMap: [],
      MutatingWebhookConfiguration: [
        { metadata: { name: "vpc-resource-mutating-webhook" }, webhooks: [{ name: "mpod.vpc.k8s.aws" }] },
      ],
      Event: [
        event("Node", NODE, "NodeTrunkInitiated", "The node has trunk interface initialized successfully", "Normal"),
        event(
          ...(["Pod", "catalog/catalog-7d4b9c-abcde", "SecurityGroupRequested"] as const),
          ...([`Pod will get the following Security Groups [${POD_GROUP}]`, "Normal"] as const),
        ),
        event(
          ...(["Pod", "catalog/catalog-7d4b9c-abcde", "ResourceAllocated"] as const),
          ...([`Allocated ${podEni(BRANCH, "10.42.97.20")} to the pod`, "Normal"] as const),
        ),
      ],
      ENIConfig: [],
    },
  };
}

/** A Kubernetes API that has these objects, a few on each page. */
export function apiOf({ objects, refused }: World, pageSize = 2): KubernetesApi & { asked: ListQuery[] } {
  const asked: ListQuery[] = [];
  return {
    asked,
    page(query, from) {
      asked.push(query);
      const status = refused[query.kind];
      if (status !== undefined) return Promise.reject(Object.assign(new Error("refused"), { code: status }));
      if (!(query.kind in objects)) return Promise.reject(new TypeError(`the test has no ${query.kind}`));
      const named = /^metadata\.name=(.*)$/.exec(query.fieldSelector ?? "")?.[1];
      const kind: k8s.KubernetesObject[] = objects[query.kind as keyof Objects];
      const all = kind.filter(
        ({ metadata }) =>
          (query.namespace === undefined || metadata.namespace === query.namespace) &&
          (named === undefined || metadata.name === named),
      );
      const start = Number(from ?? 0);
      const items = structuredClone(all.slice(start, start + pageSize));
      return Promise.resolve({ items, next: start + pageSize < all.length ? String(start + pageSize) : undefined });
    },
  };
}

/** How a command ended. */
export interface Run {
  code: number;
  text: string;
  sent: string[];
  asked: ListQuery[];
}

/** Runs `lab inspect` on a world. */
export async function run(world: World, options: InspectOptions = {}, more: InspectSurroundings = {}): Promise<Run> {
  const { clients, sent } = await stubbedClients({ ...world.aws, ...world.instead });
  const api = apiOf(world);
  const printed: string[] = [];
  const code = await inspectCommand(
    { lang: "en", ...(options.stack === undefined && { cluster: CLUSTER, region: REGION }), ...options },
    {
      clients: () => Promise.resolve(clients),
      kubernetes: () => Promise.resolve(api),
      state: () => Promise.resolve({ value: world.state }),
      print: (text) => printed.push(text),
      now: () => new Date("2026-11-26T10:10:00Z"),
      ...more,
    },
  );
  return { code, text: printed.join("\n"), sent, asked: api.asked };
}

/** What `lab inspect --json` says of a world. */
export async function inspected(world: World, options: InspectOptions = {}): Promise<Inspection & { code: number }> {
  const { text, code } = await run(world, { ...options, json: true });
  return { ...(JSON.parse(text) as Inspection), code };
}

/** Kinds of what was found, errors and warnings. */
export function kinds({ findings }: Inspection): string[] {
  return findings.map(({ kind }) => kind);
}
