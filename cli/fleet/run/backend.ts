import { mkdirSync, writeFileSync } from "fs";
import { join } from "path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { type EngineCommand, engineCommand } from "./command";
import { engineEnvironment, type FleetHome } from "./workspace";

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
  writeFileSync(join(folder, "Pulumi.yaml"), home.project.text);
  const { pulumi, redact, roster } = home;
  const options = { ...pulumi, log: join(home.folder, "fleet.log"), redact };
  return LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: home.commandFor ? home.commandFor(options) : engineCommand(options),
    envVars: { ...engineEnvironment(roster), ...env },
  });
}

/** All stacks of the project in the backend, by name; one question for the whole class. */
export async function knownStacks(home: FleetHome): Promise<Map<string, KnownStack>> {
  const stacks = await (await commonWorkspace(home)).listStacks();
  return new Map(
    stacks.map(({ name, resourceCount, lastUpdate }) => [
      name.split("/").at(-1)!,
      { resources: resourceCount, lastUpdate: lastUpdate === "in progress" ? undefined : lastUpdate },
    ]),
  );
}

/** Installs the plugins of the program, once for all students. */
export async function installPlugins(home: FleetHome): Promise<void> {
  const workspace = await commonWorkspace(home, { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "" });
  const command = workspace.pulumiCommand as EngineCommand;
  await command.run(["plugin", "install"], workspace.workDir, workspace.envVars);
}
