/**
 * Writes the schema of the component package, from which Pulumi makes SDKs: `npm run schema -- <patch|minor|major>`. Refuses
 * where the change since the last release is larger than what was said.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastSchema } from "./last-schema";
import { type Level, LEVELS, schemaChanges } from "./schema-changes";
import { schemaOf } from "./schema-of";

const FILE = join(process.cwd(), "components/schema.json");

const said = process.argv[2] as Level;
const last = lastSchema(process.cwd());
const schema = schemaOf();
const found = schemaChanges(last.schema, schema);
const larger = found.filter(({ level }) => LEVELS.indexOf(level) > LEVELS.indexOf(said));
if (!LEVELS.includes(said)) {
  console.error(`Say how large the change is, npm run schema -- <level>: ${LEVELS.join(", ")}`);
  process.exitCode = 1;
} else if (larger.length > 0) {
  console.error(`The change since ${last.of} is larger than ${said}:`);
  for (const { level, what } of larger) console.error(`  ${level}: ${what}`);
  process.exitCode = 1;
} else {
  writeFileSync(FILE, `${JSON.stringify(schema, null, 2)}\n`);
  for (const { level, what } of found) console.log(`${level}: ${what}`);
}
