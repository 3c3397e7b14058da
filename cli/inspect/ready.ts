/**
 * Whether a cluster can serve bound pods: one line for each thing that this takes.
 */
import { VPC_CNI_MINIMUM_VERSION } from "../../model/aws/vpc-cni";
import { DEFAULT_RULE_QUOTA } from "../../model/capacity/rule-counts";
import { compareText, unique } from "../../model/graph/values";
import { POD_WEBHOOK, ROLE_POLICY, versionOf } from "./checks/setting";
import { answeringGroups, coreDnsPods } from "./coredns";
import type { Finding, FindingKind } from "./findings";
import { roleName } from "./gather-aws";
import { COMPUTE_TYPE } from "./graph/cluster";
import { hasTrunk, isServed, type NodeView } from "./nodes";
import type { Read, Unread } from "./read";
import type { View } from "./view";

/** What each line says of what was found. */
export interface ReadyData {
  cluster: { version: string; auto: boolean; fargate: number; ordinary: number };
  role: { role: string; policy: string; attached: boolean };
  version: { version: string; managed: boolean; minimum: string };
  addon: { status: string; podEni: string; mode: string; earlyDemux: string };
  running: { podEni: string; mode: string; earlyDemux: string };
  webhook: { name: string; present: boolean };
  nodes: { able: number; served: number; asking: number | null; free: number | null };
  groups: { made: string; further: string[]; nodes: string[] };
  coredns: { groups: string[]; fargate: boolean; pods: number };
  "group-quota": { quota: number; needed: number };
  "rule-quota": { quota: number; most: number; group: string };
  addresses: { subnet: string; free: number };
}

/** A thing that bound pods take. */
export type ReadyItem = keyof ReadyData;

interface ReadyBase {
  /** `none`: not needed here, as with Auto Mode alone. `unread`: could not be asked. */
  verdict: "ok" | "warn" | "fail" | "none" | "unread";
  command?: string;
  unread?: Unread;
}

/** One line. */
export type ReadyLine = { [K in ReadyItem]: ReadyBase & { item: K; data: ReadyData[K] | null } }[ReadyItem];

/** All lines, in the order in which one thing needs the other. */
export function readyLines(view: View, findings: Finding[]): ReadyLine[] {
  const { facts, nodes, setting, hasOrdinary } = view;
  const { cluster } = facts;
  const line = <K extends ReadyItem>(
    item: K,
    data: Read<ReadyData[K] | null>,
    kinds: FindingKind[] = [],
  ): ReadyLine => {
    if ("unread" in data) return { item, data: null, verdict: "unread", unread: data.unread };
    if (data.value === null) return { item, data: null, verdict: "none" };
    const found = findings.filter(({ kind }) => kinds.includes(kind));
    const isWrong = found.some(({ severity }) => severity === "error");
    const [command] = found.flatMap(({ commands }) => commands);
    return {
      ...{ item, data: data.value, verdict: isWrong ? "fail" : found.length > 0 ? "warn" : "ok" },
      ...(command !== undefined && { command }),
    } as ReadyLine;
  };
  const ifOrdinary = <T>(read: Read<T>): Read<T | null> => (hasOrdinary ? read : { value: null });
  const values = (env: { [name: string]: string }, init: { [name: string]: string }): ReadyData["running"] => ({
    podEni: env.ENABLE_POD_ENI ?? "",
    mode: env.POD_SECURITY_GROUP_ENFORCING_MODE ?? "",
    earlyDemux: init.DISABLE_TCP_EARLY_DEMUX ?? "",
  });
  const served = nodes.filter(isServed);
  return [
    line(
      "cluster",
      mapped(facts.nodes, (found) => ({
        version: cluster.version ?? "",
        auto: cluster.computeConfig?.enabled === true,
        fargate: found.filter(({ metadata }) => metadata.labels?.[COMPUTE_TYPE] === "fargate").length,
        ordinary: found.filter(({ metadata }) => metadata.labels?.[COMPUTE_TYPE] === undefined).length,
      })),
      ["auto-mode-old"],
    ),
    line(
      "role",
      ifOrdinary(
        mapped(facts.rolePolicies, (policies) => ({
          role: roleName(cluster.roleArn),
          policy: ROLE_POLICY,
          attached: policies.includes(ROLE_POLICY),
        })),
      ),
      ["role-policy-missing", "node-before-role-policy"],
    ),
    line(
      "version",
      ifOrdinary(
        mapped(facts.addon, (addon) => ({
          version: versionOf(facts) ?? "",
          managed: addon !== undefined,
          minimum: VPC_CNI_MINIMUM_VERSION,
        })),
      ),
      ["version-refused", "version-old"],
    ),
    line("addon", ifOrdinary(addonData(view, values)), ["addon-refused", "setting-not-running"]),
    line(
      "running",
      ifOrdinary(
        mapped(facts.daemonSets, () => (setting === undefined ? null : values(setting.env, setting.init.env))),
      ),
      ["pod-eni-off", "mode-unknown", "early-demux-on", "aws-node-crashing", "aws-node-not-rolled"],
    ),
    line(
      "webhook",
      ifOrdinary(mapped(facts.webhooks, (names) => ({ name: POD_WEBHOOK, present: names.includes(POD_WEBHOOK) }))),
      ["webhook-missing"],
    ),
    line(
      "nodes",
      ifOrdinary(
        mapped(facts.nodes, () => ({
          able: served.filter(hasTrunk).length,
          served: served.length,
          asking: "unread" in facts.cniNodes ? null : served.filter(({ feature }) => feature).length,
          free: freeOf(served),
        })),
      ),
      [
        "type-without-trunk",
        "type-not-known",
        "no-slot-for-trunk",
        "trunk-missing",
        "branch-interfaces-used-up",
        "branch-interfaces-out-of-reach",
      ],
    ),
    line(
      "groups",
      mapped(all(facts.nodes, facts.interfaces), () => {
        const made = cluster.resourcesVpcConfig?.clusterSecurityGroupId ?? "";
        const ofNodes = unique(nodes.flatMap(({ groups }) => groups)).sort(compareText);
        return { made, further: cluster.resourcesVpcConfig?.securityGroupIds ?? [], nodes: ofNodes };
      }),
    ),
    line("coredns", coreDns(view), ["dns-closed"]),
    line(
      "group-quota",
      mapped(all(facts.policies, facts.pods, facts.quotas.groupsPerInterface), (quota) => ({
        quota,
        needed: Math.max(0, ...view.pods.map(({ expected }) => expected?.length ?? 0)),
      })),
      ["too-many-groups"],
    ),
    line("rule-quota", ruleQuota(view)),
    line("addresses", addresses(view), ["subnet-full"]),
  ];
}

