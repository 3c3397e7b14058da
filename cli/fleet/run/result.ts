import type { Leftover } from "../../leftovers/find";
import type { Lock } from "../../pulumi/lock";
import type { FailureKind } from "./failure";

/** What a fleet does to each of its stacks. */
export type Operation = "preview" | "up" | "destroy";

/** How it went for one student. */
export interface Result {
  student: string;
  account: string;
  region: string;
  operation: Operation;
  /**
   * `succeeded`; `failed`; `cancelled` by the instructor; `unchanged`: an earlier run had done it; `absent`: there was
   * nothing to destroy; `not started`: the fleet ended before.
   */
  outcome: "succeeded" | "failed" | "cancelled" | "unchanged" | "absent" | "not started";
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
  /** What the user should know although it went well. */
  notes?: string[];
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
