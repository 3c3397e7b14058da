/**
 * Writes a plan's page and picture to files.
 */
import * as fs from "fs";
import { basename, dirname, join, resolve } from "path";
import type { MadePlan } from "../plan/make";
import { UserError } from "../user-error";
import { planPage, topologySvg } from ".";
import { isPage } from "./page";

/** Files to write; what is undefined is not made. */
export interface PlanFiles {
  /** The page. */
  html?: string;
  /** The picture alone. */
  svg?: string;
  /** Overwrite what is no page of a plan. Default false. */
  force?: boolean;
}

/** A file to write. */
interface Output {
  option: string;
  /** As the user wrote it. */
  given: string;
  /** Where it really is, links followed. */
  target: string;
  make: (made: MadePlan) => string;
}

/**
 * Writes the wanted files, all of them whole or none, and returns their names. Fails with a {@link UserError} where one cannot be
 * written, where two are the same, and where a file exists that is no page of a plan.
 */
export function writePlanFiles(made: MadePlan, { html, svg, force = false }: PlanFiles): string[] {
  const outputs = [
    ...(html === undefined ? [] : [output("--html", html, planPage)]),
    ...(svg === undefined ? [] : [output("--svg", svg, topologySvg)]),
  ];
  const problems = outputs.flatMap((one) => problemOf(one, force));
  const [first, second] = outputs;
  if (second && isSame(first.target, second.target)) {
    problems.push(`--html ${first.given} and --svg ${second.given} are one file; name two`);
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  const parts = outputs.map((one) => ({ ...one, part: join(dirname(one.target), `.${basename(one.target)}.part`) }));
  const texts = parts.map(({ make }) => make(made));
  try {
    parts.forEach(({ given, target, part }, i) =>
      attempt(given, () => {
        fs.mkdirSync(dirname(target), { recursive: true });
        fs.writeFileSync(part, texts[i]);
      }),
    );
    for (const { given, target, part } of parts) attempt(given, () => fs.renameSync(part, target));
  } finally {
    for (const { part } of parts) fs.rmSync(part, { force: true });
  }
  return outputs.map(({ given }) => given);
}

function output(option: string, given: string, make: Output["make"]): Output {
  return { option, given, target: realPath(resolve(given)), make };
}

/** Where a path leads, as far as it exists. */
function realPath(path: string): string {
  try {
    return fs.realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}

function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((path) => fs.statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Why an output must not be written. */
function problemOf({ option, given, target }: Output, force: boolean): string[] {
  const found = attempt(given, () => fs.lstatSync(target, { throwIfNoEntry: false }));
  if (found === undefined) return [];
  if (!found.isFile()) return [`${option} ${given} is no file to write to; name another`];
  if (force || found.size === 0 || isPage(attempt(given, () => fs.readFileSync(target, "utf8")))) return [];
  return [`${option} ${given} exists and is no page of a plan: name another file, or overwrite it with --force`];
}

function attempt<T>(given: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UserError(`${given} cannot be written: ${(error as Error).message}`);
  }
}
