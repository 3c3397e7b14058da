import { rmSync, writeFileSync } from "fs";
import { join } from "path";
import type { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { Student } from "../roster/types";
import type { EngineCommand } from "./command";
import type { StackState, StateResource } from "./pending";

/** A stack as `pulumi stack export` gives it. */
export interface ExportedStack {
  version: number;
  deployment?: StackState;
}

/** The state of a stack, its secrets encrypted: Automation API's own export decrypts them, for which nothing here has a use. */
export async function exportState(workspace: LocalWorkspace, stack: string): Promise<ExportedStack> {
  const { stdout } = await run(workspace, ["stack", "export", "--stack", stack]);
  return JSON.parse(stdout) as ExportedStack;
}

/** Replaces the state of a stack. It passes through a file of the student's own, which is gone afterwards. */
export async function importState(workspace: LocalWorkspace, stack: string, state: ExportedStack): Promise<void> {
  const file = join(workspace.workDir, "running.state");
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    await run(workspace, ["stack", "import", "--file", file, "--stack", stack]);
  } finally {
    rmSync(file, { force: true });
  }
}

function run(workspace: LocalWorkspace, args: string[]): Promise<{ stdout: string }> {
  return (workspace.pulumiCommand as EngineCommand).run(args, workspace.workDir, workspace.envVars);
}

/**
 * Why a student's stack must not be touched: it stands in another account or region than the roster now says. To go on would
 * lose the old lab, which bills on, and look for its resources where they are not. Undefined where nothing speaks against it.
 */
export function misplaced({ resources }: StackState, { id, account, region }: Student): string | undefined {
  const provider = resources?.find(({ type }) => type === "pulumi:providers:aws");
  const accounts = listIn(provider, "allowedAccountIds");
  const place = provider?.inputs?.region;
  const elsewhere =
    accounts.length > 0 && !accounts.includes(account)
      ? `account ${accounts.join(", ")}`
      : typeof place === "string" && place !== region
        ? `region ${place}`
        : undefined;
  if (elsewhere === undefined) return undefined;
  return (
    `the stack ${id} stands in ${elsewhere}, and the roster says ${account} in ${region}: ` +
    "destroy it with a roster that says where it is, or give this student another id"
  );
}

/** A list among a provider's inputs, which the engine keeps as JSON in a text. */
function listIn(provider: StateResource | undefined, key: string): string[] {
  const value = provider?.inputs?.[key];
  const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(list) ? list.map(String) : [];
}