function addonData(
  { facts }: View,
  values: (env: { [name: string]: string }, init: { [name: string]: string }) => ReadyData["running"],
): Read<ReadyData["addon"] | null> {
  return mapped(facts.addon, (addon) => {
    if (addon === undefined) return null;
    let told: { env?: { [name: string]: string }; init?: { env?: { [name: string]: string } } } = {};
    try {
      told = JSON.parse(addon.configurationValues || "{}") as typeof told;
    } catch {
      // What the API has kept and nobody can read says nothing.
    }
    return { status: addon.status ?? "", ...values(told.env ?? {}, told.init?.env ?? {}) };
  });
}

function coreDns(view: View): Read<ReadyData["coredns"] | null> {
  const { facts, nodes } = view;
  return mapped(all(facts.nodes, facts.interfaces, facts.pods), (found) => {
    const pods = coreDnsPods(found);
    if (pods.length === 0) return null;
    const on = new Set(pods.map(({ spec }) => spec.nodeName));
    return {
      groups: unique(pods.flatMap((pod) => answeringGroups(view, pod) ?? [])).sort(compareText),
      fargate: nodes.some(({ name, kind }) => on.has(name) && kind === "fargate"),
      pods: pods.length,
    };
  });
}

function ruleQuota({ facts }: View): Read<ReadyData["rule-quota"] | null> {
  if ("unread" in facts.quotas.rulesPerGroup) return facts.quotas.rulesPerGroup;
  const quota = facts.quotas.rulesPerGroup.value || DEFAULT_RULE_QUOTA;
  return mapped(facts.rules, (rules) => {
    const counts = new Map<string, number>();
    for (const { GroupId, IsEgress, CidrIpv6 } of rules) {
      const key = `${GroupId} ${IsEgress} ${CidrIpv6 !== undefined}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const [fullest] = [...counts].sort(([, a], [, b]) => b - a);
    return fullest === undefined ? null : { quota, most: fullest[1], group: fullest[0].split(" ")[0] };
  });
}

/** The fullest of the subnets in which nodes, and so branch interfaces, are. */
function addresses({ facts, nodes, interfaces }: View): Read<ReadyData["addresses"] | null> {
  return mapped(all(facts.nodes, facts.interfaces, facts.subnets), (subnets) => {
    const used = new Set(
      nodes.flatMap(({ instance }) => interfaces.ofInstance(instance ?? "").flatMap(({ SubnetId }) => SubnetId ?? [])),
    );
    const [least] = subnets
      .filter(({ SubnetId }) => used.has(SubnetId ?? ""))
      .sort((a, b) => (a.AvailableIpAddressCount ?? 0) - (b.AvailableIpAddressCount ?? 0));
    return least === undefined ? null : { subnet: least.SubnetId!, free: least.AvailableIpAddressCount ?? 0 };
  });
}

/** Branch interfaces that are free on some nodes; null where that is not known. */
function freeOf(nodes: NodeView[]): number | null {
  if (nodes.some(({ used, cooling }) => used === undefined || cooling === undefined)) return null;
  return nodes.reduce((sum, { capacity, used, cooling }) => sum + Math.max(0, capacity - used! - cooling!.length), 0);
}

/** The last one of some facts, where all of them were read. */
function all<T>(...reads: [...Read<unknown>[], Read<T>]): Read<T> {
  const unread = reads.find((one) => "unread" in one);
  return (unread ?? reads.at(-1)) as Read<T>;
}

/** What is read from a fact. */
function mapped<T, U>(read: Read<T>, to: (value: T) => U): Read<U> {
  return "unread" in read ? read : { value: to(read.value) };
}
