/**
 * What the page calls things.
 */
import { UNKNOWN } from "../../model/graph/graph";
import { pushTo } from "../../model/graph/values";
import type { Verdict } from "../../model/reachability/reachability";
import { trafficText } from "../../words/en/traffic";

/** An end of network paths in plain words. */
export function endName(end: string): string {
  const fixed: { [end: string]: string } = {
    "unbound-pods": "other pods",
    nodes: "nodes",
    dns: "DNS",
    "kubernetes-api": "Kubernetes API",
    internet: "internet",
  };
  return fixed[end] ?? end.replace(/^(bound|database|proxy|group):/, "");
}

/** What kind of end it is, where its name does not tell. */
export function endKind(end: string): string {
  if (end.startsWith("bound:")) return "bound pods";
  if (end.startsWith("proxy:")) return "proxy";
  return end.startsWith("database:") ? "database" : "";
}

/** An answer: its word, its sign, and its name in style sheets. */
export interface AnswerWords {
  word: string;
  sign: string;
  style: "yes" | "no" | "maybe";
}

/** An answer as the page shows it; never by colour alone. */
export function answerWords(allowed: boolean | null): AnswerWords {
  if (allowed === null) return { word: "not known", sign: "?", style: "maybe" };
  return allowed ? { word: "yes", sign: "✓", style: "yes" } : { word: "no", sign: "✗", style: "no" };
}

/** Protocols and ports, as short as they can be said: `tcp+udp 53`, `tcp 80, 443`, `all traffic`. */
export function portsText(verdicts: Pick<Verdict, "protocol" | "port">[]): string {
  const protocols = new Map<number | null, string[]>();
  for (const { protocol, port } of verdicts) {
    if (!protocols.get(port)?.includes(protocol)) pushTo(protocols, port, protocol);
  }
  const ports = new Map<string, number[]>();
  const without = protocols.get(null)?.map((protocol) => trafficText(protocol, null)) ?? [];
  for (const [port, names] of protocols) if (port !== null) pushTo(ports, names.join("+"), port);
  return [...[...ports].map(([names, numbers]) => `${names} ${numbers.join(", ")}`), ...without].join("; ");
}

/** Names in a row: `a`, `a and b`, `a, b and c`. */
export function listText(names: string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** The fragment by which a verdict is found on the page; its number is its place in the plan. */
export function verdictId(index: number): string {
  return `verdict-${index + 1}`;
}

/** A plan's value as the page shows it. */
export function known(value: string): string {
  return value === UNKNOWN ? "known after deployment" : value;
}
