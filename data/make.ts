/**
 * Makes `model/aws/instance-type-table.ts` from the facts beside this file. `npm run data` writes it; a test fails where it
 * is stale. Facts that are newer go into the JSON file, with source and date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that is made. */
export const TABLE_FILE = join(__dirname, "../model/aws/instance-type-table.ts");

/** What `branch-interface-limits.json` holds. */
interface Limits {
  source: string;
  /** Day on which the source was made, `YYYY-MM-DD`. */
  date: string;
  /** Families with the same limits: by size, the interfaces, the IPv4 addresses of each, the branch interfaces. */
  groups: { families: string[]; sizes: { [size: string]: [number, number, number] } }[];
}

/** The text of {@link TABLE_FILE}. */
export function instanceTypeTable(): string {
  const file = join(__dirname, "branch-interface-limits.json");
  const { source, date, groups } = JSON.parse(readFileSync(file, "utf8")) as Limits;
  const lines = groups.map(({ families, sizes }) => {
    const limits = Object.entries(sizes).map(([size, numbers]) => `${size}=${numbers.join("/")}`);
    return `${families.join(" ")}: ${limits.join(" ")}`;
  });
  return `/**
 * Network limits per EC2 instance type as the EKS VPC resource controller knows them. Made by \`npm run data\`: change
 * \`data/branch-interface-limits.json\` instead.
 *
 * One line per set of families with the same limits: \`families: size=interfaces/IPv4 per interface/branch interfaces …\`.
 * Source: ${source}
 */

/** Date of the source table. */
export const INSTANCE_TYPE_TABLE_DATE = "${date}";

/** The table; read it through \`instance-types.ts\`. */
export const INSTANCE_TYPE_TABLE = \`
${lines.join("\n")}
\`;
`;
}

if (require.main === module) writeFileSync(TABLE_FILE, instanceTypeTable());
