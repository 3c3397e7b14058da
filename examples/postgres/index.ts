import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PodEniAddon, PodSecurityGroupBinding } from "pod-security-groups/binding";
import { aurora } from "./aurora";
import { interfaceEndpoint } from "./endpoint";
import { podRole } from "./pod-role";

const config = new pulumi.Config();
const region = new pulumi.Config("aws").require<aws.Region>("region");
const onAws = { provider: new aws.Provider("aws", { region }) };
const onCluster = { provider: new k8s.Provider("cluster", { context: config.require("kubeContext") }) };
const vpcId = config.require("vpcId");
const subnetIds = config.requireObject<string[]>("privateSubnetIds");
const namespace = "orders";
const user = "orders";
const http = 8080;

const database = aurora("orders-db", { vpcId, subnetIds, databaseName: "orders" }, onAws);
const sts = interfaceEndpoint("sts", { vpcId, subnetIds, region }, onAws);

// Reads the VPC CNI add-on, and fails where it does not fit.
const addon = new PodEniAddon("existing", { clusterName: config.require("clusterName") }, onAws);
const orders = new PodSecurityGroupBinding(
  "orders",
  {
    cluster: { vpcId, clusterSecurityGroupId: config.require("clusterSecurityGroupId"), vpcCni: addon.vpcCni },
    namespace,
    reaches: [{ dns: true }, { database: database.target }, { securityGroup: sts.target, port: 443 }],
    reachableFrom: [{ nodes: true, port: http }],
  },
  { providers: [onAws.provider, onCluster.provider] },
);

const role = podRole(
  "orders",
  {
    ...{ namespace, serviceAccountName: "orders", oidcProviderArn: config.require("oidcProviderArn") },
    ...{ region, resourceId: database.resourceId, user },
  },
  onAws,
);
const account = new k8s.core.v1.ServiceAccount(
  "orders",
  { metadata: { namespace, name: "orders", annotations: { "eks.amazonaws.com/role-arn": role.arn } } },
  onCluster,
);
const app = { app: "orders" };
new k8s.apps.v1.Deployment(
  "orders",
  {
    metadata: { namespace },
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
        spec: {
          serviceAccountName: account.metadata.name,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "orders",
              image: config.require("image"),
              ports: [{ name: "http", containerPort: http }],
              readinessProbe: { tcpSocket: { port: "http" } },
              env: [
                { name: "AWS_ENDPOINT_URL_STS", value: sts.url },
                { name: "PGHOST", value: database.host },
                { name: "PGPORT", value: String(database.target.port) },
                { name: "PGDATABASE", value: database.databaseName },
                { name: "PGUSER", value: user },
                { name: "PGSSLMODE", value: "require" },
              ],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            },
          ],
        },
      },
    },
  },
  onCluster,
);

/** All that was wired. */
export const binding = orders.output;
