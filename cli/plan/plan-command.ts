import { realpathSync, statSync } from "node:fs";
import { wordsOf } from "../../words";
import { quoted } from "../../words/en/phrases";
import { languageOf } from "../language";
import { printJson } from "../output";
import { asUsersProgram } from "../record/program-error";
import { readStackConfig } from "../stack-config";
import { today } from "../today";
import { UserError } from "../user-error";
import { type MadePlan, makePlan } from "./make";
import { showPlan } from "./show";
import { stagePlans } from "./stages";
import { isMandatory, policyVerdicts } from "./verdicts";

/** Options of `lab plan`. */
export interface PlanOptions {
  stack: string;
  /** Overrides, `key=value`. */
  config?: string[];
  /** Folder of the program. Default: the current one. */
  directory?: string;
  json?: boolean;
  /** Show all, instead of what fits on a screen. */
  verbose?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
  /** File for the plan as a page. */
  html?: string;
  /** File for the picture alone. */
  svg?: string;
  /** Overwrite a file that is no page of a plan. */
  force?: boolean;
}

/**
 * `lab plan`: plans a stack of the program in a folder, prints the plan, and runs the policy pack over it: a
 * mandatory violation makes the exit code 1. With `--json` it only plans, so that `lab diff` can plan what is not allowed.
 */
export async function planCommand(options: PlanOptions): Promise<void> {
  const directory = programFolder(options.directory ?? ".");
  const words = await wordsOf(languageOf(options.lang));
  const stack = readStackConfig(directory, options.stack, options.config ?? []);
  const make = (): Promise<MadePlan> => makePlan(directory, stack);
  const made = await (options.directory === undefined ? make() : asUsersProgram(directory, options.directory, make));
  const verdicts = policyVerdicts(made.reading, {}, today());
  if (options.html !== undefined || options.svg !== undefined) {
    const { writePlanFiles } = await import("../page/write");
    const stages = options.html === undefined ? [] : await stagePlans(directory, stack, made);
    // To stderr, so that what --json prints stays JSON.
    for (const file of writePlanFiles(made, options, { words, verdicts, stages }))
      console.error(words.plan.wrote(file));
  }
  if (options.json) {
    printJson(made.plan);
    return;
  }
  console.log(showPlan(made, { words, verbose: options.verbose, verdicts }));
  if (verdicts.some(isMandatory)) process.exitCode = 1;
}

/** The folder that a user names, as modules are found by it. */
function programFolder(given: string): string {
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(given);
  throw new UserError(
    `--directory ${quoted(given)} is not a folder; name the one with the program's index.ts and Pulumi.yaml`,
  );
}
