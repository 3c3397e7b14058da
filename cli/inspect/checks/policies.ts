/**
 * What is wrong with policies and with the groups that they hand out.
 */
import { closest, distance } from "fastest-levenshtein";
import type { Json } from "../../../model/graph/graph";
import { find, isObject, listOf, unique } from "../../../model/graph/values";
import { isBrokenSelector, isOpenToAll } from "../../../model/reading/selectors";
import { eventText, isAllocationFailure } from "../base";
import { type Finding, finding } from "../findings";
import { groupIdsOf, tagOf } from "../interfaces";
import type { KubernetesObject, Policy } from "../kubernetes-types";
import { branchSubnetsOf } from "../nodes";
import type { PodView } from "../pods";
import { valueOr } from "../read";
import type { View } from "../view";
import { fullSubnets } from "./nodes";

/** Everything that is wrong with policies and their groups. */
export function policyFindings(view: View): Finding[] {
  return [
    ...valueOr(view.facts.policies, []).flatMap((policy) => ofPolicy(view, policy)),
    ...groupFindings(view),
    ...subnetFindings(view),
    ...taggedGroups(view),
    ...strictFindings(view),
  ];
}

function ofPolicy(view: View, policy: Policy): Finding[] {
  const { pods, facts } = view;
  const name = `${policy.metadata.namespace}/${policy.metadata.name}`;
  const { podSelector = null, serviceAccountSelector = null, securityGroups } = policy.spec ?? {};
  const given = [podSelector, serviceAccountSelector].filter((selector) => selector !== null);
  const skipped = (why: "no selector" | "no groups" | "broken selector"): Finding[] => [
    finding("policy-skipped", "error", [name], { why }),
  ];
  if (given.length === 0) return skipped("no selector");
  if ((securityGroups?.groupIds ?? []).length === 0) return skipped("no groups");
  if (given.some(isBrokenSelector)) return skipped("broken selector");
  const all = given.every(isOpenToAll) ? [finding("policy-takes-all", "warning", [name], {})] : [];
  const selected = pods.filter(({ policies }) => policies.includes(name));
  if (selected.length > 0 || "unread" in facts.pods) return all;
  const near = nearMiss(policy, view);
  return [...all, ...(near === undefined ? [] : [finding("policy-selects-nothing", "error", [name], near)])];
}

/** Most characters in which a label's value may differ and still look like a slip. */
const SLIP = 2;

/** A label of a pod or ServiceAccount, or its key, that is nearly the one that a policy without pods wants. */
function nearMiss(
  { metadata, spec }: Policy,
  { facts, pods }: View,
): { key: string; wanted: string; found: string } | undefined {
  const labelsOf = (all: KubernetesObject[]): { [key: string]: string }[] =>
    all.filter((one) => one.metadata.namespace === metadata.namespace).map((one) => one.metadata.labels ?? {});
  return (
    nearIn(spec?.podSelector, labelsOf(pods.map(({ pod }) => pod))) ??
    nearIn(spec?.serviceAccountSelector, labelsOf(valueOr(facts.serviceAccounts, [])))
  );
}

/** The labels that a selector wants, as far as it wants one value of each. */
function wantedBy(selector: Json | undefined): [string, string][] {
  const labels = find(selector, "matchLabels");
  const pairs = [
    ...(isObject(labels) ? Object.entries(labels) : []),
    ...listOf(find(selector, "matchExpressions"))
      .filter((one) => find(one, "operator") === "In")
      .flatMap((one) =>
        listOf(find(one, "values")).map((value): [Json | undefined, Json] => [find(one, "key"), value]),
      ),
  ];
  return pairs.filter((pair): pair is [string, string] => pair.every((text) => typeof text === "string"));
}

function nearIn(
  selector: Json | undefined,
  own: { [key: string]: string }[],
): { key: string; wanted: string; found: string } | undefined {
  for (const [key, wanted] of wantedBy(selector)) {
    if (own.some((one) => one[key] === wanted)) continue;
    const values = unique(own.flatMap((one) => one[key] ?? []));
    const value = values.length > 0 ? closest(wanted, values) : undefined;
    if (value !== undefined && isSlip(wanted, value)) return { key, wanted, found: `${key}=${value}` };
    const other = own
      .flatMap((one) => Object.entries(one))
      .find(([name, text]) => text === wanted && name !== key && isSlip(key, name));
    if (other !== undefined) return { key, wanted, found: other.join("=") };
  }
  return undefined;
}

