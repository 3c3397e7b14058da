import { ENFORCING_MODES, VPC_CNI_MINIMUM_VERSION, VPC_CNI_REFUSED_VERSIONS } from "../../model/aws/vpc-cni";
import type { VpcCniFault, VpcCniVersionFault } from "../../model/aws/vpc-cni";
import type { DemandDoubt } from "../../model/capacity/branch-demand";
import type { SupplyDoubt } from "../../model/capacity/branch-interfaces";
import type { ConfigurationProblem } from "../../policies/addon-schema";
import type { FindingKind, Findings, FindingTexts, Tagged } from "../../policies/findings";
import { either, instanceTypeText, list, resourcesText, resourceText } from "./names";

type ClusterRule =
  | "branch-capacity"
  | "cluster-role"
  | "kubernetes-version"
  | `node-${"metadata" | "volumes"}`
  | "nodes-after-pod-eni"
  | "owner-and-expiry"
  | "standard-mode"
  | "trunk-capable-nodes"
  | "vpc-cni-setting";

const CONTROLLER_POLICY = "AmazonEKSVPCResourceController";

/** Texts of the rules about clusters, their nodes and the VPC CNI, and about tags. */
export const CLUSTER_FINDINGS: FindingTexts<Extract<FindingKind, `${ClusterRule}: ${string}`>> = {
  "branch-capacity: too few": ({ pods, needed, ...offer }) => {
    const who = list(pods.map(({ name, count }) => `${name} ${count}`));
    return `${offerText(offer)}, bound pods need ${needed} (${who}); add nodes or take a larger type`;
  },
  "branch-capacity: perhaps too few": ({ needed, doubts, ...offer }) => {
    const why = list(doubts.map(doubtText));
    const taken = `${offerText(offer)}, and with those that cool down ${needed} are taken at worst`;
    return `whether pods that roll wait for interfaces: ${taken}${why === "" ? "" : ` (${why})`}`;
  },
  "branch-capacity: several clusters": () =>
    "whether the nodes have a branch interface for every bound pod: there are several clusters",
  "branch-capacity: nodes not told": () =>
    "whether the nodes have a branch interface for every bound pod: number or type of the nodes is not told",

  "cluster-role: role not in the stack": ({ cluster }) =>
    `whether the role of ${resourceText(cluster)} carries ${CONTROLLER_POLICY}: the role is not in the stack`,
  "cluster-role: permission missing": ({ cluster, roles }, certain) => {
    const who = `${resourcesText(roles)}, which ${resourceText(cluster)} runs with`;
    if (!certain) return `whether ${who}, carries ${CONTROLLER_POLICY}`;
    return `${who}, lacks ${CONTROLLER_POLICY}: no node gets a trunk interface; attach it`;
  },

  "kubernetes-version: not known": ({ cluster }) => `which Kubernetes version ${resourceText(cluster)} runs`,
  "kubernetes-version: unlisted": ({ cluster, version }) =>
    `whether Kubernetes ${version} of ${resourceText(cluster)} is in standard support`,
  "kubernetes-version: ended": ({ cluster, version, ends }) =>
    `${resourceText(cluster)} runs Kubernetes ${version} whose standard support ended${ends === undefined ? "" : ` on ${ends}`}; take a supported version`,
  "kubernetes-version: no version": ({ cluster }) =>
    `${resourceText(cluster)} runs a version that is none; write it as 1.35; take a supported version`,

  "node-metadata: no template": ({ nodes }, certain) =>
    either(
      certain,
      `${resourceText(nodes)} has no launch template of its own, so pods reach the node's credentials over a second hop`,
      "add one with IMDSv2 and hop limit 1",
    ),
  "node-metadata: template not told": ({ nodes }) =>
    `whether pods on ${resourceText(nodes)} reach the node's metadata: its launch template is not told`,
  "node-metadata: no IMDSv2": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} does not require IMDSv2; set metadataOptions.httpTokens to "required"`
      : `whether ${resourceText(template)} requires IMDSv2`,
  "node-metadata: hop limit": ({ template, limit }, certain) => {
    if (!certain && limit === null) return `the metadata hop limit of ${resourceText(template)}`;
    const what = limit === null ? "no metadata hop limit" : `a metadata hop limit of ${limit}`;
    return either(
      certain,
      `${resourceText(template)} has ${what}, so pods reach the node's credentials`,
      "set metadataOptions.httpPutResponseHopLimit to 1",
    );
  },

  "node-volumes: not encrypted": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} has a volume that is not encrypted; set ebs.encrypted to "true"`
      : `whether ${resourceText(template)} encrypts its volumes`,
  "node-volumes: not said": ({ template }, certain) =>
    certain
      ? `${resourceText(template)} does not say that its volumes are encrypted; name them with ebs.encrypted "true"`
      : `whether ${resourceText(template)} encrypts its volumes`,

  "nodes-after-pod-eni: too early": ({ nodes, needed }, certain) =>
    either(
      certain,
      `${resourceText(nodes)} does not wait for ${resourcesText(needed)}: a node that starts before gets no trunk interface until it is replaced`,
      "add it to dependsOn",
    ),

  "owner-and-expiry: tags missing": ({ tagged, tags }) =>
    `${taggedText(tagged)} lacks the tag ${list(tags)}; set it in the provider's defaultTags or in its own tags`,
  "owner-and-expiry: no day": ({ tagged, tag }) =>
    `the tag ${tag} of ${taggedText(tagged)} is not a valid day; write it as YYYY-MM-DD`,
  "owner-and-expiry: past": ({ tagged, day }) =>
    `${taggedText(tagged)} should be gone since ${day}; delete it, or give it another day`,
  "owner-and-expiry: not known": ({ tagged }) => `the tags of ${taggedText(tagged)}`,

  "standard-mode: same node": ({ policy }) =>
    `standard mode does not filter traffic between pods of ${resourceText(policy)} and whatever runs on the same node; take strict mode`,
  "standard-mode: out of the VPC": (_values, certain) =>
    either(
      certain,
      "in standard mode, traffic of bound pods out of the VPC leaves under the node's group",
      "take strict mode, or set AWS_VPC_K8S_CNI_EXTERNALSNAT",
    ),

  "trunk-capable-nodes: Auto Mode": ({ cluster }, certain) =>
    either(
      certain,
      `${resourceText(cluster)} is in EKS Auto Mode below Kubernetes 1.36, where no pod gets security groups of its own`,
      "take 1.36 or later, or add Linux nodes of your own",
    ),
  "trunk-capable-nodes: Windows": ({ nodes }, certain) =>
    either(
      certain,
      `${resourceText(nodes)} is of Windows nodes, on which no pod gets a branch interface`,
      "take Linux nodes",
    ),
  "trunk-capable-nodes: no trunk": ({ instead, ...of }, certain) =>
    either(
      certain,
      `${resourceText(of.nodes)} is of ${typeText(of)}, which carries no trunk interface: bound pods stay pending on it`,
      `take ${instead}`,
    ),
  "trunk-capable-nodes: unlisted type": (of) =>
    `whether ${typeText(of)} of ${resourceText(of.nodes)} carries a trunk interface: it is not in the table of types`,
  "trunk-capable-nodes: type not known": ({ nodes }) => `of which instance type ${resourceText(nodes)} is`,

  "vpc-cni-setting: form": ({ addon, problem }, certain) => {
    const { what, remedy } = formText(problem);
    return either(certain, `the configuration of ${resourceText(addon)} ${what}`, remedy);
  },
  "vpc-cni-setting: fault": ({ addon, fault }, certain) => {
    const { what, remedy } = FAULTS[fault];
    return certain
      ? `${resourceText(addon)}: ${what}; ${remedy}`
      : `whether, as ${resourceText(addon)} sets it, ${what}`;
  },
  "vpc-cni-setting: version": ({ addon, version, fault }, certain) => {
    const { what, remedy } = VERSION_FAULTS[fault](version ?? "(another text)");
    return certain
      ? `${resourceText(addon)}: ${what}; ${remedy}`
      : `whether it matters to ${resourceText(addon)} that ${what}`;
  },
  "vpc-cni-setting: configuration not known": ({ addon }) => `the configuration of ${resourceText(addon)}`,
  "vpc-cni-setting: version not known": ({ addon }) => `which version ${resourceText(addon)} gets`,
  "vpc-cni-setting: no add-on": ({ cluster, policy }, certain) =>
    certain
      ? `${resourceText(cluster)} has no VPC CNI add-on with ENABLE_POD_ENI, so pods of ${resourceText(policy)} stay pending; add it`
      : `how the VPC CNI of ${resourceText(cluster)} is set: its add-on is not in the graph`,
  "vpc-cni-setting: cluster elsewhere": () => "how the VPC CNI is set: the cluster is not in the stack",
};

