import { readdirSync, readFileSync } from "fs";
import { join } from "path";
import { parse } from "yaml";
import { ROOT } from "../support/program";

/** A step of a job, as far as tests look at it. */
export interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: { [key: string]: unknown };
  env?: { [key: string]: string };
}

/** A job, as far as tests look at it. */
export interface Job {
  if?: string;
  needs?: string | string[];
  environment?: string;
  permissions?: { [scope: string]: string };
  "timeout-minutes"?: number;
  env?: { [key: string]: string };
  strategy?: { matrix: { [key: string]: unknown[] } };
  steps: Step[];
}

/** A workflow, as far as tests look at it. */
export interface Workflow {
  on: { [event: string]: { branches?: string[] } | null };
  permissions?: { [scope: string]: string };
  concurrency?: { group: string; "cancel-in-progress": boolean };
  jobs: { [id: string]: Job };
}

const FOLDER = join(ROOT, ".github/workflows");

/** The names of all workflow files. */
export const WORKFLOW_FILES = readdirSync(FOLDER).sort();

/** The text of a workflow. */
export function workflowText(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}

/** A workflow. */
export function workflow(file: string): Workflow {
  return parse(workflowText(file)) as Workflow;
}

/** The text that the inline script of a job has. */
export function scriptOf(file: string, job: string): string {
  const step = workflow(file).jobs[job].steps.find(({ uses }) => uses?.startsWith("actions/github-script@"));
  return String(step?.with?.script);
}

/** Runs an inline script as `actions/github-script` does. */
export function runScript(script: string, given: { [name: string]: unknown }): Promise<unknown> {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- It is what the action does with it.
  const body = new Function(...Object.keys(given), `return (async () => {${script}})()`) as (
    ...args: unknown[]
  ) => Promise<unknown>;
  return body(...Object.values(given));
}
