/**
 * Writes a plan's page and picture to files.
 */
import { mkdirSync, writeFileSync } from "fs";
import { dirname } from "path";
import type { Plan } from "../plan/make";
import { UserError } from "../user-error";
import { planPage, topologySvg } from ".";

/** Files to write; what is undefined is not made. */
export interface PlanFiles {
  /** The page. */
  html?: string;
  /** The picture alone. */
  svg?: string;
}

/** Writes the wanted files and returns their names. Fails with a {@link UserError} where one cannot be written. */
export function writePlanFiles(plan: Plan, { html, svg }: PlanFiles): string[] {
  const files: [string | undefined, (plan: Plan) => string][] = [
    [html, planPage],
    [svg, topologySvg],
  ];
  return files.flatMap(([file, make]) => {
    if (file === undefined) return [];
    const text = make(plan);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      throw new UserError(`${file} cannot be written: ${(error as Error).message}`);
    }
    return [file];
  });
}
