import { AWS_CLI_NEEDED } from "../engine/decide";
import { executablesOnPath, findPulumi } from "../engine/find";
import { capture } from "../engine/process";
import { errorLine } from "../engine/text";
import type { Fact, Facts } from "./facts";
import type { Verdict } from "./verdicts";

/** Versions from which the lab is known to work. */
const NEEDED = { pulumi: [3, 250], aws: AWS_CLI_NEEDED };
const TIMEOUT_MS = 15_000;

/** Versions of the tools on this machine. */
export async function gatherTools(cwd: string): Promise<NonNullable<Facts["tools"]>> {
  const version = async (path: string | undefined, args: string[]): Promise<Fact<string>> => {
    if (path === undefined) return { error: "is not on the PATH" };
    const result = await capture(path, args, { cwd, env: process.env, timeoutMs: TIMEOUT_MS });
    if (result.code !== 0) return { error: result.timedOut ? "did not answer" : errorLine(result.stderr) };
    return { value: (result.stdout || result.stderr).trim() };
  };
  const [pulumi, aws] = await Promise.all([
    version(findPulumi(process.env, cwd)?.path, ["version"]),
    version(executablesOnPath("aws", process.env, cwd).at(0), ["--version"]),
  ]);
  return { pulumi, aws };
}

/** Verdicts on the tools; none where they are not of this machine. */
export function toolVerdicts({ tools }: Pick<Facts, "tools">): Verdict[] {
  if (!tools) return [];
  return [
    toolVerdict("Pulumi CLI", tools.pulumi, NEEDED.pulumi, "npm ci, or pulumi.com/docs/install"),
    toolVerdict("AWS CLI", tools.aws, NEEDED.aws, "Install version 2: aws.amazon.com/cli"),
  ];
}

function toolVerdict(what: string, tool: Fact<string>, [major, minor]: number[], mend: string): Verdict {
  if ("error" in tool) return { what, verdict: "fail", found: tool.error, mend };
  const found = /(\d+)\.(\d+)\S*/.exec(tool.value);
  if (!found) return { what, verdict: "warn", found: "tells no version", mend };
  const [text, foundMajor, foundMinor] = [found[0], Number(found[1]), Number(found[2])];
  if (foundMajor > major || (foundMajor === major && foundMinor >= minor)) return { what, verdict: "ok", found: text };
  return { what, verdict: "fail", found: `${text}; ${major}.${minor} or later is needed`, mend };
}
