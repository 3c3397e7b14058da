/**
 * One stack on the real engine, with stand-in providers and the project's own state folder: through faults, crashes and changes
 * that a stack which lives meets. Run by `npm run test:engine:stack`; some scenarios alone: `-- crash nat`; those that have not
 * passed yet with this program: `-- --resume`.
 */
import { refuseNothing } from "./admission";
import { enforcingMode, expired, nat, proof } from "./changes";
import { crash, interrupt, torn, unknown } from "./crashes";
import { changeFaults, creationFaults, deletionFaults } from "./faults";
import { groups } from "./groups";
import { inspections } from "./inspections";
import { kills } from "./kills";
import * as stack from "./one-stack";
import { order } from "./order";
import { policies } from "./policies";
import { predicted } from "./predicted";
import { runOnCopy } from "./rig";
import { same } from "./same";
import { earlier, hasPassed } from "./results";
import { runScenario, type Scenario } from "./scenario";
import { secrets } from "./secrets";
import { stages } from "./stages";
import { twoStacks } from "./two-stacks";
import { upgrade } from "./upgrade";

/** In an order in which each finds what the one before has left. */
export const SCENARIOS: { [name: string]: Scenario } = {
  "faults-up": creationFaults,
  same,
  torn,
  unknown,
  mode: enforcingMode,
  proof,
  nat,
  stages,
  groups,
  predicted,
  secrets,
  policies,
  inspect: inspections,
  "two-stacks": twoStacks,
  "faults-change": changeFaults,
  "faults-down": deletionFaults,
  crash,
  interrupt,
  kills,
  order,
  upgrade,
  expired,
};

async function main(given: string[]): Promise<void> {
  const wanted = given.filter((one) => !one.startsWith("--"));
  const strange = wanted.filter((name) => !(name in SCENARIOS));
  if (strange.length > 0)
    throw new Error(`There is no scenario ${strange.join(", ")}: ${Object.keys(SCENARIOS).join(", ")}`);
  const results = earlier();
  const passed = (name: string): boolean => given.includes("--resume") && hasPassed(name, results, stack.program);
  const chosen = (wanted.length > 0 ? wanted : Object.keys(SCENARIOS)).filter((name) => !passed(name));
  await stack.begin();
  const failed: string[] = [];
  for (const name of chosen) {
    const result = await runScenario(name, SCENARIOS[name]);
    // As it was before, however the scenario ended.
    refuseNothing();
    stack.restoreConfig();
    if (result.passed) continue;
    failed.push(name);
    await stack.forget();
  }
  await stack.isEmpty();
  if (failed.length > 0) throw new Error(`${failed.length} of ${chosen.length} scenarios failed: ${failed.join(", ")}`);
}

void runOnCopy(stack.work, stack.program, () => main(process.argv.slice(2)));
