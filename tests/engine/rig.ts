import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executablesOnPath } from "../../cli/engine/find";
import { capture } from "../../cli/engine/process";

/** The repository's root. */
export const ROOT = join(__dirname, "../..");
/** Plugins that must be on the PATH, so that nothing real is called. */
const STAND_INS = ["aws", "eks", "kubernetes", "random"].map((name) => `pulumi-resource-${name}`);

/** Why the tests on the real engine cannot run here; undefined where they can. */
export async function whyNot(): Promise<string | undefined> {
  const { env } = process;
  const outside = executablesOnPath("pulumi", env, ROOT).find((file) => !file.includes("node_modules"));
  if (!outside) return "there is no Pulumi CLI on the PATH";
  const { stdout } = await capture(outside, ["version"], { cwd: ROOT, env });
  const [, major, minor] = /v?(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) !== 3 || Number(minor) < 250) return `the Pulumi CLI is ${stdout.trim()}; 3.250 or later is needed`;
  const missing = STAND_INS.filter((name) => executablesOnPath(name, env, ROOT).length === 0);
  if (missing.length > 0) return `there are no stand-in providers on the PATH: ${missing.join(", ")}`;
  const endpoint = env.AWS_ENDPOINT_URL ?? "";
  if (!/^http:\/\/(127\.0\.0\.1|localhost):/.test(endpoint)) {
    return "AWS_ENDPOINT_URL names no emulator on this machine, and a real AWS is never called";
  }
  try {
    await fetch(endpoint);
  } catch {
    return `nothing answers at AWS_ENDPOINT_URL ${endpoint}`;
  }
  return undefined;
}

const CLOCK = `// Every process begins at LAB_TEST_NOW, and its time goes on from there.
const Real = Date;
const shift = Real.parse(process.env.LAB_TEST_NOW) - Real.now();
globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length > 0 ? args : [Real.now() + shift]));
  }
  static now() {
    return Real.now() + shift;
  }
};
`;

/** The instant at which every run of the lab begins: versions of Kubernetes leave support while the tests stay. */
export const NOW = "2026-11-23T12:00:00Z";

/** A file that Node requires, and that lets each process begin at the instant LAB_TEST_NOW; made where it is not. */
export function clockFile(folder: string): string {
  const file = join(folder, "clock.cjs");
  writeFileSync(file, CLOCK);
  return file;
}

/** A folder for one run, with a function that removes it. */
export function workFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "lab-engine-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const COPIED = [
  ...["cli", "components", "model", "policies", "words", "loader.cjs"],
  ...["index.ts", "config.ts", "config-problem.ts", "config-reader.ts", "config-room.ts", "nearest.ts"],
];
const DESCRIPTIONS = ["package.json", "package-lock.json", "Pulumi.yaml"];

/** Copies the program and its tools, so that nobody's editing changes them in the middle of a test; packages are shared. */
function copyProgram(folder: string): void {
  for (const name of [...COPIED, ...DESCRIPTIONS]) {
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (file) => !file.slice(ROOT.length).includes("node_modules"),
    });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}

/**
 * Runs tests on a copy of the program, or says why they cannot be run here. The folder is kept where one fails, and the exit
 * code tells of it.
 */
export async function runOnCopy(
  { folder, remove }: ReturnType<typeof workFolder>,
  program: string,
  tests: () => Promise<void>,
): Promise<void> {
  try {
    const reason = await whyNot();
    if (reason) return console.log(`The tests on the real engine are skipped: ${reason}.`);
    copyProgram(program);
    await tests();
    remove();
    console.log("All is well.");
  } catch (error) {
    console.error(`What there was is kept in ${folder}.`);
    console.error(error);
    process.exitCode = 1;
  }
}

/** Waits until something is so, and fails where it does not come in time. */
export async function until(what: string, isTrue: () => boolean, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
