import { AWS_CLI_NEEDED } from "../engine/decide";
import { executablesOnPath, findPulumi } from "../engine/find";
import { isRecent, PULUMI_NEEDED, versionOf } from "../engine/usable";
import type { Fact, AccountFacts } from "./account-facts";
import type { Tool, Verdict } from "./verdict";

/** Versions from which the lab is known to work. */
const NEEDED: { [tool in Tool]: number[] } = { pulumi: PULUMI_NEEDED, aws: AWS_CLI_NEEDED };

/** Versions of the tools on this machine. */
export async function gatherTools(cwd: string): Promise<NonNullable<AccountFacts["tools"]>> {
  const version = async (path: string | undefined, args: string[]): Promise<Fact<string> | undefined> =>
    path === undefined ? undefined : versionOf(path, args, { cwd, env: process.env });
  const [pulumi, aws] = await Promise.all([
    version(findPulumi(process.env, cwd)?.path, ["version"]),
    version(executablesOnPath("aws", process.env, cwd).at(0), ["--version"]),
  ]);
  return { pulumi, aws };
}

/** Verdicts on the tools; none where they are not of this machine. */
export function toolVerdicts({ tools }: Pick<AccountFacts, "tools">): Verdict[] {
  return tools ? (["pulumi", "aws"] as const).map((tool) => toolVerdict(tool, tools[tool])) : [];
}

function toolVerdict(tool: Tool, answer: Fact<string> | undefined): Verdict {
  const about = { subject: { kind: "tool", tool }, fix: { kind: "install", tool } } satisfies Partial<Verdict>;
  if (answer === undefined) return { ...about, verdict: "fail", found: { kind: "not on the PATH" } };
  if ("error" in answer) return { ...about, verdict: "fail", found: { kind: "refused", error: answer.error } };
  const isNew = isRecent(answer.value, NEEDED[tool]);
  if (isNew === undefined) return { ...about, verdict: "warn", found: { kind: "no version" } };
  const version = /\d+\.\d+\S*/.exec(answer.value)![0];
  if (isNew) return { subject: about.subject, verdict: "ok", found: { kind: "value", value: version } };
  return { ...about, verdict: "fail", found: { kind: "too old", version, needed: NEEDED[tool].join(".") } };
}
