import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { clusterName } from "../../cli/leftovers/leftovers-command";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import { standBetween } from "./between";
import { clockFile, NOW, until, workFolder } from "./rig";

export const PROJECT = "eks-pod-security-groups";
export const work = workFolder();
/** The copy of the program. */
export const program = join(work.folder, "program");
/** Where the CLI keeps its books. */
export const books = join(program, ".lab", "state", ".pulumi");

/** What runs of the lab meet: their time, and the stack that is meant. */
const surroundings = { now: NOW, stack: "dev" };

async function within<T>(other: Partial<typeof surroundings>, what: () => Promise<T>): Promise<T> {
  const before = { ...surroundings };
  Object.assign(surroundings, other);
  try {
    return await what();
  } finally {
    Object.assign(surroundings, before);
  }
}

/** Does something with all runs of the lab at another time. */
export const at = <T>(now: string, what: () => Promise<T>): Promise<T> => within({ now }, what);

/** Does something with another stack; everything here is of it until then. */
export const on = <T>(stack: string, what: () => Promise<T>): Promise<T> => within({ stack }, what);

/** Name of the EKS cluster of the stack. */
export const cluster = (): string => clusterName(surroundings.stack);

export const stateFile = (): string => join(books, "stacks", PROJECT, `${surroundings.stack}.json`);
const configFile = (): string => join(program, `Pulumi.${surroundings.stack}.yaml`);

/** Where the providers find AWS; set by {@link begin}. */
let endpoint = process.env.AWS_ENDPOINT_URL;
/** Everything that runs of the lab have said in a scenario. */
export const heard: string[] = [];
const running = new Set<ChildProcess>();

/** Prepares for scenarios. */
export async function begin(): Promise<void> {
  endpoint = await standBetween();
  beginConfig();
}

/** Gives the stack the config of all; whose lab it is, the emulator's memory tells from other runs. */
export function beginConfig(): void {
  configure({ "aws:region": "us-west-2", [`${PROJECT}:student`]: `engine-${process.pid}` });
}

