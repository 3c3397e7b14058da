/**
 * The pods that policies are about: which select them, what they asked for, and what they got.
 */
import type { NetworkInterface } from "@aws-sdk/client-ec2";
import { compareText } from "../../model/graph/values";
import type { Selecting } from "../../model/reading/bindings";
import type { Base } from "./base";
import type { ClusterFacts } from "./cluster-facts";
import { boundNamespaces, isAlive, type LiveGraph } from "./graph";
import { groupIdsOf } from "./interfaces";
import { type Event, FARGATE_GROUPS, fullName, type Pod, POD_ENI, type PodEni } from "./kubernetes-types";
import { valueOr } from "./read";

/** A pod. */
export interface PodView {
  /** `<namespace>/<name>`. */
  name: string;
  pod: Pod;
  /** Where it runs: on a node of one's own, in EKS Auto Mode, on Fargate; undefined where it has no node yet. */
  place?: "ec2" | "auto" | "fargate";
  /** Policies that select it, as the webhook decides. */
  selecting: Selecting[];
  /** Names of these policies, `<namespace>/<name>`. */
  policies: string[];
  /** Ids of the groups that these give together; undefined where that is not certain. */
  expected?: string[];
  /** The container with the resource: the webhook gives it to the first one; undefined where none has it. */
  resourceOn?: string;
  /** Branch interfaces that its annotation names; undefined without an annotation. */
  branches?: PodEni[];
  /** The interface that EC2 has for it: by the annotation, else by its address. */
  interface?: NetworkInterface;
  /** Ids of the groups that this carries; undefined where the interface is not known. */
  found?: string[];
  /** True where its address is one of its node's own interfaces: it has the node's groups. */
  atNode: boolean;
  events: Event[];
}

/** The pods, in the order of their names. */
export function podsOf(base: Base): PodView[] {
  const { facts } = base;
  const namespaces = boundNamespaces(facts);
  return valueOr(facts.pods, [])
    .filter(isAlive)
    .filter((pod) => namespaces.has(pod.metadata.namespace ?? "") || isBoundBySight(pod))
    .map((pod) => podView(base, pod))
    .sort((a, b) => compareText(a.name, b.name));
}

function isBoundBySight({ metadata, spec }: Pod): boolean {
  const marks = metadata.annotations ?? {};
  return marks[POD_ENI] !== undefined || spec.containers.some((container) => wants(container));
}

/** Whether a container asks for a branch interface. */
export function wants({ resources }: Pod["spec"]["containers"][number]): boolean {
  return resources?.limits?.[POD_ENI] !== undefined || resources?.requests?.[POD_ENI] !== undefined;
}

/** A pod, of whatever namespace, with what belongs to it. */
export function podView({ facts, interfaces, live, reading, eventsOf }: Base, pod: Pod): PodView {
  const name = fullName(pod);
  const urn = live.pods.get(name)?.urn;
  const selecting = urn === undefined ? [] : reading.bindings.of(urn);
  const groups = urn === undefined ? [] : reading.bindings.groupsOf(urn);
  const branches = branchesOf(pod);
  const own =
    (branches?.[0] && interfaces.byId.get(branches[0].eniId)) ??
    (branches === undefined && pod.spec.hostNetwork !== true ? interfaces.byAddress(pod.status?.podIP) : undefined);
  const atNode = branches === undefined && own?.Attachment?.InstanceId !== undefined && own.InterfaceType !== "branch";
  const place = placeOf(pod, facts);
  const isWhole = selecting.every(({ certain }) => certain) && groups.every(({ certain }) => certain);
  return {
    ...{ name, pod, selecting, atNode, events: eventsOf("Pod", pod) },
    ...(place !== undefined && { place }),
    policies: selecting.map(({ binding }) => policyName(live, binding.policy.urn)),
    ...(isWhole && {
      expected: idsOf(
        groups.map(({ key }) => key),
        facts,
        live,
      ),
    }),
    resourceOn: pod.spec.containers.find(wants)?.name,
    ...(branches !== undefined && { branches }),
    ...(own !== undefined && { interface: own, found: groupIdsOf(own) }),
  };
}

/** The name of a policy by its resource. */
export function policyName({ policies }: LiveGraph, urn: string): string {
  return [...policies].find(([, resource]) => resource.urn === urn)?.[0] ?? urn;
}

/** Ids of groups by their keys in the model, sorted. */
export function idsOf(keys: string[], { cluster }: Pick<ClusterFacts, "cluster">, live: LiveGraph): string[] {
  const own = cluster.resourcesVpcConfig?.clusterSecurityGroupId;
  const ids = keys.map((key) => (key.startsWith("sg-") ? key : (live.idOf(key) ?? own ?? key)));
  return [...new Set(ids)].sort(compareText);
}

function placeOf({ spec, metadata }: Pod, { nodes }: Base["facts"]): PodView["place"] {
  if (metadata.labels?.["eks.amazonaws.com/fargate-profile"] !== undefined) return "fargate";
  if (spec.nodeName === undefined) return undefined;
  const node = valueOr(nodes, []).find((one) => one.metadata.name === spec.nodeName);
  const compute = node?.metadata.labels?.["eks.amazonaws.com/compute-type"];
  return compute === "auto" || compute === "fargate" ? compute : "ec2";
}

/** The branch interfaces of a pod's annotation; none where it is not what the controller writes. */
export function branchesOf({ metadata }: Pod): PodEni[] | undefined {
  const text = metadata.annotations?.[POD_ENI];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? value.filter((one): one is PodEni => typeof (one as PodEni | null)?.eniId === "string")
      : [];
  } catch {
    return [];
  }
}

/** The groups that Fargate was told to give a pod. */
export function fargateGroups({ metadata }: Pod): string[] | undefined {
  return metadata.annotations?.[FARGATE_GROUPS]?.split(",").sort(compareText);
}

/** The command that makes the pods of a pod's workload anew. */
export function restartCommand({ pod }: Pick<PodView, "pod">): string {
  const { namespace, name, ownerReferences, labels } = pod.metadata;
  const owner = ownerReferences?.find(({ controller }) => controller);
  const hash = labels?.["pod-template-hash"];
  const rollout = (kind: string, of: string): string =>
    `kubectl --namespace ${namespace} rollout restart ${kind}/${of}`;
  if (owner?.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return rollout("deployment", owner.name.slice(0, -hash.length - 1));
  }
  if (owner?.kind === "StatefulSet" || owner?.kind === "DaemonSet")
    return rollout(owner.kind.toLowerCase(), owner.name);
  return `kubectl --namespace ${namespace} delete pod ${name}`;
}
