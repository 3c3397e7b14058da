import type { RunPulumi } from "../pulumi/state";
import type { SeenFacts } from "./engine-facts";
import type { progressOf } from "../pulumi/made";
import { type ChildOptions, capture } from "./process";

/** An update or a destroy of one stack. */
export interface Change {
  facts: SeenFacts;
  /** The CLI. */
  pulumi: string;
  args: string[];
  child: ChildOptions;
  /** Runs commands that are no updates. */
  run: RunPulumi;
  /** A folder of this run's own. */
  folder: string;
  /** Said after a destroy that has left nothing. */
  afterwards?: string;
  say: (text: string) => void;
  ask: (question: string) => Promise<boolean>;
  /** How far AWS has come with a creation; AWS itself where it is left out. */
  progressOf?: typeof progressOf;
}

/** A command of the CLI that failed; the message is what it said. */
export class CommandFailed extends Error {}

/** Runs commands of the CLI that are no updates, without a terminal. They fail with a {@link CommandFailed}. */
export function commandsOf(pulumi: string, child: ChildOptions): RunPulumi {
  const env = { ...child.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return async (args) => {
    const result = await capture(pulumi, [...args, "--non-interactive"], { cwd: child.cwd, env });
    if (result.code !== 0) throw new CommandFailed(result.stderr);
    return result;
  };
}
