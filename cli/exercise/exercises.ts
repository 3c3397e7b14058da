import type { Words } from "../../words";
import type { FindingKind } from "../inspect/findings";

/** A change of one file of the program. Each text is of whole lines and stands in its file once. */
export interface Change {
  /** From the program's folder on. */
  file: string;
  /** As the program has it. */
  right: string;
  /** As the exercise has it. */
  wrong: string;
}

/** An exercise: the lab's program with one mistake in it. */
export interface Exercise {
  /** By which its texts are found. */
  name: keyof Words["exercises"]["texts"];
  changes: Change[];
  /** What `lab inspect` finds of it in a living cluster. */
  living: FindingKind[];
}

const ABOVE_BINDING = `// The lab's point: pods of the catalog, and no others, get a security group that the database admits.
`;
const CATALOG = `new CatalogService(
  "catalog",
  { ...config.catalog, ...home, ...boundPods, database: inClusterDatabase ?? database },
`;

/** The exercises in their order: the first is number 1. */
export const EXERCISES: Exercise[] = [
  {
    name: "dns-over-tcp",
    living: ["dns-closed"],
    changes: [
      {
        file: "index.ts",
        right: `        reaches: [{ dns: true }, { database }],
`,
        wrong: `        reaches: [
          { securityGroup: { name: "dns", securityGroupId: cluster.clusterSecurityGroupId }, port: 53, protocol: "udp" },
          { database },
        ],
`,
      },
    ],
  },
  {
    name: "wrong-node-group",
    living: ["dns-closed", "probe-port-closed"],
    changes: [
      {
        file: "index.ts",
        right: ABOVE_BINDING,
        wrong: `const platformNodes = new aws.ec2.SecurityGroup(
  "platform-nodes",
  { vpcId, description: "Nodes of the lab" },
  { provider: awsProvider },
);

${ABOVE_BINDING}`,
      },
      {
        file: "index.ts",
        right: `        cluster,
        namespace: home.namespace,
`,
        wrong: `        cluster: { ...cluster, nodeSecurityGroupId: platformNodes.id },
        namespace: home.namespace,
`,
      },
    ],
  },
  {
    name: "host-network",
    living: ["cannot-be-bound"],
    changes: [
      {
        file: "components/catalog-service.ts",
        right: `              automountServiceAccountToken: false,
`,
        wrong: `              automountServiceAccountToken: false,
              hostNetwork: true,
`,
      },
      {
        file: "components/lab-namespace.ts",
        right: `    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
`,
        wrong: `    const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
`,
      },
    ],
  },
  {
    name: "empty-selector",
    living: ["policy-takes-all"],
    changes: [
      {
        file: "index.ts",
        right: `import * as aws from "@pulumi/aws";
`,
        wrong: `import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
`,
      },
      {
        file: "index.ts",
        right: `const boundPods = { podLabels: binding?.podLabels, podAnnotations: binding?.podAnnotations };
`,
        wrong: `if (binding) {
  new k8s.apiextensions.CustomResource(
    "catalog-database",
    {
      apiVersion: "vpcresources.k8s.aws/v1beta1",
      kind: "SecurityGroupPolicy",
      metadata: { namespace: home.namespace },
      spec: { podSelector: {}, securityGroups: { groupIds: [binding.securityGroupId] } },
    },
    { provider: cluster.kubernetesProvider, dependsOn: [binding] },
  );
}
const boundPods = { podLabels: binding?.podLabels, podAnnotations: binding?.podAnnotations };
`,
      },
    ],
  },
  {
    name: "no-trunk",
    living: ["type-without-trunk"],
    changes: [
      {
        file: "Pulumi.dev.yaml",
        right: `  aws:region: us-west-2
`,
        wrong: `  aws:region: us-west-2
  eks-pod-security-groups:nodeInstanceType: t3.large
`,
      },
    ],
  },
  {
    name: "early-demux",
    living: ["early-demux-on"],
    changes: [
      {
        file: "components/pod-eni-addon.ts",
        right: `        configurationValues: pulumi.output(current).apply((json) => vpcCniConfiguration(mode, json)),
`,
        wrong: `        configurationValues: pulumi.output(current).apply((json) =>
          JSON.stringify({
            ...(JSON.parse(json) as object),
            env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: mode },
          }),
        ),
`,
      },
    ],
  },
  {
    name: "policy-after-pod",
    living: ["made-before-policy"],
    changes: [
      {
        file: "index.ts",
        right: `${CATALOG}  { ...onCluster, dependsOn: [cluster, ...proofs, ...(inClusterDatabase ? [inClusterDatabase] : [])] },
`,
        wrong: `new CatalogService(
  "catalog",
  {
    ...config.catalog,
    ...home,
    podLabels: bindingLabel("catalog"),
    podAnnotations: binding && { "sgp.internal/security-groups": binding.securityGroupId },
    database: inClusterDatabase ?? database,
  },
  { ...onCluster, dependsOn: [cluster, ...(inClusterDatabase ? [inClusterDatabase] : [])] },
`,
      },
    ],
  },
  {
    name: "group-replaced",
    living: ["groups-differ"],
    changes: [
      {
        file: "index.ts",
        right: CATALOG,
        wrong: `new CatalogService(
  "catalog",
  {
    ...config.catalog,
    ...home,
    podLabels: binding?.podLabels,
    database: inClusterDatabase ?? database,
  },
`,
      },
    ],
  },
  {
    name: "sixth-group",
    living: ["too-many-groups"],
    changes: [
      {
        file: "index.ts",
        right: ABOVE_BINDING,
        wrong: `// Groups that other teams want on the catalog's pods.
const teamGroups = ["audit", "backup", "logging", "metrics", "tracing"].map(
  (team) =>
    new aws.ec2.SecurityGroup(
      team,
      { vpcId: cluster.vpcId, description: \`Pods for \${team}\` },
      { provider: awsProvider },
    ),
);

${ABOVE_BINDING}`,
      },
      {
        file: "index.ts",
        right: `        namespace: home.namespace,
`,
        wrong: `        namespace: home.namespace,
        additionalSecurityGroupIds: teamGroups.map(({ id }) => id),
`,
      },
    ],
  },
  {
    name: "no-label",
    living: [],
    changes: [
      {
        file: "index.ts",
        right: CATALOG,
        wrong: `new CatalogService(
  "catalog",
  { ...config.catalog, ...home, database: inClusterDatabase ?? database },
`,
      },
    ],
  },
];