/** Ends what a scenario has left running. */
export function endAll(): void {
  const engine = running.size > 0 ? holder() : undefined;
  for (const child of running) child.kill("SIGKILL");
  try {
    if (engine !== undefined) process.kill(engine, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function environment(): NodeJS.ProcessEnv {
  return {
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Without it the CLI has no --event-log.
    PULUMI_DEBUG_COMMANDS: "true",
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    NODE_OPTIONS: `--require ${clockFile(work.folder)}`,
    LAB_TEST_NOW: surroundings.now,
    PULUMI_STACK: surroundings.stack,
    // A user's shell does not find what npm run puts in front: there, `pulumi` is the downloader of the npm package.
    PATH: process.env
      .PATH!.split(delimiter)
      .filter((folder) => !folder.includes("node_modules"))
      .join(delimiter),
  };
}

/** Runs a command of the lab. */
export const lab = (command: string, ...args: string[]) => labIn(program, command, ...args);

/** Runs a command of the lab of another commit, in its folder. */
export function labIn(cwd: string, command: string, ...args: string[]) {
  const all = ["-r", "./loader.cjs", "cli/main.ts", command, ...args];
  const child = spawn(process.execPath, all, { cwd, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  const said = { text: "", stdout: "", done: false };
  child.stdout.on("data", (text: Buffer) => (said.stdout += text.toString()));
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said.text += text.toString()));
  running.add(child);
  const ended = new Promise<{ code: number | null; text: string; stdout: string }>((resolve) =>
    child.once("close", (code) => {
      running.delete(child);
      said.done = true;
      heard.push(said.text);
      resolve({ code, text: said.text, stdout: said.stdout });
    }),
  );
  return { child, ended, said };
}

/** Previews a change of the stack and makes it, and asks nobody; the account was looked at when the stack was made. */
export const previewedChange = (command: "up" | "destroy", ...args: string[]) =>
  lab(command, "--yes", "--non-interactive", ...(command === "up" ? ["--no-preflight"] : []), ...args);

/** Changes the stack without a preview, which runs the program once more. */
export const change = (command: "up" | "destroy", ...args: string[]) =>
  previewedChange(command, "--skip-preview", ...args);

/** Changes the stack, and takes nothing but success. */
export async function well(command: "up" | "destroy", ...args: string[]): Promise<{ text: string; seconds: number }> {
  const began = Date.now();
  const { code, text } = await change(command, ...args).ended;
  assert.equal(code, 0, text);
  return { text, seconds: Math.round((Date.now() - began) / 1000) };
}

/** Brings the stack up where it is not. */
export async function isUp(): Promise<void> {
  if (resources().length > 0) return;
  const { code, text } = await lab("up", "--yes", "--non-interactive", "--skip-preview").ended;
  assert.equal(code, 0, text);
}

/** Does something as in a project that has no policy pack. */
export async function withoutPolicies<T>(what: () => Promise<T>): Promise<T> {
  const [file, aside] = ["PulumiPolicy.yaml", "aside"].map((name) => join(program, "policies", name));
  renameSync(file, aside);
  try {
    return await what();
  } finally {
    renameSync(aside, file);
  }
}

/** Removes the stack where it has anything. */
export async function isEmpty(): Promise<void> {
  if (resources().length > 0) await well("destroy");
}

/** Forgets a stack that a failed scenario has left anyhow: in the emulator, in the cluster and in the state. */
export async function forget(): Promise<void> {
  const { status } = await fetch(new URL("/_lab/reset", process.env.AWS_ENDPOINT_URL), { method: "POST" });
  assert.equal(status, 200, "the emulator does not forget at /_lab/reset what it has");
  shell("kubectl delete namespaces catalog elsewhere --ignore-not-found --wait");
  rmSync(join(program, ".lab"), { recursive: true, force: true });
}

/** Runs a command in the user's shell, as a message gives it. */
export function shell(command: string): string {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: program,
    env: environment(),
    encoding: "utf8",
  });
  assert.equal(status, 0, `${command}\n${stderr}`);
  return stdout;
}

/** Asks the cluster, which is the one that kubectl has for its own. */
export function kubectl<T>(...args: string[]): T {
  return JSON.parse(shell(`kubectl ${args.join(" ")} -o json`)) as T;
}

/** Values of a stack's config by key: texts, and lists of them; undefined for none. */
export interface Keys {
  [key: string]: string | string[] | undefined;
}

/** Sets keys of the stack; undefined takes one away. */
export function configure(keys: Keys): void {
  const file = configFile();
  const written = existsSync(file) ? (parse(readFileSync(file, "utf8")) as { config: object }) : { config: {} };
  const config = Object.fromEntries(
    Object.entries({ ...written.config, ...keys }).filter(([, value]) => value !== undefined),
  );
  writeFileSync(file, stringify({ ...written, config }));
}

/** Takes every key of the project away that a scenario has set. */
export function restoreConfig(): void {
  const { config } = parse(readFileSync(configFile(), "utf8")) as { config: object };
  const own = Object.keys(config).filter((key) => key.startsWith(`${PROJECT}:`) && key !== `${PROJECT}:student`);
  configure(Object.fromEntries(own.map((key): [string, undefined] => [key, undefined])));
}

/** Sets keys of the project; undefined takes one away. */
export function set(keys: Keys): void {
  configure(Object.fromEntries(Object.entries(keys).map(([key, value]) => [`${PROJECT}:${key}`, value])));
}

/** What the tests ran with. */
export function versions(): { [name: string]: string } {
  const { dependencies } = JSON.parse(readFileSync(join(program, "package.json"), "utf8")) as {
    dependencies: { [name: string]: string };
  };
  const packages = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/eks", "@pulumi/kubernetes"];
  const { serverVersion } = JSON.parse(shell("kubectl version -o json")) as { serverVersion: { gitVersion: string } };
  return {
    "Pulumi CLI": shell("pulumi version").trim(),
    Kubernetes: serverVersion.gitVersion,
    "Node.js": process.version,
    ...Object.fromEntries(packages.map((name) => [name, dependencies[name]])),
  };
}

/** The stack's state; empty while there is none, and while the engine writes it. */
export function state(): StackState {
  const file = stateFile();
  if (!existsSync(file)) return {};
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: StackState } };
    return checkpoint.latest ?? {};
  } catch {
    return {};
  }
}

export const resources = (type?: string): StateResource[] =>
  (state().resources ?? []).filter((resource) => type === undefined || resource.type === type);

/** The process that holds the stack's lock. */
export function holder(): number | undefined {
  const locks = join(books, "locks", "organization", PROJECT, surroundings.stack);
  const file = existsSync(locks) ? readdirSync(locks).find((name) => name.endsWith(".json")) : undefined;
  return file ? (JSON.parse(readFileSync(join(locks, file), "utf8")) as { pid: number }).pid : undefined;
}

/** Waits for what a run does, and no longer than it runs. */
export function during(run: ReturnType<typeof lab>, what: string, isTrue: () => boolean): Promise<void> {
  const check = (): boolean => {
    const found = isTrue();
    assert.ok(found || !run.said.done, `it ended before ${what}: ${run.said.text}`);
    return found;
  };
  return until(what, check, 300);
}

export async function leftovers(): Promise<{ what: string; inState?: boolean }[]> {
  const { stdout } = await lab("leftovers", "--json").ended;
  return JSON.parse(stdout) as { what: string; inState?: boolean }[];
}
