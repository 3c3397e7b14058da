import { join } from "path";

/** Runs the program anew: its modules with state of their own are the entry point and the config. */
export function runProgram(directory: string): unknown {
  for (const file of ["index.ts", "config.ts"]) delete require.cache[join(directory, file)];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- The program is data here: it is run again and again.
  return require(join(directory, "index.ts"));
}
