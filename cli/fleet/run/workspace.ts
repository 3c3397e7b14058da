import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LocalWorkspace, type StackSettings } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import type { Project } from "../project";
import type { Roster, Student } from "../roster/types";
import { stackValues } from "../stack-values";
import { type CommandOptions, engineCommand, type EngineCommand } from "./engine-command";

/** Where a fleet keeps what is its own, and how it calls the engine. */
export interface FleetHome {
  roster: Roster;
  project: Project;
  /** `.lab/fleet/<fleet>` of the project. */
  folder: string;
  /** The CLI to run: a path, and its version. */
  pulumi: Pick<EngineCommand, "command" | "version">;
  redact: (text: string) => string;
  /** Makes the command of one student; tests bring a scripted one. */
  commandFor?: (options: CommandOptions, student?: Student) => EngineCommand;
  terminate?: AbortSignal;
}

/** The folder of a fleet. */
export function fleetFolder(directory: string, fleet: string): string {
  return join(directory, ".lab", "fleet", fleet);
}

/** The student's own folder: project file, stack file and whatever the engine writes beside them. */
export function studentFolder(home: Pick<FleetHome, "folder">, student: Pick<Student, "id">): string {
  return join(home.folder, "stacks", student.id);
}

/** The student's log file. */
export function logFile(home: Pick<FleetHome, "folder">, student: Pick<Student, "id">): string {
  return join(home.folder, "logs", `${student.id}.log`);
}

/**
 * A workspace of the student's own: the shared, read-only program is named as the project's entry point, the stack's file
 * is written anew from the roster. Nothing in it is shared with another student, so that runs side by side cannot touch.
 */
export async function studentWorkspace(home: FleetHome, student: Student): Promise<LocalWorkspace> {
  const folder = studentFolder(home, student);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(join(home.folder, "logs"), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "Pulumi.yaml"), home.project.text, { mode: 0o600 });
  const { pulumi, redact, terminate, roster } = home;
  const options = { ...pulumi, log: logFile(home, student), redact, terminate };
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: home.commandFor ? home.commandFor(options, student) : engineCommand(options),
    secretsProvider: roster.secretsProvider,
    stackSettings: { [student.id]: stackSettings(folder, student, home.project) },
    envVars: engineEnvironment(roster),
  });
  return workspace;
}

/** What the engine of every student gets on top of the fleet's own environment. */
export function engineEnvironment({ backend, file }: Roster): { [name: string]: string } {
  return {
    PULUMI_BACKEND_URL: backendUrl(backend, file),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // On another machine the stack's file does not name its secrets provider yet: the state does.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    // Plugins are installed once, before the first student: side by side, runs would fetch the same ones.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** A backend in a folder is told from the roster's own folder, since each student's engine runs in another one. */
export function backendUrl(backend: string, rosterFile: string): string {
  if (!backend.startsWith("file://") || backend.startsWith("file://~")) return backend;
  const written = backend.slice("file://".length);
  if (isAbsolute(written)) return backend;
  const url = pathToFileURL(resolve(rosterFile, "..", written));
  return `file://${fileURLToPath(url)}`;
}

/** The stack's file from the roster; only what Pulumi needs to decrypt the stack is kept of an older one. */
function stackSettings(folder: string, student: Student, project: Project): StackSettings {
  const file = join(folder, `Pulumi.${student.id}.yaml`);
  const older =
    (existsSync(file) ? (parse(readFileSync(file, "utf8")) as { [key: string]: string } | null) : null) ?? {};
  const { secretsprovider, encryptedkey, encryptionsalt } = older;
  return {
    ...(secretsprovider ? { secretsProvider: secretsprovider } : {}),
    ...(encryptedkey ? { encryptedKey: encryptedkey } : {}),
    ...(encryptionsalt ? { encryptionSalt: encryptionsalt } : {}),
    config: stackValues(student, project),
  };
}
