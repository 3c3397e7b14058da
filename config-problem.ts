import type { NodeRefusal } from "./model/aws/instance-types";

/** What is wrong with one value of the config; `words/` makes the text. */
export type ConfigProblem = ConfigFault & {
  /** The key as the user writes it; it can name a part of a value, as `aws:assumeRoles[0].roleArn`. */
  key: string;
};

/** What is to be known of a config that is taken. */
export type ConfigNote = SupportNote | EnvironmentNote;

/** Values that a stack's file leaves to environments of Pulumi ESC, which only Pulumi can open. */
export interface EnvironmentNote {
  kind: "environment";
  /** `Pulumi.<stack>.yaml`. */
  file: string;
  /** Names of the environments, as messages show them. */
  environments: string[];
}

/** A Kubernetes version that only a living cluster may have. */
export interface SupportNote {
  key: "kubernetesVersion";
  kind: "out-of-support";
  found: string;
  /** End of standard support, `YYYY-MM-DD`; undefined where it was before all versions of the table. */
  ended?: string;
  /** Versions in standard support, oldest first; empty where the table has none. */
  supported: string[];
  /** Day of the table. */
  asOf: string;
}

/** All that there is to say of a stack's config. */
export interface CheckedConfig {
  problems: ConfigProblem[];
  notes: ConfigNote[];
}

/** Forms that values have. */
export type Form =
  | "account-id"
  | "addon-version"
  | "day"
  | "ipv4-range"
  | "instance-class"
  | "kubernetes-version"
  | "principal"
  | "region"
  | "role"
  | "role-entry"
  | "role-policy"
  | "role-session"
  | "role-tags"
  | "role-texts"
  | "role-time"
  | "vpc-range";

/** The nodes that are too small for something. */
interface OfNodes {
  nodes: number;
  instanceType: string;
}

/** What is wrong with a value. Where there is a `nearest`, it is the name that was probably meant. */
export type ConfigFault =
  // Whether it is there, and what it looks like.
  | { kind: "missing"; example?: string }
  | { kind: "empty" }
  | { kind: "empty-list"; of: "account" | "role" }
  | { kind: "space-around"; found: string }
  | { kind: "unseen-character"; found: string }
  | { kind: "not-one-of"; found: string; allowed: string[]; nearest?: string }
  | { kind: "no-number"; found: string; min: number; max?: number; because?: "update-adds-one" | "zero-is-none" }
  /** `found` is undefined where there is nothing. */
  | { kind: "malformed"; form: Form; found: unknown; example: string; nearest?: string }
  // Lists.
  | { kind: "no-list"; found: string }
  | { kind: "too-deep"; levels: number }
  | { kind: "entry-no-text"; index: number; found: unknown }
  | { kind: "entry-empty"; index: number }
  | { kind: "twice"; found: unknown }
  | { kind: "too-many-ranges"; count: number; limit: number }
  // Keys.
  | { kind: "unknown-key"; nearest?: string }
  | { kind: "unread-key"; why: "provider-is-explicit" | "name-is-fixed"; nearest?: string }
  | { kind: "place-in-value"; whole: string }
  | { kind: "other-namespace"; instead: string }
  // Tags.
  | { kind: "reserved-tag"; found: string }
  | { kind: "no-tag"; found: string }
  | { kind: "secret-tag" }
  | { kind: "past"; found: string; today: string }
  // Network.
  | { kind: "vpc-size"; found: string; prefix: number; shortest: number; longest: number }
  | { kind: "public-vpc"; found: string; allowed: string[] }
  | { kind: "private-caller"; found: string }
  | { kind: "zone-count"; count: number }
  | { kind: "other-zone"; found: string; region: string }
  // AWS.
  | { kind: "zone-for-region"; found: string; region: string }
  | { kind: "unknown-partition"; found: string }
  | { kind: "other-partition"; found: string; partition: string; expected: string }
  | { kind: "other-account"; account: string; allowed: string[] }
  | { kind: "several-roles"; count: number }
  | { kind: "external-id" }
  | { kind: "unknown-field"; found: string; allowed: string[]; nearest?: string }
  | { kind: "deploying-role"; found: string }
  | { kind: "admin-already"; found: string }
  // Cluster and nodes.
  | { kind: "cluster-name"; found: string }
  | { kind: "vpc-cni-version"; found: string; why: "hangs" | "too-old" }
  | { kind: "newer-kube-proxy"; found: string; kubernetesVersion: string }
  | { kind: "unknown-type"; found: string; nearest: string }
  | { kind: "no-node"; found: string; why: NodeRefusal; nearest: string; branchInterfaces: number }
  | { kind: "closed-endpoint" }
  | { kind: "no-tls" }
  // Room.
  | ({
      kind: "branch-interfaces";
      needed: number;
      total: number;
      byPods: { name: string; needed: number }[];
      /** Seconds for which an interface cools down. */
      coolDown: { min: number; max: number };
    } & OfNodes)
  | ({ kind: "pod-addresses"; needed: number; total: number; byPods: { name: string; pods: number }[] } & OfNodes)
  | ({ kind: "pod-places"; needed: number; total: number } & OfNodes)
  | ({ kind: "subnet-addresses"; each: number; needed: number; total: number } & OfNodes);
