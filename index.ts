import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  bindingLabel,
  CATALOG_PORT,
  CatalogService,
  ConnectivityProbe,
  Database,
  InClusterDatabase,
  LabNamespace,
  Network,
  PodEniCluster,
  type PodHome,
  PodSecurityGroupBinding,
  ProbeExpectation,
} from "./components";
import { loadConfig } from "./config";

const config = loadConfig();
const awsProvider = new aws.Provider("aws", config.aws);
const onAws = { providers: [awsProvider] };

// A network, and in it side by side a database that admits nobody and a cluster whose pods can have their own groups.
const network = new Network("lab", config.network, onAws);
const { vpcId, privateSubnetIds: subnetIds, nodeSubnetIds } = network;
const database = new Database("catalog-db", { ...config.database, vpcId, subnetIds }, onAws);
const cluster = new PodEniCluster(
  "lab",
  { ...config.cluster, vpcId, controlPlaneSubnetIds: subnetIds, nodeSubnetIds },
  onAws,
);

// Workloads depend on the cluster too: their pods need nodes to run on, and CoreDNS to ask.
const onCluster = { providers: [awsProvider, cluster.kubernetesProvider] };
const home = new LabNamespace("catalog", { namespace: "catalog" }, onCluster).pods;
const elsewhere = new LabNamespace("elsewhere", { namespace: "elsewhere" }, onCluster).pods;

// The lab's point: pods of the catalog, and no others, get a security group that the database admits.
const binding = config.bound
  ? new PodSecurityGroupBinding(
      "catalog",
      {
        cluster,
        namespace: home.namespace,
        reaches: [{ dns: true }, { database }],
        reachableFrom: [{ nodes: true, port: CATALOG_PORT }],
      },
      onCluster,
    )
  : undefined;
const boundPods = { podLabels: binding?.podLabels, podAnnotations: binding?.podAnnotations };
const { reaches, reachableFrom, vpcCni } = binding?.output ?? {};
const setting = [vpcCni?.enforcingMode, vpcCni?.disableTcpEarlyDemux];
const wired = pulumi.jsonStringify([binding?.securityGroupId, reaches, reachableFrom, ...setting]);

// The proof: a bound pod connects; one without the label, and one with the label in another namespace, time out.
const probe = (name: string, expect: string, where: PodHome, pods: object): ConnectivityProbe =>
  new ConnectivityProbe(
    name,
    {
      expect,
      ...where,
      address: database.address,
      port: database.port,
      rerunOn: [database.securityGroupId, wired],
      ...pods,
    },
    // A denial that was seen before the last rule stood would prove nothing about that rule.
    { ...onCluster, dependsOn: [cluster, ...(binding ? [binding] : [])] },
  );
const proofs: ConnectivityProbe[] = [];
if (config.probes) {
  probe("probe-unlabelled", ProbeExpectation.timesOut, home, {});
  probe("probe-elsewhere", ProbeExpectation.timesOut, elsewhere, { podLabels: bindingLabel("catalog") });
  if (binding) proofs.push(probe("probe-bound", ProbeExpectation.connects, home, boundPods));
}

// The catalog comes last: pods that start seconds after a new policy may miss it, and the probe's are disposable.
const inClusterDatabase = config.inCluster
  ? new InClusterDatabase(
      "catalog-mysql",
      { ...home, ...config.database, serviceName: "catalog-mysql" },
      { ...onCluster, dependsOn: [cluster] },
    )
  : undefined;
new CatalogService(
  "catalog",
  { ...config.catalog, ...home, ...boundPods, database: inClusterDatabase ?? database },
  { ...onCluster, dependsOn: [cluster, ...proofs, ...(inClusterDatabase ? [inClusterDatabase] : [])] },
);

export const stage = config.stage;
export const podSecurityGroupBinding = binding?.output ?? { bound: false };
export const clusterName = cluster.clusterName;
export const branchInterfaces = cluster.branchInterfaces;
export const databaseAddress = database.address;
export const databasePasswordParameter = database.passwordParameterName;
export const region = config.region;
