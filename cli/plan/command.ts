import { printJson } from "../output";
import { readStackConfig } from "../stack-config";
import { today } from "../today";
import { makePlan } from "./make";
import { showPlan } from "./show";
import { isMandatory, policyVerdicts } from "./verdicts";
import { showVerdicts } from "./verdicts-show";

/** Advisory verdicts of one policy that a plan tells in full. */
const MOST_ALIKE = 2;

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
  /** Overwrite a file that is no page of a plan. */
  force?: boolean;
}

/**
 * `lab plan`: plans a stack of the program in the current folder, prints the plan, and runs the policy pack over it: a
 * mandatory violation makes the exit code 1. With `--json` it only plans, so that `lab diff` can plan what is not allowed.
 */
export async function planCommand(options: PlanOptions): Promise<void> {
  const directory = process.cwd();
  const made = await makePlan(directory, readStackConfig(directory, options.stack, options.config));
  if (options.html !== undefined || options.svg !== undefined) {
    const { writePlanFiles } = await import("../page/write");
    // To stderr, so that what --json prints stays JSON.
    for (const file of writePlanFiles(made, options)) console.error(`Wrote ${file}`);
  }
  if (options.json) {
    printJson(made.plan);
    return;
  }
  const verdicts = policyVerdicts(made.reading, {}, today());
  console.log([showPlan(made), "", "POLICIES", ...showVerdicts(verdicts, made.plan.notJudged, MOST_ALIKE)].join("\n"));
  if (verdicts.some(isMandatory)) process.exitCode = 1;
}
