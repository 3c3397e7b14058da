/**
 * The pod template of a resource, whatever kind makes the pods.
 */
import { type GraphResource, type Json, UNKNOWN } from "../graph/graph";
import { find, isObject, isUnknown } from "../graph/values";

/** A pod template: metadata and specification of the pods; either can be unknown. */
export type PodTemplate = { [key: string]: Json };

/** Kinds of Kubernetes that make pods, with the keys on the way to their template. */
const TEMPLATE_PATHS: Map<string, string[]> = new Map([
  ["Pod", []],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ...["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"].map(
    (kind): [string, string[]] => [kind, ["spec", "template"]],
  ),
]);

const KNOWN_GROUPS = /^kubernetes:(core|apps|batch|extensions)\//;

/** The kind of a type token: `Deployment`. */
export function kindOf(type: string): string {
  return type.split(":").at(-1)!;
}

/**
 * The pod template of a resource; undefined where it makes no pods. Kinds that are not of Kubernetes itself are known by
 * what they have: a template with containers (`Rollout` of Argo).
 */
export function podTemplateOf({ type, inputs, custom, external }: GraphResource): PodTemplate | undefined {
  const path = KNOWN_GROUPS.test(type) ? TEMPLATE_PATHS.get(kindOf(type)) : undefined;
  if (path !== undefined) {
    const template = find(inputs, ...path);
    if (external || isUnknown(template)) return { metadata: UNKNOWN, spec: UNKNOWN };
    return isObject(template) ? template : {};
  }
  const template = find(inputs, "spec", "template");
  const isTemplate = custom && isObject(template) && Array.isArray(find(template, "spec", "containers"));
  return isTemplate ? template : undefined;
}
