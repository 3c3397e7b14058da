import type { Wanted } from "../../cli/preflight/wanted";
import { type Answers, awsError } from "./aws-stub";

/** The account of the lab. */
export const ACCOUNT = "111111111111";
const LIMITS: { [code: string]: number } = {
  "L-1216C47A": 32,
  "L-0263D0A3": 5,
  "L-F678F1CE": 5,
  "L-FE5A380F": 5,
  "L-0EA8095F": 60,
};
/** Answers with the default of each quota. */
export const quota = ({ QuotaCode }: { [key: string]: unknown }) => ({ Quota: { Value: LIMITS[QuotaCode as string] } });
/** The tags of a student's lab. */
export const tags = (student: string) => [
  { Key: "student", Value: student },
  { Key: "project", Value: "eks-pod-security-groups" },
];

/** An answer to questions about everybody's things; asked for the lab's own by its tags, AWS has none. */
export const ofOthers = (answer: object) => (input: { [key: string]: unknown }) =>
  JSON.stringify(input).includes("tag:student") ? {} : answer;

/** An account in which the lab can be built. */
export const SOUND: Answers = {
  GetCallerIdentity: { Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deployer/lab` },
  DescribeCluster: awsError("ResourceNotFoundException", "No cluster found for name: sgp-lab-ada."),
  ListRoles: { Roles: [{}] },
  GetServiceQuota: quota,
  DescribeInstanceTypes: { InstanceTypes: [{ VCpuInfo: { DefaultVCpus: 2 } }] },
  DescribeInstances: { Reservations: [] },
  DescribeAddresses: { Addresses: [] },
  DescribeVpcs: { Vpcs: [] },
  DescribeNatGateways: { NatGateways: [] },
  DescribeSubnets: { Subnets: [] },
  DescribeRouteTables: { RouteTables: [] },
  DescribeInternetGateways: { InternetGateways: [] },
  DescribeLaunchTemplates: { LaunchTemplates: [] },
  DescribeVolumes: { Volumes: [] },
  DescribeNetworkInterfaces: { NetworkInterfaces: [] },
  DescribeSecurityGroups: { SecurityGroups: [] },
  GetResources: { ResourceTagMappingList: [] },
  DescribeLogGroups: {},
  DescribeClusterVersions: {
    clusterVersions: [
      { clusterVersion: "1.36", versionStatus: "STANDARD_SUPPORT", endOfStandardSupportDate: new Date("2027-08-02") },
    ],
  },
  DescribeAddonVersions: { addons: [{ addonVersions: [{ addonVersion: "v1.20.5-eksbuild.1" }] }] },
  DescribeDBEngineVersions: { DBEngineVersions: [{ Engine: "mysql", EngineVersion: "8.4.8" }] },
  DescribeDBMajorEngineVersions: {
    DBMajorEngineVersions: [
      {
        SupportedEngineLifecycles: [
          {
            LifecycleSupportName: "open-source-rds-standard-support",
            LifecycleSupportEndDate: new Date("2029-07-31"),
          },
        ],
      },
    ],
  },
  DescribeOrderableDBInstanceOptions: { OrderableDBInstanceOptions: [{}] },
  DescribeAvailabilityZones: { AvailabilityZones: [{ ZoneName: "us-west-2a" }, { ZoneName: "us-west-2b" }] },
  DescribeInstanceTypeOfferings: {
    InstanceTypeOfferings: [{ Location: "us-west-2a" }, { Location: "us-west-2b" }],
  },
};

/** What a lab asks of its account. */
export const WANTED: Wanted = {
  stack: "ada",
  principals: [],
  region: "us-west-2",
  accounts: [ACCOUNT],
  student: "ada",
  project: "eks-pod-security-groups",
  cluster: "sgp-lab-ada",
  kubernetesVersion: "1.36",
  nodeInstanceType: "m6g.large",
  nodeCount: 1,
  databaseInstanceClass: "db.t4g.micro",
  databaseVersion: "8.4",
  vpcs: 1,
  natGateways: 1,
  addresses: 1,
  zones: [],
  rules: { group: "catalog-pods", count: 3 },
  addons: [{ name: "vpc-cni" }, { name: "coredns", version: "v1.20.5-eksbuild.1" }],
};
