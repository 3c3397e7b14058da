/**
 * What is wrong with pods that policies are about.
 */
import { canBeBound } from "../../../model/reading/bindings";
import { unique } from "../../../model/graph/values";
import { ageOf, eventText, isAllocationFailure, isYoung, timeOf } from "../base";
import { type Finding, finding } from "../findings";
import { boundNamespaces } from "../graph";
import { type Event, fullName, hasEnded } from "../kubernetes-types";
import { hasTrunk } from "../nodes";
import { fargateGroups, type PodView, restartCommand, wants } from "../pods";
import { valueOr } from "../read";
import type { View } from "../view";
import { modeOf } from "../view";
import { fullSubnetsOf } from "./nodes";
import { isAwsNode } from "./setting";
import { settingOf } from "../vpc-cni";

/** Everything that is wrong with pods, each pod under its one cause. */
export function podFindings(view: View): Finding[] {
  return [
    ...view.pods.flatMap((pod) => ofPod(view, pod)),
    ...capacityFindings(view),
    ...modeChanges(view),
    ...deniedPods(view),
  ];
}

function ofPod(view: View, one: PodView): Finding[] {
  const { pod, selecting, policies, expected, resourceOn, branches, place } = one;
  const at = [one.name];
  const command = restartCommand(one);
  const [first] = pod.spec.containers;
  const isCertain = selecting.length > 0 && selecting.every(({ certain }) => certain);
  if (selecting.length === 0) {
    const isBound = branches !== undefined && branches.length > 0;
    return isBound && lostItsPolicy(view, one) ? [finding("policy-gone", "warning", at, {}, { command })] : [];
  }
  if (!isCertain) return [];
  const [{ binding }] = selecting;
  const workload = binding.selected.find(
    ({ workload: { urn } }) => urn === view.live.pods.get(one.name)?.urn,
  )?.workload;
  if (workload !== undefined && !canBeBound(workload)) {
    return [finding("cannot-be-bound", "warning", at, { why: pod.spec.hostNetwork ? "host network" : "Windows" })];
  }
  if (place === "fargate") return fargateFindings(view, one, command);
  // What Auto Mode writes on pods is not published; only the interface itself is looked at.
  if (place === "auto") return groupFindings(one, command);
  if (resourceOn === undefined) return [notAsked(view, one, command)];
  if (resourceOn !== first.name)
    return [finding("resource-not-first", "error", at, { container: resourceOn }, { command })];
  if (branches === undefined || branches.length === 0) return notAllocated(one);
  if (one.interface === undefined && "value" in view.facts.interfaces) {
    return [finding("interface-missing", "error", at, { interfaceId: branches[0].eniId }, { command })];
  }
  return expected === undefined || policies.length === 0 ? [] : groupFindings(one, command);
}

/** Whether a pod of a namespace with policies has none of them any more. One that is skipped is told by itself. */
function lostItsPolicy({ facts, live, reading }: View, { name, pod }: PodView): boolean {
  const isSkipped = reading.bindings.all.some(
    ({ skipped, namespace }) => skipped && namespace === pod.metadata.namespace,
  );
  if ("unread" in facts.policies) return false;
  // Without any policy in its namespace nothing else decides.
  if (!boundNamespaces(facts).has(pod.metadata.namespace ?? "")) return true;
  return live.pods.has(name) && !isSkipped && "value" in facts.serviceAccounts;
}

function groupFindings({ name, expected, found, atNode }: PodView, command: string): Finding[] {
  if (expected === undefined || found === undefined || found.join() === expected.join()) return [];
  return [finding("groups-differ", "error", [name], { expected, found, atNode }, { command })];
}

function fargateFindings(view: View, one: PodView, command: string): Finding[] {
  if (fargateGroups(one.pod) === undefined) return [notAsked(view, one, command)];
  return groupFindings(one, command);
}

/** Why a selected pod did not ask for a branch interface: it is older than the policy, or the webhook let it pass. */
function notAsked({ facts }: View, { name, pod, policies }: PodView, command: string): Finding {
  const created = pod.metadata.creationTimestamp ?? "";
  const since = valueOr(facts.policies, [])
    .filter(({ metadata }) => policies.includes(`${metadata.namespace}/${metadata.name}`))
    .map(({ metadata }) => metadata.creationTimestamp ?? "");
  const [policy = ""] = policies;
  // In the same second the webhook need not have seen the policy yet: times have no parts of seconds.
  const isOlder = since.every((time) => created !== "" && time !== "" && created <= time);
  return finding(isOlder ? "made-before-policy" : "webhook-failed-open", "error", [name], { policy }, { command });
}

