import { join } from "node:path";
import type { Exercise } from "../../cli/exercise/exercises";
import { edit } from "./support";

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
    what: "a dependency instead of the binding's labels",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "dependsOn: [cluster, ...(inClusterDatabase",
        "dependsOn: [cluster, ...(binding ? [binding] : []), ...(inClusterDatabase",
      ),
  },
  {
    name: "group-replaced",
    what: "the group's id as an annotation",
    fix: (at) =>
      edit(
        join(at, "index.ts"),
        "    podLabels: binding?.podLabels,\n",
        `    podLabels: binding?.podLabels,
  podAnnotations: binding && { group: binding.securityGroupId },
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
];
