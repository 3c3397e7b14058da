import type { LocalWorkspace } from "@pulumi/pulumi/automation";
import { placeOf, type RunPulumi, type StackState } from "../../pulumi/state";
import type { Student } from "../roster/types";
import type { EngineCommand } from "./engine-command";

/** Runs commands of the CLI in a student's workspace: Automation API's own export decrypts secrets, for which nothing here has a use. */
export function runIn(workspace: LocalWorkspace): RunPulumi {
  return (args) => (workspace.pulumiCommand as EngineCommand).run(args, workspace.workDir, workspace.envVars);
}

/**
 * Why a student's stack must not be touched: it stands in another account or region than the roster now says. To go on would
 * lose the old lab, which bills on, and look for its resources where they are not. Undefined where nothing speaks against it.
 */
export function misplaced(state: StackState, { id, account, region }: Student): string | undefined {
  const place = placeOf(state);
  const elsewhere =
    place.accounts.length > 0 && !place.accounts.includes(account)
      ? `account ${place.accounts.join(", ")}`
      : place.region !== undefined && place.region !== region
        ? `region ${place.region}`
        : undefined;
  if (elsewhere === undefined) return undefined;
  return (
    `the stack ${id} stands in ${elsewhere}, and the roster says ${account} in ${region}: ` +
    "destroy it with a roster that says where it is, or give this student another id"
  );
}