/** A pod that asked and has no interface: it waits for a node, or for the interface, or this failed. */
function notAllocated(one: PodView): Finding[] {
  const { name, pod, events } = one;
  const last = events.filter(isAllocationFailure).at(-1);
  if (last !== undefined) {
    // Groups that are missing, too many or elsewhere, and full subnets, are told by what EC2 has, and else as overdue.
    if (
      /InvalidSecurityGroupID\.NotFound|InvalidGroup\.NotFound|exceeded limit|InsufficientFreeAddresses|different (?:VPC|network)|does not belong/i.test(
        last.message ?? "",
      )
    ) {
      return [];
    }
    const text = eventText(last);
    return [
      finding(
        "allocation-failed",
        "error",
        [name],
        { message: text },
        { events: [text], command: restartCommand(one) },
      ),
    ];
  }
  const isRunning = pod.status?.phase === "Running";
  return isRunning
    ? [finding("no-interface-while-running", "error", [name], {}, { command: restartCommand(one) })]
    : [];
}

/**
 * Pods on a node whose branch interface failed, or is overdue, with nothing that was found to say why: what failed can be mended by
 * now, events are kept for an hour, and the controller tries again only every half an hour.
 */
export function overdueFindings(view: View, others: Finding[]): Finding[] {
  const { facts, pods, live, podEni } = view;
  const { events, groups, strangers, subnets, interfaces, quotas, webhooks, eniConfigs } = facts;
  const causes = [events, groups, strangers, subnets, interfaces, quotas.groupsPerInterface, webhooks, eniConfigs];
  // What was not read can have the cause.
  if (podEni === false || "unread" in facts.nodes || causes.some((one) => "unread" in one)) return [];
  const told = new Set(others.flatMap(({ at }) => at));
  return pods.flatMap((one) => {
    const { name, pod, place, policies, selecting, resourceOn, branches = [] } = one;
    const { nodeName = "" } = pod.spec;
    const isWaiting = pod.status?.phase === "Pending" && nodeName !== "" && branches.length === 0;
    const hasAsked = place === "ec2" && selecting.length > 0 && resourceOn === pod.spec.containers[0].name;
    if (!isWaiting || !hasAsked || live.pods.get(name) === undefined) return [];
    const since = {
      metadata: { ...pod.metadata, creationTimestamp: pod.status?.startTime ?? pod.metadata.creationTimestamp },
    };
    const [failure = ""] = one.events.filter(isAllocationFailure).slice(-1).map(eventText);
    if ((failure === "" && isYoung(since, facts)) || [name, nodeName, ...policies].some((about) => told.has(about)))
      return [];
    const full = fullSubnetsOf(view, nodeName);
    const command = restartCommand(one);
    return full.length > 0
      ? [finding("subnet-full", "error", [name], { subnets: full }, { command })]
      : [
          finding(
            "allocation-failed",
            "error",
            [name],
            { message: failure },
            { command, events: failure === "" ? [] : [failure] },
          ),
        ];
  });
}

/** A pod that waits for longer than this waits for something else than an interface that cools down. */
const COOLING_SECONDS = 1200;

