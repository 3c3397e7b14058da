/**
 * What an inspection shows, in English.
 */
import type { PodVerdict } from "../../cli/inspect/inspection";
import type { ReadyData } from "../../cli/inspect/ready";
import { endName } from "./ends";
import { type FindingTexts, listed } from "./inspect-finding";
import { clusterTexts } from "./inspect-findings-cluster";
import { podTexts } from "./inspect-findings-pods";
import { reasonText } from "./reasons";

/** A line on what a cluster must have: its name, what was found, what is wanted. */
export interface ReadyText {
  what: string;
  found: string;
  wanted: string;
}

const set = (text: string): string => (text === "" ? "not set" : text);
const settings = ({ podEni, mode, earlyDemux }: ReadyData["running"]): string =>
  `ENABLE_POD_ENI ${set(podEni)}, mode ${set(mode)}, DISABLE_TCP_EARLY_DEMUX ${set(earlyDemux)}`;
const WANTED_SETTING = "true; strict (or standard); true in strict mode";

const findings: FindingTexts = { ...clusterTexts, ...podTexts };

/** English. */
export const inspectWords = {
  /** Language of a page, as HTML names it. */
  lang: "en",
  title: (cluster: string, region: string, version: string, at: string): string =>
    `Cluster ${cluster} in ${region}, Kubernetes ${version}, as it was at ${at}. Nothing was changed.`,
  noCluster: (cluster: string, region: string): string =>
    `There is no cluster ${cluster} in ${region}; aws eks list-clusters shows those that are there, and an update of its stack makes a stack's.`,
  sections: {
    ready: "READY FOR BOUND PODS?",
    nodes: "NODES",
    pods: "PODS",
    paths: "PATHS",
    findings: "WHAT IS WRONG",
    unread: "NOT READ",
    story: "THE POD'S STORY",
  },
  marks: { ok: "ok", warn: "warn", fail: "FAIL", none: "-", unread: "?" },
  ready: {
    cluster: ({ version, auto, fargate, ordinary }: ReadyData["cluster"]): ReadyText => ({
      what: "Cluster",
      found: `Kubernetes ${version}, Auto Mode ${auto ? "on" : "off"}; ${ordinary} ordinary nodes, ${fargate} of Fargate`,
      wanted: "ordinary nodes; with Auto Mode alone 1.36 or later; on Fargate a policy only",
    }),
    role: ({ role, policy, attached }: ReadyData["role"]): ReadyText => ({
      what: "Cluster role",
      found: attached ? `${role} has ${policy}` : `${role} lacks ${policy}`,
      wanted: `${policy} on the cluster's role`,
    }),
    version: ({ version, managed, minimum }: ReadyData["version"]): ReadyText => ({
      what: "VPC CNI",
      found: `${version === "" ? "not known" : version}${managed ? "" : ", no EKS add-on"}`,
      wanted: `${minimum} or later, neither 1.22.0 nor 1.22.1`,
    }),
    addon: (data: ReadyData["addon"]): ReadyText => ({
      what: "Add-on's setting",
      found: `${data.status}: ${settings(data)}`,
      wanted: WANTED_SETTING,
    }),
    running: (data: ReadyData["running"]): ReadyText => ({
      what: "aws-node runs with",
      found: settings(data),
      wanted: WANTED_SETTING,
    }),
    webhook: ({ name, present }: ReadyData["webhook"]): ReadyText => ({
      what: "Webhook",
      found: present ? name : `${name} is missing`,
      wanted: name,
    }),
    nodes: ({ able, served, asking, free }: ReadyData["nodes"]): ReadyText => ({
      what: "Nodes with a trunk",
      found: `${able} of ${served}${asking === null ? "" : `, ${asking} ask for one`}; ${free ?? "?"} branch interfaces free`,
      wanted: "nodes of a trunk-capable type, made after the setting",
    }),
    groups: ({ made, further, nodes }: ReadyData["groups"]): ReadyText => ({
      what: "Security groups",
      found: [
        `cluster ${made} (terraform-aws-eks: cluster_primary_security_group_id)`,
        ...(further.length > 0 ? [`control plane also ${listed(further)} (cluster_security_group_id)`] : []),
        `nodes ${listed(nodes)}${nodes.length > 0 && !nodes.includes(made) ? " (node_security_group_id)" : ""}`,
      ].join("; "),
      wanted: "rules for DNS and probes name the group that the nodes carry",
    }),
    coredns: ({ groups, fargate, pods }: ReadyData["coredns"]): ReadyText => ({
      what: "CoreDNS",
      found: `${pods} pods${fargate ? " (Fargate)" : ""}, which answer from ${listed(groups)}`,
      wanted: "53 UDP and TCP from the pods' groups",
    }),
    "group-quota": ({ quota, needed }: ReadyData["group-quota"]): ReadyText => ({
      what: "Groups per interface",
      found: `${needed} needed, quota ${quota}`,
      wanted: "the groups of all policies of a pod within it",
    }),
    "rule-quota": ({ quota, most, group }: ReadyData["rule-quota"]): ReadyText => ({
      what: "Rules per group",
      found: `${most} at most, in ${group}; quota ${quota}`,
      wanted: "two rules for DNS fit for each binding",
    }),
    addresses: ({ subnet, free }: ReadyData["addresses"]): ReadyText => ({
      what: "Free addresses",
      found: `${free} in ${subnet}`,
      wanted: "one for each bound pod",
    }),
  },
  readyNames: {
    cluster: "Cluster",
    role: "Cluster role",
    version: "VPC CNI",
    addon: "Add-on's setting",
    running: "aws-node runs with",
    webhook: "Webhook",
    nodes: "Nodes with a trunk",
    groups: "Security groups",
    coredns: "CoreDNS",
    "group-quota": "Groups per interface",
    "rule-quota": "Rules per group",
    addresses: "Free addresses",
  },
  wanted: (text: string): string => `wanted: ${text}`,
  notNeeded: "not needed, or not there",
  notRead: "could not be read",
  nodeTable: {
    head: ["node", "type", "trunk", "capacity", "used", "cooling"],
    auto: "Auto Mode",
    fargate: "Fargate",
    hybrid: "Hybrid Nodes",
    none: "none",
    empty: "No node was seen.",
  },
  verdicts: {
    bound: "bound: it has the groups that its policies give",
    unbound: "unbound: no policy gives it groups of its own",
    waiting: "waiting for its branch interface",
    wrong: "wrong: see below",
    "not known": "not known",
  } satisfies { [verdict in PodVerdict]: string },
  pod: {
    none: "No namespace with a SecurityGroupPolicy has pods.",
    policies: (names: string[]): string => `selected by ${listed(names)}`,
    noPolicy: "selected by no policy",
    policiesUnread: "by which policies it is selected could not be read",
    node: (name: string): string => `node ${name}`,
    noNode: "no node yet",
    resource: (container: string, first: boolean): string =>
      `vpc.amazonaws.com/pod-eni on ${container}${first ? ", its first container" : ", which is not its first container"}`,
    noResource: "no vpc.amazonaws.com/pod-eni asked for",
    annotation: {
      eniId: (text: string): string => `branch interface ${text}`,
      vlanId: (text: string): string => `VLAN ${text} on the trunk`,
      privateIp: (text: string): string => `address ${text}`,
      subnetCidr: (text: string): string => `in the subnet ${text}`,
      ifAddress: (text: string): string => `MAC ${text}`,
    },
    noAnnotation: "no annotation vpc.amazonaws.com/pod-eni yet",
    noInterface: "none of its own: it uses its node's network interface",
    nodeGroups: (groups: string[]): string =>
      `groups of its node's primary network interface: ${groups.length === 0 ? "not known" : listed(groups)}`,
    fargate: (groups: string[]): string => `fargate.amazonaws.com/pod-sg names ${listed(groups)}`,
    groups: (found: string[] | null, expected: string[] | null): string =>
      `groups on the interface: ${found === null ? "not known" : listed(found)}` +
      (expected === null ? "" : `; expected: ${listed(expected)}`),
    event: (text: string): string => `event ${text}`,
    more: (count: number): string => `and ${count} more; --json has all, --pod tells one`,
  },
  path: {
    none: "No pods are bound.",
    open: "open",
    closed: "closed",
    notKnown: "?",
    rule: (direction: "ingress" | "egress", id: string, group: string, label: string): string =>
      `${direction} ${id} of ${group} (${label})`,
    byEks: "of EKS's own",
    end: endName,
    reason: reasonText,
    missing: (directions: string[]): string => `no ${directions.join(" and no ")} rule`,
    proof: (name: string, said: string, exit: number | undefined): string =>
      exit === undefined
        ? `probe ${name} has not ended`
        : `probe ${name} ended with ${exit}${said === "" ? "" : `: ${said}`}`,
    console: "console",
  },
  findings,
  finding: {
    error: "ERROR",
    warning: "WARNING",
    sentence: (text: string): string => `${text}.`,
    evidence: "seen",
    remedy: "do",
    at: (names: string[]): string => listed(names),
    mode: (mode: number): string => `failure mode ${mode}`,
    none: "Nothing.",
    more: (count: number): string => `${count} more commands of this kind: --json has all`,
  },
  unread: {
    forbidden: (call: string, code: string): string => `${call}: not allowed (${code}); allow it, or read on without`,
    throttled: (call: string, code: string): string => `${call}: too many calls (${code}); run this again`,
    unreachable: (call: string, code: string): string =>
      `${call}: no answer (${code}); is the endpoint public, or in reach?`,
    other: (call: string, code: string): string => `${call}: ${code}`,
  },
  end: {
    errors: (count: number): string => `${count === 1 ? "One error" : `${count} errors`} found.`,
    unread: (count: number): string =>
      `No error found, but ${count === 1 ? "one thing" : `${count} things`} could not be read.`,
    well: "No error found.",
  },
  story: {
    admission: "1 admission",
    scheduling: "2 scheduling",
    interface: "3 interface",
    groups: "4 groups",
    packet: "5 packets",
    kubelet: "6 probes",
    created: (at: string): string => `made at ${at}`,
    capacity: (node: string, used: number | null, capacity: number, cooling: number | null): string =>
      `${node} gives ${used ?? "?"} of ${capacity} branch interfaces, ${cooling ?? "?"} cooling down`,
    ready: "ready",
    notReady: "not ready",
    noPaths: "its namespace has no policy that selects it: the rules of its node's groups decide",
  },
  noPod: (pod: string, names: string[]): string =>
    `There is no pod ${pod}${names.length > 0 ? `; did you mean ${listed(names, 3)}?` : ""}`,
};

/** The words of an inspection, in any language. */
export type InspectWords = typeof inspectWords;
