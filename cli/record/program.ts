import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";

/**
 * Runs the program anew: its modules with state of their own are the entry point and the config. Fails with a {@link UserError}
 * where there is none.
 */
export function runProgram(directory: string): unknown {
  const entry = join(directory, "index.ts");
  if (!existsSync(entry)) throw new UserError(`There is no ${entry}, the program; run this in the project's folder`);
  for (const file of ["index.ts", "config.ts"]) delete require.cache[join(realpathSync(directory), file)];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- The program is data here: it is run again and again.
  return require(entry);
}
