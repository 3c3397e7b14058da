import { deepStrictEqual, match, notStrictEqual, strictEqual } from "node:assert";
import {
  Database,
  type DatabaseArgs,
  DatabaseEngine,
  InClusterDatabase,
  PodSecurityGroupBinding,
} from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import { hexId, passwordOf } from "../support/deploy-mocks";
import { title } from "../support/lab";
import { all, only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { bindingArgs, databaseArgs, HOME, SUBNET_IDS, VPC_ID } from "../support/samples";
import { reachability } from "../model/questions";

function database(args: Partial<DatabaseArgs> = {}): Promise<Recording> {
  return runMade(() => {
    const made = new Database("orders", databaseArgs(args));
    return {
      securityGroupId: made.securityGroupId,
      engine: made.engine,
      address: made.address,
      port: made.port,
      databaseName: made.databaseName,
      username: made.username,
      passwordParameterName: made.passwordParameterName,
      requireTls: made.requireTls,
    };
  });
}

async function instance(args: Partial<DatabaseArgs> = {}): Promise<{ [key: string]: Json }> {
  return only(await database(args), "Instance").inputs;
}

/** The value of the parameter that decides about TLS. */
async function requireSecureTransport(args: Partial<DatabaseArgs>): Promise<Json | undefined> {
  const { parameters } = only(await database(args), "ParameterGroup").inputs;
  return (parameters as { [key: string]: Json }[]).find(({ name }) => name === "require_secure_transport")?.value;
}

describe("a Database", () => {
  it("is a private, encrypted RDS MySQL 8.4 of the smallest kind, without backups, for a lab", async () => {
    deepStrictEqual(await instance(), {
      engine: "mysql",
      engineVersion: "8.4",
      instanceClass: "db.t4g.micro",
      allocatedStorage: 20,
      storageType: "gp3",
      storageEncrypted: true,
      dbName: "orders",
      username: "orders_user",
      password: "[secret]",
      port: 3306,
      dbSubnetGroupName: "orders-subnets-1a2b3c4",
      parameterGroupName: "orders-parameters-1a2b3c4",
      vpcSecurityGroupIds: [`sg-${hexId("orders-database")}`],
      publiclyAccessible: false,
      backupRetentionPeriod: 0,
      deletionProtection: false,
      skipFinalSnapshot: true,
      applyImmediately: true,
      tags: { Name: "orders" },
    });
  });

  it("lives in the subnets that are given, with a security group of its own that has no rule", async () => {
    const recording = await database();
    deepStrictEqual(only(recording, "SubnetGroup").inputs.subnetIds, SUBNET_IDS);
    const { inputs } = only(recording, "SecurityGroup");
    deepStrictEqual(Object.keys(inputs).sort(), ["description", "tags", "vpcId"]);
    strictEqual(inputs.vpcId, VPC_ID);
    deepStrictEqual(recording.registrations.filter(({ type }) => type.includes("GroupRule")).map(title), []);
    deepStrictEqual(recording.registrations.filter(({ type }) => /(In|E)gressRule/.test(type)).map(title), []);
  });

  it("is a target for bindings and workloads", async () => {
    deepStrictEqual((await database()).outputs, {
      securityGroupId: `sg-${hexId("orders-database")}`,
      engine: "mysql",
      address: "orders.rds.example.com",
      port: 3306,
      databaseName: "orders",
      username: "orders_user",
      passwordParameterName: "orders-password-1a2b3c4",
      requireTls: false,
    });
  });

  it("takes size, version, backups and protection as they are given", async () => {
    const inputs = await instance({
      engineVersion: "8.4.8",
      instanceClass: "db.m7g.large",
      allocatedStorage: 100,
      backupRetentionDays: 35,
      deletionProtection: true,
    });
    deepStrictEqual(
      [inputs.engineVersion, inputs.instanceClass, inputs.allocatedStorage],
      ["8.4.8", "db.m7g.large", 100],
    );
    deepStrictEqual([inputs.backupRetentionPeriod, inputs.deletionProtection], [35, true]);
  });

  it("leaves TLS to its users by default, and requires it where that is wanted", async () => {
    strictEqual(await requireSecureTransport({}), "0");
    strictEqual(await requireSecureTransport({ requireTls: true }), "1");
    strictEqual((await database({ requireTls: true })).outputs.requireTls, true);
  });

  it("has parameters of its engine's family", async () => {
    strictEqual(only(await database(), "ParameterGroup").inputs.family, "mysql8.4");
  });

  it("keeps a last snapshot where that is wanted, under a name that no earlier destroy has used", async () => {
    const recording = await database({ finalSnapshot: true });
    const { inputs, propertyDependencies } = only(recording, "Instance");
    strictEqual(inputs.skipFinalSnapshot, false);
    strictEqual(inputs.finalSnapshotIdentifier, "orders-final-0a1b2c3d");
    deepStrictEqual(propertyDependencies.finalSnapshotIdentifier, [only(recording, "RandomId").urn]);
    deepStrictEqual(all(await database(), "RandomId"), []);
  });

  const wrong: [what: string, args: Partial<DatabaseArgs>, path: string, text: RegExp][] = [
    ["a single subnet", { subnetIds: ["subnet-1"] }, "subnetIds", /at least two zones/],
    ["a name of a database with a hyphen", { databaseName: "my-db" }, "databaseName", /"my-db" is not a valid name/],
    ["a user's name that is too long", { username: "u".repeat(33) }, "username", /1 to 32 letters/],
    ["a version of another family", { engineVersion: "8.0.40" }, "engineVersion", /does not fit the parameter group/],
    ["a class that is none", { instanceClass: "t4g.micro" }, "instanceClass", /write it as db.t4g.micro/],
    ["too little storage", { allocatedStorage: 10 }, "allocatedStorage", /10 GiB; gp3 storage of RDS starts at 20/],
    ["too long a retention", { backupRetentionDays: 36 }, "backupRetentionDays", /36 days; use 0 \(no backups\) to 35/],
  ];
  for (const [what, args, path, text] of wrong) {
    it(`refuses ${what}, and makes nothing`, async () => {
      const { message, paths, made } = await refusal(() => new Database("orders", databaseArgs(args)));
      match(message, text);
      deepStrictEqual([paths, made], [[path], []]);
    });
  }

  for (const name of ["Orders", "1orders", "or--ders", "orders-", "o".repeat(51)]) {
    it(`refuses the name ${name}, which cannot be an RDS identifier`, async () => {
      deepStrictEqual((await refusal(() => new Database(name, databaseArgs()))).paths, ["name"]);
    });
  }

  it("refuses several of these together", async () => {
    const args = databaseArgs(Object.assign({}, ...wrong.map(([, one]) => one)) as object);
    const { paths, message } = await refusal(() => new Database("Orders", args));
    deepStrictEqual(paths, ["name", ...wrong.map(([, , path]) => path)]);
    match(message, /^Database "Orders" cannot be made:\n/);
  });
});

describe("a Database of PostgreSQL", () => {
  const engine = DatabaseEngine.postgres;

  it("is what the one of MySQL is, but for engine, port and the version that RDS fills up", async () => {
    const expected = { ...(await instance()), engine: "postgres", engineVersion: "17", port: 5432 };
    deepStrictEqual(await instance({ engine }), expected);
  });

  for (const preview of [false, true]) {
    it(`has parameters of its version's family, and TLS as it is wanted${preview ? ", in a preview" : ""}`, async () => {
      const made = async (args: Partial<DatabaseArgs>): Promise<{ [key: string]: Json }> => {
        const program = (): void => void new Database("orders", databaseArgs({ engine, ...args }));
        return only(await runMade(program, { preview }), "ParameterGroup").inputs;
      };
      const tls = { name: "rds.force_ssl", applyMethod: "pending-reboot" };
      const seventeen = await made({});
      // From 15 on RDS requires TLS where nobody says otherwise.
      deepStrictEqual([seventeen.family, seventeen.parameters], ["postgres17", [{ ...tls, value: "0" }]]);
      const sixteen = await made({ engineVersion: "16.9", requireTls: true });
      deepStrictEqual([sixteen.family, sixteen.parameters], ["postgres16", [{ ...tls, value: "1" }]]);
    });
  }

  it("is the end of a path at its own port, and a row of the verdicts by its name", async () => {
    const recording = await runMade(
      () => {
        const db = new Database("orders", databaseArgs({ engine }));
        new PodSecurityGroupBinding("shop", bindingArgs({ reaches: [{ database: db }] }));
      },
      { preview: true },
    );
    const rows = reachability(recording.graph).filter(({ to }) => to === "database:orders");
    deepStrictEqual(
      rows.filter(({ from }) => from === "bound:shop/shop").map(({ port, allowed }) => [port, allowed]),
      [[5432, true]],
    );
  });

  const refused: [what: string, args: Partial<DatabaseArgs>, path: string, text: RegExp][] = [
    ["another engine", { engine: "oracle" }, "engine", /"oracle" is not known; it can be mysql, postgres/],
    ["MySQL's version", { engine, engineVersion: "8.4" }, "engineVersion", /use a major version as 17, or a full one/],
    ["a version before 10", { engine, engineVersion: "9.6.24" }, "engineVersion", /does not fit the parameter group/],
    ["a name of 64 characters", { engine, databaseName: "d".repeat(64) }, "databaseName", /1 to 63 letters/],
    ["a user's name of 17", { engine, username: "u".repeat(17) }, "username", /1 to 16 letters/],
    ["PostgreSQL's version of MySQL", { engineVersion: "17" }, "engineVersion", /use 8\.4 or 8\.4\.<patch>/],
  ];
  for (const [what, args, path, text] of refused) {
    it(`refuses ${what}, and makes nothing`, async () => {
      const { message, paths, made } = await refusal(() => new Database("orders", databaseArgs(args)));
      match(message, text);
      deepStrictEqual([paths, made], [[path], []]);
    });
  }
});

describe("an InClusterDatabase", () => {
  let recording: Recording;
  before(async () => {
    recording = await runMade(() => {
      const { address, port, databaseName, username } = new InClusterDatabase("mysql", {
        ...HOME,
        serviceName: "orders-mysql",
        databaseName: "orders",
        username: "orders_user",
      });
      return { address, port, databaseName, username };
    });
  });

  it("is reached by the name of its Service", () => {
    const { inputs } = only(recording, "Service");
    deepStrictEqual(at(inputs.metadata, "name"), "orders-mysql");
    deepStrictEqual(at(inputs.spec, "ports"), [{ name: "mysql", port: 3306, targetPort: "mysql" }]);
    deepStrictEqual(
      at(inputs.spec, "selector"),
      at(only(recording, "StatefulSet").inputs, "spec", "selector", "matchLabels"),
    );
    deepStrictEqual(recording.outputs, {
      address: "orders-mysql",
      port: 3306,
      databaseName: "orders",
      username: "orders_user",
    });
  });

  it("is one MySQL 8.4 with data that last as long as its pod", () => {
    const { inputs } = only(recording, "StatefulSet");
    strictEqual(at(inputs, "spec", "replicas"), 1);
    const pod = at(inputs, "spec", "template", "spec");
    strictEqual(at(pod, "containers", 0, "image"), "public.ecr.aws/docker/library/mysql:8.4.10");
    deepStrictEqual(at(pod, "containers", 0, "env"), [{ name: "MYSQL_DATABASE", value: "orders" }]);
    strictEqual(at(pod, "serviceAccountName"), HOME.serviceAccountName);
    for (const volume of at(pod, "volumes") as Json[]) deepStrictEqual(at(volume, "emptyDir"), {});
  });

  it("is restarted where it no longer answers, but not while it fills its empty volume", () => {
    const container = at(only(recording, "StatefulSet").inputs, "spec", "template", "spec", "containers", 0);
    const tcpSocket = { port: "mysql" };
    // While it fills the volume it does not listen.
    deepStrictEqual(at(container, "startupProbe"), { tcpSocket, periodSeconds: 5, failureThreshold: 60 });
    deepStrictEqual(at(container, "readinessProbe"), { tcpSocket, periodSeconds: 5 });
    deepStrictEqual(at(container, "livenessProbe"), {
      exec: { command: ["mysqladmin", "ping", "--host=127.0.0.1"] },
      periodSeconds: 10,
      timeoutSeconds: 5,
    });
  });

  it("has generated passwords, one for its user and another for root, in its Secret alone", () => {
    notStrictEqual(passwordOf("mysql-user-password"), passwordOf("mysql-root-password"));
    deepStrictEqual(only(recording, "Secret").propertyDependencies.stringData, [
      only(recording, "RandomPassword", "mysql-root-password").urn,
      only(recording, "RandomPassword", "mysql-user-password").urn,
    ]);
    match(
      at(
        only(recording, "StatefulSet").inputs,
        "spec",
        "template",
        "spec",
        "containers",
        0,
        "envFrom",
        0,
        "secretRef",
        "name",
      ) as string,
      /^mysql-credentials-/,
    );
    for (const password of ["mysql-user-password", "mysql-root-password"]) {
      strictEqual(JSON.stringify(recording).includes(passwordOf(password)), false);
    }
  });
});
