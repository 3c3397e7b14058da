import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Properties } from "../../packaging/schema-changes";
import { ROOT } from "./program";

/** The schema of the component package, as far as the tests ask. */
export interface ComponentSchema {
  name: string;
  version: string;
  types: { [token: string]: SchemaPart };
  resources: { [token: string]: SchemaPart };
}

/** A type or a component. */
export interface SchemaPart {
  description?: string;
  properties: Properties;
  required?: string[];
  inputProperties: Properties;
  requiredInputs?: string[];
}

/** The schema as it is committed. */
export function committedSchema(): ComponentSchema {
  return JSON.parse(readFileSync(join(ROOT, "components/schema.json"), "utf8")) as ComponentSchema;
}
