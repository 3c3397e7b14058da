import Ajv, { type ErrorObject } from "ajv";
import { RULES } from "../../policies/rules";
import { nearest } from "../../nearest";
import { didYouMean, quoted, shownKey } from "../../words/en/phrases";
import type { PackConfig } from "../plan/verdicts";
import { readText, WRITTEN } from "../files/read";
import { isObject } from "../sources/shape";
import { UserError } from "../user-error";

/** Levels that Pulumi knows. Source: `sdk/go/common/apitype/policy.go` of pulumi/pulumi. */
const LEVELS = ["advisory", "mandatory", "remediate", "disabled"];

/** Stands for every policy that has no entry of its own; it takes a level alone. */
const ALL = "all";

/**
 * Reads the config of the policy pack from a file, in the form that `pulumi preview --policy-pack-config` takes: for each
 * policy a level, or an object with `enforcementLevel` and the policy's own config.
 *
 * @throws UserError with all that is wrong
 */
export function readPolicyConfig(file: string): PackConfig {
  const config = parse(file);
  const problems = Object.entries(config).flatMap(([policy, given]) => problemsOf(policy, given));
  if (problems.length > 0) throw new UserError([`${file} cannot be used:`, ...problems].join("\n  "));
  return config as PackConfig;
}

function parse(file: string): { [policy: string]: unknown } {
  const text = readText(file, { megabytes: WRITTEN, todo: "it is the pack's config as JSON" });
  try {
    const config: unknown = JSON.parse(text);
    if (isObject(config)) return config;
  } catch {
    throw new UserError(`${file} is not JSON; it holds for each policy a level, or an object with its config`);
  }
  throw new UserError(`${file} holds no JSON object; it holds for each policy a level, or an object with its config`);
}

function problemsOf(policy: string, given: unknown): string[] {
  const rule = RULES.find(({ name }) => name === policy);
  if (rule === undefined && policy !== ALL) {
    return [`${shownKey(policy)}: there is no such policy${meant(policy, [ALL, ...RULES.map(({ name }) => name)])}`];
  }
  if (typeof given === "string") return levelProblems(policy, given);
  if (!isObject(given)) return [`${policy}: use a level (${LEVELS.join(", ")}) or an object`];
  const { enforcementLevel, ...own } = given;
  const levels = enforcementLevel === undefined ? [] : levelProblems(`${policy}.enforcementLevel`, enforcementLevel);
  const properties = policy === ALL ? {} : (rule?.configSchema?.properties ?? {});
  const fits = new Ajv({ allErrors: true, strict: false }).compile({ properties, additionalProperties: false });
  if (fits(own)) return levels;
  return [
    ...levels,
    ...(fits.errors ?? []).map((error) => `${policy}${propertyProblem(error, Object.keys(properties))}`),
  ];
}

function levelProblems(where: string, level: unknown): string[] {
  if (typeof level === "string" && LEVELS.includes(level)) return [];
  return [`${where}: ${quoted(level)} is not a valid level; use ${LEVELS.join(", ")}${meant(String(level), LEVELS)}`];
}

function propertyProblem({ instancePath, keyword, params, message }: ErrorObject, known: string[]): string {
  const path = instancePath.replaceAll("/", ".");
  if (keyword !== "additionalProperties") return `${path}: it ${message}`;
  const { additionalProperty: name } = params as { additionalProperty: string };
  const allowed = known.length === 0 ? "it takes a level alone" : `use ${known.join(", ")}`;
  return `${path}.${name}: there is no such property; ${allowed}${meant(name, known)}`;
}

function meant(name: string, known: string[]): string {
  return didYouMean(nearest(name, known));
}
