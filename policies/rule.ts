/**
 * What a rule of the pack is: a pure value that judges a reading. Nothing here makes a `PolicyPack` or needs an engine.
 */
import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy/policy";
import { hasUnknown, type Json } from "../model/graph/graph";
import { listOf } from "../model/graph/values";
import type { Reading } from "../model/reading/reading";
import { findingText, openFindingsText } from "../words/en/findings";
import type { Finding, FindingKind, Findings } from "./findings";
import { isNamed, type Missing } from "./references";

/** Config of a rule, as the user of the pack gives it. */
export interface RuleConfig {
  [property: string]: Json;
}

/** Config of the rules by their names, as far as it is told: what one was told to allow, its neighbours do not tell again. */
export interface Configs {
  [rule: string]: RuleConfig;
}

/** The names that a rule was told to allow. */
export function allowedBy(rule: string, configs: Configs): string[] {
  const { allow } = configs[rule] ?? {};
  return listOf(allow).filter((name) => typeof name === "string");
}

/** A rule. */
export interface Rule {
  name: string;
  description: string;
  severity: Severity;
  enforcementLevel: EnforcementLevel;
  remediationSteps: string;
  url: string;
  configSchema?: PolicyConfigSchema;
  /**
   * Everything that the rule finds in a graph, in a fixed order.
   *
   * @param day the day on which it asks, local, `YYYY-MM-DD`
   * @param neighbours config of the other rules
   */
  check(reading: Reading, config: RuleConfig | undefined, day: string, neighbours?: Configs): Finding[];
}

/** A rule as it is written down: its check gets its config with the schema's defaults filled in. */
export interface RuleDefinition<Config> extends Omit<Rule, "check"> {
  check(reading: Reading, config: Config, day: string, neighbours: Configs): Finding[];
}

/** Makes a rule of its definition. */
export function rule<Config = RuleConfig>(definition: RuleDefinition<Config>): Rule {
  const defaults: { [key: string]: unknown } = {};
  for (const [key, schema] of Object.entries(definition.configSchema?.properties ?? {})) defaults[key] = schema.default;
  return {
    ...definition,
    check(reading, config, day, neighbours = {}) {
      const complete: unknown = { ...defaults, ...config };
      return definition.check(reading, complete as Config, day, neighbours);
    },
  };
}

/** A finding that is certain. */
export function wrong<K extends FindingKind>(urn: string | undefined, kind: K, values: Findings[K]): Finding {
  return { kind, urn, certain: true, values, missing: [] };
}

/** A finding that the graph does not decide; without a fact that is missing, the value itself is not known. */
export function unsure<K extends FindingKind>(
  urn: string | undefined,
  kind: K,
  values: Findings[K],
  missing: Missing[] = [],
): Finding {
  return { kind, urn, certain: false, values, missing };
}

/** A finding that is certain where nothing is missing. */
export function found<K extends FindingKind>(
  missing: Missing[],
  urn: string | undefined,
  kind: K,
  values: Findings[K],
): Finding {
  return { kind, urn, certain: missing.length === 0, values, missing };
}

/** The same findings, none of them certain where they hang on something that is missing. */
export function hangingOn(missing: Missing[], findings: Finding[]): Finding[] {
  if (missing.length === 0) return findings;
  return findings.map((one) => ({ ...one, certain: false, missing: [...one.missing, ...missing] }));
}

/** Something that is reported: what is wrong, on which resource, and what to do. */
export interface Violation {
  /** The resource that is wrong; undefined for the stack as a whole. */
  urn?: string;
  /** Holds names, ports, address ranges, group ids and types; never another value. */
  message: string;
  finding: Finding;
}

/** What a rule could not decide. */
export interface Undecided {
  findings: Finding[];
  /** Names that it was told to allow, and that nothing in the graph has: mistyped, or of something that is gone. */
  unmatched: string[];
  /** True where a deployment tells more. */
  beforeDeployment: boolean;
}

/** What a rule has found, ready to be reported. */
export interface Judgement {
  /** What is certain: it has the rule's own enforcement level. */
  violations: Violation[];
  /** All that is not certain, in one text, which is advisory whatever the rule's level. */
  note?: string;
  /** The same as data. */
  undecided?: Undecided;
}

/** Runs a rule: certain findings each by itself, without repetitions; the others as one note. */
export function judge(
  rule: Rule,
  reading: Reading,
  config: RuleConfig | undefined,
  day: string,
  neighbours?: Configs,
): Judgement {
  const findings = rule.check(reading, config, day, neighbours);
  const certain = findings
    .filter((one) => one.certain)
    .map((finding) => ({ urn: finding.urn, message: findingText(finding), finding }));
  const violations = [...new Map(certain.map((one) => [`${one.urn}\n${one.message}`, one])).values()];
  const open = findings.filter((one) => !one.certain);
  const unmatched = unmatchedNames(rule, reading, config);
  if (open.length + unmatched.length === 0) return { violations };
  const beforeDeployment = reading.graph.resources.some(({ inputs }) => hasUnknown(inputs));
  return {
    violations,
    note: openFindingsText(open, beforeDeployment, unmatched),
    undecided: { findings: open, unmatched, beforeDeployment },
  };
}

/** Properties of a config that name what is allowed. */
const ALLOWING = /^(alsoA|a)llow/;

function unmatchedNames({ configSchema }: Rule, reading: Reading, config: RuleConfig = {}): string[] {
  const { groups, ordered } = reading;
  const isThere = (entry: string): boolean =>
    ordered.some(({ name }) => name === entry) ||
    groups.all().some(({ key }) => key === entry || isNamed(reading, key, [entry]));
  return Object.keys(configSchema?.properties ?? {})
    .filter((property) => ALLOWING.test(property))
    .flatMap((property) => listOf(config[property]))
    .filter((entry) => typeof entry === "string")
    .filter((entry) => !isThere(entry));
}

/** A schema for a list of names that a rule leaves out. */
export function names(description: string): PolicyConfigSchema["properties"][string] {
  return { type: "array", items: { type: "string" }, default: [], description };
}
