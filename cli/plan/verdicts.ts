import type { GraphSource } from "../../model/graph/graph";
import type { Reading } from "../../model/reading/reading";
import { judge, type RuleConfig } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { today } from "../today";

/** What a policy of the pack says about a graph. */
export interface PolicyVerdict {
  /** Name of the policy. */
  policy: string;
  /** `mandatory` or `advisory`. */
  enforcementLevel: string;
  /** The resource that it is about; null for the stack. */
  urn: string | null;
  /** What is wrong, and what to do. */
  message: string;
}

/** Config of the pack by policy, as in the file of `--policy-pack-config`: a level, a rule's own config, or both. */
export interface PackConfig {
  [policy: string]: string | ({ enforcementLevel?: string } & RuleConfig);
}

/**
 * Policies about how a program is written, in which order it makes things, and about what an inspection does not ask: no
 * graph of a living cluster shows these.
 */
const OF_PROGRAMS = new Set([
  ...[
    "bound-pod-label",
    "bound-pod-order",
    "bound-pod-spec",
    "nodes-after-pod-eni",
    "pod-group-order",
    "one-rule-style",
  ],
  ...["cluster-role", "node-metadata", "node-volumes", "owner-and-expiry"],
  ...["database-backups", "database-encrypted", "database-password", "database-private"],
]);

/** The policies that are asked of a graph of a source. */
export function rulesFor(source: GraphSource): typeof RULES {
  return source === "live" ? RULES.filter(({ name }) => !OF_PROGRAMS.has(name)) : RULES;
}

/**
 * Runs the policy pack over a reading, without an engine: mandatory verdicts first, in the order of the rules. What the graph
 * does not tell is one advisory verdict for each rule.
 *
 * @param day day on which versions must be in support and expiries to come, `YYYY-MM-DD`. Default: today
 */
export function policyVerdicts(reading: Reading, config: PackConfig = {}, day: string = today()): PolicyVerdict[] {
  const configs = Object.fromEntries(RULES.map(({ name }) => [name, settings(name, "", config).own]));
  const all = rulesFor(reading.graph.source).flatMap((rule): PolicyVerdict[] => {
    const { level, own } = settings(rule.name, rule.enforcementLevel, config);
    if (level === "disabled") return [];
    const { violations, note } = judge(rule, reading, own, day, configs);
    const found = violations.map(({ urn, message }) => ({
      ...{ policy: rule.name, enforcementLevel: level, urn: urn ?? null, message },
    }));
    if (note === undefined) return found;
    return [...found, { policy: rule.name, enforcementLevel: "advisory", urn: null, message: note }];
  });
  return [...all.filter(isMandatory), ...all.filter((verdict) => !isMandatory(verdict))];
}

/** True for a verdict that stops a deployment. */
export function isMandatory({ enforcementLevel }: PolicyVerdict): boolean {
  return enforcementLevel === "mandatory";
}

function settings(name: string, usual: string, config: PackConfig): { level: string; own: RuleConfig } {
  const levelOf = (given: PackConfig[string] | undefined): string | undefined =>
    typeof given === "string" ? given : given?.enforcementLevel;
  const own = config[name];
  const properties = Object.entries(typeof own === "object" ? own : {}).filter(([key]) => key !== "enforcementLevel");
  return { level: levelOf(own) ?? levelOf(config.all) ?? usual, own: Object.fromEntries(properties) };
}
