import { printJson } from "../output";
import type { SourcedGraph } from "../sources";
import { UserError } from "../user-error";
import { isolation, NOT_ISOLATED } from "./isolation";
import { sideOf } from "./sides";

/** Options of `lab graph`. */
export interface GraphOptions {
  stack: string;
  /** Whether to fail where a program cannot be run alone. */
  isolated?: boolean;
}

/** `lab graph`: prints what the program of a commit says of itself, run alone, for a comparison on another machine. */
export async function graphCommand(ref: string, { stack, isolated }: GraphOptions): Promise<void> {
  if (isolated && isolation().length === 0) throw new UserError(`${NOT_ISOLATED}; nothing was run`);
  printJson(printedGraph(await sideOf(ref, process.cwd(), stack)));
}

/** A graph as it is handed over in a file: with its project and stack. */
export function printedGraph({ graph, project, stack }: SourcedGraph): object {
  return { ...graph, project, stack };
}
