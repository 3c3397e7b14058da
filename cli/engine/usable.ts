import type { PulumiCli } from "./find";
import { type ChildOptions, capture } from "./process";
import { errorLine, type Problem } from "./text";

/** The oldest Pulumi CLI, major and minor version, that the lab is known to work with. */
export const PULUMI_NEEDED = [3, 250];
const TIMEOUT_MS = 15_000;

/** A version as a tool tells it, or why it tells none. */
export type ToolVersion = { value: string } | { error: string };

/** Asks a tool for its version. */
export async function versionOf(file: string, args: string[], child: ChildOptions): Promise<ToolVersion> {
  const result = await capture(file, args, { ...child, timeoutMs: TIMEOUT_MS });
  if (result.code === 0) return { value: (result.stdout || result.stderr).trim() };
  return { error: result.timedOut ? "it did not answer" : errorLine(result.stderr) };
}

/** Whether a version is at least the one needed; undefined where the text tells none. */
export function isRecent(version: string, [major, minor]: number[]): boolean | undefined {
  const found = /(\d+)\.(\d+)/.exec(version);
  if (!found) return undefined;
  const [foundMajor, foundMinor] = [Number(found[1]), Number(found[2])];
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

/** Why a Pulumi CLI cannot be used, and what to do; undefined where nothing speaks against it. */
export function whyUnusable({ path, bundled }: PulumiCli, version: ToolVersion): Problem | undefined {
  if ("error" in version) {
    return {
      what: `The Pulumi CLI ${path} cannot be used: ${version.error.replace(/\.$/, "")}.`,
      todo: bundled
        ? "The npm package pulumi needs the network on first use; a CLI on the PATH does not: pulumi.com/docs/install"
        : "Install it anew (pulumi.com/docs/install), or take it off the PATH: the npm package pulumi is used then.",
    };
  }
  if (isRecent(version.value, PULUMI_NEEDED) !== false) return undefined;
  return {
    what: `The Pulumi CLI ${path} is ${version.value}; ${PULUMI_NEEDED.join(".")} or later is needed.`,
    todo: "Install a newer one: pulumi.com/docs/install",
  };
}
