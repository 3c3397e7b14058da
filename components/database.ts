import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Problems } from "./support/checks";
import { token } from "./support/tokens";

/** Arguments of {@link Database}. */
export interface DatabaseArgs {
  /** Id of the VPC. */
  vpcId: pulumi.Input<string>;
  /** Private subnets in at least two zones. */
  subnetIds: pulumi.Input<string>[];
  /** Name of the database inside MySQL, letters, digits and underscores, 1 to 64. Changing it replaces the instance and its data. */
  databaseName: string;
  /** Name of the MySQL user, 1 to 32 characters. Changing it replaces the instance and its data. */
  username: string;
  /** MySQL version: `8.4`, or a full one such as `8.4.8`. Default `8.4`. */
  engineVersion?: string;
  /** RDS instance class. Default `db.t4g.micro`. */
  instanceClass?: string;
  /** Storage in GiB, at least 20. Default 20. */
  allocatedStorage?: number;
  /** True to refuse connections without TLS. Default false. */
  requireTls?: boolean;
  /** Days for which backups are kept, 0 to 35. Default 0: none. */
  backupRetentionDays?: number;
  /** True to refuse deletion until it is turned off. Default false. */
  deletionProtection?: boolean;
  /** True to keep a last snapshot on destroy. Default false. */
  finalSnapshot?: boolean;
}

/** Port on which MySQL listens. */
export const MYSQL_PORT = 3306;

/** Letters and digits only: the catalog builds its DSN without escaping. */
const PASSWORD_LENGTH = 32;

/**
 * A private, encrypted RDS MySQL database with a security group of its own that has **no rule**: who may reach it is said
 * by the binding that wants to. Its password is generated and kept as a secret and in SSM.
 *
 * Without backups, deletion protection and final snapshot (the defaults, for a lab whose data seeds itself) destroying it
 * loses its data. It is a database target for `PodSecurityGroupBinding`.
 */
export class Database extends pulumi.ComponentResource {
  /** Name of this component, as paths and messages call the database. */
  readonly name: string;
  /** Id of the database's security group. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Host name. */
  readonly address: pulumi.Output<string>;
  /** Port. */
  readonly port: number;
  /** Name of the database inside MySQL. */
  readonly databaseName: pulumi.Output<string>;
  /** Name of the user. */
  readonly username: pulumi.Output<string>;
  /** Password of the user. Secret. */
  readonly password: pulumi.Output<string>;
  /** Name of the SSM parameter that holds the password. */
  readonly passwordParameterName: pulumi.Output<string>;
  /** True where connections without TLS are refused. */
  readonly requireTls: boolean;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    checkDatabase(name, args);
    super(token("Database"), name, {}, opts);
    const parent = { parent: this };
    this.name = name;
    this.requireTls = args.requireTls ?? false;

