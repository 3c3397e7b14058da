import { join } from "path";
import * as pulumi from "@pulumi/pulumi";
import { planMocks } from "../../record/plan-mocks";

/** A problem as `config.ts` tells it. */
export interface ConfigProblem {
  key: string;
  reason: string;
}

/** Judges one stack's config. */
export type ConfigChecker = (stack: string, config: { [key: string]: string }) => Promise<ConfigProblem[]>;

interface ConfigModule {
  loadConfig(today: string): unknown;
}

/** Runs the lab's own `config.ts` on configs. Offline; configs that differ only in names are judged once each all the same. */
export function configChecker(program: string, project: string, today: string): ConfigChecker {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- The program is data here: which one is an argument.
  const lab = require(join(program, "config.ts")) as ConfigModule;
  return async (stack, config) => {
    await pulumi.runtime.setMocks(planMocks, project, stack, true);
    pulumi.runtime.setAllConfig(config);
    try {
      lab.loadConfig(today);
      return [];
    } catch (error) {
      if (!pulumi.RunError.isInstance(error)) throw error;
      return problemsOf(error.message);
    }
  };
}

/** The lines of the message of `config.ts`: two spaces, the key, a colon, the reason. */
function problemsOf(message: string): ConfigProblem[] {
  const found = message
    .split("\n")
    .slice(1)
    .map((line) => /^ {2}(\S+): (.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, key, reason]) => ({ key, reason }));
  return found.length > 0 ? found : [{ key: "stack", reason: message }];
}
