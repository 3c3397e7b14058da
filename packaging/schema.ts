/**
 * Writes the schema of the component package, from which Pulumi makes SDKs: `npm run schema -- <patch|minor|major>`. Refuses
 * where the change is larger than what was said.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Level, LEVELS, schemaChanges } from "./schema-changes";
import { schemaOf } from "./schema-of";

const FILE = join(process.cwd(), "components/schema.json");

const said = process.argv[2] as Level;
const found = schemaChanges(JSON.parse(readFileSync(FILE, "utf8")) as object, schemaOf());
const larger = found.filter(({ level }) => LEVELS.indexOf(level) > LEVELS.indexOf(said));
if (!LEVELS.includes(said)) {
  console.error(`Say how large the change is, npm run schema -- <level>: ${LEVELS.join(", ")}`);
  process.exitCode = 1;
} else if (larger.length > 0) {
  console.error(`The change is larger than ${said}:`);
  for (const { level, what } of larger) console.error(`  ${level}: ${what}`);
  process.exitCode = 1;
} else {
  writeFileSync(FILE, `${JSON.stringify(schemaOf(), null, 2)}\n`);
  for (const { level, what } of found) console.log(`${level}: ${what}`);
}