    const password = new random.RandomPassword(`${name}-password`, { length: PASSWORD_LENGTH, special: false }, parent);
    const parameter = new aws.ssm.Parameter(
      `${name}-password`,
      {
        type: aws.ssm.ParameterType.SecureString,
        value: password.result,
        description: `Password of database ${name}`,
      },
      parent,
    );
    const group = new aws.ec2.SecurityGroup(
      `${name}-database`,
      {
        vpcId: args.vpcId,
        description: `Database ${name}: admits only what a pod security group binding declares`,
        tags: { Name: `${name}-database` },
      },
      parent,
    );
    const subnets = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      { subnetIds: args.subnetIds, description: `Subnets of database ${name}` },
      parent,
    );
    const parameters = new aws.rds.ParameterGroup(
      `${name}-parameters`,
      {
        family: "mysql8.4",
        description: `Parameters of database ${name}`,
        parameters: [{ name: "require_secure_transport", value: this.requireTls ? "1" : "0" }],
      },
      parent,
    );
    const instance = new aws.rds.Instance(
      name,
      {
        engine: "mysql",
        engineVersion: args.engineVersion ?? "8.4",
        instanceClass: args.instanceClass ?? "db.t4g.micro",
        allocatedStorage: args.allocatedStorage ?? 20,
        storageType: "gp3",
        storageEncrypted: true,
        dbName: args.databaseName,
        username: args.username,
        password: password.result,
        port: MYSQL_PORT,
        dbSubnetGroupName: subnets.name,
        parameterGroupName: parameters.name,
        vpcSecurityGroupIds: [group.id],
        publiclyAccessible: false,
        backupRetentionPeriod: args.backupRetentionDays ?? 0,
        deletionProtection: args.deletionProtection ?? false,
        skipFinalSnapshot: !args.finalSnapshot,
        finalSnapshotIdentifier: args.finalSnapshot ? this.finalSnapshotName(name) : undefined,
        // Without it a change waits for the maintenance window, and the stack says otherwise until then.
        applyImmediately: true,
        tags: { Name: name },
      },
      parent,
    );

    this.securityGroupId = group.id;
    this.address = instance.address;
    this.port = MYSQL_PORT;
    this.databaseName = instance.dbName;
    this.username = instance.username;
    this.password = password.result;
    this.passwordParameterName = parameter.name;
    this.registerOutputs({
      name: this.name,
      securityGroupId: this.securityGroupId,
      address: this.address,
      port: this.port,
      databaseName: this.databaseName,
      username: this.username,
      password: this.password,
      passwordParameterName: this.passwordParameterName,
      requireTls: this.requireTls,
    });
  }

  /** A name that no earlier destroy has used: a snapshot outlives its stack, and its name is taken then. */
  private finalSnapshotName(name: string): pulumi.Output<string> {
    const suffix = new random.RandomId(`${name}-final-snapshot`, { byteLength: 4 }, { parent: this });
    return pulumi.interpolate`${name}-final-${suffix.hex}`;
  }
}

function checkDatabase(name: string, args: DatabaseArgs): void {
  const problems = new Problems();
  // The identifier is this name and eight characters more; RDS allows 63.
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(name) || name.length > 50) {
    problems.add("name", `"${name}" becomes an RDS identifier: up to 50 lower-case letters, digits and single hyphens`);
  }
  if (args.subnetIds.length < 2) problems.add("subnetIds", "RDS wants subnets in at least two zones");
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(args.databaseName)) {
    problems.add(
      "databaseName",
      `"${args.databaseName}" is not a valid name: 1 to 64 letters, digits and underscores, a letter first`,
    );
  }
  if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(args.username)) {
    problems.add(
      "username",
      `"${args.username}" is not a valid name: 1 to 32 letters, digits and underscores, a letter first`,
    );
  }
  if (args.engineVersion !== undefined && !/^8\.4(\.\d+)?$/.test(args.engineVersion)) {
    problems.add("engineVersion", `"${args.engineVersion}" does not fit the parameter group; use 8.4 or 8.4.<patch>`);
  }
  if (args.instanceClass !== undefined) problems.add("instanceClass", instanceClassProblem(args.instanceClass));
  const { allocatedStorage: storage, backupRetentionDays: days } = args;
  if (storage !== undefined && !(Number.isInteger(storage) && storage >= 20)) {
    problems.add("allocatedStorage", `${storage} GiB; gp3 storage of RDS starts at 20`);
  }
  if (days !== undefined && !(Number.isInteger(days) && days >= 0 && days <= 35)) {
    problems.add("backupRetentionDays", `${days} days; use 0 (no backups) to 35`);
  }
  problems.throwFor(`Database "${name}"`);
}

/** Why a text is no RDS instance class, or undefined where it is one. */
export function instanceClassProblem(instanceClass: string): string | undefined {
  if (/^db\.[a-z]\d[a-z0-9-]*\.(micro|small|medium|large|\d*xlarge)$/.test(instanceClass)) return undefined;
  return `"${instanceClass}" is not a valid RDS instance class; write it as db.t4g.micro`;
}
