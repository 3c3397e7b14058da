/**
 * Workloads and SecurityGroupPolicies of a graph, and which policy selects which workload.
 *
 * Source: https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/utils/helper.go
 */
import { byUrn, type Graph, type GraphResource, type Json, ofType, UNKNOWN } from "../graph/graph";
import { find, isObject, isUnknown, listOf, sorted } from "../graph/values";

/** Type of the resource that gives pods security groups. */
export const SECURITY_GROUP_POLICY_TYPE = "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy";

/** A port that pods listen on. */
export interface ServedPort {
  /** `tcp`, `udp` or `sctp`. */
  protocol: string;
  port: number;
}

/** A resource that makes pods. */
export interface Workload {
  urn: string;
  name: string;
  namespace: string;
  /** Labels of the pods; undefined where they are not known yet. */
  labels?: { [key: string]: Json };
  /** Labels of the pods' ServiceAccount; undefined where the graph does not have it. */
  serviceAccountLabels?: { [key: string]: Json };
  /** Ports that the containers declare. */
  ports: ServedPort[];
  /** URNs of the resources that the pods' specification comes from. */
  sources: string[];
}

/** A namespace that the graph does not tell. */
const NO_NAMESPACE = "?";

const WORKLOAD_TYPE =
  /^kubernetes:[^:]+:(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Pod)$/;

/** The workloads of a graph whose pods can get security groups of their own, in a fixed order; host network ones cannot. */
export function workloads(graph: Graph): Workload[] {
  const resources = byUrn(graph);
  const accounts = new Map<string, { [key: string]: Json }>();
  for (const account of ofType(graph, "kubernetes:core/v1:ServiceAccount")) {
    const name = find(account.inputs, "metadata", "name");
    const labels = find(account.inputs, "metadata", "labels") ?? {};
    if (typeof name === "string" && isObject(labels))
      accounts.set(`${namespaceOf(account, resources)}/${name}`, labels);
  }
  return sorted(graph.resources)
    .filter(({ type }) => WORKLOAD_TYPE.test(type))
    .map((resource) => workload(resource, namespaceOf(resource, resources), accounts))
    .filter((found) => found !== undefined);
}

/** Namespace of a Kubernetes object; where it is not known yet, the name of the Namespace that it comes from, else `?`. */
export function namespaceOf(resource: GraphResource, resources: Map<string, GraphResource>): string {
  const namespace = find(resource.inputs, "metadata", "namespace");
  if (namespace === undefined || namespace === null) return "default";
  if (typeof namespace === "string" && !isUnknown(namespace)) return namespace;
  const sources = (resource.propertyDependencies.metadata ?? []).map((urn) => resources.get(urn));
  const source = sources.find((candidate) => candidate?.type === "kubernetes:core/v1:Namespace");
  const name = find(source?.inputs, "metadata", "name");
  return typeof name === "string" && !isUnknown(name) ? name : (source?.name ?? NO_NAMESPACE);
}

/** True where a policy selects something; the controller skips one without any selector, with no error to the user. */
export function hasSelector(policy: GraphResource): boolean {
  const spec = find(policy.inputs, "spec");
  if (isUnknown(spec)) return true;
  return [find(spec, "podSelector"), find(spec, "serviceAccountSelector")].some(
    (selector) => selector !== undefined && selector !== null,
  );
}

/** True where a policy selects the pods of a workload in its namespace. */
export function selects(
  policy: GraphResource,
  pods: Pick<Workload, "labels" | "serviceAccountLabels" | "sources">,
): boolean {
  const pod = find(policy.inputs, "spec", "podSelector") ?? undefined;
  const account = find(policy.inputs, "spec", "serviceAccountSelector") ?? undefined;
  const answers = [
    ...(pod === undefined ? [] : [matches(pod, pods.labels)]),
    ...(account === undefined ? [] : [matches(account, pods.serviceAccountLabels)]),
  ];
  if (answers.length === 0 || answers.includes(false)) return false;
  // Labels that are not known yet but come from the policy are the ones that a binding hands out.
  return answers.every((answer) => answer === true) || pods.sources.includes(policy.urn);
}

/** A label of a policy's pod selector that every selected pod has, as `key=value`; undefined where there is none. */
export function requiredLabel(policy: GraphResource): string | undefined {
  const labels = find(policy.inputs, "spec", "podSelector", "matchLabels");
  const known = isObject(labels) ? Object.entries(labels).filter(([, value]) => !isUnknown(value)) : [];
  return known.map(([key, value]) => labelText(key, value)).sort()[0];
}

/** A label as `key=value`. */
export function labelText(key: string, value: Json): string {
  return `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}

/** True or false where a label selector matches or does not; undefined where something that decides is not known yet. */
export function matches(selector: Json, labels: { [key: string]: Json } | undefined): boolean | undefined {
  if (!isObject(selector)) return undefined;
  const matchLabels = selector.matchLabels ?? {};
  const expressions = selector.matchExpressions ?? [];
  if (!isObject(matchLabels) || !Array.isArray(expressions)) return undefined;
  const requirements = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: "In", values: [value] })),
    ...expressions.map((expression) => ({
      key: find(expression, "key"),
      operator: find(expression, "operator"),
      values: listOf(find(expression, "values")),
    })),
  ];
  const answers = requirements.map(({ key, operator, values }) => meets(key, operator, values, labels));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function meets(
  key: Json | undefined,
  operator: Json | undefined,
  values: Json[],
  labels: { [key: string]: Json } | undefined,
): boolean | undefined {
  if (labels === undefined || typeof key !== "string" || isUnknown(key)) return undefined;
  const value: Json | undefined = labels[key];
  if (operator === "Exists") return value !== undefined;
  if (operator === "DoesNotExist") return value === undefined;
  const isIn = value === undefined ? false : values.includes(value);
  if (value !== undefined && (isUnknown(value) || (!isIn && values.some(isUnknown)))) return undefined;
  if (operator === "In") return isIn;
  return operator === "NotIn" ? !isIn : undefined;
}

function workload(
  resource: GraphResource,
  namespace: string,
  accounts: Map<string, { [key: string]: Json }>,
): Workload | undefined {
  const { inputs, type, urn, name } = resource;
  const job = type.endsWith(":CronJob") ? find(inputs, "spec", "jobTemplate") : inputs;
  const template = type.endsWith(":Pod") ? inputs : (find(job, "spec", "template") ?? {});
  if (find(template, "spec", "hostNetwork") === true) return undefined;
  const labels = find(template, "metadata", "labels") ?? {};
  const account = find(template, "spec", "serviceAccountName") ?? "default";
  return {
    ...{ urn, name, namespace },
    labels: isObject(labels) ? labels : undefined,
    serviceAccountLabels: typeof account === "string" ? accounts.get(`${namespace}/${account}`) : undefined,
    ports: containerPorts(find(template, "spec")),
    sources: [...(resource.propertyDependencies.spec ?? []), ...(resource.propertyDependencies.metadata ?? [])],
  };
}

function containerPorts(spec: Json | undefined): ServedPort[] {
  const containers = ["containers", "initContainers"].flatMap((key) => listOf(find(spec, key)));
  return containers
    .flatMap((container) => listOf(find(container, "ports")))
    .map((entry) => ({ port: find(entry, "containerPort"), protocol: find(entry, "protocol") ?? "TCP" }))
    .flatMap(({ port, protocol }) =>
      typeof port === "number" && typeof protocol === "string" && protocol !== UNKNOWN
        ? [{ port, protocol: protocol.toLowerCase() }]
        : [],
    );
}
