import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../support/program";
import { load, problems } from "./load";

interface Declared {
  type?: string;
  items?: { type: string };
  default?: unknown;
  description?: string;
  value?: unknown;
}

interface SettingsFile {
  name: string;
  config: { [key: string]: Declared };
}

const settings = (file: string): SettingsFile => parse(readFileSync(join(ROOT, file), "utf8")) as SettingsFile;

const PROJECT = settings("Pulumi.yaml");
const own = Object.entries(PROJECT.config).filter(([key]) => !key.includes(":"));
const prefix = `${PROJECT.name}:`;

/** The type as which the program reads a key, by what it says of a value that is none. */
function typeRead(problem: string): string {
  if (problem.includes("use a whole number") || /; use 1, 3, 5, .*3653$/.test(problem)) return "integer";
  if (problem.endsWith("use true, false")) return "boolean";
  return problem.includes("is not a list") ? "array" : "string";
}

describe("the config keys", () => {
  it("that Pulumi.yaml declares are exactly those that the program reads", async () => {
    const without = await problems([], {
      change: (config) => {
        for (const key of Object.keys(config)) if (key.startsWith(prefix)) delete config[key];
      },
    });
    const reason = "is missing or encrypted; Pulumi.yaml has its default, and nothing here is a secret";
    assert.deepEqual(without.sort(), own.map(([key]) => `${key}: ${reason}`).sort());
  });

  it("have in Pulumi.yaml the type as which the program reads them", async () => {
    // A bell is neither a number nor a list nor a text that can be seen, so every key refuses it.
    const refused = await problems(own.map(([key, { type }]) => `${key}=${type === "string" ? "\u0007" : "ring"}`));
    const read = refused.map((line) => [line.split(":")[0], typeRead(line)]);
    assert.deepEqual(Object.fromEntries(read), Object.fromEntries(own.map(([key, { type }]) => [key, type])));
  });

  it("all have a description and a default of their own type", () => {
    const is: { [type: string]: (value: unknown) => boolean } = {
      string: (value) => typeof value === "string",
      integer: (value) => Number.isInteger(value),
      boolean: (value) => typeof value === "boolean",
      array: (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
    };
    for (const [key, declared] of own) {
      assert.match(declared.description ?? "", /^[A-Za-z].{10,}[^.]$/, `description of ${key}`);
      assert.ok(is[declared.type ?? ""]?.(declared.default), `default of ${key}`);
      assert.equal(declared.items?.type, declared.type === "array" ? "string" : undefined, `items of ${key}`);
      assert.ok(!("value" in declared), key);
    }
  });

  it("of other namespaces in Pulumi.yaml are only the switch that leaves no default provider", () => {
    const others = Object.entries(PROJECT.config).filter(([key]) => key.includes(":"));
    assert.deepEqual(others, [["pulumi:disable-default-providers", { value: ["aws", "kubernetes"] }]]);
  });

  it("in Pulumi.dev.yaml are all declared, apart from the region", () => {
    const declared = own.map(([key]) => `${prefix}${key}`);
    const strangers = Object.keys(settings("Pulumi.dev.yaml").config).filter((key) => !declared.includes(key));
    assert.deepEqual(strangers, ["aws:region"]);
  });

  it("in Pulumi.dev.yaml are good on every day to come, and hold no day", async () => {
    for (const today of ["2026-11-26", "2028-11-26", "2099-12-31"]) assert.deepEqual(await problems([], { today }), []);
    assert.doesNotMatch(JSON.stringify(settings("Pulumi.dev.yaml")), /\d{4}-\d{2}/);
  });
});

describe("the loaded config", () => {
  it("has the defaults of Pulumi.yaml, in the shape that the components take", async () => {
    const tags = {
      student: "student-01",
      owner: "platform-team",
      project: "eks-pod-security-groups",
      stack: "dev",
    };
    assert.deepEqual(await load(), {
      stage: "bound",
      inCluster: false,
      bound: true,
      probes: true,
      region: "us-west-2",
      aws: { region: "us-west-2", assumeRoles: undefined, allowedAccountIds: undefined, defaultTags: { tags } },
      network: { cidr: "10.42.0.0/16", availabilityZoneCount: 3, natGatewayPerZone: false },
      cluster: {
        clusterName: "sgp-lab-dev",
        kubernetesVersion: "1.36",
        endpointPublicAccess: true,
        publicAccessCidrs: undefined,
        logTypes: ["audit"],
        logRetentionDays: 7,
        nodeInstanceType: "m6g.large",
        nodeCount: 1,
        enforcingMode: "strict",
        addonVersions: { vpcCni: undefined, kubeProxy: undefined, coreDns: undefined },
        adminPrincipalArns: [],
        viewerPrincipalArns: [],
        assumedRoleArn: undefined,
        partition: "aws",
        nodeTags: tags,
        existingOnly: false,
      },
      database: {
        databaseName: "catalog",
        username: "catalog_user",
        instanceClass: "db.t4g.micro",
        requireTls: false,
        backupRetentionDays: 0,
        deletionProtection: false,
        finalSnapshot: false,
      },
      catalog: { replicas: 1, awaitReady: true },
    });
  });

  it("awaits the catalog in all stages but the one in which it must fail", async () => {
    for (const [stage, inCluster, bound, awaitReady] of [
      ["in-cluster", true, false, true],
      ["rds-unbound", false, false, false],
      ["bound", false, true, true],
    ]) {
      const config = await load([`stage=${String(stage)}`]);
      assert.deepEqual(
        [config.inCluster, config.bound, config.catalog.awaitReady],
        [inCluster, bound, awaitReady],
        config.stage,
      );
    }
  });

  it("takes the named zones instead of a number of them", async () => {
    const { network } = await load(['availabilityZones=["us-west-2b","us-west-2d"]', "natGatewayPerZone=true"]);
    assert.deepEqual(network, {
      cidr: "10.42.0.0/16",
      availabilityZones: ["us-west-2b", "us-west-2d"],
      natGatewayPerZone: true,
    });
  });

  for (const [region, partition] of [
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["eu-central-2", "aws"],
  ]) {
    it(`puts ${region} into the partition ${partition}`, async () => {
      assert.equal((await load([`aws:region=${region}`])).cluster.partition, partition);
    });
  }

  it("is frozen in all its depth", async () => {
    const config = await load([
      'aws:assumeRoles=[{"roleArn":"arn:aws:iam::123456789012:role/deploy"}]',
      'adminPrincipals=["arn:aws:iam::123456789012:user/student"]',
    ]);
    const thawed: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (value === null || typeof value !== "object") return;
      if (!Object.isFrozen(value)) thawed.push(path);
      for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`);
    };
    look(config, "config");
    assert.deepEqual(thawed, []);
  });
});
