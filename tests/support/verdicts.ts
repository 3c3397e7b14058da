import type { Recording } from "../../cli/record/recorder";
import { reachability } from "../../model/reachability/reachability";
import { read } from "../../model/reading/reading";

/** What is open, closed and not known, as `<from> -> <to> <protocol> <port>`; an end goes by its last name. */
export function verdicts({ graph }: Recording): { open: string[]; closed: string[]; unknown: string[] } {
  const rows = reachability(read(graph));
  const those = (wanted: boolean | null): string[] =>
    rows
      .filter(({ allowed }) => allowed === wanted)
      .map(({ from, to, protocol, port }) => `${from} -> ${to} ${protocol} ${port}`);
  return { open: those(true), closed: those(false), unknown: those(null) };
}
