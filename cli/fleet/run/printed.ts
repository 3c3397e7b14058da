import { en } from "../../../words";
import { type PrintedLeftover, printedLeftover } from "../../leftovers/show";
import type { Result } from "./result";

/** A result as JSON has it, in English. */
export interface PrintedResult extends Omit<Result, "notes" | "leftovers"> {
  notes?: string[];
  leftovers?: PrintedLeftover[];
}

/** A result to be printed as JSON, or kept. */
export function printedResult({ notes, leftovers, ...result }: Result): PrintedResult {
  return {
    ...result,
    ...(notes && { notes: notes.map((note) => en.fleet.noteText(note, result.student)) }),
    ...(leftovers && { leftovers: leftovers.map(printedLeftover) }),
  };
}
