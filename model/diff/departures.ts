/**
 * What becomes of the resources that a change takes out of a stack or replaces: the engine deletes them, leaves them where
 * they are, or refuses the change.
 *
 * Source: https://github.com/pulumi/pulumi/blob/00285a9b6248a4a7606fd8eb3d3485f7c2e5de12/pkg/resource/deploy, `DeleteStep` of
 * step.go, and `GenerateReadSteps` and `continueStepsFromDiff` of step_generator.go.
 */
import { replaceable, type Stake } from "../aws/forced-new";
import type { GraphResource } from "../graph/graph";
import { compareText } from "../graph/values";
import type { Reading } from "../reading/reading";
import type { Replacement, ReplacementReason } from "./replacements";

/**
 * What becomes of a resource: it is `deleted`; `kept` in the cloud, but not by the stack; `released`, since the stack only
 * read it; or its deletion is `refused`, and with it the whole update.
 */
export type Fate = "deleted" | "kept" | "released" | "refused";

/** A resource that a stack has made, or has read, and lets go of. */
export interface Departure {
  /** As it was before. */
  resource: GraphResource;
  /** `deleted` from the program, `replaced` by another one, or `read` from now on instead of made. */
  change: "deleted" | "replaced" | "read";
  fate: Fate;
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
  /** Of a replacement, the inputs that force it. */
  reasons: ReplacementReason[];
}

/** What else is to know about a loss. */
export type LossNote =
  /** No last snapshot of the database is made. */
  | "no-last-snapshot"
  /** AWS itself will refuse to delete it. */
  | "deletion-protection"
  /** One of the same type and name is made under another parent: an alias would keep this one. */
  | "made-elsewhere";

/** A resource that is deleted, and something with it. */
export interface Loss {
  urn: string;
  /** Logical name. */
  name: string;
  /** Type token. */
  type: string;
  /** What people call it, such as `database`. */
  what: string;
  /** What goes with it. */
  stake: Stake;
  change: "replaced" | "deleted";
  /** False where a value that decides is not known in one of the graphs. */
  certain: boolean;
  /** Of a replacement, the inputs that force it. */
  reasons: ReplacementReason[];
  notes: LossNote[];
}

/**
 * What leaves a stack by a change, by URN.
 *
 * @param moved what is the same resource under another URN, by the one that it had
 */
export function departures(
  base: Reading,
  head: Reading,
  replaced: Map<string, Replacement>,
  moved: Map<string, GraphResource>,
): Departure[] {
  const heads = head.resources;
  // The first version of graphs did not tell what is only read, retained or protected.
  const isTold = base.graph.version > 1;
  return base.ordered.flatMap((resource): Departure[] => {
    const now = heads.get(resource.urn) ?? moved.get(resource.urn);
    const { external, protect, retainOnDelete } = resource;
    if (external) return now ? [] : [{ resource, change: "deleted", fate: "released", certain: true, reasons: [] }];
    const fate = retainOnDelete ? "kept" : "deleted";
    if (now === undefined) {
      return [{ resource, change: "deleted", fate: protect ? "refused" : fate, certain: isTold, reasons: [] }];
    }
    if (now.external) return [readInstead(resource, now, fate)];
    const replacement = replaced.get(resource.urn);
    if (replacement === undefined) return [];
    const { certain, reasons } = replacement;
    // Taking the protection away and replacing go in one update.
    const isRefused = protect && now.protect;
    return [{ resource, change: "replaced", fate: isRefused ? "refused" : fate, certain: certain && isTold, reasons }];
  });
}

/** A resource that was made by the stack and is only read now: the same one is kept, another one takes its place. */
function readInstead(resource: GraphResource, now: GraphResource, fate: Fate): Departure {
  if (resource.id !== undefined && resource.id === now.id) {
    return { resource, change: "read", fate: "kept", certain: true, reasons: [] };
  }
  const certain = resource.id !== undefined && now.id !== undefined;
  return { resource, change: "replaced", fate, certain, reasons: [{ input: "id", replaced: [] }] };
}

/** What is lost with the resources that are deleted: first data, then traffic; what is certain before what is not. */
export function losses(leaving: Departure[], base: Reading, head: Reading): Loss[] {
  const made = head.ordered.filter(({ urn }) => !base.resources.has(urn));
  const added = new Set(made.map(({ type, name }) => `${type} ${name}`));
  const found = leaving.flatMap(({ resource, change, fate, certain, reasons }): Loss[] => {
    const { urn, name, type, inputs } = resource;
    const { what, stake } = replaceable(type) ?? {};
    if (what === undefined || stake === undefined || fate !== "deleted" || change === "read") return [];
    const notes: LossNote[] = [
      ...(inputs.skipFinalSnapshot === true ? (["no-last-snapshot"] as const) : []),
      ...(inputs.deletionProtection === true ? (["deletion-protection"] as const) : []),
      ...(change === "deleted" && added.has(`${type} ${name}`) ? (["made-elsewhere"] as const) : []),
    ];
    return [{ urn, name, type, what, stake, change, certain, reasons, notes }];
  });
  return found.sort(
    (a, b) =>
      compareText(a.stake, b.stake) ||
      Number(b.certain) - Number(a.certain) ||
      compareText(a.change, b.change) ||
      compareText(a.what, b.what) ||
      compareText(a.urn, b.urn),
  );
}
