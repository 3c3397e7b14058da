import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  CatalogService,
  Database,
  LabNamespace,
  Network,
  PodEniCluster,
  type PodHome,
  PodSecurityGroupBinding,
  type PodSecurityGroupBindingArgs,
} from "pod-security-groups";
import { service } from "./service";

const config = new pulumi.Config();
const awsProvider = new aws.Provider("aws", { region: new pulumi.Config("aws").require<aws.Region>("region") });
const onAws = { providers: [awsProvider] };

const { vpcId, privateSubnetIds: subnetIds, nodeSubnetIds } = new Network("shop", {}, onAws);
const database = new Database(
  "catalog-db",
  { vpcId, subnetIds, databaseName: "catalog", username: "catalog_user" },
  onAws,
);
const cluster = new PodEniCluster(
  "shop",
  {
    clusterName: config.require("clusterName"),
    kubernetesVersion: config.require("kubernetesVersion"),
    ...{ vpcId, controlPlaneSubnetIds: subnetIds, nodeSubnetIds },
    // Nine branch interfaces each: three bound pods, and as many that are being replaced.
    nodeCount: 2,
  },
  onAws,
);
const provider = cluster.kubernetesProvider;
const onCluster = { providers: [awsProvider, provider], dependsOn: [cluster] };

/** A namespace with a ServiceAccount, both named after a service. */
const home = (name: string): PodHome =>
  new LabNamespace(name, { namespace: name, serviceAccountLabels: { "app.kubernetes.io/name": name } }, { provider })
    .pods;
const homes = { catalog: home("catalog"), orders: home("orders"), ui: home("ui") };

// Two rules on the cluster security group for all bindings together, where each would make two of its own: groups hold 60.
const dnsClients = new PodSecurityGroupBinding(
  "dns-clients",
  { cluster, namespace: homes.ui.namespace, reaches: [{ dns: true }] },
  onCluster,
);

const http = 8080;

/** A binding whose pods look names up, and which the kubelet probes on the port of its service. */
function bind(name: keyof typeof homes, args: Partial<PodSecurityGroupBindingArgs>): PodSecurityGroupBinding {
  return new PodSecurityGroupBinding(
    name,
    {
      ...{ cluster, namespace: homes[name].namespace },
      additionalSecurityGroupIds: [dnsClients.securityGroupId],
      reachableFrom: [{ nodes: true, port: http }],
      ...args,
    },
    // An id does not wait for the rules of its group, and pods that are born before these have no DNS.
    { ...onCluster, dependsOn: [cluster, dnsClients] },
  );
}

const catalog = bind("catalog", { reaches: [{ database }] });
// For pods that something else makes, such as a Helm chart: by the labels that their ServiceAccount has.
const orders = bind("orders", {
  serviceAccountSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
});
// A path is declared once, at the end that comes later: the ui names the two services, and they do not name the ui.
const ui = bind("ui", {
  reaches: [
    { binding: catalog, port: http },
    { binding: orders, port: http },
  ],
});

new CatalogService(
  "catalog",
  { ...homes.catalog, database, podLabels: catalog.podLabels, podAnnotations: catalog.podAnnotations },
  onCluster,
);
// These pods take no label of the binding: nothing but `dependsOn` makes them wait for it.
service("orders", { ...homes.orders, port: http }, { provider, dependsOn: [cluster, orders] });
service(
  "ui",
  {
    ...homes.ui,
    port: http,
    binding: ui,
    settings: {
      RETAIL_UI_ENDPOINTS_CATALOG: "http://catalog.catalog.svc",
      RETAIL_UI_ENDPOINTS_ORDERS: "http://orders.orders.svc",
    },
  },
  { provider, dependsOn: [cluster] },
);

/** All that was wired, by service. */
export const bindings = { catalog: catalog.output, orders: orders.output, ui: ui.output };
