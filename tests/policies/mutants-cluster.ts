import { type Graph, type Json, UNKNOWN } from "../../model/graph/graph";
import { type Mutant, mutant } from "./mutant";
import { copy, type Edit, from, get, LAB, remove, set } from "./support";

/** Mutants of the VPC CNI add-on, the nodes, the cluster, the database and the tags. */
export function clusterMutants(graph: Graph): Mutant[] {
  return [...ofAddon(), ...ofNodes(), ...ofCluster(), ...ofDatabase(), ...ofTags(graph)];
}

function ofAddon(): Mutant[] {
  const good = {
    env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "strict" },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },
  };
  const config = (title: string, value: unknown): Mutant =>
    mutant(
      `VPC CNI: ${title}`,
      set(...LAB.cni, "configurationValues", typeof value === "string" ? value : JSON.stringify(value)),
    );
  const version = (value: string): Mutant => mutant(`VPC CNI ${value}`, set(...LAB.cni, "addonVersion", value));
  return [
    mutant("delete the VPC CNI add-on", remove(...LAB.cni)),
    mutant("no configuration", set(...LAB.cni, "configurationValues", undefined)),
    config("pod ENI off", { ...good, env: { ...good.env, ENABLE_POD_ENI: "false" } }),
    config("pod ENI left out", { ...good, env: { POD_SECURITY_GROUP_ENFORCING_MODE: "strict" } }),
    config("standard mode", { ...good, env: { ...good.env, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } }),
    config("a mode that is none", { ...good, env: { ...good.env, POD_SECURITY_GROUP_ENFORCING_MODE: "Strict" } }),
    config("early demux on", { ...good, init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } } }),
    config("early demux left out", { env: good.env }),
    config("early demux in the wrong place", { env: { ...good.env, DISABLE_TCP_EARLY_DEMUX: "true" } }),
    config("Init instead of init", { env: good.env, Init: good.init }),
    config("a boolean", { ...good, env: { ...good.env, ENABLE_POD_ENI: true } }),
    config("a setting that is none", { ...good, env: { ...good.env, ENABLE_POD_ENIS: "true" } }),
    config("no JSON", "{env}"),
    config("a list", []),
    ...["v1.19.6-eksbuild.1", "v1.22.0-eksbuild.1", "v1.22.1-eksbuild.2", "latest"].map(version),
  ];
}

const OWN: [type: string, name: string] = ["SecurityGroup", "own"];

/** Puts a group into the launch template, in place of the cluster security group. */
function nodesCarry(group: [type: string, name: string]): Edit {
  return (graph) => {
    set(...LAB.template, "vpcSecurityGroupIds", [UNKNOWN])(graph);
    from(...LAB.template, "vpcSecurityGroupIds", group)(graph);
  };
}

function ofNodes(): Mutant[] {
  const options = (value: Json | undefined): Edit => set(...LAB.template, "metadataOptions", value);
  return [
    ...["t3.large", "t4g.large", "m4.large"].map((type) =>
      mutant(`nodes of ${type}`, set(...LAB.nodes, "instanceTypes", [type])),
    ),
    mutant("nodes of two types, one without a trunk", set(...LAB.nodes, "instanceTypes", ["m6g.large", "t4g.large"])),
    mutant("nodes of no type", set(...LAB.nodes, "instanceTypes", undefined)),
    mutant(
      "a t3 in the launch template",
      set(...LAB.nodes, "instanceTypes", undefined),
      set(...LAB.template, "instanceType", "t3.large"),
    ),
    mutant("Windows nodes", set(...LAB.nodes, "amiType", "WINDOWS_CORE_2022_x86_64")),
    mutant(
      "nodes too small for their pods",
      set(...LAB.nodes, "instanceTypes", ["m6g.medium"]),
      set(...LAB.catalog, "spec.replicas", 5),
    ),
    mutant("no launch template", set(...LAB.nodes, "launchTemplate", undefined), from(...LAB.nodes, "launchTemplate")),
    mutant("nodes that carry the database's group", nodesCarry(LAB.databaseGroup)),
    mutant(
      "self-managed nodes with a group of their own",
      copy(...LAB.databaseGroup, "own"),
      nodesCarry(OWN),
      (graph) => {
        const nodes = get(graph, ...LAB.nodes);
        nodes.type = "aws:autoscaling/group:Group";
        nodes.inputs.tags = [{ key: "kubernetes.io/cluster/lab", value: "owned", propagateAtLaunch: true }];
      },
    ),
    mutant("hop limit 2", options({ httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 2 })),
    mutant("no hop limit", options({ httpTokens: "required" })),
    mutant("IMDSv1", options({ httpTokens: "optional", httpPutResponseHopLimit: 1 })),
    mutant("no metadata options", options(undefined)),
    mutant("volumes not encrypted", set(...LAB.template, "blockDeviceMappings.0.ebs.encrypted", "false")),
    mutant("volumes not said to be encrypted", set(...LAB.template, "blockDeviceMappings", undefined)),
  ];
}

