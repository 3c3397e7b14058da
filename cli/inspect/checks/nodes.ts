/**
 * Why nodes give pods no branch interface.
 */
import { unique } from "../../../model/graph/values";
import { eventText, isYoung } from "../base";
import { type Finding, type FindingData, finding } from "../findings";
import { type Event, fullName, type Pod } from "../kubernetes-types";
import { branchSubnetsOf, hasTrunk, isServed, type NodeView } from "../nodes";
import { wants } from "../pods";
import { valueOr } from "../read";
import type { View } from "../view";
import { settingOf } from "../vpc-cni";
import { isAwsNode, ROLE_POLICY, waitingReason } from "./setting";

/** Everything that keeps nodes from having a trunk, each node under its one cause. */
export function nodeFindings(view: View): Finding[] {
  return [...trunkFindings(view), ...ordinaryPods(view)];
}

function trunkFindings(view: View): Finding[] {
  const { nodes, podEni, allAuto, mode } = view;
  // Without the setting, or with an aws-node that does not start, no node can have one: that is the cause then.
  if (podEni !== true || mode === undefined || allAuto) return [];
  const served = nodes.filter(isServed);
  const without = served.filter((node) => !hasTrunk(node));
  const causes = new Map<string, NodeView[]>();
  for (const node of without) {
    const cause = causeOf(view, node);
    causes.set(cause, [...(causes.get(cause) ?? []), node]);
  }
  const hasAny = served.length > without.length;
  const canAny = served.some(({ limits }) => (limits?.branchInterfaces ?? 0) > 0);
  return [...causes].flatMap(([cause, some]) => ofCause(view, cause as Cause, some, { hasAny, canAny }));
}

/** Under what a node without a trunk is told. */
type Cause = "told elsewhere" | "type" | "not known type" | "role" | "slots" | "still to come" | "other";

function causeOf({ facts, eventsOf, nodes }: View, node: NodeView): Cause {
  const { type, limits, eventReasons, feature, attached } = node;
  if (limits?.branchInterfaces === 0) return "type";
  const isRefused = eventsOf("Node", node.node).some(
    ({ reason, message }) => reason === "TrunkENICreationFailed" && /UnauthorizedOperation/.test(message ?? ""),
  );
  // The missing policy is told once, for the cluster. Where other nodes have a trunk, another policy allows the same.
  const isMissing = !valueOr(facts.rolePolicies, [ROLE_POLICY]).includes(ROLE_POLICY);
  if (isMissing && (isRefused || !nodes.some(hasTrunk))) return "told elsewhere";
  // Whether the policy is there by now must be known to say that it came late.
  if (isRefused && "value" in facts.rolePolicies) return "role";
  if ((type !== undefined && limits === undefined) || eventReasons.has("Unsupported")) return "not known type";
  if (isOldAwsNode(node, facts)) return "told elsewhere";
  if (feature === false && attached !== undefined && attached >= (limits?.networkInterfaces ?? Infinity))
    return "slots";
  const isOnItsWay = isYoung(node.node, facts) && !eventReasons.has("TrunkENICreationFailed");
  return isOnItsWay ? "still to come" : "other";
}

/** Whether the aws-node of a node still runs with pod ENI off, or crashes: that is told for the DaemonSet. */
function isOldAwsNode({ name }: NodeView, facts: View["facts"]): boolean {
  return valueOr(facts.pods, []).some(
    (pod) =>
      isAwsNode(pod) &&
      pod.spec.nodeName === name &&
      (settingOf(pod.spec).env.ENABLE_POD_ENI === "false" || waitingReason(pod) !== undefined),
  );
}

