import { readStackConfig } from "../stack-config";
import { makePlan } from "./make";
import { showPlan } from "./show";
import { isMandatory, policyVerdicts } from "./verdicts";
import { showVerdicts } from "./verdicts-show";

/** Options of `lab plan`. */
export interface PlanOptions {
  stack: string;
  /** Overrides, `key=value`. */
  config: string[];
  json?: boolean;
  /** File for the plan as a page. */
  html?: string;
  /** File for the picture alone. */
  svg?: string;
}

/**
 * `lab plan`: plans a stack of the program in the current folder, prints the plan, and runs the policy pack over it: a
 * mandatory violation makes the exit code 1. With `--json` it only plans, so that `lab diff` can plan what is not allowed.
 */
export async function planCommand(options: PlanOptions): Promise<void> {
  const directory = process.cwd();
  const plan = await makePlan(directory, readStackConfig(directory, options.stack, options.config));
  if (options.html !== undefined || options.svg !== undefined) {
    const { writePlanFiles } = await import("../page/write");
    // To stderr, so that what --json prints stays JSON.
    for (const file of writePlanFiles(plan, options)) console.error(`Wrote ${file}`);
  }
  if (options.json) {
    console.log(JSON.stringify(plan, undefined, 2));
    return;
  }
  const verdicts = policyVerdicts(plan);
  console.log([showPlan(plan), "", "POLICIES", ...showVerdicts(verdicts)].join("\n"));
  if (verdicts.some(isMandatory)) process.exitCode = 1;
}
