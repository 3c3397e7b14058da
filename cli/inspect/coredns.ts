/**
 * What answers DNS in a living cluster: CoreDNS's pods, with the groups of what they run on.
 */
import { compareText } from "../../model/graph/values";
import { type Endpoint, keysOf } from "../../model/reading/endpoints";
import type { Pod } from "./kubernetes-types";
import { isAlive } from "./graph";
import { groupIdsOf } from "./interfaces";
import { idsOf } from "./pods";
import { valueOr } from "./read";
import type { View } from "./view";

/** CoreDNS's pods. Source of the label: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
export function coreDnsPods(pods: Pod[]): Pod[] {
  return pods.filter((pod) => isCoreDns(pod) && isAlive(pod));
}

function isCoreDns({ metadata }: Pod): boolean {
  return metadata.namespace === "kube-system" && metadata.labels?.["k8s-app"] === "kube-dns";
}

/** Whether a pod resolves names by CoreDNS, which itself does not. */
export function asksCoreDns(pod: Pod): boolean {
  return !isCoreDns(pod) && !["Default", "None"].includes(pod.spec.dnsPolicy ?? "ClusterFirst");
}

/** Ids of the groups that a pod of CoreDNS answers from, sorted: of its own interface, else of its node; undefined where neither is known. */
export function answeringGroups({ nodes, interfaces }: View, { spec, status }: Pod): string[] | undefined {
  const own = interfaces.byAddress(status?.podIP);
  if (own !== undefined && own.Attachment?.InstanceId === undefined) return groupIdsOf(own);
  const groups = nodes.find(({ name }) => name === spec.nodeName)?.groups ?? [];
  return groups.length === 0 ? undefined : groups;
}

/**
 * DNS as the model has it, one endpoint for each set of groups that CoreDNS's pods answer from. Where that is not known of all of
 * them, the one endpoint of the model, which is anywhere in the cluster.
 */
export function dnsEndpoints(view: View): Endpoint[] {
  const { reading, facts, live } = view;
  const whole = reading.endpoints.filter(({ kind }) => kind === "dns");
  const sets = coreDnsPods(valueOr(facts.pods, [])).map((pod) => answeringGroups(view, pod)?.join());
  if (sets.length === 0 || sets.includes(undefined)) return whole;
  const idsIn = (endpoint: Endpoint): string => idsOf(keysOf(endpoint), facts, live).sort(compareText).join();
  const parts = whole.flatMap((dns) => dns.interfaces.map((one) => ({ ...dns, interfaces: [one] })));
  const used = parts.filter((part) => sets.includes(idsIn(part)));
  const isWhole = sets.every((set) => used.some((part) => idsIn(part) === set));
  return isWhole ? used : whole;
}