/** Pods that wait for a node with a free branch interface, and those that wait for interfaces that cool down. */
function capacityFindings(view: View): Finding[] {
  const { pods, nodes, podEni, facts } = view;
  const able = nodes.filter(hasTrunk);
  if (podEni === false || able.length === 0) return [];
  const insufficient = (event: Event): boolean =>
    event.reason === "FailedScheduling" && /Insufficient vpc\.amazonaws\.com\/pod-eni/.test(event.message ?? "");
  const pending = pods.filter(({ pod, events }) => pod.spec.nodeName === undefined && events.some(insufficient));
  const byName = new Map(able.map((node) => [node.name, node]));
  const isCooling = ({ pod, resourceOn, branches, events }: PodView): boolean => {
    const node = byName.get(pod.spec.nodeName ?? "");
    if (node === undefined || resourceOn === undefined || branches !== undefined) return false;
    const { capacity, used = 0, cooling = [] } = node;
    const isFull = cooling.length > 0 && used + cooling.length >= capacity;
    return isFull && (ageOf(pod, facts) ?? 0) < COOLING_SECONDS && !events.some(isAllocationFailure);
  };
  const waiting = pods.filter(isCooling);
  const sum = (count: (node: (typeof able)[number]) => number): number =>
    able.reduce((all, node) => all + count(node), 0);
  const total = {
    total: sum(({ capacity }) => capacity),
    used: sum(({ used }) => used ?? 0),
    cooling: sum(({ cooling }) => cooling?.length ?? 0),
  };
  // What the scheduler counts: pods that asked, also those that have no interface yet.
  const asked = valueOr(facts.pods, []).filter(
    (pod) => !hasEnded(pod) && byName.has(pod.spec.nodeName ?? "") && pod.spec.containers.some(wants),
  ).length;
  const free = total.total - Math.max(asked, total.used);
  const names = pending.map(({ name }) => name);
  const events = pending.flatMap((one) => one.events.filter(insufficient).slice(-1).map(eventText)).slice(0, 1);
  return [
    ...(pending.length === 0
      ? []
      : free > 0
        ? [finding("branch-interfaces-out-of-reach", "error", names, { total: total.total, free }, { events })]
        : [finding("branch-interfaces-used-up", "error", names, total, { events })]),
    ...(waiting.length > 0
      ? [
          finding(
            "interfaces-cooling",
            "warning",
            waiting.map(({ name }) => name),
            { nodes: unique(waiting.map(({ pod }) => pod.spec.nodeName!)).sort() },
          ),
        ]
      : []),
  ];
}

/** Bound pods that were made under another enforcing mode: they keep to that one. */
function modeChanges({ facts, pods, mode, setting }: View): Finding[] {
  if (mode === undefined || setting === undefined) return [];
  const revisions = [...valueOr(facts.revisions, [])].sort((a, b) => a.revision - b.revision);
  const modes = revisions.map(({ data }) => modeOf(settingOf(data?.spec?.template?.spec)));
  // Revisions that changed something else came after it.
  const last = modes.findLastIndex((one, index) => index < modes.length - 1 && one !== mode);
  const [before, since] = [modes[last], revisions[last + 1]?.metadata.creationTimestamp];
  if (before === undefined || since === undefined) return [];
  const old = pods.filter(
    ({ branches, pod, place }) =>
      place === "ec2" && branches !== undefined && !isAwsNode(pod) && (pod.metadata.creationTimestamp ?? since) < since,
  );
  if (old.length === 0) return [];
  return [
    finding(
      "mode-changed-after-pod",
      "warning",
      old.map(({ name }) => name),
      { before, now: mode },
      {
        command: old.length === 1 ? restartCommand(old[0]) : undefined,
      },
    ),
  ];
}

/** Whether what could not make pods has made one since. */
function hasMadePods({ pods }: View["facts"], event: Event): boolean {
  const { kind, namespace, name } = event.involvedObject;
  return valueOr(pods, []).some(
    ({ metadata }) =>
      metadata.namespace === namespace &&
      metadata.ownerReferences?.some((owner) => owner.kind === kind && owner.name === name) &&
      (metadata.creationTimestamp ?? "") >= timeOf(event),
  );
}

/** Pods that were refused for want of their ServiceAccount, which leaves a trace only at what would have made them. */
function deniedPods({ facts }: View): Finding[] {
  const accounts = new Set(valueOr(facts.serviceAccounts, []).map(fullName));
  const namespaces = boundNamespaces(facts);
  return valueOr(facts.events, []).flatMap((event) => {
    const { reason, message = "", involvedObject } = event;
    const { namespace = "", name = "" } = involvedObject;
    const isDenied =
      /mpod\.vpc\.k8s\.aws/.test(message) ||
      // The API server's own check comes before the webhook.
      (namespaces.has(namespace) && /error looking up service account/.test(message));
    if (reason !== "FailedCreate" || !isDenied) return [];
    const named = /serviceaccounts? "?([a-z0-9.-]+)"?/i.exec(message)?.[1];
    const account = named === undefined ? "" : `${namespace}/${named}`;
    // An event stays for an hour, and the account may have come by then.
    if (accounts.has(account) || hasMadePods(facts, event)) return [];
    if (account === "" && "unread" in facts.pods) return [];
    const isMissing = account !== "" && "value" in facts.serviceAccounts;
    const command = isMissing ? `kubectl --namespace ${namespace} create serviceaccount ${named}` : undefined;
    return [
      finding(
        "service-account-missing",
        "error",
        [`${namespace}/${name}`],
        { account },
        { events: [eventText(event)], command },
      ),
    ];
  });
}
