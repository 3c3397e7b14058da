/**
 * Writes a plan's page and picture to files.
 */
import { type Output, writeFiles } from "../files/write";
import type { MadePlan } from "../plan/make";
import { planPage, topologySvg } from ".";
import { isPage, type PageOptions } from "./page";

/** Files to write; what is undefined is not made. */
export interface PlanFiles {
  /** The page. */
  html?: string;
  /** The picture alone. */
  svg?: string;
  /** Overwrite what is no page of a plan. Default false. */
  force?: boolean;
}

/**
 * Writes the wanted files, all of them whole or none, and returns their names. Fails with a `UserError` where one cannot be
 * written, where two are the same, and where a file exists that is no page of a plan.
 */
export function writePlanFiles(
  made: MadePlan,
  { html, svg, force = false }: PlanFiles,
  options: PageOptions = {},
): string[] {
  const output = (option: string, given: string, make: (plan: MadePlan) => string): Output => ({
    ...{ option, given, text: () => make(made), mayReplace: (text) => force || isPage(text) },
    otherwise: "exists and is not a page of a plan: name another file, or overwrite it with --force",
  });
  const outputs = [
    ...(html === undefined ? [] : [output("--html", html, (plan) => planPage(plan, options))]),
    ...(svg === undefined ? [] : [output("--svg", svg, (plan) => topologySvg(plan, options.words))]),
  ];
  writeFiles(outputs);
  return outputs.map(({ given }) => given);
}
