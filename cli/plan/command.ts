import { readStackConfig } from "../stack-config";
import { makePlan } from "./make";
import { showPlan } from "./show";

/** `lab plan`: plans a stack of the program in the current folder and prints the plan. */
export async function planCommand(options: { stack: string; config: string[]; json?: boolean }): Promise<void> {
  const directory = process.cwd();
  const plan = await makePlan(directory, readStackConfig(directory, options.stack, options.config));
  console.log(options.json ? JSON.stringify(plan, undefined, 2) : showPlan(plan));
}
