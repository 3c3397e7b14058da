import { type GraphResource, UNKNOWN } from "../../model/graph/graph";
import { isAbsent, isUnknown, sorted } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../findings";
import { missingOf, resourceName } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";

interface Config {
  allow: string[];
  alsoGenerators: string[];
  minimumLength: number;
}

/** Nobody made up, wrote down or can read the database's password. */
export const databasePassword: Rule = rule<Config>({
  name: "database-password",
  description: "A database's password is generated or managed, long enough, and goes only where secrets are kept.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take the password from a random.RandomPassword, or set manageMasterUserPassword; hand it on by a Secret or an SSM SecureString.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
  configSchema: {
    properties: {
      allow: names("Logical names of databases whose password comes from somewhere that no graph shows"),
      alsoGenerators: names("Type tokens of further resources that generate or keep passwords"),
      minimumLength: {
        type: "integer",
        minimum: 8,
        maximum: 128,
        default: 16,
        description: "Characters of a generated password",
      },
    },
  },
  check(reading, config) {
    const databases = reading.databases.databases.filter(({ resource }) => resource.type.startsWith("aws:rds/"));
    return [...databases.flatMap(({ resource }) => ofDatabase(reading, resource, config)), ...leaks(reading)];
  },
});

const RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword";
const GENERATORS = [
  RANDOM_PASSWORD,
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:secretsmanager/secret:Secret",
];

/** Properties that hold a password; the second is never kept in the state. */
const PASSWORDS = ["password", "passwordWo", "masterPassword", "masterPasswordWo"];
const NO_PASSWORD = [
  "replicateSourceDb",
  "replicationSourceIdentifier",
  "snapshotIdentifier",
  "restoreToPointInTime",
  "s3Import",
  "globalClusterIdentifier",
];

function ofDatabase(reading: Reading, resource: GraphResource, config: Config): Finding[] {
  const { urn, inputs, name, external, propertyDependencies } = resource;
  const database = { database: resourceName(resource) };
  const managed = inputs.manageMasterUserPassword;
  if (config.allow.includes(name) || managed === true) return [];
  if (external) {
    return [unsure(urn, "database-password: not generated", database, missingOf(reading.completeness.of(urn)))];
  }
  const given = PASSWORDS.filter((key) => !isAbsent(inputs[key]));
  if (given.length === 0) {
    if (isUnknown(managed)) return [unsure(urn, "database-password: none", database)];
    if (NO_PASSWORD.some((key) => !isAbsent(inputs[key]))) return [];
    return [wrong(urn, "database-password: none", database)];
  }
  const direct = given.flatMap((key) => propertyDependencies[key] ?? []);
  const origins = originsOf(reading, direct);
  const generators = origins.filter(({ type }) => [...GENERATORS, ...config.alsoGenerators].includes(type));
  if (generators.length === 0) {
    const isOpen = direct.length === 0 && given.some((key) => inputs[key] === UNKNOWN);
    return [(isOpen ? unsure : wrong)(urn, "database-password: not generated", database)];
  }
  return generators.flatMap((generator): Finding[] => {
    const { length } = generator.inputs;
    const minimum = config.minimumLength;
    if (generator.type !== RANDOM_PASSWORD || typeof length !== "number" || length >= minimum) return [];
    const values = { generator: resourceName(generator), length, minimum };
    return [wrong(generator.urn, "database-password: short", values)];
  });
}

/** All that a value comes from, directly or through what it passed. */
function originsOf({ resources }: Reading, urns: string[]): GraphResource[] {
  const found = new Set<GraphResource>();
  const open = [...urns];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    const resource = resources.get(urn);
    if (resource === undefined || found.has(resource)) continue;
    found.add(resource);
    open.push(...Object.values(resource.propertyDependencies).flat());
  }
  return sorted([...found]);
}

/** Where a generated password is kept in the clear. */
function leaks(reading: Reading): Finding[] {
  const takes = (resource: GraphResource, property: string): boolean =>
    reading.sourcesOf(resource, property).some(({ type }) => type === RANDOM_PASSWORD);
  return reading.ordered.flatMap((resource): Finding[] => {
    const { type, inputs, urn } = resource;
    const name = resourceName(resource);
    if (type === "aws:ssm/parameter:Parameter" && takes(resource, "value") && inputs.type !== "SecureString") {
      const judge = isUnknown(inputs.type) ? unsure : wrong;
      return [judge(urn, "database-password: in the clear", { keeper: name, take: "SecureString" })];
    }
    if (type === "kubernetes:core/v1:ConfigMap" && (takes(resource, "data") || takes(resource, "binaryData"))) {
      return [wrong(urn, "database-password: in the clear", { keeper: name, take: "Secret" })];
    }
    const isWorkload = /^kubernetes:(apps|batch|core)\/v1:(Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)$/.test(
      type,
    );
    if (!isWorkload || !takes(resource, "spec")) return [];
    return [wrong(urn, "database-password: in a pod template", { workload: name })];
  });
}