function offerText({
  nodes,
  instanceType,
  total,
  most,
}: Omit<Findings["branch-capacity: too few"], "pods" | "needed">): string {
  const grown = most === null || most <= total ? "" : ` (${most} once all nodes have grown)`;
  return `${nodes} x ${instanceTypeText(instanceType)} have ${total} branch interfaces${grown}`;
}

function doubtText(doubt: SupplyDoubt | DemandDoubt): string {
  switch (doubt.kind) {
    case "type of nodes":
      return `of which type "${doubt.nodes}" is, is not told`;
    case "several types":
      return `"${doubt.nodes}" comes in several types, and how many nodes of each is not told`;
    case "taints":
      return `whether bound pods run on "${doubt.nodes}", which has taints, is not told`;
    case "number of nodes":
      return `how many nodes "${doubt.nodes}" has is not told`;
    case "nodes can grow":
      return `"${doubt.nodes}" can grow${doubt.most === null ? "" : ` to ${doubt.most} nodes`}`;
    case "whether bound":
      return `whether "${doubt.workload}" takes branch interfaces is not told`;
    case "number of pods":
      return `how many pods "${doubt.workload}" has is not told`;
    case "runs overlap":
      return `the runs of "${doubt.workload}" can overlap`;
    case "pods not shown":
      return `"${doubt.by}" can make bound pods that are not shown`;
  }
}

