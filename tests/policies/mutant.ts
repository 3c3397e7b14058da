import type { Edit } from "./support";

/** A change that makes the lab less safe. */
export interface Mutant {
  title: string;
  edits: Edit[];
}

/** A mutant. */
export function mutant(title: string, ...edits: Edit[]): Mutant {
  return { title, edits };
}
