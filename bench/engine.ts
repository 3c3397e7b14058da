import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumi } from "../cli/engine/find";
import { best, type Comparison, compare, ROOT, type Sample } from "./measure";

/** A program that only loads what the lab loads. */
const LOADING = `for (const name of ["pulumi", "aws", "eks", "kubernetes", "random"]) require("@pulumi/" + name);\n`;

/**
 * A preview on the real engine of a program in TypeScript, started as the lab is, against the same one in JavaScript; cold
 * (a file that was never seen) and warm. Empty where no Pulumi CLI is on the PATH.
 */
export async function benchEngine(): Promise<Comparison[]> {
  const cli = findPulumi(process.env, ROOT);
  if (cli === undefined || cli.bundled) return [];
  const typescript = project(cli.path, `typescript: false\n    nodeargs: -r ${ROOT}/loader.cjs`, "index.ts");
  const javascript = project(cli.path, "typescript: false", "index.js");
  try {
    const samples: { [key: string]: Sample[] } = { coldTs: [], warmTs: [], js: [] };
    for (let round = 0; round < 3; round++) {
      typescript.write(round);
      samples.coldTs.push(typescript.preview());
      samples.warmTs.push(typescript.preview());
      javascript.write(round);
      samples.js.push(javascript.preview());
    }
    return await Promise.resolve([
      compare("preview, TypeScript cold / JavaScript", best(samples.coldTs), best(samples.js), 1.3),
      compare("preview, TypeScript warm / JavaScript", best(samples.warmTs), best(samples.js), 1.3),
    ]);
  } finally {
    for (const { folder } of [typescript, javascript]) rmSync(folder, { recursive: true });
  }
}

function project(
  cli: string,
  options: string,
  main: string,
): { folder: string; write(round: number): void; preview(): Sample } {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const env = { ...process.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "bench" };
  const pulumi = (...args: string[]): void => {
    const { status, stderr, stdout } = spawnSync(cli, args, { cwd: folder, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
  };
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", main }));
  writeFileSync(join(folder, "Pulumi.yaml"), `name: bench\nruntime:\n  name: nodejs\n  options:\n    ${options}\n`);
  writeFileSync(join(folder, main), LOADING);
  pulumi("stack", "init", "bench");
  return {
    folder,
    write: (round) => writeFileSync(join(folder, main), `${LOADING}exports.round = ${round};\n`),
    preview: () => {
      const start = process.hrtime.bigint();
      pulumi("preview", "--non-interactive", "--stack", "bench");
      return { seconds: Number(process.hrtime.bigint() - start) / 1e9, mebibytes: 0 };
    },
  };
}
