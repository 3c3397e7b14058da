import type { Leftover } from "../leftovers/find";
import type { QuotaName } from "./quotas";

/** What a verdict is about. */
export type Subject =
  | { kind: "account" | "cluster access" | "earlier labs" }
  | { kind: "tool"; tool: Tool }
  /** A service-linked role, by the service that it is for. */
  | { kind: "service role"; service: string }
  | { kind: "quota"; quota: QuotaName }
  | { kind: "Kubernetes" | "MySQL"; version: string }
  | { kind: "add-on"; addon: string }
  /** An instance type or class, by its name. */
  | { kind: "type"; type: string };

/** A tool that the engine calls. */
export type Tool = "pulumi" | "aws";

/** What was found. */
export type Found =
  /** The value itself: an account, a version. */
  | { kind: "value"; value: string }
  /** What AWS or a tool said instead of an answer. */
  | { kind: "refused"; error: string }
  /** It is not known, for AWS does not answer. */
  | { kind: "not asked"; error: string }
  | { kind: "other account"; account: string; accounts: string[] }
  /** Of a stack that names no account. */
  | { kind: "any account"; account: string }
  /** The caller gets access to a cluster that is there. */
  | { kind: "has access"; principal: string }
  /** The caller would get a second access entry. */
  | { kind: "second access"; principal: string }
  | { kind: "exists" | "missing" | "no version" | "not on the PATH" }
  | { kind: "too old"; version: string; needed: string }
  /** What is needed beside what others use; of rules, in which group. */
  | { kind: "quota"; needed: number; used: number; limit: number; group?: string }
  | { kind: "not offered"; by: "EKS" | "RDS" }
  /** `ends` is the end of standard support, `YYYY-MM-DD`; `version` the one that is offered, where it is not the subject's. */
  | { kind: "extended support" | "standard support" | "standard support ends soon"; ends?: string; version?: string }
  | { kind: "left standard support"; ends: string }
  | { kind: "unsupported" }
  | { kind: "no add-on"; kubernetesVersion: string }
  | { kind: "default add-on"; newest: string }
  | { kind: "version not offered"; version: string }
  | { kind: "can be ordered" | "cannot be ordered" }
  | { kind: "offered in" | "not offered in"; zones: string[] }
  | { kind: "nothing left" }
  | { kind: "left"; leftovers: Leftover[]; student: string };

/** What to do about it. */
export type Fix =
  | { kind: "sign in" | "right account" | "create roles" | "other region" | "newer release" | "ask leftovers" }
  | { kind: "assume"; role: string }
  /** The stack's file is to name this account. */
  | { kind: "name account"; account: string }
  | { kind: "leave out"; principal: string }
  /** Actions of IAM that are to be allowed. */
  | { kind: "allow"; actions: string[] }
  /** A page of AWS. */
  | { kind: "link"; link: string }
  /** A value of the lab's config; without a value, one that the user chooses. */
  | { kind: "set"; key: string; value?: string; orRegion?: boolean }
  | { kind: "pin"; versions: string[] }
  | { kind: "install"; tool: Tool };

/** A verdict on one thing. */
export interface Verdict {
  subject: Subject;
  verdict: "ok" | "warn" | "fail";
  found: Found;
  fix?: Fix;
}

/** What was done about a missing service-linked role. */
export type FixedRole =
  | { role: string; outcome: "created" | "exists" }
  | { role: string; outcome: "failed"; error: string };
