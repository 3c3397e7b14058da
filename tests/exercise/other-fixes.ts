import { join } from "node:path";
import type { Exercise } from "../../cli/exercise/exercises";
import { edit } from "./support";

/** The annotation of the exercise, which follows the group and nothing else. */
const GROUP_ALONE = `podAnnotations: binding && { "sgp.internal/security-groups": binding.securityGroupId }`;
const LABELS = "    podLabels: binding?.podLabels,\n";
const dependOnBinding = (at: string): void =>
  edit(
    join(at, "index.ts"),
    "dependsOn: [cluster, ...(inClusterDatabase",
    "dependsOn: [cluster, ...(binding ? [binding] : []), ...(inClusterDatabase",
  );

const PROOFS = "dependsOn: [cluster, ...proofs, ...(inClusterDatabase";

/** Other ways to mend an exercise that are as right. */
export const OTHER_FIXES: { name: Exercise["name"]; what: string; fix: (folder: string) => void }[] = [
  {
    name: "dns-over-tcp",
    what: "a second path by hand, in another order and with a comment",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "          { database },\n",
        `          // The resolver asks over both.
        { database },
        { securityGroup: { name: "dns", securityGroupId: cluster.clusterSecurityGroupId }, port: 53, protocol: "tcp" },
`,
      ),
  },
  {
    name: "wrong-node-group",
    what: "the group that the nodes do carry, named",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "nodeSecurityGroupId: platformNodes.id",
        "nodeSecurityGroupId: cluster.clusterSecurityGroupId",
      ),
  },
  {
    name: "host-network",
    what: "false instead of nothing",
    fix: (at) => {
      edit(join(at, "components/catalog-service.ts"), "hostNetwork: true", "hostNetwork: false");
      edit(join(at, "components/lab-namespace.ts"), '"privileged"', '"restricted"');
    },
  },
  {
    name: "no-trunk",
    what: "another type that can",
    fix: (at) => edit(join(at, "Pulumi.dev.yaml"), "t3.large", "m5.large"),
  },
  {
    name: "early-demux",
    what: "the setting written out",
    fix: (at) =>
      edit(
        join(at, "components/pod-eni-addon.ts"),
        `            env: {`,
        `            init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },\n            env: {`,
      ),
  },
  {
    name: "policy-after-pod",
    what: "the binding's annotations, which wait as its labels do",
    fix: (at) => edit(join(at, "index.ts"), GROUP_ALONE, "podAnnotations: binding?.podAnnotations"),
  },
  {
    name: "policy-after-pod",
    what: "a dependency, and an annotation by hand of group and setting",
    fix: (at) => {
      dependOnBinding(at);
      edit(join(at, "index.ts"), GROUP_ALONE, `podAnnotations: binding && { wired }`);
    },
  },
  {
    name: "group-replaced",
    what: "an annotation by hand of group and mode",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        LABELS,
        `${LABELS}  podAnnotations: binding && { group: binding.securityGroupId, mode: config.cluster.enforcingMode! },
`,
      ),
  },
  {
    name: "sixth-group",
    what: "one group fewer",
    fix: (at) => edit(join(at, "index.ts"), `, "tracing"]`, `]`),
  },
  {
    name: "no-label",
    what: "labels and annotations one by one",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "  { ...config.catalog, ...home, database:",
        `  {
  podAnnotations: binding?.podAnnotations, // Rolls the pods.
  podLabels: binding?.podLabels,
  ...config.catalog, ...home, database:`,
      ),
  },
  {
    name: "no-label",
    what: "the label by hand after the probe, and an annotation by hand of group and setting",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "  { ...config.catalog, ...home, database:",
        `  { ...config.catalog, ...home, podLabels: bindingLabel("catalog"), podAnnotations: { wired }, database:`,
      ),
  },
];

