import { join } from "node:path";
import type { Mocks } from "@pulumi/pulumi/runtime";
import { planMocks } from "../../cli/record/plan-mocks";
import { record, type Recording, type Registration } from "../../cli/record/recorder";
import { runProgram } from "../../cli/record/program";
import { readStackConfig } from "../../cli/stack-config";
import type { Json } from "../../model/graph/graph";
import { deployMocks, type LookUps } from "./deploy-mocks";

/** The repository's root. */
export const ROOT = join(__dirname, "../..");

/** How a test runs something. */
export interface RunOptions {
  /** True for preview semantics. Default false: as when deployed. */
  preview?: boolean;
  /** Folder of the project whose config it is. Default the repository's root, and default providers are not disabled. */
  directory?: string;
  /** Stack whose config it is. Default `dev`. */
  stack?: string;
  /** Config overrides, `key=value`. */
  config?: string[];
  /** Answers to look-ups, over the usual ones; only without `preview`. */
  lookUps?: LookUps;
  /** Hears of each resource that is registered, also where the run fails. */
  onResource?: (type: string, name: string) => void;
}

/** Runs the whole lab of the stack `dev`. */
export function runLab(options: RunOptions = {}): Promise<Recording> {
  return runMade(() => runProgram(ROOT), { directory: ROOT, ...options });
}

/** The folder of an example. */
export function exampleFolder(name: string): string {
  return join(ROOT, "examples", name);
}

/** Runs an example with the config of a stack of its own. */
export function runExample(name: string, options: RunOptions = {}): Promise<Recording> {
  const directory = exampleFolder(name);
  return runMade(() => runProgram(directory), { directory, ...options });
}

/** Runs a program that a test writes itself; what it returns are the stack outputs. */
export function runMade(program: () => unknown, options: RunOptions = {}): Promise<Recording> {
  const { preview = false, directory = ROOT, config, lookUps, onResource } = options;
  const stack = readStackConfig(directory, options.stack ?? "dev", config);
  if (options.directory === undefined) delete stack.config["pulumi:disable-default-providers"];
  const mocks = preview ? planMocks : deployMocks(lookUps);
  const heard: Mocks = {
    call: (call) => mocks.call(call),
    newResource(resource) {
      onResource?.(resource.type, resource.name);
      return mocks.newResource(resource);
    },
  };
  return record(program, { ...stack, preview, mocks: heard });
}

/** The message of the error that a run ends with; fails where it ends well. */
export async function failure(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the run was expected to fail, and did not");
}

/** The only registration of a type, or of a type and name; fails where there are none or several. */
export function only(recording: Recording, type: string, name?: string): Registration {
  const found = all(recording, type).filter((registration) => name === undefined || registration.name === name);
  if (found.length !== 1) throw new Error(`${found.length} registrations of ${type} ${name ?? ""}`);
  return found[0];
}

/** All registrations whose type is, or ends with, the given one. */
export function all(recording: Recording, type: string): Registration[] {
  return recording.registrations.filter((found) => found.type === type || found.type.endsWith(`:${type}`));
}

/** A registration's inputs as anything, for short assertions. */
export function inputs(registration: Registration): { [key: string]: Json } {
  return registration.inputs;
}
