import type { Leftover } from "../../leftovers/find";
import type { Lock } from "../../pulumi/lock";
import type { FailureKind } from "./failure";

/** What a fleet does to each of its stacks. */
export type Operation = "preview" | "up" | "destroy";

/** What is being done for a student; `throttled` and `expired` wait for another try. */
export type Phase = "prepares" | "previews" | "updates" | "destroys" | "throttled" | "expired";

/**
 * How it ended. `succeeded`; `failed`; `cancelled` by the instructor; `unchanged`: an earlier run had done it; `absent`: there
 * was nothing to destroy; `not started`: the fleet ended before.
 */
export type Outcome = "succeeded" | "failed" | "cancelled" | "unchanged" | "absent" | "not started";

/** What the user should know of resources although a run went well. */
export interface RunNote {
  /**
   * `looked for`: cut off while they were created, and asked for by name; `may exist twice`: the same of what has no name;
   * `taken in`: made before a crash, and now in the state.
   */
  kind: "looked for" | "may exist twice" | "taken in";
  resources: string[];
}

/** How it went for one student. */
export interface Result {
  student: string;
  account: string;
  region: string;
  operation: Operation;
  outcome: Outcome;
  /** When it began, ISO 8601. */
  began: string;
  seconds: number;
  /** Runs of the engine, retries included. */
  attempts: number;
  /** Changes by kind, as Pulumi counts them. */
  changes?: { [kind: string]: number };
  /** Of everything that decides what is built: the student's config and the program. */
  fingerprint: string;
  /** Only where it failed. */
  failure?: { kind: FailureKind; reasons: string[]; lock?: Lock };
  notes?: RunNote[];
  /** Things of the lab that AWS still has after destroy. */
  leftovers?: Leftover[];
  /** Why AWS could not be asked for leftovers. */
  unchecked?: string;
  log: string;
}

/** Outcomes after which a fleet's exit code is not 0. */
export function isBad({ outcome, leftovers, unchecked }: Result): boolean {
  if (outcome === "failed" || outcome === "cancelled" || outcome === "not started") return true;
  return (leftovers ?? []).length > 0 || unchecked !== undefined;
}
