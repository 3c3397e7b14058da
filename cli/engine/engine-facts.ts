import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { readText, WRITTEN } from "../files/read";
import { type DamagedState, damagedStates } from "../pulumi/damaged";
import { stackName } from "../stack-config";
import { type Backend, chooseBackend } from "./backend";
import { type PulumiCli, executablesOnPath, findPulumi } from "./find";
import { capture } from "./process";
import type { EngineRequest, Environment } from "./request";
import { errorLine } from "./text";
import { type ToolVersion, versionOf } from "./usable";

/** What the stack's settings file says about secrets. */
export interface StackSecrets {
  provider?: string;
  encryptionSalt: boolean;
}

/** How the passphrase is given, if it is. */
export type Passphrase = "given" | "missing" | "file unreadable";

/** What can be known without starting a process. */
export interface SeenFacts {
  request: EngineRequest;
  cwd: string;
  pulumi?: PulumiCli;
  awsPath?: string;
  backend: Backend;
  /** Name of the Pulumi project. */
  project?: string;
  region?: string;
  secrets: StackSecrets;
  passphrase: Passphrase;
  /** A hint that credentials exist, for when AWS cannot be asked. */
  hasCredentialSource: boolean;
  /** AWS_ENDPOINT_URL is set: AWS is not asked who we are. */
  customEndpoint: boolean;
  /** A person can answer a question. */
  interactive: boolean;
  /** The project has a policy pack. */
  hasPolicyPack: boolean;
}

/** The answers of the tools: a value, or why there is none. */
export interface ProbedFacts {
  awsVersion?: { text: string } | { error: string };
  identity?: { ok: true } | { error: string };
  stacks?: { names: string[] } | { error: string };
  /** Asked where the stacks could not be listed: the CLI itself may be the reason. */
  pulumiVersion?: ToolVersion;
  /** Looked for where the stacks could not be listed. */
  damaged?: DamagedState[];
}

/** Everything that the decision rests on. */
export type EngineFacts = SeenFacts & ProbedFacts;

/** Folder of the project's policy pack. */
export const POLICY_PACK = "policies";

const IDENTITY_TIMEOUT_MS = 15_000;

/** Looks at files and environment. */
export function lookAround(request: EngineRequest, cwd: string, env: Environment, terminal: boolean): SeenFacts {
  const project = readYaml(path.join(cwd, "Pulumi.yaml"));
  const stackFile = request.configFile ?? `Pulumi.${stackName(request.stack)}.yaml`;
  const stack = readYaml(path.resolve(cwd, stackFile));
  const sources = {
    env,
    projectUrl: text(record(project.backend).url),
    loggedInTo: text(readYaml(credentialsFile(env)).current),
  };
  return {
    request,
    cwd,
    pulumi: findPulumi(env, cwd),
    awsPath: executablesOnPath("aws", env, cwd).at(0),
    backend: chooseBackend(sources, cwd),
    project: text(project.name),
    region: text(record(stack.config)["aws:region"]),
    secrets: { provider: text(stack.secretsprovider), encryptionSalt: text(stack.encryptionsalt) !== undefined },
    passphrase: passphrase(env, cwd),
    hasCredentialSource: hasCredentialSource(env),
    customEndpoint: Boolean(env.AWS_ENDPOINT_URL),
    hasPolicyPack: fs.existsSync(path.join(cwd, POLICY_PACK, "PulumiPolicy.yaml")),
    interactive: terminal && !request.nonInteractive,
  };
}

/** The environment of the CLI: the project's own state folder is its backend where nothing else is configured. */
export function childEnvironment({ backend }: Pick<SeenFacts, "backend">, env: Environment): Environment {
  return backend.isDefault ? { ...env, PULUMI_BACKEND_URL: backend.url } : env;
}

