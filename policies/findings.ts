/**
 * Everything that the rules find, as data: for each kind, what it is about. Texts are made of it in `words/`, one for each
 * kind, so that the compiler tells of one that is missing in a language.
 */
import type { VpcCniFault, VpcCniVersionFault } from "../model/aws/vpc-cni";
import type { DemandDoubt } from "../model/capacity/branch-demand";
import type { SupplyDoubt } from "../model/capacity/branch-interfaces";
import type { Direction } from "../model/reading/rules";
import type { ConfigurationProblem } from "./addon-schema";
import type { GroupName, Missing, OpenedBy, OpenedTogether, ResourceName, RuleName } from "./references";

/** One thing that a rule has found. */
export interface Finding<K extends FindingKind = FindingKind> {
  kind: K;
  /** The resource that is wrong; undefined for the stack as a whole. */
  urn?: string;
  /** False where the graph does not tell whether it is wrong: such findings never stop a deployment. */
  certain: boolean;
  values: Findings[K];
  /** What is not told, of a finding that is not certain; none where it is the value itself. */
  missing: Missing[];
}

/** `<rule>: <what>`. */
export type FindingKind = keyof Findings;

/** The texts of some kinds in one language; of a finding that is not certain, what is open. */
export type FindingTexts<K extends FindingKind> = {
  [kind in K]: (values: Findings[kind], certain: boolean) => string;
};

/** What bears tags: a resource, or what a launch template makes, such as `volume`. */
export interface Tagged {
  resource: ResourceName;
  made?: string;
}

/** A probe that no rule admits. */
interface ClosedProbe {
  workload: ResourceName;
  port: number;
  own: GroupName[];
  from: GroupName[];
  /** What rules admit it from in place of `from`. */
  instead: GroupName[];
}

/** Branch interfaces that nodes offer, and bound pods need. */
interface Interfaces {
  nodes: number;
  /** Null where it is no type. */
  instanceType: string | null;
  total: number;
  /** The same once all nodes have grown as far as they can; null where there is no end to that, or it is not told. */
  most: number | null;
  needed: number;
}

/** The values of every kind of finding. */
export interface Findings {
  "both-halves: half missing": OpenedBy & { other: GroupName };

  "bound-pod-label: in selector": { workload: ResourceName; policy: ResourceName };

  "bound-pod-order: policy before rules": { policy: ResourceName; needed: ResourceName[] };
  "bound-pod-order: pods before policy": { workload: ResourceName; policy: ResourceName };
  "bound-pod-order: pods before rules": { workload: ResourceName; needed: ResourceName[] };

  "bound-pod-spec: host network": { workload: ResourceName };
  "bound-pod-spec: Windows": { workload: ResourceName };
  "bound-pod-spec: no grace": { workload: ResourceName };

  "branch-capacity: too few": Interfaces & { pods: { name: string; count: number }[] };
  "branch-capacity: perhaps too few": Interfaces & { doubts: (SupplyDoubt | DemandDoubt)[] };
  "branch-capacity: several clusters": object;
  "branch-capacity: nodes not told": object;

  "cluster-role: role not in the stack": { cluster: ResourceName };
  "cluster-role: permission missing": { cluster: ResourceName; roles: ResourceName[] };

  "database-admits-bound-pods: default group": { database: ResourceName };
  "database-admits-bound-pods: cluster group": { database: ResourceName; group: GroupName };
  "database-admits-bound-pods: groups not known": { database: ResourceName };
  "database-admits-bound-pods: rules not known": { database: ResourceName; group: GroupName };
  "database-admits-bound-pods: others": OpenedBy & {
    database: ResourceName;
    /** What is wrong with who is admitted. */
    because: "addresses" | "nodes" | "not handed out";
  };
  "database-admits-bound-pods: other ports": OpenedBy & { database: ResourceName; ports: number[] };
  "database-admits-bound-pods: ports not known": OpenedBy & { database: ResourceName };
  "database-admits-bound-pods: stray rule": OpenedBy;

  "database-backups: not said": { database: ResourceName };
  "database-backups: few days": { database: ResourceName; days: number; minimum: number };
  "database-backups: days not known": { database: ResourceName };
  "database-backups: snapshot without a name": { database: ResourceName };

  "database-encrypted: not encrypted": { database: ResourceName };

  "database-password: none": { database: ResourceName };
  "database-password: not generated": { database: ResourceName };
  "database-password: short": { generator: ResourceName; length: number; minimum: number };
  "database-password: in the clear": { keeper: ResourceName; take: "SecureString" | "Secret" };
  "database-password: in a pod template": { workload: ResourceName };

  "database-private: public": { database: ResourceName };

  "kubernetes-version: not known": { cluster: ResourceName };
  "kubernetes-version: unlisted": { cluster: ResourceName; version: string };
  "kubernetes-version: ended": { cluster: ResourceName; version: string; ends?: string };
  "kubernetes-version: no version": { cluster: ResourceName };

