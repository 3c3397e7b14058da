import { readStackConfig } from "../stack-config";
import { makePlan } from "./make";
import { showPlan } from "./show";

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

/** `lab plan`: plans a stack of the program in the current folder and prints the plan. */
export async function planCommand(options: PlanOptions): Promise<void> {
  const directory = process.cwd();
  const plan = await makePlan(directory, readStackConfig(directory, options.stack, options.config));
  if (options.html !== undefined || options.svg !== undefined) {
    const { writePlanFiles } = await import("../page/write");
    // To stderr, so that what --json prints stays JSON.
    for (const file of writePlanFiles(plan, options)) console.error(`Wrote ${file}`);
  }
  console.log(options.json ? JSON.stringify(plan, undefined, 2) : showPlan(plan));
}