function taggedText({ resource, made }: Tagged): string {
  return made === undefined ? resourceText(resource) : `what ${resourceText(resource)} makes of kind ${made}`;
}

function typeText({ instanceType, isDefault }: { instanceType: string | null; isDefault: boolean }): string {
  return `${instanceTypeText(instanceType)}${isDefault ? " (EKS's default)" : ""}`;
}

interface Fault {
  what: string;
  remedy: string;
}

const FAULTS: { [fault in VpcCniFault]: Fault } = {
  "pod ENI is off": {
    what: "ENABLE_POD_ENI is off, so pods get no branch interface",
    remedy: "set it to true",
  },
  "no such mode": {
    what: "POD_SECURITY_GROUP_ENFORCING_MODE is set to a mode that is none",
    remedy: `it can be ${ENFORCING_MODES.join(" or ")}`,
  },
  "early demux is on": {
    what: "DISABLE_TCP_EARLY_DEMUX is off in strict mode, so the kubelet's probes of bound pods time out",
    remedy: "set it to true",
  },
};

const VERSION_FAULTS: { [fault in VpcCniVersionFault]: (version: string) => Fault } = {
  malformed: (version) => ({
    what: `"${version}" is not a VPC CNI version`,
    remedy: "write it as v1.21.1-eksbuild.1",
  }),
  refused: (version) => ({
    what: `version ${version} hangs on clusters with pod ENI (${VPC_CNI_REFUSED_VERSIONS.join(" and ")} do)`,
    remedy: "take 1.22.2 or later",
  }),
  "below minimum": (version) => ({
    what: `version ${version} is below ${VPC_CNI_MINIMUM_VERSION}, the first that keeps interface slots on nodes without a trunk`,
    remedy: "take a later one",
  }),
};

function formText(problem: ConfigurationProblem): Fault {
  switch (problem.kind) {
    case "no object":
      return { what: "is neither a JSON object nor a YAML mapping", remedy: "write it with JSON.stringify" };
    case "no environment":
      return { what: `has ${problem.path} that is not an object`, remedy: 'write it as {"NAME": "value"}' };
    case "no text":
      return {
        what: `has ${problem.name} that is not a text`,
        remedy: 'the add-on takes texts only: "true", "false" or a number in quotes',
      };
    case "unknown key": {
      const name = problem.name ?? `a key under ${problem.path || "its top"}`;
      const remedy = problem.place === undefined ? "remove it" : `it belongs to ${problem.place}`;
      return { what: `has ${name}, which the add-on does not know there`, remedy };
    }
  }
}
