/**
 * What AWS and the cluster say of the control plane, the VPC CNI and the nodes, as resources of a graph.
 */
import type { Json } from "../../../model/graph/graph";
import { compareText, pushTo, unique } from "../../../model/graph/values";
import type { ClusterFacts } from "../cluster-facts";
import { groupIdsOf, type Interfaces, primaryOf } from "../interfaces";
import type { Node } from "../kubernetes-types";
import { valueOr } from "../read";
import { runningConfiguration } from "../vpc-cni";
import type { Living } from "./identities";
import { defined, eksMadeRulesOf } from "./network";

/** Label of the nodes of EKS Auto Mode, of Fargate and of EKS Hybrid Nodes. */
export const COMPUTE_TYPE = "eks.amazonaws.com/compute-type";

/** Label with the managed node group of a node. */
export const NODEGROUP = "eks.amazonaws.com/nodegroup";

const KARPENTER_POOL = "karpenter.sh/nodepool";

/** The control plane, the VPC CNI, the nodes and the Fargate profiles. */
export function clusterResources(facts: ClusterFacts, interfaces: Interfaces): Living[] {
  return [clusterResource(facts), ...vpcCniResources(facts), ...nodeResources(facts, interfaces), ...fargate(facts)];
}

function clusterResource(facts: ClusterFacts): Living {
  const { cluster } = facts;
  const { resourcesVpcConfig: vpc, kubernetesNetworkConfig: network, computeConfig } = cluster;
  return {
    ...{ type: "aws:eks/cluster:Cluster", ids: [cluster.name!], name: cluster.name! },
    // Of its group, too, nobody knows the rules then.
    external: "unread" in facts.rules,
    inputs: defined({
      name: cluster.name,
      version: cluster.version,
      vpcConfig: defined({
        subnetIds: vpc?.subnetIds,
        securityGroupIds: vpc?.securityGroupIds,
        endpointPublicAccess: vpc?.endpointPublicAccess,
      }),
      kubernetesNetworkConfig: defined({ ipFamily: network?.ipFamily }),
      computeConfig: { enabled: computeConfig?.enabled === true },
    }),
    outputs: defined({
      vpcConfig: defined({ clusterSecurityGroupId: vpc?.clusterSecurityGroupId, vpcId: vpc?.vpcId }),
      eksMadeRules: eksMadeRulesOf(facts),
    }),
  };
}

/** The add-on with the setting that aws-node really runs with; without an add-on the DaemonSet, as far as it decides. */
function vpcCniResources(facts: ClusterFacts): Living[] {
  const addon = valueOr(facts.addon, undefined);
  const configuration = runningConfiguration(facts);
  const clusterName = facts.cluster.name!;
  if (addon !== undefined) {
    return [
      {
        ...{ type: "aws:eks/addon:Addon", ids: [`${clusterName}:vpc-cni`], name: "vpc-cni" },
        inputs: defined({
          ...{ clusterName, addonName: "vpc-cni", addonVersion: addon.addonVersion },
          configurationValues: configuration ?? addon.configurationValues ?? "{}",
        }),
      },
    ];
  }
  if (configuration === undefined || "unread" in facts.addon) return [];
  const { env, init } = JSON.parse(configuration) as { env: object; init: { env: object } };
  const container = (name: string, values: object): { [key: string]: string | { name: string; value: string }[] } => ({
    name,
    env: Object.entries(values).map(([key, value]) => ({ name: key, value: String(value) })),
  });
  return [
    {
      ...{ type: "kubernetes:apps/v1:DaemonSet", ids: ["kube-system/aws-node"], name: "aws-node" },
      inputs: {
        metadata: { namespace: "kube-system", name: "aws-node" },
        spec: {
          template: {
            spec: {
              hostNetwork: true,
              containers: [container("aws-node", env)],
              initContainers: [container("aws-vpc-cni-init", init.env)],
            },
          },
        },
      },
    },
  ];
}

/** Nodes that were made alike. */
interface NodeSet {
  kind: "managed" | "self-managed" | "karpenter" | "auto";
  name: string;
  nodes: Node[];
}

function nodeResources(facts: ClusterFacts, interfaces: Interfaces): Living[] {
  const sets = new Map<string, Node[]>();
  for (const node of valueOr(facts.nodes, [])) {
    const set = setOf(node, interfaces);
    if (set !== undefined) pushTo(sets, JSON.stringify(set), node);
  }
  return [...sets].flatMap(([key, nodes]) => {
    const [kind, name] = JSON.parse(key) as [NodeSet["kind"], string];
    return setResources(facts, interfaces, { kind, name, nodes });
  });
}

