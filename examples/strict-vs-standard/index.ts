import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { LabNamespace, Network, PodEniCluster, PodSecurityGroupBinding } from "pod-security-groups";

const config = new pulumi.Config();
const awsProvider = new aws.Provider("aws", { region: new pulumi.Config("aws").require<aws.Region>("region") });
const onAws = { providers: [awsProvider] };

const { vpcId, privateSubnetIds, nodeSubnetIds } = new Network("shop", {}, onAws);
const cluster = new PodEniCluster(
  "shop",
  {
    clusterName: config.require("clusterName"),
    kubernetesVersion: config.require("kubernetesVersion"),
    ...{ vpcId, controlPlaneSubnetIds: privateSubnetIds, nodeSubnetIds },
    // A setting of the VPC CNI, and so of all bound pods of a cluster: no binding can choose another.
    enforcingMode: config.require("enforcingMode"),
  },
  onAws,
);
const provider = cluster.kubernetesProvider;

/** A Deployment whose pods may look names up, and nothing else. */
function bound(name: string): PodSecurityGroupBinding {
  const { namespace, serviceAccountName } = new LabNamespace(name, { namespace: name }, { provider }).pods;
  const binding = new PodSecurityGroupBinding(
    name,
    { cluster, namespace, reaches: [{ dns: true }], reachableFrom: [{ nodes: true, port: 8080 }] },
    { providers: [awsProvider, provider] },
  );
  const app = { app: name };
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { namespace },
      spec: {
        strategy: { type: "Recreate" },
        selector: { matchLabels: app },
        template: {
          metadata: {
            labels: binding.podLabels.apply((labels): { [key: string]: string } => ({ ...app, ...labels })),
            annotations: binding.podAnnotations,
          },
          spec: {
            serviceAccountName,
            securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name,
                image: config.require("image"),
                ports: [{ name: "http", containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: "http" } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              },
            ],
          },
        },
      },
    },
    { provider, dependsOn: [cluster] },
  );
  return binding;
}

/** All that was wired. The two declare no path to each other. */
export const bindings = { invoices: bound("invoices").output, payments: bound("payments").output };
