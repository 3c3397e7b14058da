import { AWS_CLI_NEEDED } from "../engine/decide";
import { executablesOnPath, findPulumi } from "../engine/find";
import { isRecent, PULUMI_NEEDED, versionOf } from "../engine/usable";
import type { Fact, AccountFacts } from "./account-facts";
import type { Verdict } from "./verdict";

/** Versions from which the lab is known to work. */
const NEEDED = { pulumi: PULUMI_NEEDED, aws: AWS_CLI_NEEDED };

/** Versions of the tools on this machine. */
export async function gatherTools(cwd: string): Promise<NonNullable<AccountFacts["tools"]>> {
  const version = async (path: string | undefined, args: string[]): Promise<Fact<string>> =>
    path === undefined ? { error: "is not on the PATH" } : versionOf(path, args, { cwd, env: process.env });
  const [pulumi, aws] = await Promise.all([
    version(findPulumi(process.env, cwd)?.path, ["version"]),
    version(executablesOnPath("aws", process.env, cwd).at(0), ["--version"]),
  ]);
  return { pulumi, aws };
}

/** Verdicts on the tools; none where they are not of this machine. */
export function toolVerdicts({ tools }: Pick<AccountFacts, "tools">): Verdict[] {
  if (!tools) return [];
  return [
    toolVerdict("Pulumi CLI", tools.pulumi, NEEDED.pulumi, "npm ci, or pulumi.com/docs/install"),
    toolVerdict("AWS CLI", tools.aws, NEEDED.aws, "Install version 2: aws.amazon.com/cli"),
  ];
}

function toolVerdict(what: string, tool: Fact<string>, [major, minor]: number[], fix: string): Verdict {
  if ("error" in tool) return { what, verdict: "fail", found: tool.error, fix };
  const recent = isRecent(tool.value, [major, minor]);
  if (recent === undefined) return { what, verdict: "warn", found: "tells no version", fix };
  const text = /\d+\.\d+\S*/.exec(tool.value)![0];
  if (recent) return { what, verdict: "ok", found: text };
  return { what, verdict: "fail", found: `${text}; ${major}.${minor} or later is needed`, fix };
}
