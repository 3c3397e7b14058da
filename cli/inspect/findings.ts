/**
 * What an inspection can find, as data. A text is made of it last, elsewhere.
 */

/** `error`: pods do not get, or do not keep to, what their policies say. `warning`: they will not, or it may surprise. */
export type Severity = "error" | "warning";

/** What each kind of finding is about, beside the pods, nodes or policies that it names. */
export interface FindingData {
  /** The VPC CNI gives no branch interfaces. */
  "pod-eni-off": { found: string };
  /** A cluster with nodes of one's own, and without the DaemonSet aws-node. */
  "vpc-cni-missing": Nothing;
  "mode-unknown": { found: string };
  "early-demux-on": { probed: boolean };
  /** The add-on could not be brought to what it was told. */
  "addon-refused": { status: string; codes: string[] };
  /** The add-on was told otherwise than aws-node runs. */
  "setting-not-running": { name: string; told: string; runs: string };
  /** aws-node pods that still run with an earlier setting. */
  "aws-node-not-rolled": { name: string };
  "aws-node-crashing": { reason: string };
  "version-refused": { version: string };
  "version-old": { version: string; minimum: string };
  "cool-down-short": { seconds: number; effective: number };
  "role-policy-missing": { role: string; refused: boolean; hasTrunks: boolean };
  "webhook-missing": Nothing;
  /** Policies on a cluster of which every node is of EKS Auto Mode and too old for it. */
  "auto-mode-old": { version: string };

  /** No node can carry a trunk: these types cannot. */
  "type-without-trunk": { types: string[] };
  /** The VPC resource controller does not know a type. */
  "type-not-known": { types: string[]; listed: boolean; controller: string };
  /** The trunk was refused, and the role would allow it by now. */
  "node-before-role-policy": Nothing;
  "no-slot-for-trunk": { interfaces: number; most: number };
  "trunk-missing": { code: string };
  "ordinary-pods-without-address": { nodes: string[] };

  /** Pods wait, and the nodes have no branch interface left. */
  "branch-interfaces-used-up": { total: number; used: number; cooling: number };
  /** Pods wait for a node with a branch interface, and those that are free are on nodes where they may not run. */
  "branch-interfaces-out-of-reach": { total: number; free: number };
  "interfaces-cooling": { nodes: string[] };

  "policy-skipped": { why: "no selector" | "no groups" | "broken selector" };
  "policy-selects-nothing": { key: string; wanted: string; found: string };
  "policy-takes-all": Nothing;
  "made-before-policy": { policy: string };
  "webhook-failed-open": { policy: string };
  "resource-not-first": { container: string };
  "policy-gone": Nothing;
  "cannot-be-bound": { why: "host network" | "Windows" };
  "groups-differ": { expected: string[]; found: string[]; atNode: boolean };
  "interface-missing": { interfaceId: string };
  "no-interface-while-running": Nothing;
  "mode-changed-after-pod": { before: string; now: string };
  "service-account-missing": { account: string };
  "group-missing": { groups: string[] };
  "group-of-other-vpc": { groups: string[] };
  "too-many-groups": { count: number; quota: number };
  "subnet-full": { subnets: string[] };
  /** What the event says; empty where none says why. */
  "allocation-failed": { message: string };
  "strict-breaks": { what: "Pod Identity" | "NodeLocal DNSCache" | "IPVS" | "Istio ambient" };
  "tagged-groups": { tagged: string[]; groups: string[] };

  "no-egress": { groups: string[] };
  "dns-closed": { protocols: string[]; missing: Direction[]; dnsGroups: string[]; named: string[] };
  "probe-port-closed": { port: number; nodeGroups: string[]; groups: string[] };
  "database-half-closed": {
    database: string;
    port: number;
    missing: Direction[];
    groups: string[];
    databaseGroups: string[];
  };
  "database-open": { database: string; port: number; rules: string[] };
  "standard-leaves-as-node": { database: string };
  "public-subnets": { subnets: string[] };
  "proof-failed": { exit: number };
  "leaked-interfaces": { groups: string[] };
}

/** Nothing but what it names. */
export type Nothing = { [key: string]: never };

type Direction = "ingress" | "egress";

/** A kind of finding. */
export type FindingKind = keyof FindingData;

/** What every finding has. */
export interface FindingBase {
  severity: Severity;
  /** What it is about: pods and policies as `<namespace>/<name>`, nodes, bindings or interfaces by name; sorted. */
  at: string[];
  /** The failure mode of `docs/inspect.md` that it is, 1 to 22; undefined for what is none of these. */
  mode?: number;
  /** Commands that fix it, one for each thing that it is about; none where no command does. */
  commands: string[];
  /** Events of the cluster that show it, without account ids. */
  events?: string[];
}

/** A finding of one kind. */
export type FindingOf<K extends FindingKind> = FindingBase & { kind: K; data: FindingData[K] };

/** Something that is wrong, by its cause. */
export type Finding = { [K in FindingKind]: FindingOf<K> }[FindingKind];

/** The failure mode of each kind. */
const MODES: { [kind in FindingKind]?: number } = {
  ...{
    "type-without-trunk": 1,
    "branch-interfaces-out-of-reach": 1,
    "type-not-known": 2,
    "role-policy-missing": 3,
    "node-before-role-policy": 3,
  },
  ...{ "no-slot-for-trunk": 4, "aws-node-not-rolled": 4, "mode-unknown": 5, "addon-refused": 5 },
  ...{ "setting-not-running": 5, "aws-node-crashing": 5, "early-demux-on": 6, "probe-port-closed": 6 },
  ...{ "dns-closed": 7, "no-egress": 8, "policy-skipped": 9, "policy-selects-nothing": 9, "made-before-policy": 9 },
  ...{ "webhook-failed-open": 9, "webhook-missing": 9, "resource-not-first": 9, "no-interface-while-running": 9 },
  ...{ "service-account-missing": 10, "group-missing": 11, "group-of-other-vpc": 11, "too-many-groups": 11 },
  ...{ "subnet-full": 11, "allocation-failed": 11, "branch-interfaces-used-up": 12, "interfaces-cooling": 12 },
  ...{ "strict-breaks": 13, "leaked-interfaces": 14, "groups-differ": 15, "mode-changed-after-pod": 15 },
  ...{ "policy-gone": 15, "standard-leaves-as-node": 16, "public-subnets": 17, "database-open": 18 },
  ...{ "policy-takes-all": 18, "cannot-be-bound": 18, "tagged-groups": 19, "version-refused": 20, "version-old": 20 },
  ...{ "cool-down-short": 21, "ordinary-pods-without-address": 22 },
};

/** A finding with its failure mode. */
export function finding<K extends FindingKind>(
  kind: K,
  severity: Severity,
  at: string[],
  data: FindingData[K],
  more: { command?: string; events?: string[] } = {},
): Finding {
  const { command, events = [] } = more;
  return {
    ...{ kind, severity, at: [...new Set(at)].sort(), data, commands: command === undefined ? [] : [command] },
    ...(MODES[kind] !== undefined && { mode: MODES[kind] }),
    ...(events.length > 0 && { events: [...new Set(events)] }),
  } as Finding;
}