  "no-duplicate-rules: twice": OpenedBy & { before: RuleName };

  "no-open-ingress: everybody": OpenedTogether;
  "no-open-ingress: wide range": OpenedTogether & {
    /** Bits of the widest range that is let be. */
    widest: number;
  };
  "no-open-ingress: not known": OpenedTogether & { what: "addresses" | "peers" };
  "no-open-ingress: rules not known": { group: GroupName };
  "no-open-ingress: remote access not known": { nodes: ResourceName };

  "node-metadata: no template": { nodes: ResourceName };
  "node-metadata: template not told": { nodes: ResourceName };
  "node-metadata: no IMDSv2": { template: ResourceName };
  "node-metadata: hop limit": {
    template: ResourceName;
    /** Null where there is none. */
    limit: number | null;
  };

  "node-volumes: not encrypted": { template: ResourceName };
  "node-volumes: not said": { template: ResourceName };

  "nodes-after-pod-eni: too early": { nodes: ResourceName; needed: ResourceName[] };

  "one-rule-style: several": { group: GroupName; styles: RuleStyle[] };

  "owner-and-expiry: tags missing": { tagged: Tagged; tags: string[] };
  "owner-and-expiry: no day": { tagged: Tagged; tag: string };
  "owner-and-expiry: past": { tagged: Tagged; day: string };
  "owner-and-expiry: not known": { tagged: Tagged };

  "pod-dns: closed": {
    policy: ResourceName;
    protocol: string;
    missing: Direction[];
    target: GroupName[];
    /** What rules name in place of the target. */
    instead: GroupName[];
  };
  "pod-dns: not known": { policy: ResourceName; protocol: string };

  "pod-egress: everything": OpenedTogether;
  "pod-egress: rules not known": { group: GroupName };

  "pod-group-order: too early": { group: GroupName; needed: ResourceName[] };

  "pod-rules-narrow: addresses": OpenedBy;
  "pod-rules-narrow: ports": OpenedBy;

  "policy-groups: not known": { policy: ResourceName };
  "policy-groups: none": { policy: ResourceName };
  "policy-groups: too many": { policy: ResourceName; count: number; quota: number };
  "policy-groups: no list": { policy: ResourceName };
  "policy-groups: no id": { policy: ResourceName };
  "policy-groups: twice": { policy: ResourceName };
  "policy-groups: too many together": { workload: ResourceName; count: number; policies: number; quota: number };
  "policy-groups: several VPCs": { policy: ResourceName };
  "policy-groups: another VPC": { policy: ResourceName; groups: GroupName[] };
  "policy-groups: VPC not known": { policy: ResourceName; groups: GroupName[] };

  "policy-selector: none": { policy: ResourceName };
  "policy-selector: not known": { policy: ResourceName };
  "policy-selector: broken": { policy: ResourceName };
  "policy-selector: everything": { policy: ResourceName };
  "policy-selector: all that lack a label": { policy: ResourceName };

  "policy-selects-pods: nothing": { policy: ResourceName };
  "policy-selects-pods: waits in vain": { workload: ResourceName; policy: ResourceName };

  "probe-ports: closed": ClosedProbe;
  "probe-ports: closed in strict mode": ClosedProbe;
  "probe-ports: not known": { workload: ResourceName; port: number };
  "probe-ports: ports not known": { workload: ResourceName };

  "rules-within-quota: over": { group: GroupName; inbound: number; outbound: number; quota: number };
  "rules-within-quota: not known": { group: GroupName; quota: number };

  "standard-mode: same node": { policy: ResourceName };
  "standard-mode: out of the VPC": object;

  "trunk-capable-nodes: Auto Mode": { cluster: ResourceName };
  "trunk-capable-nodes: Windows": { nodes: ResourceName };
  "trunk-capable-nodes: no trunk": InstanceTypeOf & { instead: string };
  "trunk-capable-nodes: unlisted type": InstanceTypeOf;
  "trunk-capable-nodes: type not known": { nodes: ResourceName };

  "vpc-cni-setting: form": { addon: ResourceName; problem: ConfigurationProblem };
  "vpc-cni-setting: fault": { addon: ResourceName; fault: VpcCniFault };
  "vpc-cni-setting: version": {
    addon: ResourceName;
    /** Null where it does not look like one. */
    version: string | null;
    fault: VpcCniVersionFault;
  };
  "vpc-cni-setting: configuration not known": { addon: ResourceName };
  "vpc-cni-setting: version not known": { addon: ResourceName };
  "vpc-cni-setting: no add-on": { cluster: ResourceName; policy: ResourceName };
  "vpc-cni-setting: cluster elsewhere": object;
}

/** How rules are written: inside the group, as resources of their own, or as `aws.ec2.SecurityGroupRule`. */
export type RuleStyle = "inline" | "own" | "older";

interface InstanceTypeOf {
  nodes: ResourceName;
  /** Null where it looks like none. */
  instanceType: string | null;
  /** True where EKS chose it, since none was given. */
  isDefault: boolean;
}
