import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { oneOf, Problems, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { DatabaseEngine, ENGINES } from "./support/database-engines";
import { token } from "./support/tokens";

/** Arguments of {@link Database}. */
export interface DatabaseArgs {
  /** `mysql` or `postgres`. Changing it replaces the instance and its data. Default `mysql`. */
  engine?: string;
  /** Id of the VPC. */
  vpcId: pulumi.Input<string>;
  /** Private subnets in at least two zones. */
  subnetIds: pulumi.Input<string>[];
  /**
   * Name of the database that the engine makes: letters, digits and underscores, 1 to 64 characters, of PostgreSQL 1 to 63.
   * Changing it replaces the instance and its data.
   */
  databaseName: string;
  /** Name of the user, 1 to 32 characters, of PostgreSQL 1 to 16. Changing it replaces the instance and its data. */
  username: string;
  /**
   * Version of the engine. MySQL: `8.4`, or a full one such as `8.4.8`. PostgreSQL: a major version such as `17`, or a full
   * one such as `17.7`. RDS takes the newest minor version of a major one; a living instance does not go to another major
   * version by this. Default `8.4` or `17`.
   */
  engineVersion?: string;
  /** RDS instance class. Default `db.t4g.micro`. */
  instanceClass?: string;
  /** Storage in GiB, at least 20. Default 20. */
  allocatedStorage?: number;
  /** True to refuse connections without TLS. A living PostgreSQL instance takes a change at its next reboot. Default false. */
  requireTls?: boolean;
  /** Days for which backups are kept, 0 to 35. Default 0: none. */
  backupRetentionDays?: number;
  /** True to refuse deletion until it is turned off. Default false. */
  deletionProtection?: boolean;
  /** True to keep a last snapshot on destroy. Default false. */
  finalSnapshot?: boolean;
}

/** Letters and digits only: the catalog builds its DSN without escaping. */
const PASSWORD_LENGTH = 32;

/**
 * A private, encrypted RDS database, MySQL or PostgreSQL, with a security group of its own that has **no rule**: who may
 * reach it is said by the binding that wants to. Its password is generated and kept as a secret and in SSM.
 *
 * Without backups, deletion protection and final snapshot (the defaults, for a lab whose data seeds itself) destroying it
 * loses its data. It is a database target for `PodSecurityGroupBinding`.
 */
export class Database extends pulumi.ComponentResource {
  /** Name of this component, as paths and messages call the database. */
  readonly name: string;
  /** Id of the database's security group. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Engine: `mysql` or `postgres`. */
  readonly engine: string;
  /** Host name. */
  readonly address: pulumi.Output<string>;
  /** Port: 3306 of MySQL, 5432 of PostgreSQL. */
  readonly port: number;
  /** Name of the database that the engine makes. */
  readonly databaseName: pulumi.Output<string>;
  /** Name of the user. */
  readonly username: pulumi.Output<string>;
  /** Password of the user. Secret. */
  readonly password: pulumi.Output<string>;
  /** Name of the SSM parameter that holds the password. */
  readonly passwordParameterName: pulumi.Output<string>;
  /** True where connections without TLS are refused. */
  readonly requireTls: boolean;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the arguments at once, names and sizes that RDS would
   * refuse among them, before any resource is made.
   */
  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`Database "${name}"`, args, ["vpcId"]);
    checkDatabase(name, args, opts);
    super(token("Database"), name, {}, opts);
    const parent = { parent: this };
    const engine = args.engine ?? DatabaseEngine.mysql;
    const { port, version, family, tls } = ENGINES[engine];
    const engineVersion = args.engineVersion ?? version;
    this.name = name;
    this.engine = engine;
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
        family: family(engineVersion),
        description: `Parameters of database ${name}`,
        parameters: [{ ...tls, value: this.requireTls ? "1" : "0" }],
      },
      parent,
    );
    const instance = new aws.rds.Instance(
      name,
      {
        engine,
        engineVersion,
        instanceClass: args.instanceClass ?? "db.t4g.micro",
        allocatedStorage: args.allocatedStorage ?? 20,
        storageType: "gp3",
        storageEncrypted: true,
        dbName: args.databaseName,
        username: args.username,
        password: password.result,
        port,
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
    this.port = port;
    this.databaseName = instance.dbName;
    this.username = instance.username;
    this.password = password.result;
    this.passwordParameterName = parameter.name;
    this.registerOutputs({
      name: this.name,
      securityGroupId: this.securityGroupId,
      engine: this.engine,
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

function checkDatabase(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions | undefined): void {
  const problems = new Problems();
  // The identifier is this name and eight characters more; RDS allows 63.
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(name) || name.length > 50) {
    problems.add("name", `"${name}" becomes an RDS identifier: up to 50 lower-case letters, digits and single hyphens`);
  }
  if (args.subnetIds.length < 2) problems.add("subnetIds", "RDS wants subnets in at least two zones");
  if (args.engine !== undefined) problems.add("engine", oneOf(args.engine, Object.keys(ENGINES)));
  // Of an engine that is none, the rest is judged as of the usual one.
  const engine = ENGINES[args.engine ?? DatabaseEngine.mysql] ?? ENGINES[DatabaseEngine.mysql];
  for (const property of ["databaseName", "username"] as const) {
    const [given, most] = [args[property], engine[property]];
    if (given.length <= most && /^[A-Za-z][A-Za-z0-9_]*$/.test(given)) continue;
    const what = `1 to ${most} letters, digits and underscores, a letter first`;
    problems.add(property, `"${given}" is not a valid name: ${what}`);
  }
  const version = args.engineVersion;
  if (version !== undefined && !engine.isVersion(version)) {
    problems.add("engineVersion", `"${version}" does not fit the parameter group; use ${engine.versions}`);
  }
  if (args.instanceClass !== undefined) problems.add("instanceClass", instanceClassProblem(args.instanceClass));
  const { allocatedStorage: storage, backupRetentionDays: days } = args;
  if (storage !== undefined && !(Number.isInteger(storage) && storage >= 20)) {
    problems.add("allocatedStorage", `${storage} GiB; gp3 storage of RDS starts at 20`);
  }
  if (days !== undefined && !(Number.isInteger(days) && days >= 0 && days <= 35)) {
    problems.add("backupRetentionDays", `${days} days; use 0 (no backups) to 35`);
  }
  checkProviders(opts, ["aws"], problems);
  problems.throwFor(`Database "${name}"`);
}

/** Why a text is no RDS instance class, or undefined where it is one. */
export function instanceClassProblem(instanceClass: string): string | undefined {
  if (/^db\.[a-z]\d[a-z0-9-]*\.(micro|small|medium|large|\d*xlarge)$/.test(instanceClass)) return undefined;
  return `"${instanceClass}" is not a valid RDS instance class; write it as db.t4g.micro`;
}