function setOf(node: Node, interfaces: Interfaces): [NodeSet["kind"], string] | undefined {
  const labels = node.metadata.labels ?? {};
  if (labels[COMPUTE_TYPE] === "fargate" || labels[COMPUTE_TYPE] === "hybrid") return undefined;
  if (labels[COMPUTE_TYPE] === "auto") return ["auto", labels[KARPENTER_POOL] ?? "auto"];
  if (labels[NODEGROUP] !== undefined) return ["managed", labels[NODEGROUP]];
  if (labels[KARPENTER_POOL] !== undefined) return ["karpenter", labels[KARPENTER_POOL]];
  const primary = primaryOf(interfaces, node);
  return [
    "self-managed",
    `nodes with ${primary === undefined ? "groups not read" : groupIdsOf(primary).join(" and ")}`,
  ];
}

function setResources(facts: ClusterFacts, interfaces: Interfaces, { kind, name, nodes }: NodeSet): Living[] {
  const primaries = nodes.map((node) => primaryOf(interfaces, node));
  const isWhole = primaries.every((one) => one !== undefined);
  const seen = primaries.filter((one) => one !== undefined);
  const groupIds = unique(seen.flatMap(groupIdsOf)).sort(compareText);
  const subnetIds = unique(seen.flatMap(({ SubnetId }) => SubnetId ?? [])).sort(compareText);
  const types = unique(nodes.flatMap(typeOf)).sort(compareText);
  const clusterName = facts.cluster.name!;
  if (kind === "karpenter" || kind === "auto") {
    const terms = (ids: string[]): { id: string }[] => ids.map((id) => ({ id }));
    const type = kind === "karpenter" ? "karpenter.k8s.aws/v1:EC2NodeClass" : "eks.amazonaws.com/v1:NodeClass";
    return [
      {
        ...{ type: `kubernetes:${type}`, ids: [], name: `nodes of ${name}` },
        inputs: {
          metadata: { name },
          spec: isWhole ? { securityGroupSelectorTerms: terms(groupIds), subnetSelectorTerms: terms(subnetIds) } : {},
        },
      },
    ];
  }
  const made = valueOr(facts.nodegroups, []).find(({ nodegroupName }) => nodegroupName === name);
  const isUsual =
    kind === "managed" && isWhole && groupIds.join() === facts.cluster.resourcesVpcConfig?.clusterSecurityGroupId;
  const templateId = made?.launchTemplate?.id ?? `seen on ${name}`;
  const hasTemplate = made?.launchTemplate !== undefined || !isUsual;
  const template: Living = {
    ...{ type: "aws:ec2/launchTemplate:LaunchTemplate", ids: [templateId], name: templateId },
    // What the nodes carry, whatever wrote it.
    inputs: isUsual ? {} : { vpcSecurityGroupIds: groupIds },
  };
  const size = made?.scalingConfig ?? {};
  const launchTemplate: { [key: string]: Json } = hasTemplate ? { launchTemplate: { id: templateId } } : {};
  const set: Living =
    kind === "managed"
      ? {
          ...{ type: "aws:eks/nodeGroup:NodeGroup", ids: [`${clusterName}:${name}`], name },
          inputs: defined({
            ...{ clusterName, nodeGroupName: name, subnetIds: made?.subnets ?? subnetIds, ...launchTemplate },
            ...{ instanceTypes: made?.instanceTypes ?? types, amiType: made?.amiType },
            scalingConfig: defined({
              ...{ desiredSize: nodes.length, minSize: size.minSize, maxSize: size.maxSize ?? nodes.length },
            }),
          }),
        }
      : {
          ...{ type: "aws:autoscaling/group:Group", ids: [], name },
          inputs: {
            ...{
              vpcZoneIdentifiers: subnetIds,
              ...launchTemplate,
              minSize: nodes.length,
              desiredCapacity: nodes.length,
            },
            mixedInstancesPolicy: { launchTemplate: { overrides: types.map((instanceType) => ({ instanceType })) } },
            tags: [{ key: `kubernetes.io/cluster/${clusterName}`, value: "owned", propagateAtLaunch: true }],
          },
        };
  return [...(hasTemplate && isWhole ? [template] : []), set];
}

/** The instance type of a node. */
export function typeOf({ metadata }: Node): string[] {
  const type = metadata.labels?.["node.kubernetes.io/instance-type"];
  return type === undefined ? [] : [type];
}

function fargate(facts: ClusterFacts): Living[] {
  return valueOr(facts.fargateProfiles, []).map((profile): Living => {
    const name = profile.fargateProfileName!;
    return {
      ...{ type: "aws:eks/fargateProfile:FargateProfile", ids: [`${facts.cluster.name}:${name}`], name },
      inputs: defined({
        ...{ clusterName: facts.cluster.name, fargateProfileName: name, subnetIds: profile.subnets },
        selectors: (profile.selectors ?? []).map(({ namespace, labels }) => defined({ namespace, labels })),
      }),
    };
  });
}
