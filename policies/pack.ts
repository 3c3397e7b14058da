/**
 * The rules as policies of the SDK. Each is a stack policy of its own, so that a user sets its level and config.
 */
import type { Policies, ReportViolation, Severity, StackValidationPolicy } from "@pulumi/policy/policy";
import type { Graph } from "../model/graph/graph";
import { read, type Reading } from "../model/reading/reading";
import { localDay } from "../model/graph/local-day";
import { graphFromPolicy, noteInputs } from "./graph-from-policy";
import { type Configs, judge, type Rule, type RuleConfig } from "./rule";
import { RULES } from "./rules";

/** A report with a level of its own: the SDK takes it, but leaves it out of its type declarations. */
type ReportNote = (note: { message: string; enforcementLevel: "advisory"; severity: Severity }) => void;

/** All policies of the pack. */
export const POLICIES: Policies = [
  {
    name: "inputs",
    description: "Reads what resources are given, for the other policies; finds nothing itself.",
    enforcementLevel: "advisory",
    severity: "low",
    validateResource: noteInputs,
  },
  ...RULES.map(asPolicy),
];

/** The day on which the engine asks: the pack lives as long as one operation. */
const day = localDay(new Date());
/**
 * The configs of the rules that were asked so far: a policy is given its own alone. So in `RULES` those whose exceptions hold
 * for others stand before these.
 */
const configs: Configs = {};

let last: Reading | undefined;

/** The reading of a graph; the same for all rules, who are given the same graph. */
function readingOf(graph: Graph): Reading {
  if (last?.graph !== graph) last = read(graph);
  return last;
}

function asPolicy(rule: Rule): StackValidationPolicy {
  const { name, description, severity, enforcementLevel, remediationSteps, url, configSchema } = rule;
  return {
    ...{ name, description, severity, enforcementLevel, remediationSteps, url, configSchema },
    validateStack(args, reportViolation: ReportViolation) {
      const reading = readingOf(graphFromPolicy(args.resources));
      configs[name] = args.getConfig<RuleConfig>();
      const { violations, note } = judge(rule, reading, configs[name], day, configs);
      for (const { message, urn } of violations) reportViolation(message, urn);
      // Neither a throw nor `notApplicable`: the one would hide what is certain, the other is not shown at all.
      const reportNote = reportViolation as unknown as ReportNote;
      if (note !== undefined) reportNote({ message: note, enforcementLevel: "advisory", severity: "low" });
    },
  };
}
