import { execFileSync } from "node:child_process";
import type { Schema } from "./schema-changes";

/** A schema, and where it stood. */
export interface LastSchema {
  /** A tag, or `HEAD` before the first release. */
  of: string;
  schema: Schema;
}

/** The components' schema of the last release, which users have: of the newest tag `v<version>` before the current commit. */
export function lastSchema(root: string): LastSchema {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  let of = "HEAD";
  try {
    of = git("describe", "--tags", "--match", "v[0-9]*", "--abbrev=0").trim();
  } catch {
    // There is no release yet.
  }
  return { of, schema: JSON.parse(git("show", `${of}:components/schema.json`)) as Schema };
}
