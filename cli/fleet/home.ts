import { PulumiCommand } from "@pulumi/pulumi/automation";
import { delimiter, dirname, resolve } from "node:path";
import { executablesOnPath, findPulumi } from "../engine/find";
import { versionOf, whyUnusable } from "../engine/usable";
import { wrap } from "../text";
import { UserError } from "../user-error";
import { readProject } from "./project";
import type { Roster } from "./roster/types";
import { redactor } from "../secrets/redact";
import { type FleetHome, fleetFolder } from "./run/workspace";

/** Finds all that a fleet needs on this machine. Fails with a {@link UserError} that lists everything missing. */
export async function fleetHome(directory: string, roster: Roster, terminate?: AbortSignal): Promise<FleetHome> {
  const { env } = process;
  const cli = findPulumi(env, directory);
  const problems = [
    ...(cli ? [] : ["There is no Pulumi CLI; run npm ci, or install it (pulumi.com/docs/install)"]),
    ...(executablesOnPath("aws", env, directory).length > 0
      ? []
      : ["There is no aws CLI on the PATH, and eks.Cluster calls it; install version 2 (aws.amazon.com/cli)"]),
    ...(roster.secretsProvider === "passphrase" && !givesPassphrase(env)
      ? ["secretsProvider is passphrase, and none is given; export PULUMI_CONFIG_PASSPHRASE, the same on every run"]
      : []),
  ];
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  const unusable = whyUnusable(cli!, await versionOf(cli!.path, ["version"], { cwd: directory, env }));
  if (unusable) throw new UserError(wrap(`${unusable.what} ${unusable.todo}`).join("\n"));
  // Each student's engine runs in a folder of its own.
  const passphraseFile = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (passphraseFile) env.PULUMI_CONFIG_PASSPHRASE_FILE = resolve(directory, passphraseFile);
  // Automation API takes the first pulumi of the PATH, which under npm is the downloader of the npm package.
  env.PATH = `${dirname(cli!.path)}${delimiter}${env.PATH ?? ""}`;
  let pulumi: PulumiCommand;
  try {
    pulumi = await PulumiCommand.get();
  } catch (error) {
    throw new UserError(`The Pulumi CLI ${cli!.path} cannot be used: ${(error as Error).message.split("\n")[0]}`);
  }
  return {
    roster,
    project: readProject(directory),
    folder: fleetFolder(directory, roster.fleet),
    pulumi: { command: cli!.path, version: pulumi.version },
    redact: redactor(env, roster.backend),
    terminate,
  };
}

/** Pulumi takes an empty passphrase as one. */
function givesPassphrase(env: NodeJS.ProcessEnv): boolean {
  return env.PULUMI_CONFIG_PASSPHRASE !== undefined || Boolean(env.PULUMI_CONFIG_PASSPHRASE_FILE);
}
