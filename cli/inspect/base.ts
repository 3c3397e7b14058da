/**
 * What was read, sorted by what it belongs to, before pods and nodes are looked at one by one.
 */
import { compareText, pushTo } from "../../model/graph/values";
import { read, type Reading } from "../../model/reading/reading";
import type { ClusterFacts } from "./cluster-facts";
import { type LiveGraph, liveGraph } from "./graph";
import { type Interfaces, interfacesOf } from "./interfaces";
import type { Event, KubernetesObject } from "./kubernetes-types";
import { redacted, valueOr } from "./read";

/** What pods and nodes are looked at with. */
export interface Base {
  facts: ClusterFacts;
  interfaces: Interfaces;
  live: LiveGraph;
  reading: Reading;
  /** Events about an object, the oldest first. */
  eventsOf: (kind: string, object: Pick<KubernetesObject, "metadata">) => Event[];
}

/** Sorts what was read. */
export function baseOf(facts: ClusterFacts): Base {
  const interfaces = interfacesOf(facts);
  const live = liveGraph(facts, interfaces);
  const byObject = new Map<string, Event[]>();
  const events = [...valueOr(facts.events, [])].sort((a, b) => compareText(timeOf(a), timeOf(b)));
  for (const event of events) pushTo(byObject, objectKey(event.involvedObject), event);
  return {
    ...{ facts, interfaces, live, reading: read(live.graph) },
    eventsOf: (kind, { metadata: { namespace, name } }) => byObject.get(objectKey({ kind, namespace, name })) ?? [],
  };
}

/** A node's events have no namespace of their own. */
function objectKey({ kind, namespace, name }: Event["involvedObject"]): string {
  return [kind, kind === "Node" ? "" : (namespace ?? ""), name].join(" ");
}

/** When an event was last seen, ISO 8601. */
export function timeOf({ lastTimestamp, eventTime, firstTimestamp, metadata }: Event): string {
  return lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp ?? "";
}

/** Whether an event says that the controller could not give a pod its branch interface. */
export function isAllocationFailure({ reason }: Event): boolean {
  return reason === "BranchAllocationFailed";
}

/** Seconds since an object was made, at the time of reading; undefined where it does not say. */
export function ageOf({ metadata }: KubernetesObject, { at }: Pick<ClusterFacts, "at">): number | undefined {
  const made = Date.parse(metadata.creationTimestamp ?? "");
  return Number.isNaN(made) ? undefined : (Date.parse(at) - made) / 1000;
}

/** Seconds after its creation for which a node's trunk or a pod's address may still be on its way. */
const PATIENCE_SECONDS = 120;

/** Whether what an object lacks may still be on its way. */
export function isYoung(object: KubernetesObject, facts: Pick<ClusterFacts, "at">): boolean {
  const age = ageOf(object, facts);
  return age !== undefined && age < PATIENCE_SECONDS;
}

/** An event as it may be shown. */
export function eventText({ reason, message }: Event): string {
  // What it allocated stands on the pod, field by field.
  if (reason === "ResourceAllocated") return [reason, ...(message?.match(/eni-[0-9a-z]+/g) ?? [])].join(" ");
  return `${reason ?? ""}: ${redacted(message ?? "")}`;
}
