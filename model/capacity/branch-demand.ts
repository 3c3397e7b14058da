/**
 * Which pods of a graph take branch interfaces, and how many.
 */
import type { GraphResource, Json } from "../graph/graph";
import { find, isAbsent, isObject, listOf, pushTo } from "../graph/values";
import { canBeBound } from "../reading/bindings";
import { runsOnFargate } from "../reading/fargate";
import type { Reading } from "../reading/reading";
import { namespaceOf, NO_NAMESPACE, objectName, type Workload } from "../reading/workloads";
import { type BoundPods, jobPods, recreatedPods } from "./capacity";

/** Why more, or fewer, pods can take branch interfaces than are counted. */
export type DemandDoubt =
  /** Whether a policy selects this workload, or its pods can be bound at all, is not told. */
  | { kind: "whether bound"; workload: string }
  /** How many pods it has is not told, or something scales it. */
  | { kind: "number of pods"; workload: string }
  /** Its runs can overlap. */
  | { kind: "runs overlap"; workload: string }
  /** This chart, file of YAML or object of a kind that is not read can make pods that are not shown. */
  | { kind: "pods not shown"; by: string };

/** Pods of one workload that take branch interfaces. */
export interface DemandedPods extends BoundPods {
  /** How many run in any case, when nothing changes and nothing is scaled. */
  always: number;
}

/** The pods that take branch interfaces. */
export interface BranchDemand {
  pods: DemandedPods[];
  /** All that run in any case. */
  running: number;
  doubts: DemandDoubt[];
}

/** The pods of a graph that take branch interfaces, with so many nodes that can carry a trunk. */
export function branchDemand(reading: Reading, nodes: number): BranchDemand {
  const scalers = scalersOf(reading);
  const haveTaints = reading.nodes.some(({ resource }) => listOf(resource.inputs.taints).length > 0);
  const found = reading.workloads.flatMap((workload) => {
    const selecting = reading.bindings.of(workload.urn);
    const fargate = runsOnFargate(reading, workload);
    if (selecting.length === 0 || !canBeBound(workload) || fargate === true) return [];
    const isSure =
      selecting.some(({ certain }) => certain) && workload.hostNetwork === false && workload.windows === false;
    const isChanged = reading.completeness.of(workload.urn) !== undefined;
    const taken = takenBy(scalers, workload, nodes, haveTaints, isChanged);
    const name = workload.name;
    const doubts: DemandDoubt[] = [
      ...(isSure && fargate === false ? [] : [{ kind: "whether bound" as const, workload: name }]),
      ...taken.doubts,
    ];
    return [{ pods: { ...taken.pods, always: isSure && fargate === false ? taken.least : 0 }, doubts }];
  });
  return {
    pods: found.map(({ pods }) => pods),
    running: found.reduce((sum, { pods }) => sum + pods.always, 0),
    doubts: [...found.flatMap(({ doubts }) => doubts), ...hiddenPods(reading)],
  };
}

/** The first of what can make pods that are not shown, where a policy could select them. */
function hiddenPods({ bindings, completeness }: Reading): DemandDoubt[] {
  const maker = completeness.unread.find(({ type }) => type.startsWith("kubernetes:"));
  const isAsked = bindings.all.some(({ skipped }) => !skipped);
  return maker === undefined || !isAsked ? [] : [{ kind: "pods not shown", by: maker.name }];
}

/** What the pods of a workload take at worst, and at least. */
interface Taken {
  pods: BoundPods;
  least: number;
  doubts: DemandDoubt[];
}

/** @param isChanged true where something else can set how many pods it has: it was only read, or what nobody reads refers to it */
function takenBy(scalers: Scalers, workload: Workload, nodes: number, haveTaints: boolean, isChanged: boolean): Taken {
  const { name, kind, resource } = workload;
  const spec =
    kind === "CronJob" ? find(resource.inputs, "spec", "jobTemplate", "spec") : find(resource.inputs, "spec");
  const isOpen = (key: string): boolean => !isCount(find(spec, key)) || isChanged;
  const number = (key: string, otherwise: number): number => {
    const value = find(spec, key);
    return typeof value === "number" ? value : otherwise;
  };
  const untold: DemandDoubt[] = [{ kind: "number of pods", workload: name }];
  if (kind === "Job" || kind === "CronJob") {
    // Kubernetes' own defaults: one pod at a time, 6 attempts.
    const most = Math.min(number("parallelism", 1), number("completions", Infinity));
    const pods = jobPods(name, number("backoffLimit", 6), most);
    const isUntold = isOpen("parallelism") || isOpen("completions");
    const overlaps = kind === "CronJob" && find(resource.inputs, "spec", "concurrencyPolicy") !== "Forbid";
    // A Job has its pods only while it runs.
    return {
      ...{ pods, least: 0 },
      doubts: [...(isUntold ? untold : []), ...(overlaps ? [{ kind: "runs overlap" as const, workload: name }] : [])],
    };
  }
  if (kind === "Pod") return { pods: { name, replicas: 1, surge: 0, cooling: 0 }, least: 1, doubts: [] };
  if (kind === "DaemonSet") {
    const isOnAll = !haveTaints && isForAllNodes(workload);
    return { pods: recreatedPods(name, nodes), least: isOnAll ? nodes : 0, doubts: isOnAll ? [] : untold };
  }
  const scaler = scalers(workload);
  const replicas = number("replicas", 1);
  const most = scaler === undefined ? replicas : Math.max(scaler.most ?? replicas, replicas);
  const isKnownKind = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"].includes(kind);
  const doubts = isOpen("replicas") || scaler !== undefined || !isKnownKind ? untold : [];
  const least = isOpen("replicas") ? 0 : replicas === 0 ? 0 : (scaler?.least ?? replicas);
  const recreates = kind !== "Deployment" || find(spec, "strategy", "type") === "Recreate";
  const pods = recreates
    ? recreatedPods(name, most)
    : { name, replicas: most, surge: surgeOf(workload, most), cooling: most };
  return { pods, least: isKnownKind ? least : 0, doubts };
}

