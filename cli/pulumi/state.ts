import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A resource as the engine exports it, as far as it is read here. */
export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  parent?: string;
  id?: string;
  inputs?: { [key: string]: unknown };
  outputs?: { [key: string]: unknown };
  /** Why it did not come up, where it was made and did not. */
  initErrors?: string[] | null;
  /** It has been replaced, and waits for its deletion. */
  delete?: boolean;
}

/** A stack's state, as far as it is read here. */
export interface StackState {
  resources?: StateResource[];
  pending_operations?: { type: string; resource: StateResource }[];
}

/** A stack as `pulumi stack export` gives it. */
export interface ExportedStack {
  version: number;
  deployment?: StackState;
}

/** Runs a command of the CLI that is no update; fails with an error that says what the CLI said. */
export type RunPulumi = (args: string[]) => Promise<{ stdout: string }>;

/** The state of a stack, its secrets encrypted. */
export async function exportState(run: RunPulumi, stack: string): Promise<ExportedStack> {
  const { stdout } = await run(["stack", "export", "--stack", stack]);
  return JSON.parse(stdout) as ExportedStack;
}

/** Replaces the state of a stack. It passes through a file in a folder of the caller's own, which is gone afterwards. */
export async function importState(run: RunPulumi, stack: string, state: ExportedStack, folder: string): Promise<void> {
  const file = join(folder, "running.state");
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    await run(["stack", "import", "--file", file, "--stack", stack]);
  } finally {
    rmSync(file, { force: true });
  }
}

/** `aws:rds/instance:Instance catalog-db`, from a resource's URN. */
export function resourceName({ urn }: Pick<StateResource, "urn">): string {
  return urn.split("::").slice(2).join(" ").split("$").at(-1)!;
}

/** What a state says against the success of an operation. */
export interface Unfinished {
  /** Operations that were begun, and of which nobody knows the end. */
  cutOff: string[];
  /** Resources that were made and did not come up. */
  failed: StateResource[];
  /** Resources that a destroy has left. */
  left: number;
}

/** What a state says against the success of an update, or of a destroy of all; undefined where it says that all is done. */
export function unfinished(operation: "up" | "destroy", state: StackState): Unfinished | undefined {
  const resources = state.resources ?? [];
  const found: Unfinished = {
    cutOff: (state.pending_operations ?? []).map(({ type, resource }) => `${type} ${resourceName(resource)}`),
    failed: operation === "up" ? resources.filter(isBroken) : [],
    left: operation === "destroy" ? resources.length : 0,
  };
  return found.cutOff.length + found.failed.length + found.left > 0 ? found : undefined;
}

/** Whether a resource did not come up; one that was replaced only waits for its end. */
function isBroken({ initErrors, delete: replaced }: StateResource): boolean {
  return (initErrors ?? []).length > 0 && replaced !== true;
}

/**
 * Whether a state has something of AWS that was made and then failed. Its state holds what it was told, and not what AWS has of
 * it, so that the engine finds nothing left to do, unless it is read anew.
 */
export function hasHalfMade({ resources }: StackState): boolean {
  return resources?.some((one) => one.type.startsWith("aws:") && isBroken(one)) === true;
}

/** Where a stack stands, by the AWS provider of its state. */
export interface StackPlace {
  region?: string;
  /** The role that is assumed last. */
  role?: string;
  /** The accounts that it may touch; empty where any. */
  accounts: string[];
}

/** Reads from a state where its stack stands. */
export function placeOf({ resources }: StackState): StackPlace {
  const inputs = resources?.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {};
  const roles = listIn(inputs, "assumeRoles") as { roleArn?: string }[];
  return {
    region: typeof inputs.region === "string" ? inputs.region : undefined,
    role: roles.at(-1)?.roleArn,
    accounts: listIn(inputs, "allowedAccountIds").map(String),
  };
}

/** A list among a provider's inputs, which the engine keeps as JSON in a text. */
function listIn(inputs: { [key: string]: unknown }, key: string): unknown[] {
  const value = inputs[key];
  const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(list) ? list : [];
}