function ofCluster(): Mutant[] {
  const other = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
  return [
    mutant("delete the controller's permission", remove(...LAB.controller)),
    mutant("another policy in its place", set(...LAB.controller, "policyArn", other)),
    mutant("the permission on the node's role", from(...LAB.controller, "role", ["Role", "lab-node"])),
    mutant("Kubernetes 1.31", set(...LAB.cluster, "version", "1.31")),
    mutant("Kubernetes latest", set(...LAB.cluster, "version", "latest")),
  ];
}

function ofDatabase(): Mutant[] {
  const edit = (path: string, value: Json | undefined): Edit => set(...LAB.database, path, value);
  return [
    mutant("database not encrypted", edit("storageEncrypted", false)),
    mutant("encryption left out", edit("storageEncrypted", undefined)),
    mutant("database public", edit("publiclyAccessible", true)),
    mutant("a password written down", edit("password", "correct horse"), from(...LAB.database, "password")),
    mutant("a password of the config", from(...LAB.database, "password")),
    mutant("a password out of a random string", (graph) => {
      get(graph, ...LAB.password).type = "random:index/randomString:RandomString";
    }),
    mutant("a password of 8 characters", set(...LAB.password, "length", 8)),
    mutant("no password", edit("password", undefined), from(...LAB.database, "password")),
    mutant("the password as plain text in SSM", set(...LAB.parameter, "type", "String")),
    mutant("backups left out", edit("backupRetentionPeriod", undefined)),
    mutant("a last snapshot without a name", edit("skipFinalSnapshot", false)),
    mutant("no security group", edit("vpcSecurityGroupIds", undefined), from(...LAB.database, "vpcSecurityGroupIds")),
    mutant("the pods' group on the database", from(...LAB.database, "vpcSecurityGroupIds", LAB.podGroup)),
    mutant("the cluster security group on the database", from(...LAB.database, "vpcSecurityGroupIds", LAB.cluster)),
  ];
}

function ofTags(graph: Graph): Mutant[] {
  const tags = (value: Json): Edit => set("aws", "aws", "defaultTags", JSON.stringify({ tags: value }));
  const specifications = get(graph, ...LAB.template).inputs.tagSpecifications as Json[];
  return [
    mutant("no owner", tags({ expiry: "2027-03-31" })),
    mutant("no expiry", tags({ owner: "platform-team" })),
    mutant("an expiry that is past", tags({ owner: "platform-team", expiry: "2026-01-31" })),
    mutant("an expiry that is not a valid day", tags({ owner: "platform-team", expiry: "soon" })),
    ...specifications.map((_, i) =>
      mutant(
        `no tags on what the template makes (${i})`,
        set(...LAB.template, "tagSpecifications", specifications.toSpliced(i, 1)),
      ),
    ),
  ];
}