/** Asks the tools, all at the same time; one that is missing is not asked. */
export async function probe(facts: SeenFacts, env: Environment): Promise<ProbedFacts> {
  const { awsPath, pulumi } = facts;
  const [awsVersion, identity, stacks] = await Promise.all([
    awsPath === undefined ? undefined : probeAwsVersion(awsPath, facts.cwd, env),
    awsPath === undefined || facts.customEndpoint ? undefined : probeIdentity(awsPath, facts, env),
    pulumi === undefined || facts.request.stack === "" ? undefined : probeStacks(pulumi.path, facts.cwd, env),
  ]);
  if (pulumi === undefined || stacks === undefined || !("error" in stacks)) return { awsVersion, identity, stacks };
  const pulumiVersion = await versionOf(pulumi.path, ["version"], { cwd: facts.cwd, env });
  return { awsVersion, identity, stacks, pulumiVersion, damaged: damagedIn(facts) };
}

/** The stacks of the project whose state was cut in the middle of a write. */
export function damagedIn({ backend, project, cwd }: SeenFacts): DamagedState[] {
  return project === undefined ? [] : damagedStates(backend.url, project, cwd);
}

async function probeAwsVersion(aws: string, cwd: string, env: Environment): Promise<ProbedFacts["awsVersion"]> {
  const result = await capture(aws, ["--version"], { cwd, env, timeoutMs: IDENTITY_TIMEOUT_MS });
  return result.code === 0 ? { text: (result.stdout || result.stderr).trim() } : { error: reason(result) };
}

async function probeIdentity(aws: string, facts: SeenFacts, env: Environment): Promise<ProbedFacts["identity"]> {
  const region = facts.region === undefined ? [] : ["--region", facts.region];
  const args = ["sts", "get-caller-identity", "--output", "json", ...region];
  const result = await capture(aws, args, { cwd: facts.cwd, env, timeoutMs: IDENTITY_TIMEOUT_MS });
  return result.code === 0 ? { ok: true } : { error: reason(result) };
}

async function probeStacks(pulumi: string, cwd: string, env: Environment): Promise<ProbedFacts["stacks"]> {
  // No time limit: the first use of the npm package downloads the CLI.
  const result = await capture(pulumi, ["stack", "ls", "--json", "--non-interactive"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (result.code !== 0) return { error: reason(result) };
  try {
    const stacks: unknown = JSON.parse(result.stdout);
    if (Array.isArray(stacks)) return { names: stacks.flatMap((stack) => text(record(stack).name) ?? []) };
  } catch {
    // Falls through to the message: the output is not what Pulumi documents.
  }
  return { error: "its list of stacks is not JSON" };
}

function reason(result: { stderr: string; timedOut?: boolean }): string {
  return result.timedOut ? `no answer within ${IDENTITY_TIMEOUT_MS / 1000} s` : errorLine(result.stderr);
}

function credentialsFile(env: Environment): string {
  const folder = env.PULUMI_CREDENTIALS_PATH || env.PULUMI_HOME || path.join(home(env), ".pulumi");
  return path.join(folder, "credentials.json");
}

function passphrase(env: Environment, cwd: string): Passphrase {
  // Pulumi takes an empty passphrase as one, but an empty file name as none.
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) return "given";
  if (!env.PULUMI_CONFIG_PASSPHRASE_FILE) return "missing";
  return isReadable(path.resolve(cwd, env.PULUMI_CONFIG_PASSPHRASE_FILE)) ? "given" : "file unreadable";
}

function hasCredentialSource(env: Environment): boolean {
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return true;
  if (env.AWS_PROFILE || env.AWS_WEB_IDENTITY_TOKEN_FILE) return true;
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) return true;
  const folder = path.join(home(env), ".aws");
  return [
    env.AWS_SHARED_CREDENTIALS_FILE || path.join(folder, "credentials"),
    env.AWS_CONFIG_FILE || path.join(folder, "config"),
  ].some(isReadable);
}

function home(env: Environment): string {
  return env.HOME || os.homedir();
}

function isReadable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** A file that is missing or broken counts as empty: Pulumi reads it again and says what is wrong with it. */
function readYaml(file: string): Record<string, unknown> {
  try {
    return record(parse(readText(file, { megabytes: WRITTEN })));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
