/**
 * The VPC CNI setting as a graph shows it: the add-on `vpc-cni`.
 */
import { EnforcingMode, isTrue, parseVpcCniConfiguration, vpcCniEnvironment } from "../aws/vpc-cni";
import { type GraphResource, hasUnknown, type Json } from "../graph/graph";
import { find, isUnknown, listOf, unique } from "../graph/values";
import type { Cluster } from "./clusters";
import type { Completeness } from "./completeness";
import { isKnownType } from "./known-types";

/** What of the VPC CNI setting decides which security group filters which traffic; undefined where it is not told. */
export interface VpcCniInGraph {
  /** `ENABLE_POD_ENI`. */
  podEni?: boolean;
  /** `strict` or `standard`. */
  enforcingMode?: string;
  /** `DISABLE_TCP_EARLY_DEMUX`. */
  disableTcpEarlyDemux?: boolean;
  /**
   * `AWS_VPC_K8S_CNI_EXTERNALSNAT`: in standard mode, traffic out of the VPC then keeps the pod's own address and group.
   * Source: https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
   */
  externalSnat?: boolean;
  /**
   * `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`: pods have addresses of the subnets that ENIConfigs name.
   * Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html
   */
  customNetworking?: boolean;
  /** `ENI_CONFIG_LABEL_DEF`: true where nodes take the ENIConfig that is named as their zone. */
  eniConfigByZone?: boolean;
}

/** Labels of nodes that name their zone. Source: https://kubernetes.io/docs/reference/labels-annotations-taints */
const ZONE_LABELS = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

/** What the VPC CNI that EKS installs by itself does. Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/README.md */
const BY_ITSELF: VpcCniInGraph = {
  ...{ podEni: false, enforcingMode: EnforcingMode.strict, disableTcpEarlyDemux: false },
  ...{ externalSnat: false, customNetworking: false, eniConfigByZone: false },
};

/** In EKS Auto Mode no option of the VPC CNI applies. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html */
const IN_AUTO_MODE: VpcCniInGraph = { customNetworking: false, eniConfigByZone: false };

/** Charts, files and components that can make the add-on, or its DaemonSet, without showing it. */
const MAKING = /^kubernetes:(helm\.sh|yaml|kustomize)[/:]|^eks:index:VpcCniAddon$/;

/** What a text has in it that is about the VPC CNI: its DaemonSet, or its environment. */
const NAMING = /\baws-node\b|\bENABLE_POD_ENI\b|\bPOD_SECURITY_GROUP_ENFORCING_MODE\b/;

/** What can make the VPC CNI, or its add-on, without showing it. */
export function vpcCniMakers(ordered: GraphResource[]): GraphResource[] {
  const parents = new Set(ordered.map(({ parent }) => parent));
  return ordered.filter(({ type, urn }) => MAKING.test(type) && !parents.has(urn));
}

/** What sets the VPC CNI besides its add-on: its DaemonSet, patches of that, and what nobody reads and names it, as a command. */
export function vpcCniPatches(ordered: GraphResource[]): GraphResource[] {
  return ordered.filter(({ type, inputs, external }) => {
    if (!isKnownType(type) && NAMING.test(JSON.stringify(toldOf(type, inputs)))) return true;
    if (!/^kubernetes:apps\/[^:]+:DaemonSet(Patch)?$/.test(type)) return false;
    const name = find(inputs, "metadata", "name");
    return external === true || name === "aws-node" || isUnknown(name);
  });
}

/** What of a resource can change something else. Of a pod that is what its containers run: the pods of aws-node only have its name. */
function toldOf(type: string, inputs: GraphResource["inputs"]): Json {
  if (type !== "kubernetes:core/v1:Pod") return inputs;
  const containers = ["containers", "initContainers"].flatMap((key) => listOf(find(inputs, "spec", key)));
  return containers.flatMap((one) => ["command", "args", "env"].map((key) => find(one, key) ?? null));
}