function isSlip(a: string, b: string): boolean {
  // `web-1` and `web-2` are two things.
  const [plain, other] = [a, b].map((text) => text.replace(/\d+/g, "#"));
  if (plain === other) return false;
  return (
    a.toLowerCase() === b.toLowerCase() ||
    distance(a, b) <= Math.min(SLIP, Math.floor(Math.max(a.length, b.length) / 4))
  );
}

/** Groups that are not there, that are of another VPC, and too many of them on one interface. */
function groupFindings(view: View): Finding[] {
  const { facts, pods } = view;
  if ("unread" in facts.groups) return [];
  // A group that an interface of the VPC carries is there, also where another account owns and shows it.
  const carried = valueOr(facts.interfaces, []).flatMap(groupIdsOf);
  const own = new Set([...facts.groups.value.map(({ GroupId }) => GroupId), ...carried]);
  const elsewhere =
    "value" in facts.strangers ? new Set(facts.strangers.value.map(({ GroupId }) => GroupId)) : undefined;
  const failedWith = (pattern: RegExp, names: string[]): string[] =>
    pods
      .filter(({ policies }) => policies.some((name) => names.includes(name)))
      .flatMap(({ events }) =>
        events.filter((event) => isAllocationFailure(event) && pattern.test(event.message ?? "")),
      )
      .slice(-1)
      .map(eventText);
  const found: Finding[] = [];
  for (const policy of valueOr(facts.policies, [])) {
    const name = `${policy.metadata.namespace}/${policy.metadata.name}`;
    const ids = policy.spec?.securityGroups?.groupIds ?? [];
    const absent = ids.filter((id) => !own.has(id));
    const other = absent.filter((id) => elsewhere?.has(id));
    // Where EC2 was not asked for the others, nobody knows whether they are somewhere.
    // Without interfaces only a refusal is proof that nothing carries them.
    const refusals = failedWith(NOT_FOUND, [name]);
    const isProven = "value" in facts.interfaces || refusals.length > 0;
    const missing = elsewhere === undefined || !isProven ? [] : absent.filter((id) => !elsewhere.has(id));
    if (missing.length > 0) {
      found.push(finding("group-missing", "error", [name], { groups: missing }, { events: refusals }));
    }
    if (other.length > 0) {
      found.push(
        finding("group-of-other-vpc", "error", [name], { groups: other }, { events: failedWith(OTHER_VPC, [name]) }),
      );
    }
  }
  const quota = valueOr(facts.quotas.groupsPerInterface, undefined);
  const most = quota ?? DEFAULT_GROUPS;
  const over = pods.filter(({ expected }) => (expected?.length ?? 0) > most);
  const events = over
    .flatMap((one) => one.events.filter(({ message }) => /exceeded limit/.test(message ?? "")))
    .map(eventText);
  // Without the quota only the refusal itself is proof.
  if (over.length > 0 && (quota !== undefined || events.length > 0)) {
    const count = Math.max(...over.map(({ expected }) => expected!.length));
    const command = `aws service-quotas request-service-quota-increase --region ${facts.target.region} --service-code vpc --quota-code L-2AFB9258 --desired-value ${count}`;
    found.push(
      finding(
        "too-many-groups",
        "error",
        over.map(({ name }) => name),
        { count, quota: most },
        { command, events: events.slice(-1) },
      ),
    );
  }
  return found;
}

const NOT_FOUND = /NotFound/;
const OTHER_VPC = /different (?:VPC|network)|does not belong/i;

