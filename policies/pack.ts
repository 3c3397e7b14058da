/**
 * The rules as policies of the SDK. Each is a stack policy of its own, so that a user sets its level and config.
 */
import type { Policies, ReportViolation, Severity, StackValidationPolicy } from "@pulumi/policy/policy";
import { graphFromPolicy, noteInputs } from "./graph-from-policy";
import { judge, type Rule, type RuleConfig } from "./rule";
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

function asPolicy(rule: Rule): StackValidationPolicy {
  const { name, description, severity, enforcementLevel, remediationSteps, url, configSchema } = rule;
  return {
    ...{ name, description, severity, enforcementLevel, remediationSteps, url, configSchema },
    validateStack(args, reportViolation: ReportViolation) {
      const { violations, note } = judge(rule, graphFromPolicy(args.resources), args.getConfig<RuleConfig>());
      for (const { message, urn } of violations) reportViolation(message, urn);
      // Neither a throw nor `notApplicable`: the one would hide what is certain, the other is not shown at all.
      const reportNote = reportViolation as unknown as ReportNote;
      if (note !== undefined) reportNote({ message: note, enforcementLevel: "advisory", severity: "low" });
    },
  };
}
