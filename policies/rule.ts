/**
 * What a rule of the pack is: a pure value that judges a graph. Nothing here makes a `PolicyPack` or needs an engine.
 */
import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy/policy";
import { type Graph, hasUnknown, type Json } from "../model/graph/graph";
import { unique } from "../model/graph/values";

/** What a rule has found. Texts hold names, ports, address ranges, group ids and types; never another value. */
export interface Violation {
  /** The resource that is wrong; undefined for the stack as a whole. */
  urn?: string;
  /** What is wrong, on which resource, and what to do. */
  message: string;
  /** False where the graph does not tell whether it is wrong: such findings never stop a deployment. */
  certain: boolean;
}

/** Config of a rule, as the user of the pack gives it. */
export interface RuleConfig {
  [property: string]: Json;
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
  /** Everything that the rule finds in a graph, in a fixed order. */
  check(graph: Graph, config?: RuleConfig): Violation[];
}

/** A rule as it is written down: its check gets its config with the schema's defaults filled in. */
export interface RuleDefinition<Config> extends Omit<Rule, "check"> {
  check(graph: Graph, config: Config): Violation[];
}

/** Makes a rule of its definition. */
export function rule<Config = RuleConfig>(definition: RuleDefinition<Config>): Rule {
  const defaults: { [key: string]: unknown } = {};
  for (const [key, schema] of Object.entries(definition.configSchema?.properties ?? {})) defaults[key] = schema.default;
  return {
    ...definition,
    check(graph, config = {}) {
      const complete: unknown = { ...defaults, ...config };
      return definition.check(graph, complete as Config);
    },
  };
}

/** A finding that is certain. */
export function wrong(urn: string | undefined, message: string): Violation {
  return { urn, message, certain: true };
}

/** A finding that the graph does not decide. */
export function unsure(urn: string | undefined, message: string): Violation {
  return { urn, message, certain: false };
}

/** What a rule has found, ready to be reported. */
export interface Judgement {
  /** What is certain: it has the rule's own enforcement level. */
  violations: Violation[];
  /** All that is not certain, in one text, which is advisory whatever the rule's level. */
  note?: string;
}

/** Most findings that a note lists. */
const LISTED = 5;

/** Runs a rule: certain findings each by itself, without repetitions; the others as one note. */
export function judge(rule: Rule, graph: Graph, config?: RuleConfig): Judgement {
  const found = rule.check(graph, config);
  const seen = new Set<string>();
  const violations = found.filter(({ certain, urn, message }) => {
    const text = `${urn}\n${message}`;
    if (!certain || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  const open = unique(found.filter(({ certain }) => !certain).map(({ message }) => message));
  if (open.length === 0) return { violations };
  const isKnown = !graph.resources.some(({ inputs }) => hasUnknown(inputs));
  const when = isKnown ? "Cannot be known from this stack" : "Cannot be known before deployment";
  const more = open.length > LISTED ? `; and ${open.length - LISTED} more` : "";
  return { violations, note: `${when}: ${open.slice(0, LISTED).join("; ")}${more}` };
}

/** A schema for a list of names that a rule leaves out. */
export function names(description: string): PolicyConfigSchema["properties"][string] {
  return { type: "array", items: { type: "string" }, default: [], description };
}
