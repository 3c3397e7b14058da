import { restoring } from "../pulumi/damaged";
import { exportState, type StackState } from "../pulumi/state";
import { commandsOf } from "./commands";
import { childEnvironment, damagedIn, lookAround } from "./engine-facts";
import { type Environment, parseRequest } from "./request";
import { errorLine } from "./text";

/** The state of a stack, read with the CLI and from the backend that `npm run up` would use; empty for a stack that is not there. */
export async function stateOfStack(
  stack: string,
  cwd: string,
  env: Environment = process.env,
): Promise<{ value: StackState } | { error: string }> {
  const facts = lookAround(parseRequest("up", ["--stack", stack], env), cwd, env, false);
  if (!facts.pulumi) return { error: "there is no Pulumi CLI" };
  const run = commandsOf(facts.pulumi.path, { cwd, env: childEnvironment(facts, env) });
  try {
    return { value: (await exportState(run, stack)).deployment ?? {} };
  } catch (error) {
    const reason = errorLine((error as Error).message);
    if (/no stack named/.test(reason)) return { value: {} };
    return { error: damagedIn(facts).map((damage) => restoring(damage, cwd).what)[0] ?? reason };
  }
}
