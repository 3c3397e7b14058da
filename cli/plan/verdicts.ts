import type { GraphSource } from "../../model/graph/graph";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../../policies/findings";
import { judge, type RuleConfig, type Undecided } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import type { Words } from "../../words";
import { today } from "../today";

/** What a policy of the pack says about a graph. */
export interface PolicyVerdict {
  /** Name of the policy. */
  policy: string;
  /** `mandatory` or `advisory`. */
  enforcementLevel: string;
  /** The resource that it is about; null for the stack. */
  urn: string | null;
  /** What is wrong, and what to do, in English. */
  message: string;
}

/** The same with what it says as data, which is not printed as JSON; without it the message is all there is. */
export interface ToldVerdict extends PolicyVerdict {
  finding?: Finding;
  undecided?: Undecided;
}

/** A verdict as it is printed as JSON. */
export function printedVerdict({ policy, enforcementLevel, urn, message }: ToldVerdict): PolicyVerdict {
  return { policy, enforcementLevel, urn, message };
}

/** What a verdict says. */
export function verdictText({ finding, undecided, message }: ToldVerdict, { findings }: Words): string {
  if (finding !== undefined) return findings.findingText(finding);
  if (undecided === undefined) return message;
  return findings.openFindingsText(undecided.findings, undecided.beforeDeployment, undecided.unmatched);
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
export function policyVerdicts(reading: Reading, config: PackConfig = {}, day: string = today()): ToldVerdict[] {
  const configs = Object.fromEntries(RULES.map(({ name }) => [name, settings(name, "", config).own]));
  const all = rulesFor(reading.graph.source).flatMap((rule): ToldVerdict[] => {
    const { level, own } = settings(rule.name, rule.enforcementLevel, config);
    if (level === "disabled") return [];
    const { violations, note, undecided } = judge(rule, reading, own, day, configs);
    const found = violations.map(({ urn, message, finding }) => ({
      ...{ policy: rule.name, enforcementLevel: level, urn: urn ?? null, message, finding },
    }));
    if (note === undefined) return found;
    return [...found, { policy: rule.name, enforcementLevel: "advisory", urn: null, message: note, undecided }];
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
