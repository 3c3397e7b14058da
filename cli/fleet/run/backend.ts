import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { damagedStates, restoring } from "../../pulumi/damaged";
import { wrap } from "../../text";
import { UserError } from "../../user-error";
import { type EngineCommand, engineCommand } from "./engine-command";
import { reasonsIn } from "./failure";
import { backendUrl, engineEnvironment, type FleetHome } from "./workspace";

/** What the backend knows about a stack without its state being read. */
export interface KnownStack {
  /** 0 for a stack that is empty; undefined where the backend does not say. */
  resources?: number;
  /** ISO 8601; undefined for a stack that was never updated. */
  lastUpdate?: string;
}

/** A workspace of no student: for questions about all stacks, and for plugins. */
async function commonWorkspace(home: FleetHome, env: { [name: string]: string } = {}): Promise<LocalWorkspace> {
  const folder = join(home.folder, "common");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "Pulumi.yaml"), home.project.text, { mode: 0o600 });
  const { pulumi, redact, roster, terminate } = home;
  const options = { ...pulumi, log: join(home.folder, "fleet.log"), redact, terminate };
  return LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: home.commandFor ? home.commandFor(options) : engineCommand(options),
    envVars: { ...engineEnvironment(roster), ...env },
  });
}

/** Does something for all students. What the CLI says against it is told as a mistake, with what to do. */
async function forAll<T>(home: FleetHome, what: string, todo: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { commandResult } = error as { commandResult?: { stdout: string; stderr: string } };
    if (!commandResult) throw error;
    const [reason = "pulumi ended without a word"] = reasonsIn(
      home.redact(`${commandResult.stdout}\n${commandResult.stderr}`),
    );
    throw new UserError(wrap(`${what}: ${reason.replace(/\.$/, "")}. ${todo}.`).join("\n"));
  }
}

/**
 * All stacks of the project in the backend, by name; one question for the whole class. Fails with a {@link UserError} where the
 * backend does not answer.
 */
export async function knownStacks(home: FleetHome): Promise<Map<string, KnownStack>> {
  const what = `The backend ${home.redact(home.roster.backend)} cannot be used`;
  const todo = "Sign in (aws sso login, or pulumi login), or correct backend: in the roster";
  const stacks = await forAll(home, what, todo, async () => (await commonWorkspace(home)).listStacks()).catch(
    (error: Error) => {
      throw damage(home) ?? error;
    },
  );
  return new Map(
    stacks.map(({ name, resourceCount, lastUpdate }) => [
      name.split("/").at(-1)!,
      { resources: resourceCount, lastUpdate: lastUpdate === "in progress" ? undefined : lastUpdate },
    ]),
  );
}

/** What to do where a student's state was cut in the middle of a write, which keeps the CLI from listing anybody's. */
function damage({ roster, project }: FleetHome): UserError | undefined {
  const cwd = process.cwd();
  const problems = damagedStates(backendUrl(roster.backend, roster.file), project.name, cwd).map((state) => {
    const { what, todo, commands } = restoring(state, cwd);
    return [
      ...wrap(`${what} ${todo}`),
      ...commands.flatMap((command) => command.split("\n").map((line) => `  ${line}`)),
    ];
  });
  return problems.length > 0 ? new UserError(problems.flat().join("\n")) : undefined;
}

/** Installs the plugins of the program, once for all students. Fails with a {@link UserError} where they cannot be had. */
export async function installPlugins(home: FleetHome): Promise<void> {
  const todo = "Is the network there? npm run lab -- preflight tells more of this machine";
  await forAll(home, "The program's plugins cannot be installed", todo, async () => {
    const workspace = await commonWorkspace(home, { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "" });
    const command = workspace.pulumiCommand as EngineCommand;
    await command.run(["plugin", "install"], workspace.workDir, workspace.envVars);
  });
}