/** What the check still finds of a copy that is mended by half. */
export const HALF_FIXES: { name: Exercise["name"]; what: string; fix: (folder: string) => void; left: string[] }[] = [
  {
    name: "dns-over-tcp",
    what: "TCP in place of UDP",
    fix: (at) => edit(join(at, "index.ts"), `protocol: "udp"`, `protocol: "tcp"`),
    left: ["findings", "rows"],
  },
  {
    name: "dns-over-tcp",
    what: "TCP with a typing error in its port",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "          { database },\n",
        `          { database },
          { securityGroup: { name: "dns", securityGroupId: cluster.clusterSecurityGroupId }, port: 5353, protocol: "tcp" },
`,
      ),
    left: ["findings", "rows"],
  },
  {
    name: "wrong-node-group",
    what: "DNS by hand, and the kubelet's probes as they were",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "{ dns: true }",
        `...["udp", "tcp"].map((protocol) => ({
          securityGroup: { name: "dns", securityGroupId: cluster.clusterSecurityGroupId },
          port: 53,
          protocol,
        }))`,
      ),
    left: ["findings", "rows"],
  },
  {
    name: "wrong-node-group",
    what: "the port left out, which nobody could be refused at then",
    fix: (at) => edit(join(at, "index.ts"), "        reachableFrom: [{ nodes: true, port: CATALOG_PORT }],\n", ""),
    left: ["findings", "rows"],
  },
  {
    name: "host-network",
    what: "the pod alone",
    fix: (at) => edit(join(at, "components/catalog-service.ts"), "hostNetwork: true", "hostNetwork: false"),
    left: ["namespaces"],
  },
  {
    name: "host-network",
    what: "the namespace alone, which then refuses the pod",
    fix: (at) => edit(join(at, "components/lab-namespace.ts"), `"privileged"`, `"restricted"`),
    left: ["findings", "pods", "rows"],
  },
  {
    name: "empty-selector",
    what: "a selector in place of the empty one, by the labels of all the lab's pods",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "podSelector: {}",
        `podSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "Exists" }] }`,
      ),
    left: ["findings", "pods", "rows"],
  },
  {
    name: "empty-selector",
    what: "another namespace for the second policy",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "metadata: { namespace: home.namespace }",
        "metadata: { namespace: elsewhere.namespace }",
      ),
    left: ["findings", "pods", "rows"],
  },
  {
    name: "no-trunk",
    what: "a larger type of the same family",
    fix: (at) => edit(join(at, "Pulumi.dev.yaml"), "t3.large", "t3.xlarge"),
    left: ["refused"],
  },
  {
    name: "no-trunk",
    what: "a stage that needs no branch network interface",
    fix: (at) =>
      edit(
        join(at, "Pulumi.dev.yaml"),
        "nodeInstanceType: t3.large",
        "nodeInstanceType: m6g.large\n  eks-pod-security-groups:stage: rds-unbound",
      ),
    left: ["pods", "rows"],
  },
  {
    name: "early-demux",
    what: "the setting under env instead of init.env",
    fix: (at) =>
      edit(
        join(at, "components/pod-eni-addon.ts"),
        `env: { ENABLE_POD_ENI`,
        `env: { DISABLE_TCP_EARLY_DEMUX: "true", ENABLE_POD_ENI`,
      ),
    left: ["findings"],
  },
  {
    name: "early-demux",
    what: "standard mode, which needs no setting",
    fix: (at) =>
      edit(join(at, "Pulumi.dev.yaml"), "config:\n", "config:\n  eks-pod-security-groups:enforcingMode: standard\n"),
    left: ["findings", "rows"],
  },
  {
    name: "policy-after-pod",
    what: "a dependency on the probe, which waits for the policy",
    fix: (at) => edit(join(at, "index.ts"), "dependsOn: [cluster, ...(inClusterDatabase", PROOFS),
    left: ["kept"],
  },
  {
    name: "policy-after-pod",
    what: "the binding's labels, and still the annotation by hand",
    fix: (at) =>
      edit(join(at, "index.ts"), `    podLabels: bindingLabel("catalog")`, "    podLabels: binding?.podLabels"),
    left: ["kept"],
  },
  {
    name: "group-replaced",
    what: "an annotation that never changes",
    fix: (at) =>
      edit(join(at, "index.ts"), LABELS, `${LABELS}    podAnnotations: binding && { group: "catalog-pods" },\n`),
    left: ["kept"],
  },
  {
    name: "group-replaced",
    what: "the group's id alone as an annotation",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        LABELS,
        `${LABELS}    podAnnotations: binding && { group: binding.securityGroupId },\n`,
      ),
    left: ["kept"],
  },
  {
    name: "sixth-group",
    what: "a quota that AWS has not given",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "additionalSecurityGroupIds",
        "securityGroupsPerInterface: 6,\n        additionalSecurityGroupIds",
      ),
    left: ["findings"],
  },
  {
    name: "sixth-group",
    what: "the sixth group by a second policy",
    fix: (at) => {
      edit(join(at, "index.ts"), "teamGroups.map(", "teamGroups.slice(1).map(");
      edit(
        join(at, "index.ts"),
        "const boundPods =",
        `if (binding) {
  new k8s.apiextensions.CustomResource(
    "team",
    {
      apiVersion: "vpcresources.k8s.aws/v1beta1",
      kind: "SecurityGroupPolicy",
      metadata: { namespace: home.namespace },
      spec: {
        podSelector: { matchLabels: bindingLabel("catalog") },
        securityGroups: { groupIds: [teamGroups[0].id] },
      },
    },
    { provider: cluster.kubernetesProvider },
  );
}
const boundPods =`,
      );
      edit(
        join(at, "index.ts"),
        `import * as pulumi`,
        `import * as k8s from "@pulumi/kubernetes";\nimport * as pulumi`,
      );
    },
    left: ["findings", "rows"],
  },
  {
    name: "no-label",
    what: "the annotations without the labels",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "  { ...config.catalog, ...home, database:",
        "  { ...config.catalog, ...home, podAnnotations: binding?.podAnnotations, database:",
      ),
    left: ["findings", "pods", "rows"],
  },
  {
    name: "no-label",
    what: "the labels without the annotations",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "  { ...config.catalog, ...home, database:",
        "  { ...config.catalog, ...home, podLabels: binding?.podLabels, database:",
      ),
    left: ["kept"],
  },
];
