/** What differs between two schemas of a component package, and how much that is to its users. */

/** How large a change is, the smallest first: nothing that programs see, more than before, something that breaks programs. */
export const LEVELS = ["patch", "minor", "major"] as const;
export type Level = (typeof LEVELS)[number];

/** A difference. */
export interface SchemaChange {
  level: Level;
  /** Where it is, and what it is. */
  what: string;
}

/** Properties by name. */
export interface Properties {
  [name: string]: { description?: string; [field: string]: unknown };
}

interface ObjectSchema {
  description?: string;
  properties?: Properties;
  required?: string[];
  inputProperties?: Properties;
  requiredInputs?: string[];
}

/** A Pulumi schema, as far as it is compared. */
export interface Schema {
  name?: string;
  types?: { [token: string]: ObjectSchema };
  resources?: { [token: string]: ObjectSchema };
}

/** All differences between two schemas, the largest first. A type counts as an input and as an output, since it can be both. */
export function schemaChanges(before: Schema, after: Schema): SchemaChange[] {
  const found: SchemaChange[] = [];
  if (before.name !== after.name) found.push({ level: "major", what: `the package is called ${after.name}` });
  for (const kind of ["types", "resources"] as const) {
    each(before[kind], after[kind], (token, old, now) => {
      if (old === undefined || now === undefined) return void found.push(presence(token, old));
      if (old.description !== now.description) found.push({ level: "patch", what: `${token}: description` });
      const isType = kind === "types";
      found.push(...propertyChanges(token, old.properties, now.properties, old.required, now.required, isType));
      const inputs = [old.inputProperties, now.inputProperties, old.requiredInputs, now.requiredInputs] as const;
      found.push(...propertyChanges(`${token} argument`, ...inputs, true));
    });
  }
  return found.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
}

function propertyChanges(
  where: string,
  before: Properties | undefined,
  after: Properties | undefined,
  required: string[] = [],
  requiredNow: string[] = [],
  given: boolean,
): SchemaChange[] {
  const found: SchemaChange[] = [];
  each(before, after, (name, old, now) => {
    const path = `${where} ${name}`;
    const [was, is] = [required.includes(name), requiredNow.includes(name)];
    if (old === undefined && is && given)
      return void found.push({ level: "major", what: `${path} is new and required` });
    if (old === undefined || now === undefined) return void found.push(presence(path, old));
    if (shape(old) !== shape(now)) found.push({ level: "major", what: `${path} has another type` });
    else if (old.description !== now.description) found.push({ level: "patch", what: `${path}: description` });
    if (!was && is && given) found.push({ level: "major", what: `${path} is required now` });
    if (was && !is) found.push({ level: given ? "minor" : "major", what: `${path} may be missing now` });
  });
  return found;
}

function presence(what: string, old: unknown): SchemaChange {
  return old === undefined ? { level: "minor", what: `${what} is new` } : { level: "major", what: `${what} is gone` };
}

/** A type as a text, without descriptions and what `required` says as well, and whatever the order of its fields. */
function shape(property: Properties[string]): string {
  return JSON.stringify(property, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([field]) => field !== "description" && field !== "optional")
        .sort(),
    );
  });
}

function each<T>(
  before: { [key: string]: T } = {},
  after: { [key: string]: T } = {},
  visit: (key: string, old: T | undefined, now: T | undefined) => void,
): void {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  for (const key of keys) visit(key, before[key], after[key]);
}
