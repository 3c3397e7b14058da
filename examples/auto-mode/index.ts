import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterHandle, type PathTo, PodSecurityGroupBinding } from "pod-security-groups/binding";

const config = new pulumi.Config();
const awsProvider = new aws.Provider("aws", { region: new pulumi.Config("aws").require<aws.Region>("region") });
const provider = new k8s.Provider("cluster", { context: config.require("kubeContext") });

const nodeSecurityGroupId = config.get("nodeSecurityGroupId");
// No PodEniAddon, and no vpcCni: settings of the VPC CNI do not apply to Auto Mode.
const cluster: ClusterHandle = {
  vpcId: config.require("vpcId"),
  clusterSecurityGroupId: config.require("clusterSecurityGroupId"),
  ...(nodeSecurityGroupId ? { nodeSecurityGroupId } : {}),
  autoMode: { kubernetesVersion: config.require("kubernetesVersion") },
};

const http = 8080;
const databaseSecurityGroupId = config.require("databaseSecurityGroupId");

/** A Deployment whose pods have a security group of their own. */
function bound(name: string, reaches: PathTo[]): PodSecurityGroupBinding {
  const binding = new PodSecurityGroupBinding(
    name,
    {
      ...{ cluster, namespace: "shop" },
      // Whether DNS and probes ask these rules is not documented: they are declared all the same.
      reaches: [{ dns: true }, ...reaches],
      reachableFrom: [{ nodes: true, port: http }],
    },
    { providers: [awsProvider, provider] },
  );
  const app = { app: name };
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { namespace: "shop" },
      spec: {
        // Its pods take branch interfaces: the old ones give theirs back first.
        strategy: { type: "Recreate" },
        selector: { matchLabels: app },
        template: {
          metadata: {
            // The binding's labels stand here, and never in the selector.
            labels: binding.podLabels.apply((labels): { [key: string]: string } => ({ ...app, ...labels })),
            annotations: binding.podAnnotations,
          },
          spec: {
            securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name,
                image: config.require("image"),
                ports: [{ name: "http", containerPort: http }],
                readinessProbe: { tcpSocket: { port: "http" } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              },
            ],
          },
        },
      },
    },
    { provider },
  );
  return binding;
}

const orders = bound("orders", [
  { database: { name: "orders-db", securityGroupId: databaseSecurityGroupId, port: 3306 } },
]);
const web = bound("web", [{ binding: orders, port: http }]);

/** All that was wired; `enforcedBy` says `eks-auto-mode`. */
export const bindings = { orders: orders.output, web: web.output };
