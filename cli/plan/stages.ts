import { en } from "../../words";
import type { StackConfig } from "../stack-config";
import { isUserMistake } from "../user-error";
import { type MadePlan, makePlan } from "./make";

/** A stage of the lab as it was planned; no plan where the config cannot be built in it. */
export interface StagePlan {
  stage: string;
  made?: MadePlan;
}

/** The stages of the lab with the config of a plan, which is one of them; none for a program without stages. */
export async function stagePlans(directory: string, stack: StackConfig, made: MadePlan): Promise<StagePlan[]> {
  const stages = Object.keys(en.plan.stages);
  const { stage: own } = made.plan;
  if (own === null || !stages.includes(own)) return [];
  const plans: StagePlan[] = [];
  // One after the other: a plan has the process to itself.
  for (const stage of stages) {
    plans.push({ stage, made: stage === own ? made : await planOrNone(directory, inStage(stack, stage)) });
  }
  return plans;
}

function inStage(stack: StackConfig, stage: string): StackConfig {
  return { ...stack, config: { ...stack.config, [`${stack.project}:stage`]: stage } };
}

/** A plan; undefined where the program refuses the config. */
async function planOrNone(directory: string, stack: StackConfig): Promise<MadePlan | undefined> {
  try {
    return await makePlan(directory, stack);
  } catch (error) {
    if (isUserMistake(error)) return undefined;
    throw error;
  }
}
