import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PodEniAddon, PodSecurityGroupBinding } from "pod-security-groups/binding";

const config = new pulumi.Config();
const id = (key: string): string => config.require(key);
const awsProvider = new aws.Provider("aws", { region: new pulumi.Config("aws").require<aws.Region>("region") });
const kubernetesProvider = new k8s.Provider("cluster", { context: config.require("kubeContext") });

// `assert` reads the VPC CNI add-on and fails where it does not fit; `apply` merges the setting into it.
const addon = new PodEniAddon(
  "existing",
  { clusterName: config.require("clusterName"), management: config.require("vpcCniSetting") },
  { provider: awsProvider },
);

const nodeSecurityGroupId = config.get("nodeSecurityGroupId");
const orders = new PodSecurityGroupBinding(
  "orders",
  {
    cluster: {
      vpcId: id("vpcId"),
      clusterSecurityGroupId: id("clusterSecurityGroupId"),
      // Only where nodes do not carry the cluster security group.
      ...(nodeSecurityGroupId ? { nodeSecurityGroupId } : {}),
      vpcCni: addon.vpcCni,
    },
    namespace: "orders",
    reaches: [
      { dns: true },
      { database: { name: "orders-db", securityGroupId: id("databaseSecurityGroupId"), port: 3306 } },
    ],
    reachableFrom: [{ nodes: true, port: 8080 }],
  },
  { providers: [awsProvider, kubernetesProvider] },
);

const app = { app: "orders" };
new k8s.apps.v1.Deployment(
  "orders",
  {
    metadata: { namespace: "orders" },
    spec: {
      // Its pods take branch interfaces: the old ones give theirs back first.
      strategy: { type: "Recreate" },
      selector: { matchLabels: app },
      template: {
        // The binding's labels stand here, and never in the selector.
        metadata: {
          labels: orders.podLabels.apply((labels): { [key: string]: string } => ({ ...app, ...labels })),
          annotations: orders.podAnnotations,
        },
        spec: { containers: [{ name: "orders", image: config.require("image") }] },
      },
    },
  },
  { provider: kubernetesProvider },
);

/** All that was wired. */
export const binding = orders.output;
