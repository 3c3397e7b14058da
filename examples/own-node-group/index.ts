import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AddonManagement, PodEniAddon, PodSecurityGroupBinding } from "pod-security-groups/binding";
import { karpenterNodes } from "./karpenter";
import { nodeRole } from "./node-role";
import { nodeSecurityGroup } from "./node-security-group";

const config = new pulumi.Config();
const awsProvider = new aws.Provider("aws", { region: new pulumi.Config("aws").require<aws.Region>("region") });
const kubernetesProvider = new k8s.Provider("cluster", { context: config.require("kubeContext") });
const onAws = { provider: awsProvider };

const clusterName = config.require("clusterName");
const vpcId = config.require("vpcId");
const clusterSecurityGroupId = config.require("clusterSecurityGroupId");
const subnetIds = config.requireObject<string[]>("nodeSubnetIds");

const addon = new PodEniAddon("existing", { clusterName, management: AddonManagement.apply }, onAws);

// A launch template that names a security group takes the cluster security group away from its nodes.
const nodes = nodeSecurityGroup("nodes", { vpcId, clusterSecurityGroupId }, onAws);
const role = nodeRole("nodes", onAws);
const template = new aws.ec2.LaunchTemplate(
  "nodes",
  {
    vpcSecurityGroupIds: [nodes.group.id],
    // Hop limit 1: a pod that reached the node's credentials could move interfaces into the pod security group.
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeSize: 20, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
      },
    ],
    updateDefaultVersion: true,
  },
  onAws,
);
const nodeGroup = new aws.eks.NodeGroup(
  "nodes",
  {
    clusterName,
    nodeRoleArn: role.arn,
    subnetIds,
    instanceTypes: ["m6g.large"],
    amiType: "AL2023_ARM_64_STANDARD",
    launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
    scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 2 },
  },
  // A node that starts before the setting has no trunk interface, one without these rules or policies never joins.
  { ...onAws, dependsOn: [addon, ...nodes.rules, ...role.attachments] },
);
if (config.requireBoolean("karpenter")) {
  karpenterNodes(
    "bound",
    { subnetIds, securityGroupId: nodes.group.id, role: role.name, amiAlias: config.require("karpenterAmiAlias") },
    { provider: kubernetesProvider, dependsOn: [addon, ...nodes.rules, ...role.attachments] },
  );
}

const orders = new PodSecurityGroupBinding(
  "orders",
  {
    cluster: {
      // Released by the nodes: on destroy the pod security group goes first, while its branch interfaces still can.
      vpcId: pulumi.all([vpcId, nodeGroup.urn]).apply(([id]) => id),
      clusterSecurityGroupId,
      // Kubelet and CoreDNS are behind this group, and no longer behind the cluster security group.
      nodeSecurityGroupId: nodes.group.id,
      vpcCni: addon.vpcCni,
    },
    namespace: "orders",
    reaches: [
      { dns: true },
      { database: { name: "orders-db", securityGroupId: config.require("databaseSecurityGroupId"), port: 3306 } },
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
        metadata: {
          // The binding's labels stand here, and never in the selector.
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
