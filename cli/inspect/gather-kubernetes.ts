/**
 * Asks a cluster for everything that an inspection rests on: whole lists, page by page, never one call a pod. Reads only.
 */
import type { KubernetesFacts } from "./cluster-facts";
import { type KubernetesApi, listAll, type ListQuery } from "./kubernetes";
import type * as k8s from "./kubernetes-types";
import { attempt, type Read } from "./read";

/** API group of SecurityGroupPolicy and CNINode. */
const VPC_RESOURCES = "vpcresources.k8s.aws";

const SYSTEM = "kube-system";

/** ConfigMaps of kube-system that are read. */
const CONFIG_MAPS = ["amazon-vpc-cni", "kube-proxy-config"];

/** Everything that the cluster knows. The first question goes alone: with it the client learns its token, once. */
export async function gatherKubernetes(api: KubernetesApi): Promise<KubernetesFacts> {
  const list = <T>(query: ListQuery): Promise<Read<T[]>> => attempt(callOf(query), () => listAll<T>(api, query));
  /** Of a kind that a cluster need not have: without it there are none. */
  const listIfAny = <T>(query: ListQuery): Promise<Read<T[]>> =>
    attempt(callOf(query), () =>
      listAll<T>(api, query).catch((error: unknown) => {
        if ((error as { code?: unknown }).code === 404) return [];
        throw error;
      }),
    );
  const nodes = await list<k8s.Node>({ apiVersion: "v1", kind: "Node" });
  const [pods, policies, serviceAccounts, cniNodes, daemonSets, revisions, configMaps, webhooks, events, eniConfigs] =
    await Promise.all([
      list<k8s.Pod>({ apiVersion: "v1", kind: "Pod" }),
      listIfAny<k8s.Policy>({ apiVersion: `${VPC_RESOURCES}/v1beta1`, kind: "SecurityGroupPolicy" }),
      list<k8s.KubernetesObject>({ apiVersion: "v1", kind: "ServiceAccount" }),
      listIfAny<k8s.CniNode>({ apiVersion: `${VPC_RESOURCES}/v1alpha1`, kind: "CNINode" }),
      list<k8s.DaemonSet>({ apiVersion: "apps/v1", kind: "DaemonSet" }),
      list<k8s.ControllerRevision>({
        ...{ apiVersion: "apps/v1", kind: "ControllerRevision", namespace: SYSTEM },
        labelSelector: "k8s-app=aws-node",
      }),
      configMapsOf(list),
      list<k8s.KubernetesObject & { webhooks?: { name: string }[] }>({
        ...{ apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" },
      }),
      list<k8s.Event>({ apiVersion: "v1", kind: "Event" }),
      listIfAny<k8s.EniConfig>({ apiVersion: "crd.k8s.amazonaws.com/v1alpha1", kind: "ENIConfig" }),
    ]);
  return {
    ...{ nodes, pods, policies, serviceAccounts, cniNodes, daemonSets, revisions, configMaps, events, eniConfigs },
    webhooks:
      "unread" in webhooks
        ? webhooks
        : { value: webhooks.value.flatMap((one) => (one.webhooks ?? []).map(({ name }) => name)) },
  };
}

/** Where no endpoint of the cluster is known, nothing of this can be read. */
export function unreadKubernetes(why: Extract<Read<never>, { unread: unknown }>): KubernetesFacts {
  return {
    ...{ nodes: why, pods: why, policies: why, serviceAccounts: why, cniNodes: why, daemonSets: why },
    ...{ revisions: why, configMaps: why, webhooks: why, events: why, eniConfigs: why },
  };
}

/** One by one by name: who may read two ConfigMaps must not have to read all. */
async function configMapsOf(list: <T>(query: ListQuery) => Promise<Read<T[]>>): Promise<Read<k8s.ConfigMap[]>> {
  const found = await Promise.all(
    CONFIG_MAPS.map((name) =>
      list<k8s.ConfigMap>({
        ...{ apiVersion: "v1", kind: "ConfigMap", namespace: SYSTEM, fieldSelector: `metadata.name=${name}` },
      }),
    ),
  );
  return found.reduce((all, one) =>
    "unread" in all ? all : "unread" in one ? one : { value: [...all.value, ...one.value] },
  );
}

function callOf({ kind }: ListQuery): string {
  return `list ${kind}`;
}