/** Groups of one interface where nobody asked for more. Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const DEFAULT_GROUPS = 5;

function subnetFindings(view: View): Finding[] {
  const { facts, pods, nodes } = view;
  const failed = pods.flatMap(({ name, events, pod }) =>
    events
      .filter((event) => isAllocationFailure(event) && /InsufficientFreeAddresses/.test(event.message ?? ""))
      .map((event) => ({ name, node: pod.spec.nodeName, text: eventText(event) })),
  );
  const on = new Set(failed.map(({ node }) => node));
  const used = new Set(nodes.filter(({ name }) => on.has(name)).flatMap((node) => branchSubnetsOf(view, node)));
  const full = [...fullSubnets(facts)].filter((id) => used.has(id));
  if (failed.length === 0) return [];
  return [
    finding(
      "subnet-full",
      "error",
      failed.map(({ name }) => name),
      { subnets: full.sort() },
      { events: failed.slice(-1).map(({ text }) => text) },
    ),
  ];
}

/** Label of the AWS Load Balancer Controller's pods. Source: its Helm chart, helm/aws-load-balancer-controller/templates/_helpers.tpl */
const LOAD_BALANCER_CONTROLLER = "aws-load-balancer-controller";

/** Pods with several groups, of which not exactly one has the cluster's tag: the AWS Load Balancer Controller gives up. */
function taggedGroups({ facts, pods }: View): Finding[] {
  const hasController = valueOr(facts.pods, []).some(
    ({ metadata }) => metadata.labels?.["app.kubernetes.io/name"] === LOAD_BALANCER_CONTROLLER,
  );
  const refused = valueOr(facts.events, []).filter(({ message }) =>
    /expect exactly one securityGroup tagged/.test(message ?? ""),
  );
  if ("unread" in facts.groups || (!hasController && refused.length === 0)) return [];
  const key = `kubernetes.io/cluster/${facts.target.cluster}`;
  const tagged = new Set(
    facts.groups.value.filter(({ Tags }) => tagOf(Tags, key) !== undefined).map(({ GroupId }) => GroupId),
  );
  const bySet = new Map<string, PodView[]>();
  for (const one of pods) {
    const ids = one.expected ?? [];
    if (ids.length < 2 || ids.filter((id) => tagged.has(id)).length === 1) continue;
    bySet.set(ids.join(), [...(bySet.get(ids.join()) ?? []), one]);
  }
  return [...bySet].map(([set, some]) => {
    const groups = set.split(",");
    const data = { tagged: groups.filter((id) => tagged.has(id)), groups };
    const severity = refused.length > 0 ? "error" : "warning";
    return finding(
      "tagged-groups",
      severity,
      some.map(({ name }) => name),
      data,
      { events: refused.slice(-1).map(eventText) },
    );
  });
}

/** What strict mode breaks for bound pods, where the cluster has it. Source: section on the modes of docs/inspect.md */
function strictFindings(view: View): Finding[] {
  const { mode, podEni, pods, facts } = view;
  const bound = pods.filter(({ branches, place }) => branches !== undefined && place === "ec2");
  if (mode !== "strict" || podEni !== true || bound.length === 0) return [];
  const names = bound.map(({ name }) => name);
  const withIdentity = bound.filter(({ pod }) =>
    pod.spec.containers.some(({ env }) =>
      env?.some(
        ({ name, value }) =>
          name === "AWS_CONTAINER_CREDENTIALS_FULL_URI" && /169\.254\.170\.23|fd00:ec2::23/.test(value ?? ""),
      ),
    ),
  );
  const inMesh = bound.filter(({ pod }) => pod.metadata.annotations?.["ambient.istio.io/redirection"] === "enabled");
  const hasDaemon = (name: string): boolean =>
    valueOr(facts.daemonSets, []).some(({ metadata }) => metadata.name === name);
  const proxy = valueOr(facts.configMaps, []).find(({ metadata }) => metadata.name === "kube-proxy-config")?.data
    ?.config;
  const isIpvs = /\bmode:\s*["']?ipvs\b/.test(proxy ?? "");
  const breaks = (what: "Pod Identity" | "NodeLocal DNSCache" | "IPVS" | "Istio ambient", at: string[]): Finding =>
    finding("strict-breaks", "error", at, { what });
  return [
    ...(withIdentity.length > 0
      ? [
          breaks(
            "Pod Identity",
            withIdentity.map(({ name }) => name),
          ),
        ]
      : []),
    ...(hasDaemon("node-local-dns") ? [breaks("NodeLocal DNSCache", names)] : []),
    ...(isIpvs ? [breaks("IPVS", names)] : []),
    ...(inMesh.length > 0
      ? [
          breaks(
            "Istio ambient",
            inMesh.map(({ name }) => name),
          ),
        ]
      : []),
  ];
}
