import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as WorkflowParser from "@actions/workflow-parser" with { "resolution-mode": "import" };
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
  outputs?: { [name: string]: string };
  permissions?: { [scope: string]: string };
  "timeout-minutes"?: number;
  env?: { [key: string]: string };
  strategy?: { matrix: { [key: string]: unknown[] } };
  steps: Step[];
}

/** A workflow, as far as tests look at it. */
export interface Workflow {
  on: { [event: string]: { branches?: string[]; types?: string[] } | null };
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

/** What GitHub's own parser finds wrong with a workflow: unknown keys, wrong values, broken expressions. */
export async function mistakesIn(text: string): Promise<string[]> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- An ES module, behind the hook that lets it load.
  const parser = await (require("./workflow-parser.cjs") as Promise<typeof WorkflowParser>);
  const { context, value } = parser.parseWorkflow(
    { name: "workflow.yml", content: text },
    new parser.NoOperationTraceWriter(),
  );
  await parser.convertWorkflowTemplate(context, value!);
  return context.errors.getErrors().map(({ message }) => message);
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
