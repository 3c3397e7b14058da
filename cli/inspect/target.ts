/**
 * Which cluster is looked into.
 */
import { stateOfStack } from "../engine/stack-state";
import { clusterName } from "../leftovers/leftovers-command";
import { placeOf, type StackState } from "../pulumi/state";
import { readStackConfig, type StackConfig } from "../stack-config";
import { UserError } from "../user-error";

/** Options that name a cluster, as they were typed. */
export interface TargetOptions {
  stack?: string;
  cluster?: string;
  region?: string;
  roleArn?: string;
}

/** A cluster, and as whom it is asked. */
export interface Target {
  cluster: string;
  region: string;
  /** Role that is assumed, for AWS and for the cluster's token. */
  role?: string;
  /** The stack that made it; undefined for any other cluster. */
  stack?: StackTarget;
}

/** The stack that made a cluster. */
export interface StackTarget {
  name: string;
  project: string;
  /** What it has made, with the names that its program gives. */
  state: StackState;
  /** Host name of the database, by its outputs. */
  databaseAddress?: string;
}

/** Finds the cluster: of a stack by its outputs, its state and its settings, else the one that is named. */
export async function targetOf(options: TargetOptions, cwd: string, state = stateOfStack): Promise<Target> {
  const { cluster, region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION, roleArn } = options;
  if (cluster === undefined) {
    const alone = (["region", "roleArn"] as const).filter((key) => options[key] !== undefined);
    if (alone.length > 0) throw new UserError("--region and --role-arn belong to --cluster; a stack has its own");
    return ofStack(options.stack ?? process.env.PULUMI_STACK ?? "dev", cwd, state);
  }
  if (options.stack !== undefined) throw new UserError("--stack and --cluster exclude each other; choose one");
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(cluster)) {
    throw new UserError(
      `--cluster ${JSON.stringify(cluster)} is not a valid name of an EKS cluster: letters, digits, - and _`,
    );
  }
  if (!region) throw new UserError("--cluster needs its region: --region us-west-2, or AWS_REGION");
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UserError(`--region ${JSON.stringify(region)} is not a valid region; for example: --region us-west-2`);
  }
  if (roleArn !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) {
    throw new UserError("--role-arn is not a valid ARN of a role; write it as arn:aws:iam::<account id>:role/<name>");
  }
  return { cluster, region, ...(roleArn !== undefined && { role: roleArn }) };
}

function unreadable(stack: string, reason: string): string {
  return `The state of stack ${stack} cannot be read: ${reason}
This inspects a stack that is deployed: see that pulumi is logged in and pulumi stack ls lists it, choose another
with --stack <name>, or name a cluster without its stack: --cluster <name> --region <region>`;
}

async function ofStack(given: string, cwd: string, stateOf: typeof stateOfStack): Promise<Target> {
  const { stack, project, config } = configOf(given, cwd);
  const read = await stateOf(given, cwd);
  if ("error" in read) throw new UserError(unreadable(stack, read.error));
  const state = read.value;
  const outputs = state.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  const place = placeOf(state);
  const text = (key: string): string | undefined => {
    const value = outputs[key];
    return typeof value === "string" ? value : undefined;
  };
  const region = text("region") ?? place.region ?? config["aws:region"];
  if (!region) throw new UserError(`Pulumi.${stack}.yaml has no aws:region`);
  const roles = JSON.parse(config["aws:assumeRoles"] ?? "[]") as { roleArn?: string }[];
  const role = place.role ?? roles.at(-1)?.roleArn;
  const databaseAddress = text("databaseAddress");
  return {
    ...{ cluster: text("clusterName") ?? clusterName(stack), region },
    ...(role !== undefined && { role }),
    stack: { name: stack, project, state, ...(databaseAddress !== undefined && { databaseAddress }) },
  };
}

function configOf(stack: string, cwd: string): StackConfig {
  try {
    return readStackConfig(cwd, stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; or name any cluster: --cluster prod --region us-west-2`);
  }
}
