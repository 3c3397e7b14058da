/** Fails where a tag is not the version of the repository and of each of its packages: `check-tag.ts v1.2.3`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  name: string;
  version: string;
  workspaces?: string[];
}

const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(process.cwd(), folder, "package.json"), "utf8")) as Manifest;

const tag = process.argv[2];
const root = read("");
const others = [root, ...(root.workspaces ?? []).map(read)].filter(({ version }) => `v${version}` !== tag);
for (const { name, version } of others) {
  console.error(`${name} has version ${version}, which is tagged v${version}, not ${tag}: change it, or the tag`);
}
if (others.length > 0) process.exitCode = 1;
