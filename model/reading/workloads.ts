/**
 * The workloads of a graph: what makes pods, with what decides which security groups these get.
 */
import { type GraphResource, type Json, UNKNOWN } from "../graph/graph";
import { find, isAbsent, isObject, isUnknown, listOf, providerOf, pushTo } from "../graph/values";
import type { Clusters } from "./clusters";
import { kindOf, type PodTemplate, podTemplateOf } from "./pod-template";

/** A port that pods listen on. */
export interface ServedPort {
  /** `tcp`, `udp` or `sctp`. */
  protocol: string;
  port: number;
}

/** Labels of something; a value can be unknown. */
export interface Labels {
  [key: string]: Json;
}

/** A resource that makes pods. */
export interface Workload {
  resource: GraphResource;
  urn: string;
  name: string;
  /** Kind, such as `Deployment`, or that of a type which is only known by its pod template. */
  kind: string;
  namespace: string;
  /** Labels of the pods, those that Kubernetes adds among them; undefined where they are not known yet. */
  labels?: Labels;
  /** Labels of the pods' ServiceAccount; undefined where the graph does not have it. */
  serviceAccountLabels?: Labels;
  /** Ports that the containers declare. */
  ports: ServedPort[];
  /** URNs of the resources that the pods' specification comes from. */
  sources: string[];
  /** The specification of the pods. */
  spec: Json | undefined;
  /** Whether the pods are on the node's network, where they have no interface of their own; undefined where not known. */
  hostNetwork?: boolean;
  /** Whether the pods run on Windows, where no pod gets a branch interface; undefined where not known. */
  windows?: boolean;
}

/** A namespace that the graph does not tell. */
export const NO_NAMESPACE = "?";

/** Labels that Kubernetes gives to the pods of a kind. Source: https://kubernetes.io/docs/reference/labels-annotations-taints */
const ADDED_LABELS = new Map([
  ["Deployment", ["pod-template-hash"]],
  ["ReplicaSet", []],
  ["DaemonSet", ["controller-revision-hash", "pod-template-generation"]],
  ["StatefulSet", ["controller-revision-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"]],
  ["Job", ["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"]],
  ["CronJob", ["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"]],
]);

/** The workloads of a graph, in a fixed order. */
export function workloadsOf(
  ordered: GraphResource[],
  resources: Map<string, GraphResource>,
  clusters: Clusters,
): Workload[] {
  const accounts = serviceAccounts(ordered, resources);
  return ordered.flatMap((resource) => {
    const template = podTemplateOf(resource);
    if (template === undefined) return [];
    const namespace = namespaceOf(resource, resources);
    return [workload(resource, template, namespace, accountLabels(accounts, resource, template, namespace, clusters))];
  });
}

/** Namespace of a Kubernetes object; its provider's where it names none. Where it is not known yet, the name of the Namespace that it comes from, else `?`. */
export function namespaceOf(resource: GraphResource, resources: Map<string, GraphResource>): string {
  const namespace = find(resource.inputs, "metadata", "namespace");
  if (resource.external && namespace === undefined) return NO_NAMESPACE;
  if (isAbsent(namespace)) {
    const usual = resources.get(providerOf(resource))?.inputs.namespace;
    return isUnknown(usual) ? NO_NAMESPACE : typeof usual === "string" && usual !== "" ? usual : "default";
  }
  if (typeof namespace === "string" && !isUnknown(namespace)) return namespace;
  const sources = (resource.propertyDependencies.metadata ?? []).map((urn) => resources.get(urn));
  const source = sources.find((candidate) => candidate?.type === "kubernetes:core/v1:Namespace");
  const name = find(source?.inputs, "metadata", "name");
  return typeof name === "string" && !isUnknown(name) ? name : (source?.name ?? NO_NAMESPACE);
}

/** Name of a Kubernetes object; of one that Pulumi named, its id alone tells it. Undefined where it is not known. */
export function objectName({ inputs, id }: GraphResource): string | undefined {
  const name = find(inputs, "metadata", "name") ?? id?.split("/").at(-1);
  return typeof name === "string" && !isUnknown(name) ? name : undefined;
}

/** A ServiceAccount; its labels are undefined where it can have further ones. */
interface Account {
  resource: GraphResource;
  labels?: Labels;
}

/** The ServiceAccounts by namespace and name: several where clusters have the same. */
function serviceAccounts(ordered: GraphResource[], resources: Map<string, GraphResource>): Map<string, Account[]> {
  const accounts = new Map<string, Account[]>();
  for (const resource of ordered.filter(({ type }) => /^kubernetes:core\/v1:ServiceAccount(Patch)?$/.test(type))) {
    const { type, inputs, external } = resource;
    const name = objectName(resource);
    const labels = find(inputs, "metadata", "labels") ?? {};
    if (name === undefined) continue;
    // What is patched, or was only read, can have further labels.
    const isWhole = !type.endsWith("Patch") && external !== true && isObject(labels);
    const key = `${namespaceOf(resource, resources)}/${name}`;
    pushTo(accounts, key, { resource, ...(isWhole && { labels }) });
  }
  return accounts;
}

