/**
 * A living cluster as a graph: the same that plans and states are, so that the same questions can be put to it.
 */
import { type Graph, GRAPH_VERSION, type GraphResource, type Json } from "../../../model/graph/graph";
import { SECURITY_GROUP_POLICY_TYPE } from "../../../model/reading/bindings";
import { byUrnOrder } from "../../sources/shape";
import type { ClusterFacts } from "../cluster-facts";
import type { Interfaces } from "../interfaces";
import { type Container, fullName, hasEnded, type KubernetesObject, type Pod, POD_ENI } from "../kubernetes-types";
import { valueOr } from "../read";
import { clusterResources } from "./cluster";
import { Identities, type Living } from "./identities";
import { defined, networkResources } from "./network";

/** A living cluster as a graph, and which resource each pod and policy is. */
export interface LiveGraph {
  graph: Graph;
  project: string;
  stack: string;
  /** The resource of a pod by its `<namespace>/<name>`; only pods of namespaces with policies are there. */
  pods: Map<string, GraphResource>;
  /** The resource of a policy by its `<namespace>/<name>`. */
  policies: Map<string, GraphResource>;
  /** The provider's id by URN. */
  idOf: (urn: string) => string | undefined;
}

/** Makes the graph of what was read. What could not be read is not in it; `facts` says what that is. */
export function liveGraph(facts: ClusterFacts, interfaces: Interfaces): LiveGraph {
  const identities = new Identities(facts.target);
  const resource = (living: Living): GraphResource => identities.resource(living);
  const policies = new Map(valueOr(facts.policies, []).map((one) => [fullName(one), resource(policyOf(one))]));
  const namespaces = boundNamespaces(facts);
  const inBound = <T extends KubernetesObject>(all: T[]): T[] =>
    all.filter(({ metadata }) => namespaces.has(metadata.namespace ?? ""));
  const pods = new Map(
    inBound(valueOr(facts.pods, []))
      .filter(isAlive)
      .map((pod) => [fullName(pod), resource(podOf(pod))]),
  );
  const accounts = inBound(valueOr(facts.serviceAccounts, [])).map((one) =>
    resource(kubernetesThing("kubernetes:core/v1:ServiceAccount", one, {})),
  );
  const eniConfigs = valueOr(facts.eniConfigs, []).map((one) =>
    resource(kubernetesThing("kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig", one, { spec: one.spec ?? {} })),
  );
  const own = [...networkResources(facts), ...clusterResources(facts, interfaces)].map(resource);
  const made = [...own, ...eniConfigs, ...accounts, ...policies.values(), ...pods.values()];
  const resources = byUrnOrder([...made, ...identities.components(facts.cluster.name!)]);
  const ids = new Map(resources.map(({ urn, id }) => [urn, id]));
  return {
    graph: { version: GRAPH_VERSION, source: "live", resources },
    ...{ project: identities.project, stack: identities.stack, pods, policies },
    idOf: (urn) => ids.get(urn),
  };
}

/** The namespaces with policies. */
export function boundNamespaces({ policies }: Pick<ClusterFacts, "policies">): Set<string> {
  return new Set(valueOr(policies, []).map(({ metadata }) => metadata.namespace ?? ""));
}

/** Whether a pod has, or will have, a network of its own: one that ends gives its interface back. */
export function isAlive(pod: Pod): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

function kubernetesThing(type: string, object: KubernetesObject, more: { [key: string]: Json }): Living {
  const { name, namespace, labels } = object.metadata;
  return {
    ...{ type, ids: [namespace === undefined ? name : `${namespace}/${name}`], name: fullName(object) },
    inputs: { metadata: defined({ name, namespace, labels }), ...more },
  };
}

function policyOf(policy: Parameters<typeof fullName>[0] & { spec?: object }): Living {
  const living = kubernetesThing(SECURITY_GROUP_POLICY_TYPE, policy, { spec: (policy.spec ?? {}) as Json });
  return { ...living, name: policy.metadata.name };
}

/** A pod without what its containers are told: no environment, commands or images. */
function podOf(pod: Pod): Living {
  const { serviceAccountName, hostNetwork, nodeSelector, os } = pod.spec;
  return kubernetesThing("kubernetes:core/v1:Pod", pod, {
    spec: defined({
      ...{ serviceAccountName, hostNetwork, nodeSelector, os: os && { name: os.name } },
      containers: pod.spec.containers.map(containerOf),
    }),
  });
}

function containerOf({ name, ports, resources }: Container): Json {
  const wanted = resources?.limits?.[POD_ENI] ?? resources?.requests?.[POD_ENI];
  return defined({
    name,
    ports: ports?.map(({ containerPort, protocol }) => defined({ containerPort, protocol })),
    resources: wanted === undefined ? undefined : { limits: { [POD_ENI]: wanted } },
  });
}
