/**
 * One stack on the real engine, with stand-in providers and the project's own state folder: through crashes and changes that a
 * stack which lives meets. Run by `npm run test:engine:stack`, or one scenario alone: `npm run test:engine:stack -- crash`; each
 * brings up what it needs.
 */
import { enforcingMode, expired, nat, proof } from "./changes";
import { crash, interrupt, torn, unknown } from "./crashes";
import { configure, program, PROJECT, resources, well, work } from "./one-stack";
import { runOnCopy } from "./rig";

const SCENARIOS: { [name: string]: () => Promise<void> } = {
  crash,
  torn,
  unknown,
  mode: enforcingMode,
  proof,
  nat,
  interrupt,
  expired,
};

void runOnCopy(work, program, async () => {
  const wanted = process.argv.slice(2);
  configure({ "aws:region": "us-west-2", [`${PROJECT}:student`]: `engine-${process.pid}` });
  const failures: Error[] = [];
  const keys = ["enforcingMode", "natGatewayPerZone", "stage"].map((key): [string, undefined] => [
    `${PROJECT}:${key}`,
    undefined,
  ]);
  for (const [name, run] of Object.entries(SCENARIOS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await run().catch((error: Error) => {
      console.error(`${name} failed: ${error.message.slice(0, 4000)}`);
      failures.push(error);
    });
    configure(Object.fromEntries(keys));
  }
  // A scenario that was run alone leaves its stack up; the next run finds the namespaces taken.
  if (resources().length > 0) await well("destroy");
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} scenarios failed`);
});