/** Whether the VPC CNI of all clusters is as EKS installs it: each is made here, and nothing is there that could set it. */
function isByItself(ordered: GraphResource[], clusters: Cluster[]): boolean {
  const isShown = ({ hidden, root }: Cluster): boolean => !hidden || root?.inputs.useDefaultVpcCni === true;
  return (
    clusters.length > 0 &&
    clusters.every((one) => one.root !== undefined && one.incomplete === undefined && isShown(one)) &&
    vpcCniMakers(ordered).length + vpcCniPatches(ordered).length === 0
  );
}

/** The VPC CNI setting of a graph: of its add-ons, else, where that is surely so, of what EKS installs by itself. */
export function vpcCniOf(ordered: GraphResource[], clusters: Cluster[], completeness: Completeness): VpcCniInGraph {
  const addons = ordered
    .filter(({ type }) => type === "aws:eks/addon:Addon")
    .filter(({ inputs, external }) => {
      const { addonName } = inputs;
      return addonName === "vpc-cni" || isUnknown(addonName) || (external === true && addonName === undefined);
    });
  if (addons.length === 0 && isByItself(ordered, clusters)) {
    return clusters.some(({ auto }) => auto) ? IN_AUTO_MODE : BY_ITSELF;
  }
  const patches = vpcCniPatches(ordered);
  if (patches.length === 0) return vpcCniSetting(addons, completeness);
  return addons.length === 0 && patches.length === 1 ? ofDaemonSet(patches[0]) : {};
}

/** The setting of a VPC CNI that is no add-on: of the DaemonSet as a whole; nothing where only a part of it is told. */
function ofDaemonSet({ type, inputs, external }: GraphResource): VpcCniInGraph {
  const spec = find(inputs, "spec", "template", "spec");
  if (!type.endsWith(":DaemonSet") || external === true || hasUnknown(spec)) return {};
  const env = (containers: string, name: string): { [name: string]: Json } => {
    const container = listOf(find(spec, containers)).find((one) => find(one, "name") === name);
    const found: { [name: string]: Json } = {};
    for (const one of listOf(find(container, "env"))) {
      const [key, value] = [find(one, "name"), find(one, "value")];
      if (typeof key === "string" && typeof value === "string") found[key] = value;
    }
    return found;
  };
  const values = {
    env: env("containers", "aws-node"),
    init: { env: env("initContainers", "aws-vpc-cni-init") },
  };
  return setting(JSON.stringify(values));
}

/** The setting of some add-ons; undefined parts where there is none, where it is not told, and where they differ. */
export function vpcCniSetting(addons: GraphResource[], completeness: Completeness): VpcCniInGraph {
  const settings = addons.map((addon) =>
    completeness.of(addon.urn) === undefined && addon.inputs.addonName === "vpc-cni"
      ? setting(addon.inputs.configurationValues)
      : {},
  );
  const theOnly = <K extends keyof VpcCniInGraph>(key: K): VpcCniInGraph[K] => {
    const different = unique(settings.map((one) => one[key]));
    return different.length === 1 ? different[0] : undefined;
  };
  return {
    podEni: theOnly("podEni"),
    enforcingMode: theOnly("enforcingMode"),
    disableTcpEarlyDemux: theOnly("disableTcpEarlyDemux"),
    externalSnat: theOnly("externalSnat"),
    customNetworking: theOnly("customNetworking"),
    eniConfigByZone: theOnly("eniConfigByZone"),
  };
}

function setting(configuration: Json | undefined): VpcCniInGraph {
  if (isUnknown(configuration)) return {};
  const text = typeof configuration === "string" ? configuration : "{}";
  try {
    const { podEni, enforcingMode, disableTcpEarlyDemux } = parseVpcCniConfiguration(text, "");
    const env = vpcCniEnvironment(text);
    const isMode = [EnforcingMode.strict, EnforcingMode.standard].some((mode) => mode === enforcingMode);
    return {
      ...{ podEni, disableTcpEarlyDemux, enforcingMode: isMode ? enforcingMode : undefined },
      externalSnat: isTrue(env.AWS_VPC_K8S_CNI_EXTERNALSNAT),
      customNetworking: isTrue(env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG),
      eniConfigByZone: ZONE_LABELS.includes(String(env.ENI_CONFIG_LABEL_DEF)),
    };
  } catch {
    // The API refuses a text that it cannot read; until it does, nothing is known.
    return {};
  }
}
