import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the program is made of, relative to its folder; tests, docs and tools build nothing. */
const PROGRAM = [
  "index.ts",
  "config.ts",
  "config-reader.ts",
  "Pulumi.yaml",
  "package-lock.json",
  "components",
  "model",
];

/** A hash of the program: the same as long as it builds the same from the same config. */
export function programFingerprint(directory: string): string {
  const hash = createHash("sha256");
  for (const file of PROGRAM.flatMap((name) => filesUnder(directory, name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(directory, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** A hash of all that decides what one student's stack becomes. */
export function stackFingerprint(program: string, values: { [key: string]: unknown }): string {
  return createHash("sha256").update(program).update(JSON.stringify(values)).digest("hex").slice(0, 16);
}

function filesUnder(directory: string, name: string): string[] {
  const path = join(directory, name);
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path)
      .sort()
      .filter((entry) => entry !== "node_modules")
      .flatMap((entry) => filesUnder(directory, join(name, entry)));
  } catch {
    // No folder but a file.
    return [name];
  }
}
