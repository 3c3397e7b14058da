import type { Outcome } from "../../cli/exercise/check";

/** All that a check finds, in short. */
export interface Found {
  refused?: string;
  /** Level and kind of what the policies find, each once. */
  findings?: string[];
  /** Ends of the rows that differ, `found` and `expected`, each once. */
  rows?: string[];
  kept?: string[];
  /** Workloads whose pods have other groups, `found` and `expected`. */
  pods?: string[];
  /** Pod Security Standards of namespaces, `found` and `expected`. */
  namespaces?: string[];
}

/** What an outcome has, in short. */
export function found({ refused, verdicts, pods, namespaces, rows, kept }: Outcome): Found {
  const once = (texts: string[]): string[] => [...new Set(texts)].sort();
  const some = (key: keyof Found, texts: string[]): Found => (texts.length > 0 ? { [key]: once(texts) } : {});
  return {
    ...(refused !== undefined && { refused }),
    ...some(
      "findings",
      verdicts.map(({ enforcementLevel, finding }) => `${enforcementLevel} ${finding?.kind}`),
    ),
    ...some(
      "rows",
      rows.map(({ row, found: now, expected }) => `${row.from} -> ${row.to} ${row.protocol} ${now}, not ${expected}`),
    ),
    ...some(
      "pods",
      pods.map(({ workload, found: now, expected }) => `${workload} ${now}, not ${expected}`),
    ),
    ...some(
      "namespaces",
      namespaces.map(({ namespace, found: now, expected }) => `${namespace} ${now}, not ${expected}`),
    ),
    ...some(
      "kept",
      kept.map(({ workload }) => workload),
    ),
  };
}
