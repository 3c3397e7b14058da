import * as pulumi from "@pulumi/pulumi";
import { runMade, type RunOptions } from "./program";

/** How a run ended that was refused. */
export interface Refusal {
  message: string;
  /** Property paths of the problems. */
  paths: string[];
  /** `<type> <name>` of what was registered before the end. */
  made: string[];
}

/** Runs a program that must be refused with an `InputPropertiesError`; fails where it is not. */
export async function refusal(program: () => unknown, options: RunOptions = {}): Promise<Refusal> {
  const made: string[] = [];
  const onResource = (type: string, name: string): void => {
    if (type !== "pulumi:pulumi:Stack") made.push(`${type} ${name}`);
  };
  const error = await runMade(program, { ...options, onResource }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error(`the run was expected to be refused, and made ${made.join(", ")}`);
  if (!pulumi.InputPropertiesError.isInstance(error)) throw error as Error;
  return { message: error.message, paths: error.errors.map(({ propertyPath }) => propertyPath), made };
}