/** The account that pods have where none is named; the cluster makes one in every namespace, without labels. */
const DEFAULT_ACCOUNT = "default";

/** Labels of the ServiceAccount of some pods; undefined where the graph does not have it, or may have several. */
function accountLabels(
  accounts: Map<string, Account[]>,
  resource: GraphResource,
  template: PodTemplate,
  namespace: string,
  clusters: Clusters,
): Labels | undefined {
  // The second is the older name of the first.
  const names = ["serviceAccountName", "serviceAccount"].map((key) => find(template, "spec", key));
  const name = names.find((one) => !isAbsent(one) && one !== "") ?? DEFAULT_ACCOUNT;
  if (typeof name !== "string" || isUnknown(name)) return undefined;
  const all = accounts.get(`${namespace}/${name}`) ?? [];
  const own = all.filter((account) => clusters.canBeTogether(account.resource, resource));
  if (own.length === 0) return name === DEFAULT_ACCOUNT && namespace !== NO_NAMESPACE ? {} : undefined;
  return own.length === 1 ? own[0].labels : undefined;
}

function workload(
  resource: GraphResource,
  template: PodTemplate,
  namespace: string,
  serviceAccountLabels: Labels | undefined,
): Workload {
  const { urn, name, type } = resource;
  const kind = kindOf(type);
  const labels = find(template, "metadata", "labels") ?? {};
  const spec = find(template, "spec");
  return {
    ...{ resource, urn, name, kind, namespace, serviceAccountLabels },
    labels: isObject(labels) ? withAdded(labels, ADDED_LABELS.get(kind)) : undefined,
    ports: containerPorts(spec),
    sources: [...(resource.propertyDependencies.spec ?? []), ...(resource.propertyDependencies.metadata ?? [])],
    spec,
    hostNetwork: known(find(spec, "hostNetwork"), (value) => value === true),
    windows: windows(spec),
  };
}

function withAdded(labels: Labels, added: string[] = []): Labels {
  const further = added.filter((key) => !Object.hasOwn(labels, key));
  return further.length === 0 ? labels : { ...labels, ...Object.fromEntries(further.map((key) => [key, UNKNOWN])) };
}

function known(value: Json | undefined, test: (value: Json | undefined) => boolean): boolean | undefined {
  return isUnknown(value) ? undefined : test(value);
}

/** Label of Windows nodes alone. Source: https://kubernetes.io/docs/reference/labels-annotations-taints */
const WINDOWS_BUILD = "node.kubernetes.io/windows-build";

/** True for a condition that no Linux node meets; nodes run Linux or Windows. */
function isWindowsExpression(key: Json | undefined, operator: Json | undefined, values: Json[]): boolean {
  if (key === WINDOWS_BUILD) return operator === "In" || operator === "Exists";
  if (key !== "kubernetes.io/os") return false;
  return operator === "In"
    ? values.every((value) => value === "windows")
    : operator === "NotIn" && values.includes("linux");
}

/** Source: https://kubernetes.io/docs/concepts/windows/user-guide */
function windows(spec: Json | undefined): boolean | undefined {
  const places = [
    find(spec, "os", "name"),
    find(spec, "nodeSelector", "kubernetes.io/os"),
    find(spec, "nodeSelector", "beta.kubernetes.io/os"),
  ];
  const hasBuild = find(spec, "nodeSelector", WINDOWS_BUILD);
  if (places.includes("windows") || (!isAbsent(hasBuild) && !isUnknown(hasBuild))) return true;
  const affinity = find(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
  const terms = listOf(find(affinity, "nodeSelectorTerms"));
  const isForWindows = (term: Json): boolean =>
    listOf(find(term, "matchExpressions")).some((one) =>
      isWindowsExpression(find(one, "key"), find(one, "operator"), listOf(find(one, "values"))),
    );
  if (terms.length > 0 && terms.every(isForWindows)) return true;
  return places.some(isUnknown) || isUnknown(affinity) ? undefined : false;
}

/** The containers of a pod's specification. */
export function containersOf(spec: Json | undefined): Json[] {
  return ["containers", "initContainers"].flatMap((key) => listOf(find(spec, key)));
}

function containerPorts(spec: Json | undefined): ServedPort[] {
  return containersOf(spec)
    .flatMap((container) => listOf(find(container, "ports")))
    .map((entry) => ({ port: find(entry, "containerPort"), protocol: find(entry, "protocol") ?? "TCP" }))
    .flatMap(({ port, protocol }) =>
      typeof port === "number" && typeof protocol === "string" && !isUnknown(protocol)
        ? [{ port, protocol: protocol.toLowerCase() }]
        : [],
    );
}