/** `hasAny`: another node has a trunk. `canAny`: one is of a type that can. */
function ofCause(
  view: View,
  cause: Cause,
  nodes: NodeView[],
  { hasAny, canAny }: { hasAny: boolean; canAny: boolean },
): Finding[] {
  const names = nodes.map(({ name }) => name);
  const types = unique(nodes.flatMap(({ type }) => type ?? []));
  const replace = { command: nodes.length === 1 ? `kubectl drain ${names[0]} --ignore-daemonsets` : undefined };
  const eventsOf = (reason: string): string[] =>
    nodes.flatMap(({ node }) => view.eventsOf("Node", node).filter((event) => event.reason === reason)).map(eventText);
  const [first] = nodes;
  switch (cause) {
    case "told elsewhere":
    case "still to come":
      return [];
    case "type":
      // Where other nodes can have one, the scheduler puts bound pods there, or why they have none is told.
      return hasAny || canAny
        ? []
        : [finding("type-without-trunk", "error", names, { types }, { events: eventsOf("Unsupported") })];
    case "not known type": {
      const [notice] = eventsOf("ControllerVersionNotice");
      const controller = /v\d+\.\d+\.\d+/.exec(notice ?? "")?.[0] ?? "";
      const data = { types, listed: first.limits !== undefined, controller };
      const events = [...eventsOf("Unsupported"), ...(notice === undefined ? [] : [notice])];
      return [finding("type-not-known", hasAny ? "warning" : "error", names, data, { events })];
    }
    case "role":
      return [
        finding(
          "node-before-role-policy",
          "error",
          names,
          {},
          { ...replace, events: eventsOf("TrunkENICreationFailed") },
        ),
      ];
    case "slots":
      return nodes.map((node) =>
        finding(
          "no-slot-for-trunk",
          "error",
          [node.name],
          { interfaces: node.attached!, most: node.limits!.networkInterfaces },
          { command: `kubectl drain ${node.name} --ignore-daemonsets` },
        ),
      );
    case "other": {
      const [event = ""] = eventsOf("TrunkENICreationFailed");
      const code = /Error Code: (\w+)/.exec(event)?.[1] ?? "";
      return [finding("trunk-missing", "error", names, { code }, { events: event === "" ? [] : [event] })];
    }
  }
}

/** Ordinary pods that get no address, on nodes that gave an interface to the trunk. */
function ordinaryPods(view: View): Finding[] {
  const { facts, nodes, eventsOf } = view;
  // A full subnet looks the same, and has another cause.
  if ([facts.subnets, facts.interfaces, facts.eniConfigs].some((one) => "unread" in one)) return [];
  const trunks = new Set(nodes.filter(hasTrunk).map(({ name }) => name));
  const stuck = valueOr(facts.pods, []).filter(
    (pod) =>
      pod.status?.phase === "Pending" &&
      trunks.has(pod.spec.nodeName ?? "") &&
      // While interfaces and addresses are still coming, such an event is usual.
      !isYoung(pod, facts) &&
      !pod.spec.containers.some(wants) &&
      eventsOf("Pod", pod).some(isAddressFailure),
  );
  const fullOf = ({ spec }: Pod): string[] => fullSubnetsOf(view, spec.nodeName);
  const about = <K extends "subnet-full" | "ordinary-pods-without-address">(
    kind: K,
    pods: Pod[],
    data: FindingData[K],
  ): Finding[] => {
    if (pods.length === 0) return [];
    const events = eventsOf("Pod", pods[0]).filter(isAddressFailure);
    return [finding(kind, "error", pods.map(fullName), data, { events: events.slice(-1).map(eventText) })];
  };
  const isFull = (pod: Pod): boolean => fullOf(pod).length > 0;
  const [hungry, others] = [stuck.filter(isFull), stuck.filter((pod) => !isFull(pod))];
  const on = unique(others.map(({ spec }) => spec.nodeName!)).sort();
  return [
    ...about("subnet-full", hungry, { subnets: unique(hungry.flatMap(fullOf)).sort() }),
    ...about("ordinary-pods-without-address", others, { nodes: on }),
  ];
}

function isAddressFailure({ message }: Event): boolean {
  return /failed to assign an IP address/.test(message ?? "");
}

/** The subnets of a node's branch interfaces, where none of them has a free address; else none. */
export function fullSubnetsOf(view: View, nodeName: string | undefined): string[] {
  const full = fullSubnets(view.facts);
  const own = view.nodes.filter(({ name }) => name === nodeName).flatMap((node) => branchSubnetsOf(view, node));
  return own.every((id) => full.has(id)) ? own : [];
}

/** Subnets without a free address. */
export function fullSubnets({ subnets }: View["facts"]): Set<string> {
  const full = valueOr(subnets, []).filter(({ AvailableIpAddressCount }) => AvailableIpAddressCount === 0);
  return new Set(full.flatMap(({ SubnetId }) => SubnetId ?? []));
}
