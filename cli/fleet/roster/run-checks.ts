import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { CheckedConfig } from "../../../config-problem";
import { planMocks } from "../../record/plan-mocks";

/** Judges one stack's config. */
export type ConfigChecker = (stack: string, config: { [key: string]: string }) => Promise<CheckedConfig>;

interface ConfigModule {
  checkConfig(today: string): CheckedConfig;
}

/** Runs the lab's own `config.ts` on configs. Offline; configs that differ only in names are judged once each all the same. */
export function configChecker(program: string, project: string, today: string): ConfigChecker {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- The program is data here: which one is an argument.
  const lab = require(join(program, "config.ts")) as ConfigModule;
  return async (stack, config) => {
    await pulumi.runtime.setMocks(planMocks, project, stack, true);
    pulumi.runtime.setAllConfig(config);
    return lab.checkConfig(today);
  };
}
