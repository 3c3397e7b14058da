import assert from "node:assert/strict";
import { join } from "node:path";
import { type Deed, deedsIn, isCustom } from "./events";
import { inventory } from "./inventory";
import { pods } from "./kube";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

const ENI = "vpc.amazonaws.com/pod-eni";
/** From each stage to each other one. */
const WAY = ["rds-unbound", "in-cluster", "bound", "in-cluster", "rds-unbound", "bound"];

/** A step as `pulumi preview --json` writes it. */
interface Step {
  op: string;
  urn: string;
}

/** What a preview says that an update would do. */
export async function previewed(): Promise<string[]> {
  const { code, text, stdout } = await stack.lab("preview", "--json", "--non-interactive").ended;
  assert.equal(code, 0, text);
  const { steps } = JSON.parse(stdout) as { steps: Step[] };
  return told(steps.filter(({ urn }) => isCustom(urn.split("::")[2].split("$").at(-1)!)));
}

/** An update, with what it did. */
export async function updated(name: string): Promise<Deed[]> {
  const log = join(stack.work.folder, `${name}.events`);
  await stack.well("up", "--event-log", log);
  return deedsIn(log);
}

/** What is done, in words of a preview: it tells a replacement once, and not by its steps. */
export function told(steps: Step[]): string[] {
  return steps
    .filter(({ op }) => !/^(same|read|refresh|create-replacement|delete-replaced)$/.test(op))
    .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ")}`)
    .sort();
}

/** Through the lab's stages in both directions. */
export const stages: Scenario = {
  proves: "each change of stage does what its preview said, and binds or unbinds the pods",
  minutes: 20,
  async run() {
    stack.set({ stage: undefined });
    await stack.isUp();
    const counts: string[] = [];
    for (const [at, stage] of WAY.entries()) {
      stack.set({ stage });
      const plan = await previewed();
      const deeds = told(await updated(`stage-${at}`));
      assert.deepEqual(deeds, plan, stage);
      assert.ok(deeds.length > 0);
      const living = pods();
      assert.ok(living.length > 0, stage);
      const bound = living.filter(({ metadata }) => metadata.annotations?.[ENI] !== undefined);
      assert.equal(bound.length, stage === "bound" ? living.length : 0, stage);
      const groups = stack.resources("aws:ec2/securityGroup:SecurityGroup").map(({ id }) => `groups ${id}`);
      const there = [...(await inventory())].filter((one) => one.startsWith("groups "));
      assert.deepEqual(there.sort(), groups.sort());
      assert.equal(groups.length, stage === "bound" ? 2 : 1);
      counts.push(`${stage} ${deeds.length}`);
    }
    return `resources changed: ${counts.join(", ")}`;
  },
};