/** True for a number of pods, and where it is left to the default. */
export function isCount(value: Json | undefined): boolean {
  return isAbsent(value) || typeof value === "number";
}

/** True for pods that no condition keeps from a Linux node. */
function isForAllNodes({ spec }: Workload): boolean {
  const wanted = find(spec, "nodeSelector") ?? {};
  const isLinux = ([key, value]: [string, Json]): boolean => key === "kubernetes.io/os" && value === "linux";
  return isObject(wanted) && Object.entries(wanted).every(isLinux) && isAbsent(find(spec, "affinity"));
}

/** Pods more than the replicas while a Deployment rolls; a quarter where it does not say. */
function surgeOf({ resource }: Workload, replicas: number): number {
  const maxSurge = find(resource.inputs, "spec", "strategy", "rollingUpdate", "maxSurge");
  const surge = typeof maxSurge === "string" || typeof maxSurge === "number" ? String(maxSurge) : "25%";
  const share = /^(\d+)%$/.exec(surge);
  const extra = share ? Math.ceil((replicas * Number(share[1])) / 100) : Number(surge);
  return Number.isNaN(extra) ? 1 : extra;
}

const HPA = /^kubernetes:autoscaling\/[^:]+:HorizontalPodAutoscaler$/;

/** How far a scaler scales something. */
interface Scale {
  least: number;
  most?: number;
}

/** The scalers of a graph, found by what they scale. */
type Scalers = (workload: Workload) => Scale | undefined;

/** How far something scales a workload; undefined where nothing in the graph does. What names a `scaleTargetRef` scales it. */
function scalersOf({ ordered, resources, clusters }: Reading): Scalers {
  const byTarget = new Map<string, GraphResource[]>();
  for (const scaler of ordered.filter(({ inputs }) => !isAbsent(find(inputs, "spec", "scaleTargetRef")))) {
    const { kind, name } = targetOf(scaler);
    if (typeof kind !== "string") continue;
    if (typeof name === "string") pushTo(byTarget, `${kind} named ${name}`, scaler);
    for (const urn of scaler.propertyDependencies.spec ?? []) pushTo(byTarget, `${kind} ${urn}`, scaler);
  }
  return ({ name, kind, resource, namespace }) => {
    const object = objectName(resource) ?? name;
    const all = [`${kind} named ${object}`, `${kind} ${resource.urn}`].flatMap((key) => byTarget.get(key) ?? []);
    const near = all.filter((one) => clusters.canBeTogether(one, resource));
    const own = near.find((one) => namespaceOf(one, resources) === namespace);
    if (own !== undefined) return scaleOf(own);
    const perhaps = near.find((one) => [namespaceOf(one, resources), namespace].includes(NO_NAMESPACE));
    return perhaps && { ...scaleOf(perhaps), least: 0 };
  };
}

/** Kubernetes' own scaler keeps at least one pod; what others do is not read, but how far they go. */
function scaleOf({ type, inputs }: GraphResource): Scale {
  const { minReplicas, maxReplicas, maxReplicaCount } = (find(inputs, "spec") ?? {}) as { [key: string]: Json };
  const most = maxReplicas ?? maxReplicaCount;
  const least = isAbsent(minReplicas) ? 1 : typeof minReplicas === "number" ? minReplicas : 0;
  return { least: HPA.test(type) ? least : 0, ...(typeof most === "number" && { most }) };
}

function targetOf({ inputs }: GraphResource): { kind: Json; name: Json | undefined } {
  const [kind, name] = ["kind", "name"].map((key) => find(inputs, "spec", "scaleTargetRef", key));
  return { kind: isAbsent(kind) ? "Deployment" : kind, name };
}
